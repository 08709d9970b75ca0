"""Compare a lesson's stored figures with those of a run, as pictures.

A root mean square cannot tell a curve that moved by a third of a pixel from an axis label
with another word: both change it by 4 of 255 levels. So every pixel of one picture is looked
for in the other within one pixel around its place: there it must find, in each colour, values
on both sides of its own (within 8 of 255 levels). What is left over, summed over all pixels
of both pictures, is the *excess*, counted in pixels of full contrast.

Measured on figures of 590 x 320 pixels: data that move by a thousandth of their axis leave
an excess under 1; another letter in a label 2 to 40; one point of 300 missing 55; a missing
curve, swapped colours, a mirrored or an empty figure 1400 and more.
"""

import base64
import io
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

MOST_EXCESS = 2.0  # pixels of full contrast
_LEVELS = 8  # of 255, by which rounding may change a colour
_MOST_RESIZED = 4  # pixels, by which a tight frame may change with the width of its labels


def figure_difference(page, run):
    """Say how two PNG pictures (base64 text) differ; None if they show the same."""
    a, b = _pixels(page), _pixels(run)
    if np.abs(np.subtract(a.shape, b.shape)).max() > _MOST_RESIZED:
        sizes = [f"{width} x {height}" for height, width, _ in (a.shape, b.shape)]
        return f"{sizes[0]} pixels on the page, {sizes[1]} in the run"
    excess = min(_excess(*pair, radius=1).sum() for pair in _aligned(a, b)) / 255
    if excess <= MOST_EXCESS:
        return None
    return f"{excess:.0f} pixels of full contrast differ, at most {MOST_EXCESS:.0f} may"


def pixels_agree(page, run):
    """Whether two PNG pictures (base64 text) have the same pixels, up to rounding."""
    a, b = _pixels(page), _pixels(run)
    return a.shape == b.shape and not _excess(a, b, radius=0).any()


def save_figures(page, run, name):
    """Write expected.png, actual.png and difference.png to a new temporary folder.

    In the difference, what only one picture shows is dark. Returns the folder; its name
    begins with `name`.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    a, b = _pixels(page), _pixels(run)
    shape = tuple(np.minimum(a.shape, b.shape)[:2])
    excess = _excess(a[: shape[0], : shape[1]], b[: shape[0], : shape[1]], radius=1)
    difference = 255 - np.minimum(excess, 255)
    for stem, pixels in ("expected", a), ("actual", b), ("difference", difference):
        Image.fromarray(pixels.astype(np.uint8)).save(folder / f"{stem}.png")
    return folder


def _pixels(png):
    """Decode a base64 PNG on white: an int16 array (height, width, 3) from 0 to 255."""
    picture = Image.open(io.BytesIO(base64.b64decode(png)), formats=["PNG"]).convert("RGBA")
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture)
    return np.asarray(page.convert("RGB"), dtype=np.int16)


def _aligned(a, b):
    """Pairs of equally large cut-outs of two pictures, aligned at each of the four corners."""
    if a.shape == b.shape:
        return [(a, b)]
    height, width = np.minimum(a.shape, b.shape)[:2]
    corners = [(top, left) for top in (True, False) for left in (True, False)]
    return [
        tuple(
            picture[slice(height) if top else slice(-height, None)][
                :, slice(width) if left else slice(-width, None)
            ]
            for picture in (a, b)
        )
        for top, left in corners
    ]


def _excess(a, b, radius):
    """How far each pixel lies outside the other picture's values nearby, both ways added.

    `a` and `b` have shape (height, width, 3), the result (height, width).
    """
    excess = np.zeros(a.shape[:2], dtype=np.int16)
    for pixels, other in (a, b), (b, a):
        low = _extreme(other, np.minimum, radius) - _LEVELS
        high = _extreme(other, np.maximum, radius) + _LEVELS
        excess += np.maximum(low - pixels, pixels - high).max(axis=2).clip(min=0)
    return excess


def _extreme(pixels, choose, radius):
    """The smallest or largest value (`choose`) within `radius` pixels, per colour."""
    height, width = pixels.shape[:2]
    padded = np.pad(pixels, [(radius, radius), (radius, radius), (0, 0)], mode="edge")
    shifts = range(2 * radius + 1)
    rows = choose.reduce([padded[shift : shift + height] for shift in shifts])
    return choose.reduce([rows[:, shift : shift + width] for shift in shifts])
