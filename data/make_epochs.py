"""Train lesson 22's program for more epochs, from several starts: writes data/epochs.csv.

`python data/make_epochs.py` takes some seven minutes on two cores. What it runs is the lesson's own
cell under *In one cell*, with other numbers of epochs and other seeds.
"""

import os
import time

import pages
from making import store

from utils.datasets import Reading, load_mnist

EPOCHS = 1, 8, 12, 30
SEEDS = range(22, 27)


def settings():
    """Yield the (epochs, seed) of every run."""
    for epochs in EPOCHS:
        for seed in SEEDS:
            yield epochs, seed


def program(epochs, seed):
    """The lesson's cell, with these numbers instead of its own."""
    numbers = {"epochs, layers = 1,": f"epochs, layers = {epochs},", "seed(22)": f"seed({seed})"}
    return pages.altered(pages.program(22), numbers)


def train(setting):
    """Run the cell and return a Reading."""
    begin, names = _seconds(), {}
    exec(program(*setting), names)
    seconds = _seconds() - begin
    _, *held_out = load_mnist()
    shares = [
        names["model"].evaluate(images[..., None], labels, verbose=0)[1]
        for images, labels in held_out
    ]
    return Reading(*setting, seconds, *shares)


def _seconds():
    """Seconds of processor time that this process has used, on all cores together."""
    now = os.times()
    return now.user + now.system


if __name__ == "__main__":
    runs = []
    for setting in settings():
        begin = time.perf_counter()
        runs.append(train(setting))
        print(*setting, f"{time.perf_counter() - begin:.0f} s", flush=True)
    store("epochs.csv", runs, settings=2)
