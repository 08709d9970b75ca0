"""Curves that should be one curve: all of them, a part magnified, and how far they are apart."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from utils.plotting.figures import PALETTE

#: Rings that fit into each other, and a dot for the last: what lies on one spot stays visible.
_COLORS = ("blue", "orange", "green", "pink", "black")
_SIZES = (22, 17, 12, 7, 2.5)
_FLOOR = 1e-12


def agreement(series, first, last, limit):
    """Draw up to five series over their steps, those from `first` to `last` magnified.

    `series` maps a label to values, shape (steps,). Above: all series, and beside them the
    magnified part, where each has rings of its own size. Below: the largest difference between
    any two series at each step, on a logarithmic scale, with a line at `limit`. What is smaller
    than 1e-12 is drawn there, since every machine rounds float64 in its own way.
    """
    figure = plt.figure(figsize=(7.5, 4.8))
    grid = figure.add_gridspec(2, 2, height_ratios=(2, 1), width_ratios=(1.5, 1))
    every, part = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[0, 1])
    steps = np.arange(len(next(iter(series.values()))))
    shown = slice(first, last + 1)
    for (label, y), color, size in zip(series.items(), _COLORS, _SIZES, strict=False):
        every.plot(steps, y, "-", color=PALETTE[color], lw=size / 6)
        style = {"mfc": "none", "mec": PALETTE[color], "mew": 1.6, "ls": "none"}
        part.plot(steps[shown], np.asarray(y)[shown], "o", ms=size, label=label, **style)
    every.axvspan(first, last, color="#e0e0e0", zorder=0)
    every.set(xlabel="step", ylabel="loss", title="five programs", ylim=(0, None))
    part.set(xlabel="step", title=f"steps {first} to {last}, magnified")
    part.xaxis.set_major_locator(MaxNLocator(integer=True))
    part.margins(0.12)
    part.legend(loc="upper left", bbox_to_anchor=(1, 1), labelspacing=1.3, handletextpad=0.8)
    _draw_differences(figure.add_subplot(grid[1, :]), steps, np.ptp([*series.values()], 0), limit)


def _draw_differences(ax, steps, differences, limit):
    ax.semilogy(steps, np.maximum(differences, _FLOOR), color="black", lw=2)
    ax.axhline(limit, color=PALETTE["orange"], ls="--")
    below = "largest difference" if differences.max() > _FLOOR else f"below {_power(_FLOOR)}"
    for height, text in ((limit, f"limit {_power(limit)}"), (_FLOOR, below)):
        ax.annotate(text, (0.01, height), (0, 4), ("axes fraction", "data"), "offset points")
    ax.set(xlabel="step", ylabel="apart by", ylim=(_FLOOR / 3, 100 * limit))


def _power(number):
    return f"$10^{{{np.log10(number):.0f}}}$"
