"""Pictures of the kind that lessons show, drawn again with noise and with faults."""

import base64
import functools
import io

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from utils.notebooks.compare_figures import figure_difference, pixels_agree, save_figures

BLUE, ORANGE = "#0072B2", "#D55E00"


@pytest.fixture(autouse=True)
def matplotlibs_own_look():
    """The figures are the same whichever other tests have set a style before."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield


def png(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100, bbox_inches="tight")
    return base64.b64encode(buffer.getvalue()).decode()


@functools.cache
def curves(moved=0.0, colours=(BLUE, ORANGE), shown=2, backwards=False, label="loss", style="-"):
    """Two learning curves with a wiggle, on axes from 0 to 1.

    `moved` is a fraction of the axis. The frame is cut tight around what is drawn.
    """
    axes = Figure(figsize=(6, 3.2)).subplots()
    epochs = np.linspace(0, 10, 200)
    for number, colour in enumerate(colours[:shown]):
        loss = 0.8 * np.exp(-epochs * (number + 1) / 4) + 0.04 * np.sin(7 * epochs + number)
        axes.plot(epochs, (loss[::-1] if backwards else loss) + moved, style, color=colour)
    axes.set(xlim=(0, 10), ylim=(-0.1, 0.9), xlabel="epoch", ylabel=label)
    return png(axes.figure)


@functools.cache
def weights(noise=0.0, mirrored=None, swapped=False):
    """Ten weight images of 28 x 28, as in a softmax classifier's ten pictures."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:28, :28]
    images = [np.sin(y / 4 + n) + np.cos(x / 5 + n * x / 30) for n in range(10)]
    images = [image + rng.normal(scale=0.3, size=(28, 28)) for image in images]
    if mirrored is not None:
        images[mirrored] = images[mirrored][:, ::-1]
    if swapped:
        images[3], images[8] = images[8], images[3]
    grid = Figure(figsize=(6, 2.6)).subplots(2, 5)
    for axes, image in zip(grid.flat, images, strict=True):
        axes.imshow(image * (1 + noise), cmap="RdBu", vmin=-2, vmax=2)
        axes.set_axis_off()
    return png(grid.flat[0].figure)


@functools.cache
def points(noise=0.0, missing=0):
    """A scatter plot and a histogram of 300 points."""
    x, y = np.random.default_rng(1).normal(size=(2, 300))[:, missing:] * (1 + noise)
    left, right = Figure(figsize=(6, 3.2)).subplots(1, 2)
    left.scatter(x, y, s=9, color=BLUE)
    right.hist(x, bins=np.linspace(-3, 3, 25), color=ORANGE)
    left.set(xlim=(-4, 4), ylim=(-4, 4))
    right.set(ylim=(0, 50))
    return png(left.figure)


SAME = {
    "curves moved up": (curves, {"moved": 1e-3}),
    "curves moved down": (curves, {"moved": -1e-3}),
    "weights scaled": (weights, {"noise": 1e-3}),
    "points spread": (points, {"noise": 1e-3}),
}

FAULTS = {
    "mirrored curves": (curves, {"backwards": True}),
    "empty axes": (curves, {"shown": 0}),
    "one curve missing": (curves, {"shown": 1}),
    "colours swapped": (curves, {"colours": (ORANGE, BLUE)}),
    "other colour": (curves, {"colours": ("#1F77B4", ORANGE)}),
    "other line style": (curves, {"style": "--"}),
    "curves moved by two hundredths": (curves, {"moved": 0.02}),
    "another word": (curves, {"label": "cost"}),
    "no label": (curves, {"label": ""}),
    "one image of ten mirrored": (weights, {"mirrored": 7}),
    "two images swapped": (weights, {"swapped": True}),
    "weights a tenth larger": (weights, {"noise": 0.1}),
    "one point missing": (points, {"missing": 1}),
}


@pytest.mark.parametrize(("draw", "change"), SAME.values(), ids=SAME)
def test_noise_passes(draw, change):
    assert figure_difference(draw(), draw(**change)) is None


@pytest.mark.parametrize(("draw", "change"), FAULTS.values(), ids=FAULTS)
def test_faults_fail(draw, change):
    assert figure_difference(draw(), draw(**change))


def framed(top=0, left=0, bottom=0, right=0):
    """The curves with a white border of so many pixels."""
    picture = Image.open(io.BytesIO(base64.b64decode(curves())))
    size = (picture.width + left + right, picture.height + top + bottom)
    frame = Image.new("RGB", size, "white")
    frame.paste(picture, (left, top))
    buffer = io.BytesIO()
    frame.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.mark.parametrize("border", [{"top": 2}, {"left": 3}, {"bottom": 2, "right": 3}])
def test_a_frame_a_little_larger_passes(border):
    assert figure_difference(curves(), framed(**border)) is None


def test_a_frame_much_larger_fails():
    assert "pixels on the page" in figure_difference(curves(), framed(top=20))


def test_transparency_compares_as_white():
    axes = Figure(figsize=(2, 2)).subplots()
    axes.plot([0, 1])
    opaque = png(axes.figure)
    with matplotlib.rc_context({"savefig.transparent": True}):
        assert figure_difference(opaque, png(axes.figure)) is None


def test_only_equal_pixels_agree():
    again = framed()  # the same pixels, encoded by another program
    assert again != curves()
    assert pixels_agree(curves(), again)
    assert not pixels_agree(curves(), curves(moved=1e-3))


def test_pictures_that_differ_are_saved(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = save_figures(curves(), curves(shown=1), "15_classify-7")
    assert folder.parent == tmp_path
    assert folder.name.startswith("15_classify-7-")
    names = {"expected.png", "actual.png", "difference.png"}
    assert {path.name for path in folder.iterdir()} == names
    difference = np.asarray(Image.open(folder / "difference.png"))
    assert difference.min() < 50 and difference.max() == 255
