"""Give the places of ordered layers their coordinate across the flow."""

from itertools import pairwise

import numpy as np

from utils.graphs.layers import Strand

#: Free breadth between two boxes or labels, and beside a passing line, in inches.
BESIDE_BOX, BESIDE_LINE = 0.2, 0.07
STRAIGHTENINGS = 4


def center(layers):
    """Give each place its center across: near its neighbours along, clear of those beside it."""
    places = [place for layer in layers for place in layer]
    index = {place: i for i, place in enumerate(places)}
    segments = [(place, other) for place in places for other in place.after]
    pairs = [pair for layer in layers for pair in pairwise(layer)]
    least = np.array([_distance(left, right) for left, right in pairs])
    shift, apart = (
        _differences([(index[one], index[other]) for one, other in couples], len(places))
        for couples in (segments, pairs)
    )
    # Long lines are to be straight, and a label is to stand right at its box.
    passing = np.array([not (one.is_box or other.is_box) for one, other in segments], bool)
    labels = np.array([isinstance(other.content, Strand) for _, other in segments], bool)
    weights = np.select([passing, labels], [100.0, 20.0], 1.0)
    centers = _closest(shift, weights, apart, least)
    for _ in range(STRAIGHTENINGS):
        # One bend is better than many slight ones: least absolute shifts, by reweighting.
        bends = np.abs(shift @ centers)
        again = np.where(passing | labels, 10 / np.maximum(bends, 0.01), weights)
        centers = _closest(shift, again, apart, least)
    centers -= min(c - place.across / 2 for c, place in zip(centers, places, strict=True))
    for place, center in zip(places, centers.tolist(), strict=True):
        place.center = center


def _differences(couples, size):
    """The matrix that maps numbers to the differences, second less first, of each couple."""
    matrix = np.zeros((len(couples), size))
    for row, (first, second) in enumerate(couples):
        matrix[row, first], matrix[row, second] = -1, 1
    return matrix


def _closest(shift, weights, apart, least, rounds=400, step=10.0):
    """The x that minimises the weighted squares of `shift @ x` where `apart @ x >= least`.

    This quadratic programme is solved by the alternating direction method of multipliers.
    """
    pull = 1e-6 * np.eye(shift.shape[1]) + (shift.T * weights) @ shift
    back = np.linalg.inv(pull + step * apart.T @ apart) @ apart.T
    there_and_back = apart @ back
    spread, price = least, np.zeros(len(least))
    for _ in range(rounds - 1):
        moved = there_and_back @ (step * spread - price)
        spread = np.maximum(moved + price / step, least)
        price = price + step * (moved - spread)
    return back @ (step * spread - price)


def _distance(left, right):
    """How far apart the centers of two places side by side have to be."""
    passing = left.content is None or right.content is None
    return (left.across + right.across) / 2 + (BESIDE_LINE if passing else BESIDE_BOX)
