"""Train lesson 22's program for more epochs, from several starts: writes data/epochs.csv.

`python data/make_epochs.py` takes some seven minutes on two cores. What it runs is the lesson's own
cell under *In one cell*, with other numbers of epochs and other seeds.
"""

from itertools import product
from time import process_time

import pages
from making import store
from tqdm import tqdm

from utils.datasets import Reading, load_mnist

EPOCHS = 1, 8, 12, 30
SEEDS = range(22, 27)


def settings():
    """The (epochs, seed) of every run."""
    return product(EPOCHS, SEEDS)


def program(epochs, seed):
    """The lesson's cell, with these numbers instead of its own."""
    numbers = {"epochs, layers = 1,": f"epochs, layers = {epochs},", "seed(22)": f"seed({seed})"}
    return pages.altered(pages.program(22), numbers)


def train(setting):
    """Run the cell and return a Reading."""
    begin, names = process_time(), {}  # of all cores together
    exec(program(*setting), names)
    seconds = process_time() - begin
    _, *held_out = load_mnist()
    shares = [
        names["model"].evaluate(images[..., None], labels, verbose=0)[1]
        for images, labels in held_out
    ]
    return Reading(*setting, seconds, *shares)


if __name__ == "__main__":
    store("epochs.csv", list(map(train, tqdm(list(settings())))), settings=2)
