"""Mini-batches of a data set, in an order drawn anew for every epoch."""

from collections.abc import Iterator

import numpy as np


def batches(
    X: np.ndarray, Y: np.ndarray, size: int, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Go once through `X` and `Y` in shuffled mini-batches. Lesson 4 builds this function.

    X: shape (m, ...), one example a row. Y: shape (m, ...), the target of each example.
    size: rows in a batch. rng: draws the order, one permutation for both arrays.

    Yields pairs (x, y) of new arrays of shapes (size, ...), ceil(m / size) in all; where size
    does not divide m, the last pair is shorter. Every row comes exactly once. The order is
    drawn when `batches` is called: call it again, with the same rng, for the next epoch.

    Raises ValueError if X and Y differ in length, if size is not a whole number of at least 1,
    or if rng is not a generator.
    """
    X, Y = np.asarray(X), np.asarray(Y)
    if X.ndim == 0 or Y.ndim == 0 or len(X) != len(Y):
        raise ValueError(
            f"X and Y must have one row for each example, but their shapes are {X.shape} "
            f"and {Y.shape}: give the inputs and the targets of the same examples."
        )
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
        raise ValueError(f"size must be a whole number of at least 1, not {size!r}.")
    if not isinstance(rng, np.random.Generator):
        raise ValueError(
            f"rng must be a random generator, not {rng!r}: make one before the first epoch, "
            f"rng = np.random.default_rng(seed), and use it for all of them."
        )
    order = rng.permutation(len(X))
    rows = (order[start : start + size] for start in range(0, len(X), size))
    return ((X[row], Y[row]) for row in rows)
