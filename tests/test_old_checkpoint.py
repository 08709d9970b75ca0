"""data/old_checkpoint: NumPy finds in it the loss that TensorFlow 1.15.5 recorded."""

import numpy as np
import pytest

from utils.datasets import load_old_checkpoint


def sigmoid(h):
    return 1 / (1 + np.exp(-h))


def test_the_formulas_of_the_old_cells_give_the_recorded_loss():
    """Embedding, BasicLSTMCell, GRUCell and dense layer: all that the reading of gates rests on."""
    import tensorflow as tf

    path, losses = load_old_checkpoint()
    read = tf.train.load_checkpoint(path).get_tensor
    draw = np.random.RandomState(20)
    draw.normal(size=(8, 6, 6, 1))
    words = (10 * draw.random_sample((8, 5))).astype(int)
    c, h, s = np.zeros((8, 5)), np.zeros((8, 5)), np.zeros((8, 3))
    for x in read("text/embedding")[words].transpose(1, 0, 2):
        cell = "text/lstm/basic_lstm_cell/"
        gates = np.hstack([x, h]) @ read(cell + "kernel") + read(cell + "bias")
        i, j, f, o = np.split(gates, 4, axis=1)
        c = sigmoid(f + 1) * c + sigmoid(i) * np.tanh(j)
        h = sigmoid(o) * np.tanh(c)
        cell = "text/gru/gru_cell/"
        gates = np.hstack([h, s]) @ read(cell + "gates/kernel") + read(cell + "gates/bias")
        r, u = np.split(sigmoid(gates), 2, axis=1)
        candidate = np.hstack([h, r * s]) @ read(cell + "candidate/kernel")
        s = u * s + (1 - u) * np.tanh(candidate + read(cell + "candidate/bias"))
    logits = s @ read("text/scores/kernel") + read("text/scores/bias")
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(8), np.arange(8) % 3]).mean()
    assert loss == pytest.approx(losses["text"][0], abs=1e-6)
