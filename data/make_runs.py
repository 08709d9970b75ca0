"""Train lesson 17's networks from several starts: writes data/runs.csv, a row for each run.

`python data/make_runs.py` takes some minutes on two cores. What it runs is the lesson's own
`fit`, with other arguments and, where the recipe wants them, another rate or optimizer.
"""

from itertools import product

from making import store
from pages import names

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


def train(setting):
    """Train once and return a Run."""
    count, recipe, strength, epochs, seed = setting
    changes = {}
    if recipe in ("adam", "momentum"):
        changes["np.linspace(0.1, "] = f"np.linspace({strength}, "
    if recipe == "adam":
        changes["MomentumOptimizer(rate, 0.9)"] = "AdamOptimizer(rate)"
    lesson = names(17, ["mnist", "identity", "everything", "held_out", "TWO"], changes)
    sizes = (784, *HIDDEN.get(recipe, (128, 64)), 10)
    decay, pixels, units = (
        strength if recipe == name else other
        for name, other in {"decay": 0, "pixels": 1, "units": 1}.items()
    )
    keep = [pixels, *[units] * (len(sizes) - 2)]
    seen = [part[:count] for part in lesson["everything"]]
    history, _ = lesson["fit"](seen, sizes, epochs, seed, decay, keep)
    losses, accuracies = history[:, 2:].T.tolist()
    return Run(*setting, losses[-1], accuracies[-1], min(losses), 1 + losses.index(min(losses)))


if __name__ == "__main__":
    store("runs.csv", list(map(train, settings())), settings=5)
