"""What hidden units see: their weights as images, and the images that they answer to."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import SIGNED, framed


def weight_rows(rows):
    """Draw rows of weight images, each row on a scale of its own around zero.

    `rows` maps a label to weights of shape (784, n), one column a unit. Bright blue is
    positive, dark orange negative, grey zero.
    """
    columns = next(iter(rows.values())).shape[1]
    _, axes = plt.subplots(
        len(rows),
        columns,
        figsize=(7.5, 0.95 * len(rows)),
        squeeze=False,
        gridspec_kw={"wspace": 0},
    )
    for panels, (label, W) in zip(axes, rows.items(), strict=True):
        for ax, weights in zip(panels, np.asarray(W).T, strict=True):
            _signed(ax, weights)
        panels[0].set_ylabel(label, rotation=0, ha="right", va="center", labelpad=8)


def responses(weights, images):
    """Draw each unit's weights beside the images to which it answers most strongly.

    `weights` has shape (units, 784); `images` (units, n, 784).
    """
    images = np.asarray(images)
    units, count = images.shape[:2]
    _, axes = plt.subplots(units, 1 + count, figsize=(7.5, 7.5 / (1.3 + count) * units))
    for panels, unit, some in zip(axes, weights, images, strict=True):
        _signed(panels[0], unit)
        for ax, image in zip(panels[1:], some, strict=True):
            ax.imshow(np.reshape(image, (28, 28)))
            framed(ax)


def _signed(ax, weights):
    limit = np.abs(weights).max()
    ax.imshow(np.reshape(weights, (28, 28)), cmap=SIGNED, vmin=-limit, vmax=limit)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
