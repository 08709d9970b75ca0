"""Put boxes into layers and order each layer: which layer, which neighbours, no lengths yet."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Strand:
    """What lines from one box have in common; those of one strand run together while they can.

    `order` marks a control dependency, which does not draw its source near.
    """

    source: object
    label: str
    order: bool


@dataclass(eq=False)
class Place:
    """A box, the label of a strand, or (with neither) where a line passes a layer."""

    rank: int
    content: object = None
    along: float = 0.0
    across: float = 0.0
    position: int = 0
    center: float = 0.0
    before: list = field(default_factory=list)
    after: list = field(default_factory=list)

    @property
    def is_box(self):
        return self.content is not None and not isinstance(self.content, Strand)


def ranks(boxes, links):
    """Map boxes to layers, sources first; and the (source, target) pairs that close cycles."""
    built = {box: number for number, box in enumerate(boxes)}
    ends = dict.fromkeys((strand.source, target) for strand, target in links)
    after, backwards = defaultdict(list), set()

    def reaches(box, goal):
        return box is goal or any(reaches(target, goal) for target in after[box])

    # Only a link to what was built before can close a cycle, as loops do.
    for source, target in sorted(ends, key=lambda pair: built[pair[0]] > built[pair[1]]):
        if built[source] > built[target] and reaches(target, source):
            backwards.add((source, target))
        else:
            after[source].append(target)
    before, firm = defaultdict(list), defaultdict(set)
    for strand, target in links:
        ends = strand.source, target
        first, last = ends[::-1] if ends in backwards else ends
        before[last].append(first)
        if not strand.order and ends not in backwards:
            firm[first].add(last)
    flow = {}

    def visit(box):
        if box not in flow:
            for source in before[box]:
                visit(source)
            flow[box] = 0

    for box in [*(box for box in boxes if not after[box]), *boxes]:
        visit(box)

    def push():
        for box in flow:
            flow[box] = max([flow[box], *(flow[source] + 1 for source in before[box])])

    push()
    # What gives to more boxes than it takes from moves close to the first that it gives to:
    # constants and variables then stand beside the operation that uses them.
    for box in reversed(flow):
        if firm[box] and len(firm[box]) >= len(set(before[box])):
            flow[box] = max(flow[box], min(flow[target] for target in firm[box]) - 1)
    push()
    lowest = min(flow.values())
    return {box: rank - lowest for box, rank in flow.items()}, backwards


def order(layers, sweeps=16):
    """Order each layer for few crossings: barycentres, then swaps of neighbours."""

    def number(layer):
        for position, place in enumerate(layer):
            place.position = position

    for layer in layers:
        number(layer)
    best, found = _all_crossings(layers), [list(layer) for layer in layers]
    for sweep in range(sweeps):
        side = ("before", "after")[sweep % 2]
        for layer in layers if side == "before" else layers[::-1]:
            if sweep % 4 >= 2:
                layer.reverse()  # what the barycentre does not decide is tried both ways
            layer.sort(key=lambda place: _barycentre(place, getattr(place, side)))
            number(layer)
        swapped = True
        while swapped:
            swapped = False
            for layer in layers:
                for i in range(len(layer) - 1):
                    left, right = layer[i : i + 2]
                    if _crossings(right, left) < _crossings(left, right):
                        layer[i : i + 2] = right, left
                        number(layer)
                        swapped = True
        if _all_crossings(layers) < best:
            best, found = _all_crossings(layers), [list(layer) for layer in layers]
    for layer, best_layer in zip(layers, found, strict=True):
        layer[:] = best_layer
        number(layer)


def _barycentre(place, others):
    others = others or [place]
    return sum(other.position for other in others) / len(others)


def _crossings(left, right):
    """Crossings between the lines at two places, `left` standing before `right`."""
    before = sum(a.position > b.position for a in left.before for b in right.before)
    return before + sum(a.position > b.position for a in left.after for b in right.after)


def _all_crossings(layers):
    """Twice the crossings in the whole drawing: of two lines that cross, each meets the other."""
    total = 0
    for layer in layers:
        ends = [(place.position, other.position) for place in layer for other in place.after]
        lines = np.array(ends).reshape(-1, 2)
        total += np.sum(np.prod(lines[:, None] - lines, axis=-1) < 0)
    return total
