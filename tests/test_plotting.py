"""What a page does not show of its pictures: that they say what their numbers say.

The pages hold every picture; these tests hold what nobody sees when a page is stored afresh.
"""

import itertools
import re

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color
from matplotlib.patches import ArrowStyle

from utils import plotting
from utils.placement import Trace

matplotlib.use("agg")

BLUE, ORANGE = plotting.PALETTE["blue"], plotting.PALETTE["orange"]
HISTORY = np.array([[0.9, 0.6, 0.8, 0.7], [0.4, 0.8, 0.5, 0.75], [0.1, 1.0, 0.7, 0.72]])
LOSSES = np.linspace(2, 1, 20)
rng = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def no_figure_left():
    plt.close("all")
    yield
    plt.close("all")


def written():
    """The texts on the axes, by what they say."""
    return {text.get_text(): text for text in plt.gca().texts if text.get_text()}


# Numbers ------------------------------------------------------------------------------------


def test_confusion_writes_every_count():
    plotting.confusion([[5, 2], [0, 7]])
    assert [text.get_text() for text in plt.gca().texts] == ["5", "2", "·", "7"]


def test_evidence_titles_add_up_to_the_scores():
    x, W, b = rng.uniform(size=784), rng.normal(size=(784, 10)), rng.normal(size=10)
    plotting.evidence(x, W, b, [2, 7])
    shown = [float(ax.get_title().split(": ")[1]) for ax in plt.gcf().axes[1:3]]
    assert shown == pytest.approx((x @ W + b)[[2, 7]], abs=0.06)


def test_ridges_stand_where_their_numbers_are():
    plotting.ridges({1: [[0, 1, 4]], 5: [[0, 3, 0], [3, 4, 4]]}, "score", "step")
    first, second = plt.gca().get_lines()
    (x, high), (_, low) = first.get_data(), second.get_data()
    assert high.max() > 0 > low.min()
    assert x[np.argmax(high)] < 1 < 3 < x[np.argmax(low)]
    assert np.ptp(high) == pytest.approx(np.ptp(low))  # as many numbers, as narrow


def test_learning_curves_put_each_column_where_it_belongs():
    plotting.learning_curves(HISTORY, best=2)
    for ax, columns in zip(plt.gcf().axes, ((0, 2), (1, 3)), strict=True):
        training, validation, best = ax.get_lines()
        assert (training.get_label(), validation.get_label()) == ("training", "validation")
        np.testing.assert_array_equal(training.get_ydata(), HISTORY[:, columns[0]])
        np.testing.assert_array_equal(validation.get_ydata(), HISTORY[:, columns[1]])
        assert set(best.get_xdata()) == {2}


def test_spreads_have_a_dot_for_each_start_and_a_line_through_the_means():
    plotting.spreads([4, 40], {"plain": [[0.8, 1.0], [0.1, 0.2]]}, "layers", "accuracy")
    line, *dots = plt.gca().get_lines()
    np.testing.assert_allclose(line.get_ydata(), [0.9, 0.15])
    np.testing.assert_allclose([dot.get_ydata() for dot in dots], [[0.8, 0.1], [1.0, 0.2]])


def test_the_largest_difference_of_any_two_runs_is_drawn_and_that_of_rounding_on_the_floor():
    late = LOSSES + np.where(np.arange(20) == 15, 3e-6, 0)
    plotting.agreement({"a": LOSSES, "b": late, "c": LOSSES - 1e-6}, 10, 13, limit=1e-5)
    differences = plt.gcf().axes[2].get_lines()[0].get_ydata()
    assert np.allclose(differences, np.where(np.arange(20) == 15, 4e-6, 1e-6))
    plotting.agreement({"a": LOSSES, "b": LOSSES + 1e-14}, 10, 13, limit=1e-5)
    assert set(plt.gcf().axes[2].get_lines()[0].get_ydata()) == {1e-12}


@pytest.mark.parametrize(
    ("row", "starts"),
    [((8, 3, 1, 1, 1), range(-1, 7)), ((8, 3, 2, 0, 0), [0, 2, 4]), ((6, 5, 2, 1, 2), [-1, 1, 3])],
)
def test_places_draws_every_place_that_fits_and_no_other(row, starts):
    plotting.places({"title": row})
    ends = [line.get_xdata() for line in plt.gca().get_lines()]
    assert [round(left - 0.1) for left, _ in ends] == list(starts)
    assert all(round(right - left + 0.2) == row[1] for left, right in ends)
    assert plt.gca().get_title() == f"title\n{len(starts)} positions"


def test_feature_maps_shows_the_first_channels_in_reading_order():
    layer = np.arange(14 * 14 * 20).reshape(14, 14, 20)
    plotting.feature_maps(np.ones((5, 5, 16)), [layer])
    image = plt.gcf().axes[1].get_images()[0].get_array()
    assert np.array_equal(image[1:15, 16:30], layer[..., 1])
    assert np.array_equal(image[16:30, 1:15], layer[..., 8])


TABLE, ROW, COLUMN = np.arange(6).reshape(2, 3), np.array([10, 20, 30]), np.array([[1], [2]])


@pytest.mark.parametrize(("a", "b"), [(TABLE, ROW), (TABLE, COLUMN), (ROW, COLUMN)])
def test_broadcasting_writes_the_shapes_and_the_sum(a, b):
    plotting.broadcasting([(a, b)])
    texts = [text.get_text() for text in plt.gca().texts]
    assert [text for text in texts if "(" in text] == [str(x.shape) for x in (a, b, a + b)]
    assert list(map(int, filter(str.isdigit, texts)))[-6:] == (a + b).ravel().tolist()


# Signs and colours --------------------------------------------------------------------------


def test_the_targets_bar_stands_out():
    plotting.probabilities(rng.random((1, 784)), rng.dirichlet(np.ones(10), size=1), [4])
    colors = [tuple(bar.get_facecolor()) for bar in plt.gcf().axes[1].patches]
    assert [colors.count(color) for color in colors] == [9, 9, 9, 9, 1, 9, 9, 9, 9, 9]


def test_signed_images_share_one_scale_around_zero():
    plotting.signed_images(np.stack([np.full(784, -3.0), np.full(784, 1.0)]))
    limits = [image.get_clim() for ax in plt.gcf().axes for image in ax.get_images()]
    assert limits[:2] == [(-3, 3), (-3, 3)]


def test_starts_that_disagree_are_hollow():
    plotting.starts({"stop": [0.3, 0.1], "drop": [-0.3, -0.2], "decay": [0.05, -0.15]}, "gain")
    points = [line for line in plt.gca().get_lines() if line.get_marker() == "o"]
    assert [point.get_markerfacecolor() for point in points] == [BLUE, ORANGE, "white"]


def test_connections_tell_the_sign_of_their_weights_and_backward_has_arrows():
    weights = [np.array([[1.0, -2.0]]), np.array([[-3.0], [4.0]])]
    for backward in (False, True):
        plotting.weighted_network(weights, [["x"], ["a", "b"], ["y"]], backward)
        texts = written()
        assert texts["1"].get_color() == texts["4"].get_color() == BLUE
        assert texts["−2"].get_color() == texts["−3"].get_color() == ORANGE
        lines = [t.arrow_patch.get_arrowstyle() for t in plt.gca().texts if not t.get_text()]
        heads = [isinstance(line, ArrowStyle.CurveFilledA) for line in lines]
        assert heads == [False, False, backward, backward]
    plotting.neuron([1, 2, 3], [0.5, -1.0, 0.0], 0.25)
    half, minus, none = plt.gca().get_lines()
    assert (half.get_color(), minus.get_color()) == (BLUE, ORANGE)
    assert minus.get_linewidth() > half.get_linewidth() > none.get_linewidth()
    plotting.leaky_sums({"alternate": [1, -0.9, 0.81]})
    for bar, color in zip(plt.gca().patches, (BLUE, ORANGE, BLUE), strict=True):
        assert same_color(bar.get_facecolor(), color)


# Labels that must not overlap ---------------------------------------------------------------


@pytest.mark.parametrize(
    "series",
    [
        {name: np.arange(10) + k / 100 for k, name in enumerate("abcd")},
        {"low": np.linspace(0, 100, 10), "high": np.linspace(0, 103, 10)},  # limits come with them
    ],
)
def test_labels_at_the_ends_of_curves_do_not_overlap(series):
    plotting.curves(np.arange(10), series, "x", "y")
    figure = plt.gcf()
    figure.canvas.draw()
    boxes = sorted((t.get_window_extent() for t in plt.gca().texts), key=lambda box: box.y0)
    assert len(boxes) == len(series)
    assert all(low.y1 <= high.y0 + 1 for low, high in itertools.pairwise(boxes))


def test_a_curve_with_a_gap_has_its_label_at_its_last_point():
    plotting.curves([0, 1, 2], {"a": [1, 2, np.nan]}, "x", "y")
    assert plt.gca().texts[0].xy == pytest.approx((1, 2))


# Mistakes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: plotting.broadcasting([(TABLE, np.arange(4))]), "broadcast"),
        (lambda: plotting.message("Node: 'g'", [("h", 2, "the node")]), "'h' is not in the"),
        (lambda: plotting.gates({"build": [1]}), "are import, build, hand over, run, result"),
        (lambda: plotting.devices(Trace(0, {"CPU:0": ["a"]}, []), [["GPU:0"]]), "once: CPU:0."),
    ],
)
def test_what_cannot_be_drawn_is_said(draw, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        draw()
