"""A reader's own digit becomes an image like those of MNIST."""

import numpy as np
import pytest
from PIL import Image

from utils.datasets import load_mnist
from utils.drawing import digit_from_image, digit_from_text

SEVEN = """
    ########
    ########
          ##
         ##
        ##
       ##
      ##
"""


def middle(image):
    """The centre of mass, in pixels from pixel 14 in row 14, where MNIST's digits have it."""
    weights = image / image.sum()
    positions = np.arange(28) - 14
    return weights.sum(axis=1) @ positions, weights.sum(axis=0) @ positions


def test_a_drawn_digit_fits_the_box_and_is_centred_by_mass():
    image = digit_from_text(SEVEN)
    assert (image.shape, image.dtype) == ((28, 28), np.uint8)
    rows, columns = image.any(axis=1).nonzero()[0], image.any(axis=0).nonzero()[0]
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert middle(image) == pytest.approx((0, 0), abs=0.51)
    ink = image.sum(axis=1)[rows[0] : rows[-1] + 1]
    assert ink[:5].sum() > 2 * ink[-5:].sum()  # the bar of the 7 is on top


def test_digits_of_mnist_stay_in_their_place():
    alike = []
    for image in load_mnist().train.images[:50]:
        drawing = "\n".join("".join(".#"[int(level > 100)] for level in row) for row in image)
        again = digit_from_text(drawing)
        alike.append(np.corrcoef(again.ravel(), image.ravel())[0, 1])
    assert np.median(alike) > 0.85


@pytest.mark.parametrize("dark_ground", [False, True])
def test_an_image_file_is_read_dark_on_light_or_light_on_dark(tmp_path, dark_ground):
    image = digit_from_text(SEVEN)
    canvas = np.kron(image, np.ones((4, 4), np.uint8))
    Image.fromarray(canvas if dark_ground else 255 - canvas).save(tmp_path / "seven.png")
    again = digit_from_image(tmp_path / "seven.png")
    # Scaling moves the centre of mass a little, and with it, at times, the digit by a pixel.
    shifts = [np.roll(again, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    assert max(np.corrcoef(shift.ravel(), image.ravel())[0, 1] for shift in shifts) > 0.95


@pytest.mark.parametrize("text", ["", "\n\n", "....\n...."])
def test_an_empty_drawing_is_refused(text):
    with pytest.raises(ValueError, match="empty: draw a digit"):
        digit_from_text(text)


def test_a_file_that_is_missing_blank_or_no_image_is_refused(tmp_path):
    (tmp_path / "text.png").write_text("not a picture")
    Image.new("L", (30, 30), 200).save(tmp_path / "blank.png")
    for name in ("missing.png", "text.png"):
        with pytest.raises(ValueError, match=f"Cannot read .*{name}"):
            digit_from_image(tmp_path / name)
    with pytest.raises(ValueError, match="empty"):
        digit_from_image(tmp_path / "blank.png")
