"""Turn a reader's own digit into an image like those of MNIST.

MNIST's digits were scaled to fit a box of 20 x 20 pixels and then placed in a field of 28 x 28
with their centre of mass in its middle; a network that has learned from them expects the same.
Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86 (1998), section III.A.
"""

from pathlib import Path

import numpy as np
from PIL import Image

BOX, FIELD = 20, 28
MIDDLE = 14  # The row and column, counted from 0, on which MNIST's digits have their centre.


def digit_from_text(text):
    """Read a digit drawn with characters, such as `#`, on dots or spaces.

    Returns an image like those of MNIST: uint8, shape (28, 28), 255 is ink.

    Raises ValueError if nothing is drawn.
    """
    lines = text.expandtabs().splitlines()
    width = max(map(len, lines), default=0)
    ink = np.array([[char not in ". " for char in line.ljust(width)] for line in lines])
    return _like_mnist(np.uint8(255) * ink.reshape(len(lines), width))


def digit_from_image(path):
    """Read a digit from an image file (PNG, JPEG, ...): one dark digit on light ground, or
    the reverse.

    Returns an image like those of MNIST: uint8, shape (28, 28), 255 is ink.

    Raises ValueError if the file is missing, is no image or shows nothing.
    """
    try:
        with Image.open(Path(path)) as image:
            grey = np.asarray(image.convert("L"), dtype=float)
    except OSError as error:
        raise ValueError(f"Cannot read {path} as an image: {error}") from None
    # The ground covers most of the picture; ink is what differs from it.
    difference = np.abs(grey - np.median(grey))
    strength = difference.max()
    ink = np.where(difference > strength / 4, difference, 0)  # paper is never quite even
    return _like_mnist(np.uint8(255 * ink / max(strength, 1)))


def _like_mnist(ink):
    """Scale a drawing's ink into the box and centre it by mass in the field."""
    rows, columns = np.any(ink, axis=1).nonzero()[0], np.any(ink, axis=0).nonzero()[0]
    if not rows.size:
        raise ValueError("The drawing is empty: draw a digit, dark on light, then run this again.")
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, round(side * BOX / max(ink.shape))) for side in ink.shape)
    small = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BICUBIC))
    corner = [
        int(np.clip(round(MIDDLE - centre), 0, FIELD - side))
        for centre, side in zip(_centre_of_mass(small), small.shape, strict=True)
    ]
    image = np.zeros((FIELD, FIELD), np.uint8)
    image[corner[0] : corner[0] + height, corner[1] : corner[1] + width] = small
    return image


def _centre_of_mass(image):
    """Row and column, counted from 0, of the mean position of the ink."""
    weights = image / image.sum()
    return [(weights.sum(axis=1 - axis) @ np.arange(image.shape[axis])) for axis in (0, 1)]
