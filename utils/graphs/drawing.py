"""Draw a graph: boxes for operations, variables and scopes, lines for what flows between them."""

import math

import matplotlib.pyplot as plt

from utils.graphs.boxes import boxes_and_links
from utils.graphs.layers import Strand
from utils.graphs.layout import layered
from utils.graphs.painting import box_size, label_size, paint_box, paint_label, paint_line
from utils.graphs.reading import elements, needed, operations

MOST_BOXES = 40
#: In inches: the width of a column, and what stays free around a drawing.
COLUMN, MARGIN = 7.5, 0.1


def draw(graph, ax=None, highlight=None, fetch=None, without=(), opened=()):
    """Draw `graph`, a `tf.Graph`, on `ax` or on a new figure.

    Data flow from left to right or, where that does not fit the width, from top to bottom. A
    line bears the shape of the tensor that flows along it, "?" standing for a size not known
    before the run. A dashed line is a control dependency: an order, without data. A variable
    stands in one box with the operations that give it its first value and read it.

    All else in a name scope is folded into one box, except in the scopes `opened` (a name,
    several, or True for all of them). Where there are more than 40 boxes, or too little room,
    variables go into the boxes of their scopes, or even layer_1, layer_2, ... into one box; then
    constants and what is connected with nothing else are left out.

    Of a large graph, draw what a `fetch` needs (a tensor, an operation, a list of them), or all
    `without` some scopes, such as ("gradients", "Adam", "init", "save").

    `highlight` (tensors and operations, such as `needed(fetch)`) is shaded, the rest is pale. A
    new figure is as large as the drawing, and made smaller where that is more than 7.5 inches
    wide; in `ax` the drawing is centered (give `ax` its title first).

    Raises TypeError if `graph` is not a graph; ValueError if nothing is to be drawn, or more than
    40 boxes, if they do not fit `ax`, or if the graph lacks what is highlighted or fetched, or a
    scope named.
    """
    built = _part(graph, fetch, without)
    shaded = None if highlight is None else _shaded(graph, highlight)
    room = (COLUMN, math.inf) if ax is None else _room(ax)
    drawing = None
    for coarse in range(4):
        boxes, links = boxes_and_links(built, opened, coarse)
        if len(boxes) <= MOST_BOXES:
            drawing = _Drawing(boxes, links, room[0])
            if all(has >= needs for has, needs in zip(room, drawing.size, strict=True)):
                break
    else:
        if not drawing:
            raise ValueError(
                f"A drawing of this graph has {len(boxes)} boxes, more than anyone can read (at "
                f"most {MOST_BOXES}). Draw a part of it, with fetch= or without=, or build its "
                "parts inside `with tf.name_scope(...)`, each of which makes one box."
            )
        if ax is not None:
            has, needs = ("{:.1f} by {:.1f} inches".format(*size) for size in (room, drawing.size))
            raise ValueError(
                f"This drawing needs {needs} and its axes have {has}: make the figure larger."
            )
    scale = 1
    if ax is None:
        room = drawing.size
        scale = min(1, COLUMN / room[0])
        size = [scale * side for side in room]
        ax = plt.figure(figsize=size, layout="none").add_axes((0, 0, 1, 1))
        ax.set_axis_off()
    for limit, has, needs in zip((ax.set_xlim, ax.set_ylim), room, drawing.size, strict=True):
        limit((needs - has) / 2, (needs + has) / 2)
    ax.set_aspect("equal", adjustable="box")
    drawing.paint(ax, shaded)
    for text in ax.texts:
        text.set_size(scale * text.get_size())


def _part(graph, fetch, without):
    """The operations of `graph` that are to be drawn."""
    built = operations(graph)
    if not built:
        raise ValueError(
            "This graph is empty: first build operations inside `with graph.as_default():`."
        )
    if fetch is not None:
        built = needed(fetch)
        if built[0].graph is not graph:
            raise ValueError(f"{built[-1].name!r}, to be fetched, is in another graph.")
    for scope in [without] if isinstance(without, str) else without:
        start = scope.rstrip("/") + "/"
        if not any(f"{operation.name}/".startswith(start) for operation in graph.get_operations()):
            raise ValueError(f"This graph has no scope {scope!r}.")
        built = [operation for operation in built if not f"{operation.name}/".startswith(start)]
    return built


def _room(ax):
    """The (width, height) of `ax` without its axis lines, in inches."""
    # Axes that are still empty count as without axis lines too, or the first of two drawings
    # side by side would find less room than the second.
    others = [other for other in ax.figure.axes if other is not ax and other.axison]
    bare = [other for other in others if not other.has_data()]
    for other in [ax, *bare]:
        other.set_axis_off()
    ax.figure.draw_without_rendering()  # a constrained layout takes effect here
    for other in bare:
        other.set_axis_on()
    return ax.get_window_extent().size / ax.figure.dpi


def _shaded(graph, highlight):
    """The operations that `highlight` stands for."""
    found = elements(list(highlight) if isinstance(highlight, set) else highlight)
    if found and found[0].graph is not graph:
        raise ValueError(f"{found[0].name!r}, to be highlighted, is in another graph.")
    return {getattr(element, "op", element) for element in found}


class _Drawing:
    """Where everything stands, in inches from the lower left corner; `size` is the whole's."""

    def __init__(self, boxes, links, room):
        self.links = [(Strand(k.source, k.label, not k.tensors), k) for k in links]
        self.sizes = {box: box_size(box) for box in boxes}
        for self.rightwards in (True, False):
            self._place()
            if self.size[0] <= room:
                break

    def _turn(self, pair):
        """Swap (along, across) and (x, y), for sizes."""
        return pair if self.rightwards else pair[::-1]

    def _point(self, pair):
        """The (x, y) of a point (along, across), for places."""
        x, y = self._turn(pair)
        return x + MARGIN, self.size[1] - MARGIN - y

    def _place(self):
        labels = {strand: label_size(strand.label) for strand, _ in self.links if strand.label}
        centers, lines, size = layered(
            {box: self._turn(size) for box, size in self.sizes.items()},
            [(strand, link.target) for strand, link in self.links],
            {strand: self._turn(size) for strand, size in labels.items()},
        )
        self.size = tuple(side + 2 * MARGIN for side in self._turn(size))
        self.centers = {thing: self._point(center) for thing, center in centers.items()}
        self.lines = [[self._point(point) for point in line] for line in lines]

    def paint(self, ax, shaded):
        live_strands = set()
        for (strand, link), line in zip(self.links, self.lines, strict=True):
            live = shaded is None or any(shaded.issuperset(ends) for ends in link.ends)
            paint_line(ax, line, dashed=strand.order, pale=not live)
            if live:
                live_strands.add(strand)
        for strand in dict.fromkeys(strand for strand, _ in self.links if strand.label):
            paint_label(ax, strand.label, self.centers[strand], pale=strand not in live_strands)
        for box, size in self.sizes.items():
            within = None if shaded is None else not shaded.isdisjoint(box.operations)
            paint_box(ax, box, self.centers[box], size, within)
