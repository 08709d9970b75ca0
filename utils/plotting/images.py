"""Digits and weights as pictures."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import SIGNED, framed


def digits(images, titles=None, columns=10):
    """Draw images side by side, each framed, dark ink on light paper.

    `images` has shape (n, height, width) or (n, 784); `titles` is one text or number for
    each image.
    """
    images = _as_pictures(images)
    _, axes = _grid(len(images), columns, titles)
    for ax, image, title in zip(axes, images, _texts(titles, images), strict=True):
        ax.imshow(image, vmin=0, vmax=255 if images.max() > 1 else 1)
        ax.set_title(title)
        ax.set_axis_on()
        framed(ax)


def signed_images(images, titles=None, label=""):
    """Draw images of positive and negative values on one common scale around zero.

    `images` has shape (n, height, width) or (n, 784). Bright blue is positive, dark
    orange negative, grey zero. The scale ends at the largest magnitude;
    `label` beside it names what is shown.
    """
    images = _as_pictures(images)
    figure, axes = _grid(len(images), 5, titles)
    limit = np.abs(images).max()
    for ax, image, title in zip(axes, images, _texts(titles, images), strict=True):
        drawn = ax.imshow(image, cmap=SIGNED, vmin=-limit, vmax=limit)
        ax.set_title(title)
    figure.colorbar(drawn, ax=list(axes), label=label, shrink=0.9, pad=0.02)


def matrix(W, xlabel, ylabel, label):
    """Draw a matrix, coloured by sign as in `signed_images`, its axes and its scale labelled."""
    _, ax = plt.subplots(figsize=(4, 4.5))
    limit = np.abs(W).max()
    drawn = ax.imshow(W, cmap=SIGNED, vmin=-limit, vmax=limit, aspect="auto")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.grid(visible=False)
    ax.figure.colorbar(drawn, ax=ax, label=label)


def _as_pictures(images):
    """Images of shape (n, height, width); rows of 784 numbers become 28 x 28."""
    images = np.asarray(images)
    return images.reshape(-1, 28, 28) if images.ndim == 2 else images


def _texts(titles, images):
    return [""] * len(images) if titles is None else [str(title) for title in titles]


def _grid(count, columns, titles):
    """A figure with `count` bare axes in rows of `columns`."""
    columns = min(columns, count)
    rows = -(-count // columns)
    lines = 0 if titles is None else 1 + max(str(title).count("\n") for title in titles)
    width = 7.5 if columns > 3 else 2.2 * columns
    figure, axes = plt.subplots(
        rows, columns, figsize=(width, rows * (width / columns + 0.19 * lines)), squeeze=False
    )
    for ax in axes.flat:
        ax.set_axis_off()
    return figure, axes.flat[:count]


def tiles(ax, images, rows=1, edge=np.nan, **look):
    """Draw images of shape (n, height, width) or (n, 784) in rows on one pair of axes.

    That is drawn sooner than a pair of axes for each. `edge` is the number between them, by
    default nothing; `look` goes to `Axes.imshow`.
    """
    images = _as_pictures(images).astype(float)
    images = np.pad(images, ((0, 0), (1, 0), (1, 0)), constant_values=edge)
    count, height, width = images.shape
    grid = images.reshape(rows, count // rows, height, width).swapaxes(1, 2)
    grid = grid.reshape(rows * height, -1)
    ax.imshow(np.pad(grid, ((0, 1), (0, 1)), constant_values=edge), **look)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
