"""An error message with its parts marked; the gates at which a program can be stopped."""

import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch, Rectangle

from utils.plotting.figures import PALETTE

_COLOURS = [PALETTE[name] for name in ("blue", "orange", "green", "pink", "black")]
_EM = 0.602  # width of a character of DejaVu Sans Mono, by its size


def message(text, parts, columns=70):
    """Draw the text of an error message, and say below each marked part what it tells.

    `text` has lines of at most `columns` characters. `parts` lists pairs: a piece of the text
    (one that stands on a single line) and what to write below it, in the order in which the
    pieces stand in the text.

    Raises ValueError if a piece is not in the text.
    """
    lines = text.splitlines()
    marks, start = [], 0
    for number, (piece, says) in enumerate(parts, start=1):
        row = next((r for r in range(start, len(lines)) if piece in lines[r]), None)
        if row is None:
            raise ValueError(f"{piece!r} is not in the message, or not in this order.")
        start = row
        marks.append((row, lines[row].index(piece), len(piece), f"{number}  {says}"))
    marked = [sum(row == r for r, *_ in marks) for row in range(len(lines))]
    heights = [1 + 1.1 * count for count in marked]
    width = plt.rcParams["figure.figsize"][0]
    size = 72 * width / columns / _EM
    figure = plt.figure(figsize=(width, sum(heights) * 1.45 * size / 72), layout="none")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-0.5, columns - 0.5), ylim=(sum(heights), -0.2))
    ax.axis("off")
    y = 0
    for row, line in enumerate(lines):
        ax.text(0, y + 0.5, line, family="monospace", size=size, va="center")
        here = [mark for mark in marks if mark[0] == row]
        for depth, (_, column, length, says) in enumerate(reversed(here), start=1):
            colour = _COLOURS[(int(says.split()[0]) - 1) % len(_COLOURS)]
            box = Rectangle((column, y + 0.05), length, 0.9, fill=False, ec=colour, lw=1.8)
            ax.add_patch(box)
            below = y + 0.5 + 1.1 * depth
            ax.plot([column + 0.5] * 2, [y + 0.95, below], color=colour, lw=1, ls="-")
            ax.text(column + 1.2, below, says, color=colour, va="center", size=size)
        y += heights[row]


def gates(stops):
    """Draw the gates that a program passes, and which entries stop at each.

    `stops` maps a gate's name to a pair: the classes of error that it raises, as a text, and
    the numbers of the entries.
    """
    _, ax = plt.subplots(figsize=(plt.rcParams["figure.figsize"][0], 3.6))
    ax.annotate(
        "",
        (len(stops) - 0.35, 0),
        (-0.65, 0),
        arrowprops={"arrowstyle": "-|>", "lw": 2, "color": PALETTE["grey"]},
    )
    for x, (name, (classes, entries)) in enumerate(stops.items()):
        sign = FancyBboxPatch(
            (x - 0.4, -0.5), 0.8, 1, boxstyle="round,pad=0.02", fc="white", zorder=3
        )
        ax.add_patch(sign)
        ax.text(x, 0, name, ha="center", va="center", weight="bold", zorder=4)
        ax.text(x, -0.75, classes, ha="center", va="top", size="small")
        for place, entry in enumerate(entries):
            row, column = divmod(place, 3)
            ax.text(
                x - 0.26 + 0.26 * column,
                0.95 + 0.55 * row,
                entry,
                ha="center",
                va="center",
                size="small",
                bbox={"boxstyle": "circle,pad=0.15", "fc": PALETTE["sky"], "ec": "none"},
            )
    rows = max(-(-len(entries) // 3) for _, entries in stops.values())
    ax.set(xlim=(-0.7, len(stops) - 0.3), ylim=(-1.9, 0.7 + 0.55 * rows))
    ax.axis("off")
