"""Train lesson 17's networks from several starts: writes data/runs.csv, a row for each run.

`python data/make_runs.py` takes some minutes on two cores. NumPy alone, in float32: the same
initial weights, batches, rates and masks as the lesson's `fit`, so that each row is what `fit`
finds, but for rounding.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise, product

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one run a core; before NumPy is imported

import numpy as np
from descent import Adam, Momentum, digits
from making import store

from utils.batches import batches
from utils.datasets import Run

SEEDS = {500: range(16, 21), 8000: range(16, 19)}
HIDDEN = {"none": (), "one": (128,)}  # else two hidden layers
RECIPES = {  # digits to learn from -> recipe -> its strengths
    500: {
        "momentum": [0.1],
        "decay": [0.003, 0.01, 0.03],
        "units": [0.9, 0.8, 0.5],
        "pixels": [0.8, 0.5, 0.3, 0.2],
    },
    8000: {
        "none": [0.1],
        "one": [0.1],
        "momentum": [0.03, 0.1, 0.3],
        "longer": [0.1],
        "adam": [0.0003, 0.001, 0.003, 0.01],
        "decay": [0.0003, 0.001, 0.003],
        "units": [0.9, 0.8, 0.5],
        "pixels": [0.8, 0.5, 0.3],
    },
}


def settings():
    """Yield the (digits, recipe, strength, epochs, seed) of every run."""
    for count, recipes in RECIPES.items():
        for recipe, strengths in recipes.items():
            twice = recipe in ("longer", "units", "pixels")
            epochs = 60 if count == 500 else 20 if twice else 10
            yield from product([count], [recipe], strengths, [epochs], SEEDS[count])


def forward(x, W, b, masks):
    """Activations of the layers but the last, x first, and the probabilities of the classes."""
    layers = [x]
    for w, c, factors in zip(W[:-1], b[:-1], masks, strict=True):
        layers.append(factors * np.maximum(0, layers[-1] @ w + c))
    Z = layers[-1] @ W[-1] + b[-1]
    exp = np.exp(Z - Z.max(axis=1, keepdims=True))
    return layers, exp / exp.sum(axis=1, keepdims=True)


def backward(x, y, W, b, masks, decay):
    """Gradients of the mean cross-entropy plus the penalty, for all of W and then all of b."""
    layers, p = forward(x, W, b, masks)
    delta = (p - y) / np.float32(len(x))
    for_W, for_b = [], []
    for j in reversed(range(len(W))):
        for_W.insert(0, layers[j].T @ delta + np.float32(decay) * W[j])
        for_b.insert(0, delta.sum(axis=0))
        if j:
            delta = (delta @ W[j].T) * masks[j - 1] * (layers[j] > 0)
    return for_W + for_b


def mask(shape, keep, rng):
    """Factors for a layer of this shape: 0 with chance 1 - `keep`, else 1 / `keep`."""
    if keep == 1:
        return np.float32(1)
    return ((rng.random(shape) < keep) / keep).astype(np.float32)


def losses(x, y, W, b):
    """Mean cross-entropy and accuracy on the examples `x`, `y`."""
    _, p = forward(x, W, b, [np.float32(1)] * (len(W) - 1))
    loss = -np.log(np.maximum((p * y).sum(axis=1), 1e-30)).mean()
    return float(loss), float(np.mean(p.argmax(axis=1) == y.argmax(axis=1)))


def train(setting):
    """Train once and return a Run."""
    count, recipe, strength, epochs, seed = setting
    (X, Y), held_out = digits()
    X, Y = X[:count], Y[:count]
    sizes = (784, *HIDDEN.get(recipe, (128, 64)), 10)
    rng = np.random.default_rng(seed)
    W = [np.float32(np.sqrt(2 / n) * rng.normal(size=(n, k))) for n, k in pairwise(sizes)]
    b = [np.zeros(k, np.float32) for k in sizes[1:]]
    optimizer = Adam(W + b, 1e-8) if recipe == "adam" else Momentum(W + b)
    top = strength if recipe in ("adam", "momentum") else 0.1
    rates = iter(np.linspace(top, 0, epochs * count // 100, endpoint=False))
    decay = strength if recipe == "decay" else 0
    pixels = strength if recipe == "pixels" else 1
    units = strength if recipe == "units" else 1
    rng, seen = np.random.default_rng(seed), []
    for _ in range(epochs):
        for x, y in batches(X, Y, size=100, rng=rng):
            x = x * mask(x.shape, pixels, rng)
            masks = [mask((len(x), k), units, rng) for k in sizes[1:-1]]
            optimizer.step(W + b, backward(x, y, W, b, masks, decay), next(rates))
        seen.append(losses(*held_out, W, b))
    lowest = min(range(epochs), key=lambda epoch: seen[epoch])
    return Run(*setting, *seen[-1], seen[lowest][0], lowest + 1)


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        store("runs.csv", list(pool.map(train, settings())), settings=5)
