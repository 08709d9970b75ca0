"""utils.batches: every row once, in pairs, in a fresh order from the generator it is given."""

import numpy as np
import pytest

from utils.batches import batches


def rng():
    return np.random.default_rng(3)


# The inputs of example i are (i, 10 i), its target is 100 i: rows and pairs can be told.
X = np.arange(10)[:, None] * [1, 10]
Y = np.arange(10) * 100


def epoch(generator, size=4):
    """The examples of one epoch, in the order in which they come."""
    return np.concatenate([x[:, 0] for x, _ in batches(X, Y, size, generator)])


def test_every_row_comes_once_and_its_target_with_it():
    assert sorted(epoch(rng())) == list(range(10))
    for x, y in batches(X, Y, 4, rng()):
        assert np.array_equal(y, x[:, 0] * 100)
        assert np.array_equal(x[:, 1], x[:, 0] * 10)


@pytest.mark.parametrize(
    ("size", "lengths"),
    [(4, [4, 4, 2]), (5, [5, 5]), (1, [1] * 10), (10, [10]), (64, [10]), (np.int64(4), [4, 4, 2])],
)
def test_the_last_batch_may_be_short(size, lengths):
    shapes = [(x.shape, y.shape) for x, y in batches(X, Y, size, rng())]
    assert shapes == [((n, 2), (n,)) for n in lengths]


def test_rows_are_shuffled_anew_each_epoch():
    generator = rng()
    first, second = epoch(generator), epoch(generator)
    assert list(first) != list(range(10))
    assert list(first) != list(second)


def test_batches_are_copies():
    whole = X.copy()
    for x, _ in batches(whole, Y, 10, rng()):
        x[:] = -1
    assert np.array_equal(whole, X)


# Each fault is noticed by the call itself, not by the first next().
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((X, Y[:-1], 4, rng()), r"\(10, 2\) and \(9,\)"),
        ((X, 7, 4, rng()), "one row for each example"),
        ((X, Y, 0, rng()), "at least 1, not 0"),
        ((X, Y, 4.0, rng()), r"not 4\.0"),
        ((X, Y, True, rng()), "not True"),
        ((X, Y, 4, 3), r"not 3: .*np\.random\.default_rng\(seed\)"),
        ((X, Y, 4, None), r"np\.random\.default_rng\(seed\)"),
    ],
)
def test_bad_input_is_named_at_once(arguments, message):
    with pytest.raises(ValueError, match=message):
        batches(*arguments)
