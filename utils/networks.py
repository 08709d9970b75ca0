"""A network of one hidden layer that learns to read: lesson 1 uses it, lesson 7 builds it."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from utils.batches import batches


class Network(NamedTuple):
    """Weights, shape (inputs, outputs) of their layer, and biases, shape (outputs,)."""

    W_hidden: NDArray[np.float64]
    b_hidden: NDArray[np.float64]
    W_output: NDArray[np.float64]
    b_output: NDArray[np.float64]


def activations(network: Network, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the network's nodes say to `X`, one example a row or a single one.

    Returns the activations of the hidden and of the output layer, between 0 and 1, of shapes
    (m, hidden) and (m, classes), or (hidden,) and (classes,) for a single example.
    """
    hidden = _sigmoid(X @ network.W_hidden + network.b_hidden)
    return hidden, _sigmoid(hidden @ network.W_output + network.b_output)


def train(
    X: np.ndarray,
    labels: np.ndarray,
    hidden: int = 20,
    epochs: int = 12,
    learning_rate: float = 0.5,
    size: int = 10,
    seed: int = 1,
) -> Iterator[Network]:
    """Learn classes from examples; yield the network before training and after each epoch.

    X: shape (m, inputs), numbers from 0 to 1. labels: shape (m,), classes 0 to k - 1.
    hidden: nodes in the hidden layer. size: examples in a mini-batch. seed: of the first
    weights and of the order of the examples.

    Stochastic gradient descent on the squared error of sigmoid units, by backpropagation:
    Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors" (1986).
    """
    rng = np.random.default_rng(seed)
    Y = np.eye(labels.max() + 1)[labels]
    network = Network(
        rng.normal(scale=X.shape[1] ** -0.5, size=(X.shape[1], hidden)),
        np.zeros(hidden),
        rng.normal(scale=hidden**-0.5, size=(hidden, Y.shape[1])),
        np.zeros(Y.shape[1]),
    )
    yield network
    for _ in range(epochs):
        for x, y in batches(X, Y, size, rng):
            network = _step(network, x, y, learning_rate)
        yield network


def _step(network, x, y, learning_rate):
    """The network after one step downhill on the mean squared error of a mini-batch."""
    hidden, output = activations(network, x)
    delta_output = (y - output) * output * (1 - output)
    delta_hidden = delta_output @ network.W_output.T * hidden * (1 - hidden)
    steps = (
        x.T @ delta_hidden,
        delta_hidden.sum(axis=0),
        hidden.T @ delta_output,
        delta_output.sum(axis=0),
    )
    rate = learning_rate / len(x)
    moved = (old + rate * step for old, step in zip(network, steps, strict=True))
    return Network(*moved)


def _sigmoid(h):
    return 1 / (1 + np.exp(-h))
