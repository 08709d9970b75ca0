"""What training does: learning curves, and what a remedy gains or loses."""

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
    _, axes = plt.subplots(1, 2, figsize=(7.5, 3))
    panels = ("loss", (0, 1)), ("accuracy", (0.5, 1.02))
    for column, (ax, (name, limits)) in enumerate(zip(axes, panels, strict=True)):
        series = {"training": history[:, column], "validation": history[:, column + 2]}
        curves(epochs, series, "epoch", name, ax=ax, ylim=limits)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        if best is not None:
            ax.axvline(best, color="black", linewidth=1)
            ax.annotate(f" epoch {best}", (best, limits[0]), (0, 12), textcoords="offset points")


def gains(panels, xlabel):
    """Draw what several remedies gain, each with its margin, beside a line at zero.

    `panels` maps a title to a panel, which maps a remedy to a pair: its gain, and half the
    length of the bar around it. A gain whose bar crosses zero is drawn hollow.
    """
    _, axes = plt.subplots(1, len(panels), figsize=(7.5, 2.4), sharey=True, squeeze=False)
    for ax, (title, panel) in zip(axes[0], panels.items(), strict=True):
        for row, (gain, margin) in enumerate(panel.values()):
            sure = abs(gain) > margin
            color = PALETTE["blue"] if sure else PALETTE["grey"]
            ax.errorbar(
                gain,
                -row,
                xerr=margin,
                fmt="o",
                markersize=7,
                color=color,
                markerfacecolor=color if sure else "white",
                capsize=3,
            )
        ax.axvline(0, color="black", linewidth=1)
        ax.set(title=title, xlabel=xlabel, ylim=(0.6 - len(panel), 0.4))
        ax.set_yticks([-row for row in range(len(panel))], list(panel))
        ax.grid(axis="y", visible=False)
        ax.tick_params(axis="y", length=0)
