"""A network as a row of stages: how its maps shrink, and multiply."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle


#: In pixels of the image: between sheets, between stages, a unit of a dense layer.
SHEET, GAP, UNIT = 0.25, 11, 0.6


def stages(pairs):
    """Draw the stages of a network from left to right, and below each its shape.

    `pairs` are the text above a stage and the shape of what comes out of it: (rows, columns,
    channels) is drawn as so many sheets of that size, (units,) as a column of cells.
    """
    _, ax = plt.subplots(figsize=(7.5, 2.4))
    left = 0.0
    for number, (text, shape) in enumerate(pairs):
        rows, columns, count = shape if len(shape) == 3 else (UNIT, 2, *shape)
        step = np.array([SHEET, SHEET] if len(shape) == 3 else [0, UNIT])
        width, height = np.array([columns, rows]) + step * (count - 1)
        corners = np.array([left, -height / 2]) + step * np.arange(count)[::-1, None]
        sheets = PatchCollection([Rectangle(corner, columns, rows) for corner in corners])
        sheets.set(facecolor="#cfe8f7", edgecolor="#5d8299", linewidth=0.3)
        ax.add_collection(sheets)
        if number:
            arrow = {"arrowstyle": "-|>", "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (left - 1.5, 0), (left + 1.5 - GAP, 0), arrowprops=arrow)
        middle = left + width / 2
        ax.text(middle, 24, text, ha="center", va="bottom", size=8.5)
        ax.text(middle, -24, " × ".join(map(str, shape)), ha="center", va="top", size=8.5)
        left += width + GAP
    width, low, high = left - GAP, -28, 36  # the last text is wider than a column
    ax.figure.set_size_inches(7.5, 7.5 * (high - low) / (width + 4))
    ax.set(xlim=(-1, width + 3), ylim=(low, high), aspect="equal")
    ax.set_axis_off()
