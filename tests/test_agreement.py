"""The picture of curves that should be one shows each of them, and how far they are apart."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import plotting

matplotlib.use("agg")

LOSSES = np.linspace(2, 1, 20)
RUNS = {"NumPy": LOSSES, "session": LOSSES.copy(), "Keras": LOSSES.copy()}


@pytest.fixture(autouse=True)
def no_figure_left():
    plt.close("all")
    yield
    plt.close("all")


def drawn(runs):
    """Draw the runs; return the axes: all steps, the magnified part, the differences."""
    assert plotting.agreement(runs, 10, 13, limit=1e-5) is None
    (number,) = plt.get_fignums()
    assert plt.figure(number).get_figwidth() <= 7.5
    return plt.gcf().axes


def test_every_run_is_drawn_whole_and_magnified():
    every, part, _ = drawn(RUNS)
    assert [len(line.get_xdata()) for line in every.get_lines()] == [20] * 3
    for line in part.get_lines():
        assert list(line.get_xdata()) == [10, 11, 12, 13]
        assert np.array_equal(line.get_ydata(), LOSSES[10:14])


def test_rings_of_equal_runs_lie_inside_each_other_and_have_their_names():
    _, part, _ = drawn(RUNS)
    sizes = [line.get_markersize() for line in part.get_lines()]
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) == 3
    assert [text.get_text() for text in part.get_legend().get_texts()] == list(RUNS)


def test_the_largest_difference_of_any_two_runs_is_drawn_beside_the_limit():
    late = LOSSES + np.where(np.arange(20) == 15, 3e-6, 0)
    _, _, below = drawn({**RUNS, "late": late, "early": LOSSES - 1e-6})
    differences, limit = below.get_lines()
    assert np.allclose(differences.get_ydata(), np.where(np.arange(20) == 15, 4e-6, 1e-6))
    assert set(limit.get_ydata()) == {1e-5}
    assert below.get_ylim()[1] > 1e-5 and below.get_yscale() == "log"


def test_a_difference_of_rounding_is_drawn_on_the_floor():
    _, _, below = drawn({**RUNS, "rounded": LOSSES + 1e-14})
    assert set(below.get_lines()[0].get_ydata()) == {1e-12}
    assert "below $10^{-12}$" in [text.get_text() for text in below.texts]
