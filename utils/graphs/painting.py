"""Paint the boxes, lines and labels of a drawing on Matplotlib axes whose unit is an inch."""

import math
import re

from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from utils.graphs.layout import HEAD
from utils.plotting import PALETTE

NAME_SIZE, NOTE_SIZE = 9.5, 8.5
LONGEST_LINE = 20
#: The color of each kind of box. The shapes tell the kinds apart as well, without color.
FILLS = {
    "placeholder": "#cfe8f7",
    "constant": "#ececec",
    "variable": "#fbe3b5",
    "operation": "#ffffff",
    "scope": "#ffffff",
}
SHADED = PALETTE["sky"]
INK, PALE_INK, PALE_LINE = "#000000", "#6b6b6b", "#b5b5b5"
#: Height of a line of text, in font sizes.
LEADING = 1.25
#: In inches: a placeholder's slant, the height of a variable's rim, the shift of a scope's back.
SLANT, RIM, SHEET = 0.13, 0.07, 0.05
#: How far the handles of a Bezier curve reach for a quarter of a circle of radius 1.
_QUARTER = 0.5523
_PIECES = [Path.CURVE4] * 3 + [Path.LINETO]


def _lines(box):
    """The lines of a box's label, as (text, size in points) pairs."""
    pieces = re.findall(r"[^/_]*[/_]|[^/_]+", box.name)
    lines = [""]
    for piece in pieces:
        if lines[-1] and len(lines[-1] + piece) > LONGEST_LINE:
            lines.append("")
        lines[-1] += piece
    label = [(line, NAME_SIZE) for line in lines]
    return [*label, (box.note, NOTE_SIZE)] if box.note else label


def _text_size(lines):
    """The (width, height) of lines of text, in inches."""
    measure = text_to_path.get_text_width_height_descent
    widths = [measure(text, FontProperties(size=size), ismath=False)[0] for text, size in lines]
    return max(widths) / 72, sum(LEADING * size for _, size in lines) / 72


def box_size(box):
    """The (width, height) that `box` needs for its label, in inches."""
    width, height = _text_size(_lines(box))
    sides = {"operation": 0.26, "placeholder": 0.36, "scope": 0.2 + SHEET}.get(box.kind, 0.2)
    ends = {"variable": 0.28, "scope": 0.14 + SHEET}.get(box.kind, 0.14)
    return max(width + sides, 0.5), max(height + ends, 0.3)


def label_size(text):
    """The (width, height) of the label of a line, in inches."""
    width, height = _text_size([(text, NOTE_SIZE)])
    return width + 0.06, height + 0.02


def _half_rim(start, end, y, bulge):
    """Bezier points of half an ellipse from (start, y) to (end, y), without the first."""
    middle, reach = (start + end) / 2, _QUARTER * (end - start) / 2
    return [
        (start, y + _QUARTER * bulge),
        (middle - reach, y + bulge),
        (middle, y + bulge),
        (middle + reach, y + bulge),
        (end, y + _QUARTER * bulge),
        (end, y),
    ]


def _outline(kind, left, low, width, height):
    """The patches that make the outline of a box of one kind, in the order of painting."""
    right, high = left + width, low + height
    if kind == "operation":
        style = f"round,pad=0,rounding_size={min(height / 2, 0.2)}"
        return [FancyBboxPatch((left, low), width, height, boxstyle=style)]
    if kind == "placeholder":
        corners = [(left, low), (right - SLANT, low), (right, high), (left + SLANT, high)]
        return [Polygon(corners)]
    if kind == "variable":
        # A drum: in flow charts, what keeps its data.
        top, bottom = high - RIM, low + RIM
        body = [(left, top), *_half_rim(left, right, top, RIM), (right, bottom)]
        body += [*_half_rim(right, left, bottom, -RIM), (left, top)]
        rim = [Path.CURVE4] * 6
        codes = [Path.MOVETO, *rim, Path.LINETO, *rim, Path.CLOSEPOLY]
        lid = Path([(left, top), *_half_rim(left, right, top, -RIM)], [Path.MOVETO, *rim])
        return [PathPatch(Path(body, codes)), PathPatch(lid, fill=False)]
    if kind == "scope":
        width, height = width - SHEET, height - SHEET
        back = Rectangle((left + SHEET, low + SHEET), width, height)
        return [back, Rectangle((left, low), width, height)]
    return [Rectangle((left, low), width, height)]


def paint_box(ax, box, center, size, shaded):
    """Paint `box`; `shaded` is True, False, or None where the drawing shades nothing."""
    (x, y), (width, height) = center, size
    pale = shaded is False
    color = FILLS[box.kind] if shaded is None else SHADED if shaded else "white"
    for patch in _outline(box.kind, x - width / 2, y - height / 2, width, height):
        patch.set(facecolor=color, edgecolor=PALE_LINE if pale else INK, zorder=3)
        patch.set_linewidth(1.8 if shaded else 1)
        if patch.get_fill():
            patch.set_gid(box.name)
        ax.add_patch(patch)
    lines = _lines(box)
    # The middle of the front: below a variable's lid, before a scope's back.
    right, down = {"variable": (0, RIM), "scope": (-SHEET / 2, SHEET / 2)}.get(box.kind, (0, 0))
    x, y = x + right, y - down + _text_size(lines)[1] / 2
    for text, points in lines:
        step = LEADING * points / 72
        style = {"size": points, "ha": "center", "va": "center_baseline", "zorder": 4}
        # A constant may hold dollars, between which Matplotlib would see mathematics.
        style["parse_math"] = False
        ax.text(x, y - step / 2, text, color=PALE_INK if pale else INK, **style)
        y -= step


def paint_label(ax, text, center, pale):
    """Paint the label of a line on the line."""
    style = {"size": NOTE_SIZE, "ha": "center", "va": "center_baseline", "zorder": 2.5}
    gap = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    ax.text(*center, text, color=PALE_INK if pale else INK, bbox=gap, **style)


def paint_line(ax, points, dashed, pale):
    """Paint a line of straight pieces and Bezier curves by turns, as `layered` routes it."""
    before, (x, y) = points[-2:]
    length = math.dist(before, (x, y))
    along = ((x - before[0]) / length, (y - before[1]) / length)
    color = PALE_LINE if pale else INK
    line = [*points[:-1], (x - HEAD / 2 * along[0], y - HEAD / 2 * along[1])]
    codes = [Path.MOVETO, Path.LINETO, *_PIECES * len(points)]
    style = {"linestyle": (0, (4, 2.5)) if dashed else "-", "capstyle": "butt"}
    style |= {"edgecolor": color, "linewidth": 1.1, "zorder": 1 if pale else 2}
    path = Path(line, codes[: len(line)])
    ax.add_patch(PathPatch(path, fill=False, label="line", **style))
    back = (x - HEAD * along[0], y - HEAD * along[1])
    side = (-0.4 * HEAD * along[1], 0.4 * HEAD * along[0])
    wings = [(back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])]
    ax.add_patch(Polygon([(x, y), *wings], facecolor=color, linewidth=0, zorder=style["zorder"]))
