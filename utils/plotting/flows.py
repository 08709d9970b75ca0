"""What is computed from what, forward and backward."""

import matplotlib.pyplot as plt

from utils.plotting.figures import PALETTE


def flow(boxes, forward, backward):
    """Draw quantities as boxes, and as labelled arrows what is computed from what.

    `boxes` maps the text of a box to its place, (column, row), rows downwards. `forward` and
    `backward` map pairs of such texts, from and to, to the label of their arrow; the backward
    ones are dashed.
    """
    _, ax = plt.subplots(figsize=(7.5, 3.6))
    looks = (forward, PALETTE["black"], "-"), (backward, PALETTE["green"], (0, (4, 2)))
    for arrows, color, dash in looks:
        for (start, end), label in arrows.items():
            places = [(2.4 * column, -row) for column, row in (boxes[start], boxes[end])]
            _arrow(ax, *places, label, {"color": color, "linestyle": dash})
    for text, (column, row) in boxes.items():
        frame = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "black"}
        ax.text(2.4 * column, -row, text, ha="center", va="center", fontsize=12, bbox=frame)
    columns, rows = zip(*boxes.values(), strict=True)
    ax.set(xlim=(-0.5, 2.4 * max(columns) + 1.3), ylim=(-max(rows) - 0.4, 0.4))
    ax.set_axis_off()


def _arrow(ax, start, end, label, look):
    """An arrow from box to box; its label is above it, or to the right of a vertical one."""
    shape = {"arrowstyle": "-|>", "mutation_scale": 16, "linewidth": 1.6, "shrinkB": 24}
    ax.annotate("", end, start, arrowprops={"shrinkA": 20, **shape, **look})
    middle = [(a + b) / 2 for a, b in zip(start, end, strict=True)]
    upright = start[0] == end[0]
    place = {"xytext": (8, 0) if upright else (0, 7), "textcoords": "offset points"}
    align = {"ha": "left", "va": "center"} if upright else {"ha": "center", "va": "bottom"}
    ax.annotate(label, middle, color=look["color"], **place, **align)
