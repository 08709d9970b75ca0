"""The pictures of windows say where a window stops and what it makes."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import plotting

matplotlib.use("agg")

KERNELS = np.linspace(-2, 1, 5 * 5 * 16).reshape(5, 5, 16)
LAYERS = [np.arange(14 * 14 * 20).reshape(14, 14, 20), np.ones((7, 7, 16))]


@pytest.fixture(autouse=True)
def no_figure_left():
    plt.close("all")
    yield
    plt.close("all")


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plotting.window(np.ones((4, 5)), np.ones((2, 2)), np.ones((3, 4)), at=(0, 1)),
        lambda: plotting.places({"a": (8, 3, 1, 0, 0), "b": (8, 3, 2, 0, 1)}),
        lambda: plotting.feature_maps(KERNELS, LAYERS, framed=9),
        lambda: plotting.stages([("image", (28, 28, 1)), ("dense", (10,))]),
        lambda: plotting.matrix(np.eye(4, 3), "unit", "input", label="weight"),
    ],
)
def test_a_picture_opens_one_figure_of_a_columns_width_and_returns_nothing(draw):
    assert draw() is None
    (number,) = plt.get_fignums()
    assert plt.figure(number).get_figwidth() <= 7.5


def test_window_writes_all_numbers_and_frames_the_window_and_its_result():
    plotting.window(np.zeros((4, 5)), np.ones((2, 3)), np.full((3, 3), 7), at=(1, 2))
    ax = plt.gca()
    written = [text.get_text() for text in ax.texts]
    assert [written.count(number) for number in "017"] == [20, 6, 9]
    frames = [patch for patch in ax.patches if not patch.get_fill()]
    assert frames[0].get_xy() == (2, 1)
    assert [(frame.get_width(), frame.get_height()) for frame in frames] == [(3, 2), (1, 1)]


@pytest.mark.parametrize(
    ("row", "starts"),
    [((8, 3, 1, 1, 1), range(-1, 7)), ((8, 3, 2, 0, 0), [0, 2, 4]), ((6, 5, 2, 1, 2), [-1, 1, 3])],
)
def test_places_draws_every_place_that_fits_and_no_other(row, starts):
    plotting.places({"title": row})
    ax = plt.gca()
    ends = [line.get_xdata() for line in ax.get_lines()]
    assert [round(left - 0.1) for left, _ in ends] == list(starts)
    assert all(round(right - left + 0.2) == row[1] for left, right in ends)
    assert ax.get_title() == f"title\n{len(starts)} positions"
    assert [text.get_text() for text in ax.texts] == ["0"] * (row[3] + row[4])


def test_feature_maps_shows_the_first_channels_in_reading_order():
    plotting.feature_maps(KERNELS, LAYERS)
    kernels, first, second = plt.gcf().axes
    assert kernels.get_images()[0].get_clim() == (-2, 2)
    assert first.get_title() == "layer 1: 16 of 20 channels, each 14 × 14"
    image = first.get_images()[0].get_array()
    assert image.shape == (2 * 15 + 1, 8 * 15 + 1)
    assert np.array_equal(image[1:15, 16:30], LAYERS[0][..., 1])
    assert np.array_equal(image[16:30, 1:15], LAYERS[0][..., 8])
    assert second.get_images()[0].get_clim() == (0, 1)


def test_feature_maps_frames_as_many_kernels_as_asked():
    plotting.feature_maps(KERNELS, LAYERS, framed=9)
    corners = [frame.get_xy() for frame in plt.gcf().axes[0].patches]
    assert corners == [(6 * column, 0) for column in range(8)] + [(0, 6)]


def test_stages_draws_a_sheet_for_each_channel_and_says_the_shape():
    plotting.stages([("image", (28, 28, 1)), ("pool", (4, 6, 48)), ("pool", (10,))])
    ax = plt.gca()
    assert [len(sheets.get_paths()) for sheets in ax.collections] == [1, 48, 10]
    width, height = ax.collections[1].get_paths()[0].get_extents().size
    assert (width, height) == pytest.approx((6, 4))
    written = [text.get_text() for text in ax.texts if text.get_text()]
    assert written == ["image", "28 × 28 × 1", "pool", "4 × 6 × 48", "pool", "10"]


def test_matrix_colours_zero_in_the_middle_and_labels_its_axes():
    plotting.matrix(np.array([[0, 3], [-1, 0], [0, 0]]), "unit", "input", label="weight")
    ax, scale = plt.gcf().axes
    (image,) = ax.get_images()
    assert (image.get_clim(), image.get_array().shape) == ((-3, 3), (3, 2))
    assert (ax.get_xlabel(), ax.get_ylabel(), scale.get_ylabel()) == ("unit", "input", "weight")
