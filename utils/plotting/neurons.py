"""One neuron: its parts; its data, its boundary and what it says over two measurements."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Circle

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


def neuron(x, w, b):
    """Draw one neuron: inputs, weighted connections, the sum with its bias, f, the prediction.

    `x` and `w` have shape (n,), `b` is a number. As in `network`, solid blue connections push
    up and dashed orange ones push down, by the sign of their weight; the thicker, the harder.
    """
    _, ax = plt.subplots(figsize=(7.5, 3.3))
    middle = (len(x) - 1) / 2
    for i, (value, weight) in enumerate(zip(x, w, strict=True)):
        height = middle - i
        color, style = (PALETTE["blue"], "-") if weight > 0 else (PALETTE["orange"], "--")
        width = 1 + 4 * abs(weight) / np.abs(w).max()
        ax.plot([0, 4], [height, 0], color=color, ls=style, lw=width, zorder=1)
        _text(ax, (1.75, height * (1 - 1.75 / 4)), f"$w_{i + 1} = {weight:g}$", color)
        _circle(ax, (0, height), f"$x_{i + 1} = {value:g}$")
    _circle(ax, (4, 0), r"$\sum$", size=20)
    _circle(ax, (6.2, 0), "$f$", size=16)
    _arrow(ax, (4.42, 0), (5.78, 0))
    _text(ax, (5.1, 0.28), "$h$", "black")
    _arrow(ax, (6.62, 0), (8, 0))
    _text(ax, (8.2, 0), r"$\hat y$", "black")
    _arrow(ax, (4, 1.45), (4, 0.42))
    _text(ax, (4, 1.6), f"$b = {b:g}$", "black")
    for place, words in (
        (0, "inputs"),
        (1.75, "weights"),
        (4, "weighted sum"),
        (6.2, "activation\nfunction"),
        (8.2, "prediction"),
    ):
        ax.text(place, -middle - 0.85, words, ha="center", va="top", color="#555555")
    ax.set(xlim=(-0.8, 9), ylim=(-middle - 1.6, middle + 0.6), aspect="equal")
    ax.set_axis_off()


def _circle(ax, place, text, size=11):
    ax.add_patch(Circle(place, 0.42, facecolor="white", edgecolor="black", lw=1.3, zorder=2))
    ax.text(*place, text, ha="center", va="center", fontsize=size, zorder=3)


def _arrow(ax, start, end):
    ax.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "color": "black"})


def _text(ax, place, text, color):
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    ax.text(*place, text, ha="center", va="center", color=color, fontsize=11, bbox=box)
