"""One neuron over two measurements: the data, the boundary, what it says everywhere."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from utils.plotting.figures import PALETTE

# From middle grey, on which points can be seen, to white.
_SHADES = LinearSegmentedColormap.from_list("shades", ["#808080", "white"])


def two_groups(X, y, names, xlabel, ylabel, ax=None):
    """Draw points of two groups: circles where `y` is 1, crosses where it is 0.

    `X` has shape (m, 2), `y` (m,); `names` are those of group 0 and of group 1. Draws on
    `ax`, or on a new figure.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(5.2, 4.2))
    X, y = np.asarray(X), np.asarray(y)
    zeros, ones = X[y == 0], X[y == 1]
    ax.scatter(*zeros.T, marker="x", color=PALETTE["orange"], s=26, label=names[0], zorder=3)
    options = {"facecolor": "white", "edgecolor": PALETTE["blue"], "linewidth": 1.4}
    ax.scatter(*ones.T, marker="o", s=26, label=names[1], zorder=3, **options)
    ax.legend(loc="upper left", handletextpad=0.2)
    ax.set(xlabel=xlabel, ylabel=ylabel)


def neurons(X, y, settings):
    """Draw what sigmoid neurons say over the whole plane, and the data on top.

    `X` has shape (m, 2), `y` (m,); `settings` maps a title to a neuron's (w, b), w of shape
    (2,). Grey is 0, white is 1; the line is where a neuron says one half.
    """
    width = 5.2 if len(settings) == 1 else 7.5
    height = 4.4 if len(settings) == 1 else 0.4 + width / len(settings)
    figure, axes = plt.subplots(
        1, len(settings), figsize=(width, height), sharey=True, squeeze=False
    )
    for ax, (title, (w, b)) in zip(axes[0], settings.items(), strict=True):
        shades = _panel(ax, X, y, w, b)
        ax.set(title=title, xlabel="$x_1$")
    axes[0, 0].set_ylabel("$x_2$")
    if len(settings) == 1:
        figure.colorbar(shades, ax=axes[0, 0], label=r"$\hat y$", ticks=[0, 0.5, 1])


def _panel(ax, X, y, w, b, reach=3.0):
    """One neuron on `ax`, over the square from -reach to reach."""
    side = np.linspace(-reach, reach, 121)
    h = w[0] * side + w[1] * side[:, None] + b
    says = (1 + np.tanh(h / 2)) / 2
    shades = ax.imshow(
        says,
        extent=(-reach, reach, -reach, reach),
        origin="lower",
        cmap=_SHADES,
        vmin=0,
        vmax=1,
        aspect="auto",
        interpolation="bilinear",
    )
    if h.min() < 0 < h.max():
        ax.contour(side, side, h, levels=[0], colors="black", linewidths=1.8)
    X, y = np.asarray(X), np.asarray(y)
    ax.scatter(*X[y == 0].T, marker="x", color=PALETTE["orange"], s=16, zorder=3)
    options = {"facecolor": "white", "edgecolor": PALETTE["blue"], "linewidth": 1.1}
    ax.scatter(*X[y == 1].T, marker="o", s=16, zorder=3, **options)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach))
    ax.grid(visible=False)
    return shades
