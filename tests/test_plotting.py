"""Every picture of the lessons draws its arguments, legibly, and returns nothing."""

import itertools

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import ArrowStyle

from utils import plotting

matplotlib.use("agg")

rng = np.random.default_rng(0)
IMAGES = rng.integers(0, 256, size=(3, 28, 28))
P = rng.dirichlet(np.ones(10), size=3)
W, B = rng.normal(size=(784, 10)), rng.normal(size=10)


@pytest.fixture(autouse=True)
def no_figure_left():
    plt.close("all")
    yield
    plt.close("all")


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plotting.digits(IMAGES, [1, 2, 3]),
        lambda: plotting.digits(IMAGES.reshape(3, 784)),
        lambda: plotting.signed_images(W.T, range(10), label="weight"),
        lambda: plotting.probabilities(IMAGES, P, [1, 2, 3]),
        lambda: plotting.shares({"T = 1": P[0], "T = 5": P[1]}),
        lambda: plotting.confusion(np.arange(100).reshape(10, 10)),
        lambda: plotting.evidence(rng.uniform(size=784), W, B, [4, 9]),
        lambda: plotting.ridges({1: [[0, 1, 2]], 5: [[0, 1, 1], [1, 4, 3]]}, "x", "step"),
        lambda: plotting.neuron([1, 2], [0.5, -0.5], 0.1),
        lambda: plotting.curves([1, 2, 3], {"a": [1, 2, 3], "b": [3, 2, 1]}, "x", "y"),
    ],
)
def test_a_picture_opens_one_figure_of_a_columns_width_and_returns_nothing(draw):
    assert draw() is None
    (number,) = plt.get_fignums()
    assert plt.figure(number).get_figwidth() <= 7.5


def test_digits_shows_every_image_under_its_title():
    plotting.digits(IMAGES, [7, 8, 9])
    axes = [ax for ax in plt.gcf().axes if ax.get_images()]
    assert [ax.get_title() for ax in axes] == ["7", "8", "9"]
    for ax, image in zip(axes, IMAGES, strict=True):
        assert np.array_equal(ax.get_images()[0].get_array(), image)


def test_signed_images_share_one_scale_around_zero():
    plotting.signed_images(np.stack([np.full(784, -3.0), np.full(784, 1.0)]))
    limits = [image.get_clim() for ax in plt.gcf().axes for image in ax.get_images()]
    assert limits[:2] == [(-3, 3), (-3, 3)]


def test_the_targets_bar_stands_out():
    plotting.probabilities(IMAGES[:1], P[:1], [4])
    colors = [tuple(bar.get_facecolor()) for bar in plt.gcf().axes[1].patches]
    assert [colors.count(color) for color in colors] == [9, 9, 9, 9, 1, 9, 9, 9, 9, 9]


def test_confusion_writes_every_count():
    plotting.confusion([[5, 2], [0, 7]])
    assert [text.get_text() for text in plt.gca().texts] == ["5", "2", "·", "7"]


def test_evidence_titles_add_up_to_the_scores():
    x = rng.uniform(size=784)
    plotting.evidence(x, W, B, [2, 7])
    shown = [float(ax.get_title().split(": ")[1]) for ax in plt.gcf().axes[1:3]]
    assert shown == pytest.approx((x @ W + B)[[2, 7]], abs=0.06)


def test_a_valley_with_equal_scales_is_drawn_as_narrow_as_it_is():
    path = {"one": np.zeros((3, 2)), "two": np.ones((3, 2))}
    plotting.descent_paths(lambda w: w @ w, path, (-10, 2), (-2, 2), columns=1, equal=True)
    figure = plt.gcf()
    figure.canvas.draw()
    for ax in figure.axes:
        box = ax.get_window_extent()
        assert box.width / box.height == pytest.approx(3)


def test_what_is_left_of_a_step_has_the_colour_of_its_direction():
    plotting.leaky_sums({"alternate": [1, -0.9, 0.81]})
    bars = plt.gca().patches
    assert [bar.get_height() for bar in bars] == [1, -0.9, 0.81]
    first, second, third = (bar.get_facecolor() for bar in bars)
    assert first == third != second


def test_a_connection_has_the_colour_of_its_weights_sign_and_backward_an_arrow():
    weights = [np.array([[1.0, -2.0]]), np.array([[-3.0], [4.0]])]
    for backward in (False, True):
        plotting.weighted_network(weights, [["x"], ["a", "b"], ["y"]], backward)
        texts = {t.get_text(): t for t in plt.gca().texts if t.get_text()}
        blue, orange = (plotting.PALETTE[color] for color in ("blue", "orange"))
        assert texts["1"].get_color() == texts["4"].get_color() == blue
        assert texts["−2"].get_color() == texts["−3"].get_color() == orange
        lines = [t.arrow_patch.get_arrowstyle() for t in plt.gca().texts if not t.get_text()]
        heads = [isinstance(line, ArrowStyle.CurveFilledA) for line in lines]
        assert heads == [False, False, backward, backward]


def test_a_flow_has_an_arrow_for_every_pair_and_goes_back_in_dashes():
    places = {"X": (0, 0), "A": (1, 0), "d": (1, 1)}
    plotting.flow(places, {("X", "A"): "f(X)"}, {("A", "d"): "back"})
    texts = [text for text in plt.gca().texts if text.get_text()]
    assert {text.get_text() for text in texts} == {"X", "A", "d", "f(X)", "back"}
    arrows = [t.arrow_patch for t in plt.gca().texts if not t.get_text()]
    assert [arrow.get_linestyle() for arrow in arrows] == ["-", (0, (4, 2))]


def test_labels_at_the_ends_of_curves_do_not_overlap():
    x = np.arange(10)
    plotting.curves(x, {name: x + k / 100 for k, name in enumerate("abcd")}, "x", "y")
    figure = plt.gcf()
    figure.canvas.draw()
    boxes = sorted((t.get_window_extent() for t in plt.gca().texts), key=lambda box: box.y0)
    assert len(boxes) == 4
    assert all(low.y1 <= high.y0 + 1 for low, high in itertools.pairwise(boxes))


def test_labels_at_the_ends_know_the_limits_that_the_lines_bring():
    plotting.curves([0, 1], {"low": [0, 100], "high": [0, 103]}, "x", "y")
    figure = plt.gcf()
    figure.canvas.draw()
    low, high = (text.get_window_extent() for text in plt.gca().texts)
    assert low.y1 <= high.y0 + 1


def test_curves_may_have_gaps_and_their_own_axes():
    _, ax = plt.subplots()
    plotting.curves([0, 1, 2], {"a": [1, 2, np.nan]}, "x", "y", ax=ax, ylim=(0, 5))
    assert ax.get_ylim() == (0, 5)
    assert ax.texts[0].xy == pytest.approx((1, 2))


def test_ridges_stand_one_below_the_other_and_each_where_its_numbers_are():
    plotting.ridges({1: [[0, 1, 4]], 5: [[0, 3, 0], [3, 4, 4]]}, "score", "step")
    first, second = plt.gca().get_lines()
    (x, high), (_, low) = first.get_data(), second.get_data()
    assert high.max() > 0 > low.min()
    assert x[np.argmax(high)] < 1 < 3 < x[np.argmax(low)]
    assert np.ptp(high) == pytest.approx(np.ptp(low))  # as many numbers, as narrow
    assert [text.get_text() for text in plt.gca().texts] == ["step 1", "step 5"]


def test_blocks_paint_each_cell_in_its_colour():
    plotting.blocks([[[1, 2], [3, 4]]], ["rank 2"], colours=[[[0, 1], [2, 4]]])
    fills = [matplotlib.colors.to_hex(patch.get_facecolor()) for patch in plt.gca().patches]
    assert fills == ["#ffffff", "#c9ead9", "#8fd3b6", "#dfa3c5"]
    assert [text.get_text() for text in plt.gca().texts] == ["rank 2", "1", "2", "3", "4"]


def test_a_neurons_connections_tell_the_sign_and_the_size_of_their_weights():
    plotting.neuron([1, 2, 3], [0.5, -1.0, 0.0], 0.25)
    half, minus, none = plt.gca().get_lines()
    colors = plotting.PALETTE
    assert (half.get_color(), minus.get_color()) == (colors["blue"], colors["orange"])
    assert minus.get_linewidth() > half.get_linewidth() > none.get_linewidth()
    shown = {text.get_text() for text in plt.gca().texts}
    assert {"$w_2 = -1$", "$x_3 = 3$", "$b = 0.25$"} <= shown


def test_rolls_join_the_steps_that_leap():
    paths = {"a": np.array([1.0, -2.0, 4.0])}
    plotting.rolls(np.square, paths, (-5, 5))
    plotting.rolls(np.square, paths, (-5, 5), joined=True)
    apart, joined = (plt.figure(n).axes[0].get_lines()[1] for n in plt.get_fignums())
    assert (apart.get_linestyle(), joined.get_linestyle()) == ("None", "-")
    assert list(joined.get_ydata()) == [1, 4, 16]
