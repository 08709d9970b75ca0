"""What training does: learning curves, and what several starts lead to."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from utils.plotting.figures import PALETTE, curves


def learning_curves(history, best=None):
    """Draw loss and accuracy by epoch, on training and on validation examples.

    `history` has a row for each epoch: training loss, training accuracy, validation loss,
    validation accuracy. A thin line stands at epoch `best`, with its name, if it is given. The
    axes are the same in every picture: losses up to 1, accuracies from 0.5.
    """
    history = np.asarray(history)
    epochs = np.arange(1, len(history) + 1)
    _, axes = plt.subplots(1, 2, figsize=(7.5, 3), gridspec_kw={"wspace": 0.1})
    panels = ("loss", (-0.04, 1)), ("accuracy", (0.5, 1.02))
    for column, (ax, (name, limits)) in enumerate(zip(axes, panels, strict=True)):
        series = {"training": history[:, column], "validation": history[:, column + 2]}
        curves(epochs, series, "epoch", name, ax=ax, ylim=limits)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        if best is not None:
            ax.axvline(best, color="black", linewidth=1)
            # Where the curves are not: losses fall, accuracies rise.
            end, away = (limits[0], 12) if column else (limits[1], -12)
            ax.annotate(f" epoch {best}", (best, end), (0, away), textcoords="offset points")


def starts(gains, xlabel):
    """Draw what several remedies gain, a dot for each start, beside a line at zero.

    `gains` maps a remedy to its gains, one for each start; a stroke marks their mean. Blue where
    all starts gain, orange where all lose, hollow and grey where they disagree.
    """
    _, ax = plt.subplots(figsize=(7.5, 0.8 + 0.27 * len(gains)))
    for row, values in enumerate(gains.values()):
        values = np.asarray(values)
        name = "blue" if np.all(values > 0) else "orange" if np.all(values < 0) else "grey"
        face = "white" if name == "grey" else PALETTE[name]
        height = np.full(len(values), -row)
        ax.plot(values, height, "o", markersize=6, color=PALETTE[name], markerfacecolor=face)
        ax.plot(values.mean(), -row, "|", markersize=15, markeredgewidth=2, color="black")
    ax.axvline(0, color="black", linewidth=1)
    ax.set(xlabel=xlabel, ylim=(0.6 - len(gains), 0.6))
    ax.set_yticks([-row for row in range(len(gains))], list(gains))
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)


def spreads(x, runs, xlabel, ylabel):
    """Draw what several starts lead to at each `x`: a dot for each, a line through their means.

    `runs` maps a label to its results, shape (len(x), starts); the line has it at its end.
    """
    _, ax = plt.subplots()
    curves(x, {label: np.mean(found, axis=1) for label, found in runs.items()}, xlabel, ylabel, ax)
    for line, found in zip(ax.get_lines(), runs.values(), strict=True):
        ax.plot(x, found, "o", markersize=4, color=line.get_color(), alpha=0.5)
    ax.set_ylim(0, 1.02)
