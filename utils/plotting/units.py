"""What hidden units see: their weights as images, and the images that they answer to."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import SIGNED


def weight_rows(rows):
    """Draw rows of weight images, each image on a scale of its own around zero.

    `rows` maps a label to weights of shape (784, n), one column a unit. Bright blue is
    positive, dark orange negative, grey zero.
    """
    _, axes = plt.subplots(len(rows), figsize=(7.5, 0.95 * len(rows)), squeeze=False)
    for ax, (label, W) in zip(axes.flat, rows.items(), strict=True):
        W = np.asarray(W)
        _side_by_side(ax, (W / np.abs(W).max(axis=0)).T, np.nan, cmap=SIGNED, vmin=-1, vmax=1)
        ax.set_ylabel(label, rotation=0, ha="right", va="center", labelpad=8)


def responses(weights, images):
    """Draw each unit's weights beside the images to which it answers most strongly.

    `weights` has shape (units, 784); `images` (units, n, 784).
    """
    units, count = np.shape(images)[:2]
    size = 7.5, 7.5 / (1.3 + count) * units
    _, axes = plt.subplots(units, 2, figsize=size, width_ratios=(1, count), squeeze=False)
    for (left, right), unit, some in zip(axes, weights, images, strict=True):
        limit = np.abs(unit).max()
        _side_by_side(left, [unit], np.nan, cmap=SIGNED, vmin=-limit, vmax=limit)
        _side_by_side(right, some, 0.27)


def _side_by_side(ax, images, edge, **look):
    """Draw images on one pair of axes, which is drawn sooner than a pair for each."""
    images = np.reshape(images, (-1, 28, 28))
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1)), constant_values=edge)
    ax.imshow(np.hstack(framed), **look)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
