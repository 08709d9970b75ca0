"""Place boxes in layers so that lines flow one way and none runs through a box.

The method is that of Sugiyama, Tagawa and Toda ("Methods for visual understanding of
hierarchical system structures", IEEE Transactions on Systems, Man, and Cybernetics 11, 1981):
boxes go into layers, a line that spans several layers gets a place in each, the order within
the layers is chosen for few crossings, and only then come coordinates. Between two layers of
boxes lies a thin one for the labels of the lines.

"Along" is the direction of the flow and "across" is at right angles to it. Lengths are in
inches. Nothing is random: the same input gives the same places.
"""

from itertools import pairwise

from utils.graphs.centers import center
from utils.graphs.layers import Place, order, ranks

#: Free length between a layer of boxes and the labels after it, and between these and the next
#: boxes, where most lines bend and the arrowheads stand.
BEFORE_LABELS, AFTER_LABELS = 0.13, 0.36
#: Distance between the ends of two lines at one box, and the length of an arrowhead.
PORT_STEP, HEAD = 0.17, 0.1


def layered(boxes, links, labels):
    """Place `boxes`, the `labels` of strands, and the lines of `links`.

    `boxes` and `labels` map boxes and strands to their (along, across) sizes; `links` is a list
    of (strand, target box).

    Returns (centers, lines, size): the (along, across) center of each box and label; for each
    link the (along, across) points of its line, a straight piece to the second point and then,
    by turns, a cubic Bezier curve (three points) and a straight piece (one); and the size of the
    whole.
    """
    rank_of, backwards = ranks(boxes, links)
    places = {box: Place(2 * rank, box, *boxes[box]) for box, rank in rank_of.items()}
    shared, chains = {}, {}
    for link in sorted(links, key=lambda link: list(rank_of).index(link[1])):
        strand, target = link
        turned = (strand.source, target) in backwards
        ends = (target, strand.source) if turned else (strand.source, target)
        first, last = (places[box] for box in ends)
        # A line against the flow has its own places, since it ends where it seems to begin.
        line = link if turned else strand
        chain = [first]
        for rank in range(first.rank + 1, last.rank):
            labelled = strand in labels and rank == first.rank + 1
            content = (strand, *labels[strand]) if labelled else ()
            chain.append(shared.setdefault((line, rank), Place(rank, *content)))
        chain.append(last)
        chains[link] = chain, turned
        for place, next_place in pairwise(chain):
            if next_place not in place.after:
                place.after.append(next_place)
                next_place.before.append(place)
    layers = [[] for _ in range(max(place.rank for place in places.values()) + 1)]
    for place in [*places.values(), *shared.values()]:
        layers[place.rank].append(place)
    order(layers)
    center(layers)
    bands = _bands(layers)
    centers = {
        place.content: (sum(bands[rank]) / 2, place.center)
        for rank, layer in enumerate(layers)
        for place in layer
        if place.content is not None
    }
    breadth = max(place.center + place.across / 2 for layer in layers for place in layer)
    return centers, [_line(*chains[link], bands) for link in links], (bands[-1][1], breadth)


def _bands(layers):
    """Where each layer begins and ends, along."""
    bands, start = [], 0.0
    for rank, layer in enumerate(layers):
        end = start + max((place.along for place in layer), default=0)
        bands.append((start, end))
        start = end + (AFTER_LABELS if rank % 2 else BEFORE_LABELS)
    return bands


def _port(place, other):
    """Where the line from `other` enters the box at `place`, across: such lines keep apart."""
    others = sorted(place.before, key=lambda o: o.position)
    step = min(PORT_STEP, 0.7 * place.across / len(others))
    return place.center + step * (others.index(other) - (len(others) - 1) / 2)


def _line(chain, turned, bands):
    """The points of the line along `chain`: straight in each layer, an S between them."""
    points = []
    for i, place in enumerate(chain):
        start, end = bands[place.rank]
        middle, across = (start + end) / 2, place.center
        if i == 0 and turned:
            start, end = middle + place.along / 2, end + HEAD
        elif i == 0:
            start = middle  # under the box, whose outline may be slanted or round
        elif place.is_box:
            start, end = start - HEAD, middle - place.along / 2
            across = _port(place, chain[i - 1])
        points += [(start, across), (end, across)]
    if turned:
        points.reverse()
    line = points[:2]
    for i in range(2, len(points), 2):
        (a, across), (b, next_across) = points[i - 1 : i + 1]
        line += [((a + b) / 2, across), ((a + b) / 2, next_across), *points[i : i + 2]]
    return line
