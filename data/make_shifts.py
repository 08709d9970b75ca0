"""Train lesson 18's networks from several starts: writes data/shifts.csv, a row for each run.

`python data/make_shifts.py` takes some minutes on two cores. What it runs is the lesson's own
`fit`, with other arguments and at other rates.
"""

import numpy as np
from making import store
from pages import names

from utils.datasets import Shift

STARTS = range(18, 23)
SHUFFLED = np.random.default_rng(18).permutation(784)


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


def shuffled(x, rng=None):
    """All images with their pixels in another order, the same one for all."""
    return x.reshape(-1, 784)[:, SHUFFLED].reshape(x.shape)


def train(setting):
    """Train once and return a Shift: the loss, and the accuracy after shifts of 0 to 6 pixels."""
    network, recipe, first, epochs, seed = setting
    constants = ["mnist", "labels", "(X_train, X_validation)"]
    lesson = names(18, constants, {"np.linspace(0.01, ": f"np.linspace({first}, "})
    move = {"plain": None, "jiggled": lesson["jiggle"], "shuffled": shuffled}[recipe]
    fitted = lesson["fit"](lesson[f"{network}_network"], epochs, seed, move)

    def read(images):
        return fitted(shuffled(images) if recipe == "shuffled" else images)

    scores, labels = read(lesson["X_validation"])[-1], lesson["labels"]
    right = scores[np.arange(len(labels)), labels]
    loss = np.mean(np.logaddexp.reduce(scores, axis=1) - right)
    shares = (lesson["accuracy"](read, shift) for shift in range(7))
    return Shift(*setting, float(loss), *map(float, shares))


if __name__ == "__main__":
    store("shifts.csv", [train(setting) for setting in settings()], settings=5)
