"""Paths over an error surface, and directions found from samples."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import PALETTE

_CONTOURS = 12


def descent_paths(error, paths, w1, w2, goal=None, columns=3, height=2.9, equal=False):
    """Draw paths of descent over the contours of an error surface, one panel a path.

    `error` gives the error of one `w` of shape (2,). `paths` maps a title to the weights after
    every step, shape (steps + 1, 2), the start first. `w1` and `w2` are the ends of the axes,
    `goal` is the lowest point, shape (2,). The contours hold equal areas between them, so that
    they show a flat valley as well as a steep wall. `equal` gives both weights one scale: the
    panels, `height` inches each, then show a narrow valley as narrow as it is.
    """
    grid = np.meshgrid(np.linspace(*w1, 70), np.linspace(*w2, 70))
    heights = np.apply_along_axis(error, -1, np.stack(grid, axis=-1))
    levels = np.quantile(heights, np.linspace(0, 1, _CONTOURS + 2)[1:-1])
    columns = min(columns, len(paths))
    rows = -(-len(paths) // columns)
    _, axes = plt.subplots(
        rows, columns, figsize=(7.5, rows * height), sharex=True, sharey=True, squeeze=False
    )
    for ax, (title, path) in zip(axes.flat, paths.items(), strict=False):
        ax.contour(*grid, heights, levels, colors="#bdbdbd", linewidths=0.8)
        _draw_path(ax, np.asarray(path))
        if goal is not None:
            ax.plot(*goal, "x", color="black", markersize=8, markeredgewidth=2)
        ax.set(title=title, xlim=w1, ylim=w2)
        if equal:
            ax.set_aspect("equal")
        ax.grid(visible=False)
    for ax in axes[-1]:
        ax.set_xlabel("$w_1$")
    for ax in axes[:, 0]:
        ax.set_ylabel("$w_2$")


def _draw_path(ax, path):
    """A line with its start as a ring; every step is a dot where there are few."""
    few = len(path) <= 60
    style = {"marker": "o", "markersize": 3.5} if few else {}
    ax.plot(*path.T, "-", color=PALETTE["blue"], linewidth=1.4 if few else 0.9, **style)
    ax.plot(*path[0], "o", markersize=8, color="white", markeredgecolor="black", zorder=3)


def sampled_directions(samples, full):
    """Draw directions found from samples as dots around the direction found from all data.

    `samples` maps a title to directions, shape (n, 2); `full` has shape (2,) and is drawn as
    an arrow. All panels have one scale, which holds every dot, and a cross marks the origin.
    """
    _, axes = plt.subplots(1, len(samples), figsize=(7.5, 2.8), sharex=True, sharey=True)
    for ax, (title, dots) in zip(axes, samples.items(), strict=True):
        ax.plot(*np.transpose(dots), "o", color=PALETTE["sky"], markersize=3, alpha=0.6)
        ax.plot(0, 0, "+", color="black", markersize=10)
        ax.annotate(
            "",
            xy=full,
            xytext=(0, 0),
            arrowprops={"arrowstyle": "-|>", "color": PALETTE["orange"], "linewidth": 2.5},
        )
        ax.set(title=title, xlabel="along $w_1$")
        ax.set_aspect("equal")
    axes[0].set_ylabel("along $w_2$")


def rolls(error, paths, w, height=2.9, joined=False):
    """Draw descents of a single weight on the curve of its error, one panel a descent.

    `error` gives the errors of weights of shape (n,). `paths` maps a title to the weights after
    every step, shape (steps + 1,), the start first. `w` are the ends of the axis. `joined`
    draws each step as a line, for steps that leap.
    """
    line = np.linspace(*w, 300)
    _, axes = plt.subplots(1, len(paths), figsize=(7.5, height), sharey=True, squeeze=False)
    for ax, (title, path) in zip(axes.flat, paths.items(), strict=True):
        ax.plot(line, error(line), color=PALETTE["grey"])
        style = "o-" if joined else "o"
        ax.plot(path, error(path), style, color=PALETTE["blue"], markersize=4, alpha=0.6, lw=1)
        ax.plot(path[0], error(path[:1]), "o", markersize=9, color="white", markeredgecolor="black")
        ax.plot(path[-1], error(path[-1:]), "s", color="black", markersize=7)
        ax.set(title=title, xlabel="$w$", xlim=w)
    axes[0, 0].set_ylabel("error")


def leaky_sums(panels):
    """Draw how much of each step is left in a velocity, one panel a sequence of steps.

    `panels` maps a title to what is left, shape (n,), the newest step first: bars, blue where
    they push up and orange where they push down.
    """
    _, axes = plt.subplots(1, len(panels), figsize=(7.5, 2.7), sharey=True, squeeze=False)
    for ax, (title, left) in zip(axes[0], panels.items(), strict=True):
        left = np.asarray(left)
        colors = np.where(left > 0, PALETTE["blue"], PALETTE["orange"])
        ax.bar(np.arange(len(left)), left, color=colors)
        ax.axhline(0, color="black", linewidth=0.8)
        ax.set(title=title, xlabel="steps ago")
        ax.grid(axis="x", visible=False)
    axes[0, 0].set_ylabel("share in the velocity")
