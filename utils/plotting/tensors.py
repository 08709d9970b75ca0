"""Tensors as blocks of cells; colour pictures with their channels."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

#: In cells: how far each sheet stands behind the one before, between blocks, between rows.
SHEET, GAP, ROW_GAP = 0.35, 1.3, 1.5
#: In cells: the width of the figure, after which a new row of blocks begins.
WIDTH = 18.5
#: What a cell of colour 0, 1, 2, ... is filled with. Neither blue nor orange: these mean a sign.
TINTS = ("white", "#c9ead9", "#8fd3b6", "#f6dcea", "#dfa3c5")


def blocks(arrays, titles, colours=None):
    """Draw arrays of rank 0 to 4 as blocks of cells, each under its title.

    Rank 0 is a cell, rank 1 a row of cells, rank 2 a table, rank 3 tables one behind the other,
    rank 4 several such stacks side by side. The values in front are written into their cells.
    `colours` holds for each array one of the same shape: for every cell a number from 0, white,
    to 4. Green is 1 and 2, pink 3 and 4, the darker tint second.
    """
    arrays = [np.asarray(array) for array in arrays]
    colours = colours or [np.zeros_like(array, dtype=int) for array in arrays]
    rows, x = [[]], 0.0
    for array, colour, title in zip(arrays, colours, titles, strict=True):
        width, _ = _size(array)
        if rows[-1] and x + width > WIDTH:
            rows.append([])
            x = 0.0
        rows[-1].append((x, array, colour, title))
        x += width + GAP
    heights = [max(_size(array)[1] for _, array, *_ in row) + ROW_GAP for row in rows]
    inch = 7.5 / (WIDTH + 0.4)
    _, ax = plt.subplots(figsize=(7.5, inch * sum(heights)))
    top = 0.0
    for row, height in zip(rows, heights, strict=True):
        for x, array, colour, title in row:
            low = top + height - 0.15
            ax.text(x, low - _size(array)[1] - 0.15, title, va="bottom", linespacing=1.2)
            _paint(ax, array, colour, x, low)
        top += height
    ax.set(xlim=(-0.2, WIDTH + 0.2), ylim=(top, 0), aspect="equal")
    ax.set_axis_off()


def _parts(array):
    """The stacks of sheets, shape (stacks, sheets, rows, columns), that an array is drawn as."""
    return array.reshape((1,) * (4 - array.ndim) + array.shape)


def _size(array):
    """The (width, height) of an array's block, in cells."""
    stacks, sheets, rows, columns = _parts(array).shape
    depth = SHEET * (sheets - 1)
    return stacks * (columns + depth) + (stacks - 1) * GAP / 2, rows + depth


def _paint(ax, array, colours, left, low):
    """Draw one array whose lower left corner is at (left, low); heights grow downwards."""
    parts, tints = _parts(array), _parts(np.asarray(colours))
    width = _size(parts[0])[0]
    for number, stack in enumerate(parts):
        x = left + number * (width + GAP / 2)
        for behind in reversed(range(len(stack))):
            corner = x + SHEET * behind, low - SHEET * behind
            _sheet(ax, stack[behind], tints[number, behind], *corner, front=not behind)


def _sheet(ax, table, colours, left, low, front):
    rows = len(table)
    for (i, j), value in np.ndenumerate(table):
        corner = (left + j, low - rows + i)
        tint = TINTS[colours[i, j]] if front or colours[i, j] else "#cfe8f7"
        ax.add_patch(Rectangle(corner, 1, 1, facecolor=tint, edgecolor="black", linewidth=0.8))
        if front:
            ax.text(corner[0] + 0.5, corner[1] + 0.5, value, size=9, ha="center", va="center")


def channels(images):
    """Draw colour pictures, one a row, each beside its red, green and blue channel in grey.

    `images` has shape (n, height, width, 3), uint8. In a channel, light is much of its colour.
    """
    _, axes = plt.subplots(len(images), 4, figsize=(6, 1.5 * len(images)), squeeze=False)
    for row, image in zip(axes, images, strict=True):
        row[0].imshow(image)
        for ax, channel in zip(row[1:], np.moveaxis(image, -1, 0), strict=True):
            ax.imshow(channel, cmap="gray", vmin=0, vmax=255)
    for ax, title in zip(axes[0], ("picture", "red", "green", "blue"), strict=True):
        ax.set_title(title)
    for ax in axes.flat:
        # A frame, since the white of a picture and of a channel would run into the page.
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(True)
