"""What hidden units see: their weights as images, and the images that they answer to."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import SIGNED
from utils.plotting.images import tiles


def weight_rows(rows):
    """Draw rows of weight images, each image on a scale of its own around zero.

    `rows` maps a label to weights of shape (784, n), one column a unit. Bright blue is
    positive, dark orange negative, grey zero.
    """
    _, axes = plt.subplots(len(rows), figsize=(7.5, 0.95 * len(rows)), squeeze=False)
    for ax, (label, W) in zip(axes.flat, rows.items(), strict=True):
        scaled = np.asarray(W) / np.abs(W).max(axis=0)
        tiles(ax, scaled.T, cmap=SIGNED, vmin=-1, vmax=1)
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
        tiles(left, [unit], cmap=SIGNED, vmin=-limit, vmax=limit)
        tiles(right, some, edge=0.27)
