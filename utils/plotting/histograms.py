"""How numbers are spread: histograms in rows and columns on common axes."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import PALETTE

_BINS = 40


def histograms(rows, titles, limits, xlabel, marks=()):
    """Draw a table of histograms: a row for each label, a column for each title.

    `rows` maps a label to a list of arrays, one for each of `titles`. All panels go from
    `limits[0]` to `limits[1]`, those of a row with the same height; values beyond are not
    drawn. Dashed lines stand at `marks`.
    """
    size = (7.5, 0.7 + (1.15 if len(rows) > 1 else 2.0) * len(rows))
    _, axes = plt.subplots(
        len(rows), len(titles), figsize=size, sharex=True, sharey="row", squeeze=False
    )
    edges = np.linspace(*limits, _BINS + 1)
    for panels, (label, arrays) in zip(axes, rows.items(), strict=True):
        for ax, values in zip(panels, arrays, strict=True):
            ax.hist(np.ravel(values), edges, color=PALETTE["blue"], histtype="stepfilled")
            ax.set(yticks=[], xlim=limits)
            ax.spines["left"].set_visible(False)
            ax.grid(visible=False)
            for mark in marks:
                ax.axvline(mark, color="black", linewidth=1, linestyle="--")
        panels[0].set_ylabel(label)
    for ax, title in zip(axes[0], titles, strict=True):
        ax.set_title(title)
    for ax in axes[-1]:
        ax.set_xlabel(xlabel)
