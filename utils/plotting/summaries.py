"""Spreads of numbers, step behind step, as TensorBoard draws them."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import PALETTE

BINS = 60


def ridges(histograms, xlabel, label):
    """Draw how numbers are spread at several steps: one ridge each, the first at the back.

    `histograms` maps a step to rows of left, right, count, shape (n, 3): intervals of any
    widths, in order, and how many numbers lie in each. They are redrawn in intervals of one
    width, in which the numbers of an old one are spread evenly. `label` names what the steps
    count.
    """
    tables = {step: np.asarray(rows, dtype=float) for step, rows in histograms.items()}
    low = min(table[0, 0] for table in tables.values())
    high = max(table[-1, 1] for table in tables.values())
    edges = np.linspace(low, high, BINS + 1)
    centers = (edges[:-1] + edges[1:]) / 2
    shares = [_shares(table, edges) for table in tables.values()]
    lift = max(map(max, shares)) / 4  # from one ridge to the next
    _, ax = plt.subplots()
    for number, (step, share) in enumerate(zip(tables, shares, strict=True)):
        floor = -number * lift
        ax.fill_between(centers, floor, floor + share, color=PALETTE["sky"], zorder=number)
        ax.plot(centers, floor + share, "-", color=PALETTE["blue"], linewidth=1, zorder=number)
        ax.annotate(f"{label} {step}", (high, floor), xytext=(5, 0), textcoords="offset points")
    ax.set(xlabel=xlabel, yticks=[])
    ax.spines["left"].set_visible(False)


def _shares(table, edges):
    """The share of the numbers in each interval between two edges."""
    below = np.concatenate([[0], np.cumsum(table[:, 2])])
    borders = np.concatenate([table[:1, 0], table[:, 1]])
    return np.diff(np.interp(edges, borders, below)) / below[-1]
