"""How broadcasting stretches a smaller table over a larger one."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

#: In cells: the width that is left for a plus or equals sign, the height for a title.
SIGN, TITLE = 1.1, 0.9


def broadcasting(pairs):
    """Draw a + b for pairs of arrays of rank 1 or 2, a pair a row: numbers given and copies.

    What an array holds is drawn dark on blue, its copies grey on white. Above each table stands
    its shape.
    """
    pairs = [(np.asarray(a), np.asarray(b)) for a, b in pairs]
    shapes = [np.broadcast_shapes(a.shape, b.shape) for a, b in pairs]
    width = 3 * max(shape[1] for shape in shapes) + 2 * SIGN
    height = sum(shape[0] + 2 * TITLE for shape in shapes)
    _, ax = plt.subplots(figsize=(7.5, 7.5 * height / (width + 0.4)))
    top = 0.0
    for (a, b), shape in zip(pairs, shapes, strict=True):
        step = shape[1] + SIGN
        middle = top + TITLE + shape[0] / 2
        for number, (array, sign) in enumerate([(a, "+"), (b, "="), (a + b, "")]):
            _table(ax, array, shape, number * step, top + TITLE, result=not sign)
            ax.text((number + 1) * step - SIGN / 2, middle, sign, size=14, ha="center", va="center")
        top += shape[0] + 2 * TITLE
    ax.set(xlim=(-0.2, width + 0.2), ylim=(top - TITLE + 0.1, 0), aspect="equal")
    ax.set_axis_off()


def _table(ax, array, shape, left, top, result):
    """Draw one array, stretched to `shape`, whose upper left corner is at (left, top)."""
    sizes = (1,) * (2 - array.ndim) + array.shape
    title = str(array.shape)
    ax.text(left, top - 0.15, title, va="bottom")
    for (i, j), value in np.ndenumerate(np.broadcast_to(array, shape)):
        own = i < sizes[0] and j < sizes[1]
        fill = "#cfe8f7" if own and not result else "white"
        ink = "black" if own else "#6b6b6b"
        style = {"edgecolor": "black" if own else "#b5b5b5", "zorder": 3 if own else 2}
        ax.add_patch(Rectangle((left + j, top + i), 1, 1, facecolor=fill, **style))
        ax.text(left + j + 0.5, top + i + 0.5, value, color=ink, ha="center", va="center", zorder=4)
