"""Learning curves, gains from several starts, and what hidden units see."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import plotting


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    plt.close("all")


HISTORY = np.array([[0.9, 0.6, 0.8, 0.7], [0.4, 0.8, 0.5, 0.75], [0.1, 1.0, 0.7, 0.72]])


def test_learning_curves_put_each_column_where_it_belongs():
    plotting.learning_curves(HISTORY, best=2)
    loss, accuracy = plt.gcf().axes
    for ax, columns in ((loss, (0, 2)), (accuracy, (1, 3))):
        training, validation, best = ax.get_lines()
        assert (training.get_label(), validation.get_label()) == ("training", "validation")
        for line, column in zip((training, validation), columns, strict=True):
            np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])
            np.testing.assert_array_equal(line.get_ydata(), HISTORY[:, column])
        assert set(best.get_xdata()) == {2}


def test_learning_curves_mark_no_epoch_unless_asked():
    plotting.learning_curves(HISTORY)
    assert [len(ax.get_lines()) for ax in plt.gcf().axes] == [2, 2]


def test_starts_that_disagree_are_hollow():
    gains = {"stop": [0.3, 0.1], "drop": [-0.3, -0.2], "decay": [0.05, -0.15]}
    plotting.starts(gains, "gain")
    (ax,) = plt.gcf().axes
    points = [line for line in ax.get_lines() if line.get_marker() == "o"]
    for row, (point, values) in enumerate(zip(points, gains.values(), strict=True)):
        np.testing.assert_array_equal(point.get_xdata(), values)
        assert set(point.get_ydata()) == {-row}
    blue, orange = plotting.PALETTE["blue"], plotting.PALETTE["orange"]
    assert [point.get_markerfacecolor() for point in points] == [blue, orange, "white"]
    means = [line.get_xdata()[0] for line in ax.get_lines() if line.get_marker() == "|"]
    np.testing.assert_allclose(means, [0.2, -0.25, -0.05])
    assert [text.get_text() for text in ax.get_yticklabels()] == list(gains)


def test_spreads_have_a_dot_for_each_start_and_a_line_through_the_means():
    plotting.spreads([4, 40], {"plain": [[0.8, 1.0], [0.1, 0.2]]}, "layers", "accuracy")
    (ax,) = plt.gcf().axes
    line, *dots = ax.get_lines()
    np.testing.assert_allclose(line.get_ydata(), [0.9, 0.15])
    np.testing.assert_allclose([dot.get_ydata() for dot in dots], [[0.8, 0.1], [1.0, 0.2]])
    assert {dot.get_color() for dot in dots} == {line.get_color()}


def test_weight_rows_show_one_unit_a_column():
    W = np.arange(784 * 3).reshape(784, 3) - 100.0
    plotting.weight_rows({"before": -W, "after": W})
    axes = plt.gcf().axes
    assert [ax.get_ylabel() for ax in axes] == ["before", "", "", "after", "", ""]
    for ax, unit in zip(axes[3:], W.T, strict=True):
        (image,) = ax.get_images()
        np.testing.assert_array_equal(image.get_array(), unit.reshape(28, 28))
        assert image.norm.vmin == -image.norm.vmax == -np.abs(unit).max()


def test_responses_stand_beside_their_unit():
    rng = np.random.default_rng(0)
    weights, images = rng.normal(size=(2, 784)), rng.uniform(size=(2, 3, 784))
    plotting.responses(weights, images)
    shown = [ax.get_images()[0].get_array() for ax in plt.gcf().axes]
    expected = [weights[0], *images[0], weights[1], *images[1]]
    for picture, row in zip(shown, expected, strict=True):
        np.testing.assert_array_equal(picture, row.reshape(28, 28))
