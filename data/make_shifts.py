"""Train lesson 18's networks from several starts: writes data/shifts.csv, a row for each run.

`python data/make_shifts.py` takes some minutes on two cores. The graphs, initial weights, batches
and rates are those of the lesson's `fit`, so that each row is what `fit` finds, but for rounding.
"""

from utils import runtime  # noqa: F401  first: it keeps TensorFlow quiet and exact

import numpy as np
import tensorflow.compat.v1 as tf
from making import store

from utils.batches import batches
from utils.datasets import Shift, load_mnist

STARTS = range(18, 23)
SHUFFLED = np.random.default_rng(18).permutation(784)
SIZE = 50  # of a batch


def settings():
    """Yield the (network, recipe, rate, epochs, seed) of every run."""
    for rate in (0.001, 0.01, 0.1):
        yield from (("conv", "jiggled", rate, 1, seed) for seed in STARTS[:3])
    for recipe in ("plain", "shuffled"):
        for network in ("dense", "conv"):
            yield from ((network, recipe, 0.01, 1, seed) for seed in STARTS[:3])
    for recipe in ("plain", "jiggled"):
        for network in ("dense", "conv"):
            yield from ((network, recipe, 0.01, 5, seed) for seed in STARTS)


def plain(x, rng):
    return x


def jiggled(x, rng):
    """Each image under a matrix of its own near the identity, shifted by up to a pixel."""
    A = np.eye(2) + rng.uniform(-0.15, 0.15, size=(len(x), 2, 2))
    middle = 13.5 + rng.uniform(-1, 1, size=(len(x), 2, 1))
    grid = np.indices((28, 28)).reshape(2, 784) - 13.5
    rows, columns = np.round(A @ grid + middle).astype(int).clip(0, 27).swapaxes(0, 1)
    return x[np.arange(len(x))[:, None], rows, columns].reshape(x.shape)


def shuffled(x, rng):
    """All images with their pixels in another order, the same one for all."""
    return x.reshape(-1, 784)[:, SHUFFLED].reshape(x.shape)


def he(shape, rng):
    return (np.sqrt(2 / np.prod(shape[:-1])) * rng.normal(size=shape)).astype(np.float32)


def dense(x, units, rng):
    W = tf.Variable(he((int(x.shape[-1]), units), rng))
    return tf.matmul(x, W) + tf.Variable(tf.zeros(units))


def dense_network(X, rng):
    a = tf.nn.relu(dense(tf.reshape(X, (-1, 784)), 128, rng))
    return dense(tf.nn.relu(dense(a, 64, rng)), 10, rng)


def convolution(x, k, channels, stride, rng):
    kernels = tf.Variable(he((k, k, int(x.shape[-1]), channels), rng))
    h = tf.nn.conv2d(x, kernels, [1, stride, stride, 1], "SAME")
    return tf.nn.relu(h + tf.Variable(tf.zeros(channels)))


def half(x):
    return tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")


def conv_network(X, rng):
    pooled = half(convolution(X, 5, 16, 2, rng))
    pooled = half(convolution(pooled, 3, 48, 1, rng))
    return dense(tf.reshape(pooled, (-1, 768)), 10, rng)


def train(setting):
    """Train once and return a Shift: the loss, and the accuracy after shifts of 0 to 6 pixels."""
    network, recipe, first, epochs, seed = setting
    move = {"plain": plain, "jiggled": jiggled, "shuffled": shuffled}[recipe]
    train, held_out = (
        (part.images[..., None].astype(np.float32) / 255, part.labels) for part in load_mnist()[:2]
    )
    rng = np.random.default_rng(seed)
    steps = epochs * len(train[0]) // SIZE
    with tf.Graph().as_default(), tf.Session() as sess:
        X = tf.placeholder(tf.float32, (None, 28, 28, 1))
        Y = tf.placeholder(tf.int64, (None,))
        rate = tf.placeholder(tf.float32, ())
        logits = (dense_network if network == "dense" else conv_network)(X, rng)
        loss = tf.losses.sparse_softmax_cross_entropy(labels=Y, logits=logits)
        step = tf.train.AdamOptimizer(rate).minimize(loss)
        right = tf.cast(tf.equal(tf.argmax(logits, axis=1), Y), tf.float32)
        both = [loss, tf.reduce_mean(right)]
        sess.run(tf.global_variables_initializer())
        rates = iter(np.linspace(first, 0, steps, endpoint=False))
        for _ in range(epochs):
            for x, y in batches(*train, size=SIZE, rng=rng):
                sess.run(step, {X: move(x, rng), Y: y, rate: next(rates)})
        found = []
        for shift in range(7):
            x = [np.roll(held_out[0], pixels, axis=2) for pixels in (-shift, shift)]
            x = shuffled(np.concatenate(x), rng) if recipe == "shuffled" else np.concatenate(x)
            found.append(sess.run(both, {X: x, Y: np.tile(held_out[1], 2)}))
    return Shift(*setting, float(found[0][0]), *(float(share) for _, share in found))


if __name__ == "__main__":
    store("shifts.csv", [train(setting) for setting in settings()], settings=5)
