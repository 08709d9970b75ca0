"""Which operations ran on which device, and what the devices sent to each other."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from utils.plotting.figures import PALETTE

MOST_NAMES = 5  # written into a box
LINE, WIDTH, GAP = 0.19, 1.75, 0.95  # of a box's text, a box, and between rows; inches
_SHIFT = 0.2  # of an arrow to its right, so that two opposite ones stand side by side


def devices(trace, rows):
    """Draw a run: a box for each device, an arrow for what one sends to another.

    Operations in a name scope are written as one, "scope/…".
    `trace` is a `utils.placement.Trace`, `rows` lists the names of its devices row by row, from
    top to bottom; the boxes of a row stand side by side. Raises ValueError if `rows` does not
    name every device of `trace` once.
    """
    named = [name for row in rows for name in row]
    used = set(trace.devices).union(*(ends for _, *ends in trace.sent))
    if sorted(named) != sorted(used):
        raise ValueError(f"Name each of these devices once: {', '.join(sorted(used))}.")
    heights = [LINE * max(_lines(trace, name) for name in row) + 0.16 for row in rows]
    room = np.array([7.5, sum(heights) + GAP * (len(rows) - 1) + 0.1])
    ax = plt.figure(figsize=room, layout="none").add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, room[0]), ylim=(0, room[1]))
    ax.set_axis_off()
    centers, top = {}, room[1] - 0.05
    for row, height in zip(rows, heights, strict=True):
        for place, name in enumerate(row):
            centers[name] = np.array([_across(place, len(row)) * room[0], top - height / 2])
            _box(ax, name, _parts(trace, name), centers[name], height)
        top -= height + GAP
    halves = {
        name: np.array([WIDTH, height]) / 2
        for row, height in zip(rows, heights, strict=True)
        for name in row
    }
    parcels = {}
    for tensor, *ends in trace.sent:
        parcels.setdefault(tuple(ends), []).append(tensor)
    for (source, target), tensors in parcels.items():
        _arrow(ax, [centers[source], centers[target]], [halves[source], halves[target]], tensors)


def _across(place, count):
    """Where a box stands in a row of `count`, as a share of the width."""
    return 0.5 if count == 1 else 0.15 + 0.7 * place / (count - 1)


def _parts(trace, name):
    """The operations on a device; those of one scope count as one."""
    operations = trace.devices.get(name, [])
    scopes = {operation.partition("/")[0] for operation in operations if "/" in operation}
    outermost = dict.fromkeys(operation.partition("/")[0] for operation in operations)
    return [f"{part}/…" if part in scopes else part for part in outermost]


def _lines(trace, name):
    """How many lines of text the box of a device holds: its name, its operations."""
    return 1 + max(1, min(len(_parts(trace, name)), MOST_NAMES))


def _box(ax, name, operations, center, height):
    corner = center - np.array([WIDTH, height]) / 2
    style = "round,pad=0,rounding_size=0.06"
    ax.add_patch(
        FancyBboxPatch(
            corner, WIDTH, height, boxstyle=style, facecolor="#f3f3f3", edgecolor=PALETTE["black"]
        )
    )
    lines = operations
    if len(operations) > MOST_NAMES:
        lines = [*operations[: MOST_NAMES - 1], f"and {len(operations) - MOST_NAMES + 1} more"]
    y = corner[1] + height - 0.17
    ax.text(center[0], y, name, weight="bold", ha="center", va="center", size=9.5)
    for number, line in enumerate(lines, start=1):
        ax.text(center[0], y - number * LINE, line, ha="center", va="center", size=9)


def _arrow(ax, centers, halves, tensors):
    """An arrow from the edge of one box to that of another, labelled with what it carries."""
    source, target = centers
    along = (target - source) / np.linalg.norm(target - source)
    shift = _SHIFT * np.array([along[1], -along[0]])
    ends = []
    for center, half, sign in ((source, halves[0], 1), (target, halves[1], -1)):
        with np.errstate(divide="ignore"):
            reach = np.min((half - sign * shift * np.sign(along)) / np.abs(along))
        ends.append(center + shift + sign * reach * along)
    ax.annotate(
        "",
        xy=ends[1],
        xytext=ends[0],
        arrowprops={"arrowstyle": "-|>", "color": PALETTE["blue"], "shrinkA": 1, "shrinkB": 1},
    )
    ax.text(
        *(np.mean(ends, axis=0) + shift / 2),
        "\n".join(tensors),
        ha="center" if abs(shift[0]) < 0.05 else "left" if shift[0] > 0 else "right",
        va="center" if abs(shift[1]) < 0.15 else "bottom" if shift[1] > 0 else "top",
        size=8.5,
        color=PALETTE["blue"],
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )
