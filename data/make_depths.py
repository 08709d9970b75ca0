"""Train lesson 22's dense networks of many depths: writes data/depths.csv, a row for each run.

`python data/make_depths.py` takes some minutes on two cores. NumPy alone, in float32. All runs
of one kind and depth are trained side by side, as the first axis of every array.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from itertools import count, pairwise, product
from math import sqrt

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one network a core; before NumPy is imported

import numpy as np
from making import store

from utils.datasets import Depth, load_mnist

KINDS = "plain", "normalized", "shortcuts", "both"
DEPTHS = 4, 10, 20, 30, 40
RATES = {
    "momentum": (0.003, 0.01, 0.03, 0.1, 0.3),
    "adam": (0.001, 0.003, 0.01, 0.03, 0.1),
}
FALLS = {  # part of the way -> part of the first learning rate
    "constant": lambda way: 1,
    "steps": lambda way: 0.1 ** int(3 * way),
    "linear": lambda way: 1 - way,
    "cosine": lambda way: (1 + np.cos(np.pi * way)) / 2,
}
SEEDS = range(22, 27)
WIDTH, SIZE, EPOCHS = 32, 100, 5
KEPT, EPSILON = np.float32(0.9), np.float32(1e-3)  # of batch normalization


class Network:
    """Dense layers of one kind, one network for each generator: all weights begin by He's rule.

    W, b: weights (n, inputs, outputs) and biases (n, 1, outputs) of each layer, n networks.
    gamma, beta, mean, variance: those of the batch normalization before each layer but the first.
    """

    def __init__(self, kind, depth, rngs):
        sizes = [784, *[WIDTH] * depth, 10]
        drawn = [
            [rng.normal(0, np.sqrt(2 / n), (n, k)).astype(np.float32) for n, k in pairwise(sizes)]
            for rng in rngs
        ]
        self.W = [np.stack(layer) for layer in zip(*drawn, strict=True)]
        shapes = [(len(rngs), 1, k) for k in sizes[1:]]
        self.b = [np.zeros(shape, np.float32) for shape in shapes]
        self.normalized = kind in ("normalized", "both")
        self.shortcuts = kind in ("shortcuts", "both")
        self.beta, self.mean = ([np.zeros_like(b) for b in self.b[:-1]] for _ in range(2))
        self.gamma, self.variance = ([np.ones_like(b) for b in self.b[:-1]] for _ in range(2))

    @property
    def parameters(self):
        extra = self.gamma + self.beta if self.normalized else []
        return self.W + self.b + extra

    def normalize(self, h, j, training):
        """Return h normalized, and 1 over its standard deviation."""
        mean, variance = self.mean[j], self.variance[j]
        if training:
            now = h.mean(axis=1, keepdims=True), h.var(axis=1, keepdims=True)
            for running, value in zip((mean, variance), now, strict=True):
                running += (1 - KEPT) * (value - running)
            mean, variance = now
        scale = 1 / np.sqrt(variance + EPSILON)
        return (h - mean) * scale, scale

    def forward(self, x, training):
        """Probabilities of the classes, (n, examples, 10), and what each layer leaves behind."""
        left = []
        h = x @ self.W[0] + self.b[0]
        for j, (W, b) in enumerate(zip(self.W[1:], self.b[1:], strict=True)):
            f, normal, scale = h, None, None
            if self.normalized:
                normal, scale = self.normalize(h, j, training)
                f = self.gamma[j] * normal + self.beta[j]
            a = np.maximum(f, 0)
            left.append((a, normal, scale))
            f = a @ W + b
            h = h + f if self.goes_round(j) else f
        exp = np.exp(h - h.max(axis=-1, keepdims=True))
        return exp / exp.sum(axis=-1, keepdims=True), left

    def goes_round(self, j):
        """Whether a shortcut leads round hidden layer j; none leads round the output layer."""
        return self.shortcuts and j < len(self.gamma) - 1

    def gradients(self, x, y):
        """Gradients of the mean cross-entropy, in the order of `parameters`."""
        p, left = self.forward(x, training=True)
        W, b, gamma, beta = [], [], [], []
        delta = (p - y) / np.float32(x.shape[1])
        for j in reversed(range(len(left))):
            a, normal, scale = left[j]
            W.insert(0, a.swapaxes(1, 2) @ delta)
            b.insert(0, delta.sum(axis=1, keepdims=True))
            back = (delta @ self.W[j + 1].swapaxes(1, 2)) * (a > 0)
            if self.normalized:
                beta.insert(0, back.sum(axis=1, keepdims=True))
                gamma.insert(0, (back * normal).sum(axis=1, keepdims=True))
                shared = (beta[0] + normal * gamma[0]) / np.float32(x.shape[1])
                back = self.gamma[j] * scale * (back - shared)
            delta = delta + back if self.goes_round(j) else back
        W.insert(0, x.swapaxes(1, 2) @ delta)
        b.insert(0, delta.sum(axis=1, keepdims=True))
        return W + b + gamma + beta

    def measure(self, x, y):
        """Cross-entropy and accuracy on the examples, each of shape (n,); 1,000 are run at once."""
        parts = range(0, len(x), 1000)
        p = np.concatenate([self.forward(x[i : i + 1000], False)[0] for i in parts], axis=1)
        loss = -np.log(np.maximum((p * y).sum(axis=-1), 1e-30)).mean(axis=-1)
        return loss, (p.argmax(axis=-1) == y.argmax(axis=-1)).mean(axis=-1)


def settings():
    """Yield the (kind, depth, optimizer, schedule) of the networks that are trained together."""
    yield from product(KINDS, DEPTHS, ["momentum"], ["linear"])
    yield from product(["both"], [20], ["momentum"], ["constant", "steps", "cosine"])
    yield from product(["both"], [20], ["adam"], FALLS)


def descent(weights, optimizer):
    """Return a function that moves the weights, float32 arrays, against their gradients.

    It is called with the gradients and the rate: "momentum" has 0.9, "adam" Keras's defaults.
    """
    mean, square = ([np.zeros_like(w) for w in weights] for _ in range(2))
    steps = count(1)

    def with_momentum(gradients, rate):
        for w, v, g in zip(weights, mean, gradients, strict=True):
            v *= np.float32(0.9)
            v += g
            w -= rate * v

    def with_adam(gradients, rate):
        k = next(steps)
        size = np.float32(rate * (sqrt(1 - 0.999**k) / (1 - 0.9**k)))
        for w, m, s, g in zip(weights, mean, square, gradients, strict=True):
            m += np.float32(0.1) * (g - m)
            s += np.float32(0.001) * (g * g - s)
            w -= size * m / (np.sqrt(s) + np.float32(1e-7))

    return {"momentum": with_momentum, "adam": with_adam}[optimizer]


def train(kind, depth, optimizer, schedule, starts):
    """Train networks from these (rate, seed), and return a Depth for each."""
    identity = np.eye(10, dtype=np.float32)
    (X, Y), held_out = (
        (part.images.reshape(-1, 784).astype(np.float32) / 255, identity[part.labels])
        for part in load_mnist()[:2]
    )
    rngs = [np.random.default_rng(seed) for _, seed in starts]
    network = Network(kind, depth, rngs)
    step = descent(network.parameters, optimizer)
    first = np.array([rate for rate, _ in starts], np.float32)[:, None, None]
    steps = EPOCHS * len(X) // SIZE
    ways = iter(np.arange(steps) / steps)
    with np.errstate(all="ignore"):  # some blow up: their loss is NaN
        for _ in range(EPOCHS):
            orders = np.stack([rng.permutation(len(X)) for rng in rngs])
            for rows in np.split(orders, len(X) // SIZE, axis=1):
                rate = first * np.float32(FALLS[schedule](next(ways)))
                step(network.gradients(X[rows], Y[rows]), rate)
        measured = np.stack([*network.measure(X, Y), *network.measure(*held_out)], axis=1)
    return [
        Depth(kind, depth, optimizer, schedule, *start, *row.tolist())
        for start, row in zip(starts, measured, strict=True)
    ]


def train_all(setting):
    """Train the networks of one setting from all starts."""
    return train(*setting, list(product(RATES[setting[2]], SEEDS)))


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        store(
            "depths.csv",
            [run for runs in pool.map(train_all, settings()) for run in runs],
            settings=6,
        )
