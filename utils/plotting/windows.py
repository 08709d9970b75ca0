"""A window that slides over an image: what it sees, where it stops, the maps that it makes."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from utils.plotting.figures import PALETTE, SIGNED
from utils.plotting.images import tiles

#: In cells: the space for a sign between two tables, the height for a title.
SIGN, TITLE = 1.3, 1.0
SHADE = "#cfe8f7"
_COUNT = 16  # of kernels and channels that are drawn


def window(x, K, h, at):
    """Draw an image, a kernel and their correlation as tables of numbers, with one window marked.

    `x`, `K` and `h` have rank 2; `at` is the (row, column) of the window in `x`, and of its
    result in `h`, which are shaded.
    """
    tables = {"image": np.asarray(x), "kernel": np.asarray(K), "result": np.asarray(h)}
    parts = {"image": K.shape, "kernel": (0, 0), "result": (1, 1)}
    width = sum(table.shape[1] for table in tables.values()) + 2 * SIGN
    height = max(len(table) for table in tables.values())
    _, ax = plt.subplots(figsize=(7.5, 7.5 * (height + TITLE) / (width + 0.4)))
    left = 0.0
    for (name, table), sign in zip(tables.items(), "·=\0", strict=True):
        top = (height - len(table)) / 2
        _table(ax, table, left, top, at, parts[name])
        ax.text(left, top - 0.2, name, va="bottom")
        left += table.shape[1] + SIGN
        if sign != "\0":
            ax.text(left - SIGN / 2, height / 2, sign, size=18, ha="center", va="center")
    ax.set(xlim=(-0.2, width + 0.2), ylim=(height + 0.1, -TITLE), aspect="equal")
    ax.set_axis_off()


def _table(ax, table, left, top, at, part):
    """Draw a table whose upper left corner is at (left, top), and frame the `part` at `at`."""
    for (r, c), value in np.ndenumerate(table):
        inside = at[0] <= r < at[0] + part[0] and at[1] <= c < at[1] + part[1]
        fill = {"facecolor": SHADE if inside else "white", "edgecolor": "#888888"}
        ax.add_patch(Rectangle((left + c, top + r), 1, 1, linewidth=0.7, **fill))
        ax.text(left + c + 0.5, top + r + 0.5, f"{value:g}", ha="center", va="center")
    if any(part):
        corner = (left + at[1], top + at[0])
        frame = {"fill": False, "edgecolor": PALETTE["blue"], "linewidth": 2.5, "zorder": 3}
        ax.add_patch(Rectangle(corner, part[1], part[0], **frame))


def places(rows):
    """Draw a row of pixels for each title, and below it every position of the window.

    `rows` maps a title to (n, k, stride, before, after): pixels, width of the window, step,
    and zeros on the left and on the right. Zeros are drawn dashed.
    """
    longest = max(n + before + after for n, _, _, before, after in rows.values())
    _, axes = plt.subplots(1, len(rows), figsize=(7.5, 2.2), sharey=True, squeeze=False)
    for ax, (title, (n, k, stride, before, after)) in zip(axes[0], rows.items(), strict=True):
        for pixel in range(-before, n + after):
            zero = not 0 <= pixel < n
            look = {"linestyle": ":" if zero else "-", "facecolor": "white" if zero else SHADE}
            ax.add_patch(Rectangle((pixel, 0), 1, 1, edgecolor="black", linewidth=0.9, **look))
            if zero:
                ax.text(pixel + 0.5, 0.5, "0", ha="center", va="center", size=9)
        starts = range(-before, n + after - k + 1, stride)
        for place, start in enumerate(starts):
            line = 1.7 + 0.7 * place
            ax.plot(
                [start + 0.1, start + k - 0.1], [line, line], color=PALETTE["blue"], ls="-", lw=4
            )
        ax.set_title(f"{title}\n{len(starts)} positions")
        ax.set(xlim=(-1.2, longest), ylim=(0.8 + 0.7 * longest, -0.2))
        ax.set_axis_off()


def feature_maps(kernels, layers, framed=0):
    """Draw the first 16 kernels of a first layer, and channels of each layer, in two rows.

    `kernels` has shape (rows, columns, channels); coloured by their sign, as in `signed_images`.
    `layers` are arrays of shape (rows, columns, channels), 0 or more, as after ReLU. Each layer
    has a scale of its own: 0 is white, its largest number black. The first `framed` kernels get
    a frame.
    """
    _, axes = plt.subplots(1 + len(layers), figsize=(7.5, 2.15 * (1 + len(layers))))
    limit = np.abs(kernels).max()
    shown = np.moveaxis(kernels, -1, 0)[:_COUNT]
    tiles(axes[0], shown, rows=2, cmap=SIGNED, vmin=-limit, vmax=limit)
    axes[0].set_title("kernels of layer 1: blue positive, orange negative")
    height, width = np.array(kernels.shape[:2]) + 1
    for row, column in (divmod(number, _COUNT // 2) for number in range(framed)):
        corner = (column * width, row * height)
        axes[0].add_patch(Rectangle(corner, width, height, fill=False, linewidth=2.5))
    for number, (ax, layer) in enumerate(zip(axes[1:], layers, strict=True), start=1):
        height, width, channels = layer.shape
        tiles(ax, np.moveaxis(layer, -1, 0)[:_COUNT], rows=2, vmin=0, vmax=layer.max())
        ax.set_title(f"layer {number}: {_COUNT} of {channels} channels, each {height} × {width}")
    for ax in axes:
        ax.set_facecolor("#b5b5b5")  # between the images
