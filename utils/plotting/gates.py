"""An error message with its parts marked; the gates at which a program can be stopped."""

import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch, Rectangle

from utils.plotting.figures import PALETTE

_COLOURS = [PALETTE[name] for name in ("blue", "orange", "green", "pink", "black")]
_EM = 0.602  # width of a character of DejaVu Sans Mono, by its size
_COLUMNS = 70

#: The gates on the way of a program, and the classes of error that are raised at each.
GATES = {
    "import": "ModuleNotFoundError\nAttributeError",
    "build": "TypeError\nValueError\nRuntimeError\nAttributeError",
    "hand over": "TypeError\nValueError\nRuntimeError",
    "run": "classes of\ntf.errors",
    "result": "none: look\nyourself",
}


def message(text, parts):
    """Draw the text of an error message, and say below each marked part what it tells.

    `text` has lines of at most 70 characters. `parts` lists triples, in the order in which
    the pieces stand in the text: a piece of it (on a single line), the step of reading that comes
    to it (1 to 5; pieces of one step have one colour), and what to write below it.

    Raises ValueError if a piece is not in the text.
    """
    lines = text.splitlines()
    marks, start = [], 0
    for piece, step, says in parts:
        row = next((r for r in range(start, len(lines)) if piece in lines[r]), None)
        if row is None:
            raise ValueError(f"{piece!r} is not in the message, or not in this order.")
        start = row
        marks.append((row, lines[row].index(piece), len(piece), step, says))
    marked = [sum(row == r for r, *_ in marks) for row in range(len(lines))]
    heights = [1 + 1.1 * count for count in marked]
    width = plt.rcParams["figure.figsize"][0]
    size = 72 * width / _COLUMNS / _EM
    figure = plt.figure(figsize=(width, sum(heights) * 1.45 * size / 72), layout="none")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-0.5, _COLUMNS - 0.5), ylim=(sum(heights), -0.2))
    ax.axis("off")
    y = 0
    for row, line in enumerate(lines):
        ax.text(0, y + 0.5, line, family="monospace", size=size, va="center")
        here = [mark for mark in marks if mark[0] == row]
        for depth, (_, column, length, step, says) in enumerate(reversed(here), start=1):
            colour = _COLOURS[step - 1]
            box = Rectangle((column, y + 0.05), length, 0.9, fill=False, ec=colour, lw=1.8)
            ax.add_patch(box)
            below = y + 0.5 + 1.1 * depth
            ax.plot([column + 0.5] * 2, [y + 0.95, below], color=colour, lw=1, ls="-")
            ax.text(column + 1.2, below, f"{step}  {says}", color=colour, va="center", size=size)
        y += heights[row]


def gates(entries):
    """Draw the gates that a program passes, and below each the classes of error that it raises.

    `entries` maps each gate, "import", "build", "hand over", "run" and "result", to the numbers of
    the entries of lesson 24 that are stopped there.

    Raises ValueError if it names other gates.
    """
    if list(entries) != list(GATES):
        raise ValueError(f"The gates are {', '.join(GATES)}, in this order.")
    _, ax = plt.subplots(figsize=(plt.rcParams["figure.figsize"][0], 3.6))
    ax.annotate(
        "",
        (len(GATES) - 0.35, 0),
        (-0.65, 0),
        arrowprops={"arrowstyle": "-|>", "lw": 2, "color": PALETTE["grey"]},
    )
    for x, (name, classes) in enumerate(GATES.items()):
        sign = FancyBboxPatch(
            (x - 0.4, -0.5), 0.8, 1, boxstyle="round,pad=0.02", fc="white", zorder=3
        )
        ax.add_patch(sign)
        ax.text(x, 0, name, ha="center", va="center", weight="bold", zorder=4)
        ax.text(x, -0.75, classes, ha="center", va="top", size=9)
        for place, entry in enumerate(entries[name]):
            row, column = divmod(place, 3)
            ax.text(
                x - 0.26 + 0.26 * column,
                0.95 + 0.55 * row,
                entry,
                ha="center",
                va="center",
                size=9,
                bbox={"boxstyle": "circle,pad=0.15", "fc": PALETTE["sky"], "ec": "none"},
            )
    rows = max(-(-len(stopped) // 3) for stopped in entries.values())
    ax.set(xlim=(-0.7, len(GATES) - 0.3), ylim=(-1.9, 0.7 + 0.55 * rows))
    ax.axis("off")
