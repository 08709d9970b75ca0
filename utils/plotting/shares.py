"""Probabilities as bars, panel by panel."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import PALETTE


def shares(panels):
    """Draw the probabilities of the same classes side by side, on one scale from 0 to 1.

    `panels` maps a title to p, shape (classes,). The largest share is blue.
    """
    width = 3.6 if len(panels) == 1 else 7.5
    _, axes = plt.subplots(1, len(panels), figsize=(width, 2.6), sharey=True, squeeze=False)
    for ax, (title, p) in zip(axes[0], panels.items(), strict=True):
        p = np.asarray(p)
        colors = ["#c9c9c9"] * len(p)
        colors[p.argmax()] = PALETTE["blue"]
        ax.bar(range(len(p)), p, color=colors, edgecolor="#555555", linewidth=0.6)
        ax.set(title=title, xlabel="class", ylim=(0, 1), xticks=range(len(p)), yticks=[0, 0.5, 1])
        ax.tick_params(axis="x", length=0)
        ax.grid(axis="x", visible=False)
    axes[0, 0].set_ylabel("probability")
