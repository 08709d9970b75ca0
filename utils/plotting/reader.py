"""What a network sees, its nodes and links while it reads, its answers while it learns."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Rectangle

from utils.plotting.figures import PALETTE, framed

_HEIGHT = 10.0  # of the drawing of a network, in its own units
_LINKS = 300  # as many of the links that leave the image are drawn


def pixels(image):
    """Draw an image, shape (28, 28), beside the grey levels of a window of it."""
    top, left, size = 6, 9, 11
    _, (whole, part) = plt.subplots(1, 2, figsize=(7.5, 3.9), width_ratios=[1, 1.05])
    whole.imshow(image)
    frame = Rectangle((left - 0.5, top - 0.5), size, size, fill=False, ec=PALETTE["orange"], lw=2.5)
    whole.add_patch(frame)
    part.imshow(image[top : top + size, left : left + size], vmin=0, vmax=255)
    for row, column in np.ndindex(size, size):
        level = image[top + row, left + column]
        color = "white" if level > 140 else "black"
        part.text(column, row, level, ha="center", va="center", color=color, fontsize=9)
    for ax, title in ((whole, "what you see"), (part, "what a program gets")):
        ax.set_title(title)
        ax.grid(visible=False)
        ax.set(xticks=[], yticks=[])
    whole.spines[:].set(visible=True, color="#bbbbbb")
    part.spines[:].set(visible=True, color=PALETTE["orange"], linewidth=2.5)


def network(x, weights_in, hidden, weights_out, output):
    """Draw a network of one hidden layer while it reads the image `x`.

    `x` has shape (784,), `weights_in` (784, n), `hidden` (n,), `weights_out` (n, k), `output`
    (k,). A node is the darker, the larger its activation. A link is the thicker, the more it
    carries, which is the activation it comes from times its weight; solid and blue it pushes
    up the node that it leads to, dashed and orange it pushes it down. Of the links that leave
    the image, the 300 that carry most are drawn.
    """
    x = np.asarray(x)
    _, ax = plt.subplots(figsize=(7.5, 5.3))
    side = _HEIGHT * 0.66
    low = (_HEIGHT - side) / 2
    ink = np.ma.masked_less(x.reshape(28, 28), 0.15)  # lies on the links, paper below them
    ax.imshow(ink, extent=(0, side, low, low + side), vmin=0, vmax=1, zorder=2.5)
    ax.add_patch(Rectangle((0, low), side, side, fill=False, ec="#999999"))
    row, column = np.divmod(np.arange(784), 28)
    places = [
        np.column_stack([(column + 0.5) / 28 * side, low + side - (row + 0.5) / 28 * side]),
        _column(side + 3.6, len(hidden)),
        _column(side + 7.8, len(output)),
    ]
    _links(ax, x[:, None] * weights_in, places[0], places[1], _LINKS)
    _links(ax, hidden[:, None] * weights_out, places[1], places[2], hidden.size * output.size)
    for place, activation in zip(places[1], hidden, strict=True):
        _node(ax, place, activation, 0.19)
    for digit, (place, activation) in enumerate(zip(places[2], output, strict=True)):
        _node(ax, place, activation, 0.32)
        says = digit == output.argmax()
        text = f"{digit}   {activation:.2f}"
        weight = "bold" if says else "normal"
        ax.text(place[0] + 0.55, place[1], text, va="center", fontsize=11, fontweight=weight)
    for middle, height, name, count in (
        (side / 2, low + side, "input layer", 784),
        (places[1][0, 0], _HEIGHT, "hidden layer", len(hidden)),
        (places[2][0, 0], _HEIGHT, "output layer", len(output)),
    ):
        ax.text(middle, height + 0.3, f"{name}\n{count} nodes", ha="center", va="bottom")
    ax.set(xlim=(-0.1, side + 9.9), ylim=(-0.2, _HEIGHT + 1.4), aspect="equal")
    ax.set_axis_off()


def answers(images, outputs):
    """Draw how a network's answers to some images grow while it learns.

    `images` has shape (n, 784), `outputs` (passes, n, classes): activations between 0 and 1.
    Under each image a row for each class and a column for each pass, dark where the
    network says "this one".
    """
    outputs = np.asarray(outputs)
    count = len(images)
    _, axes = plt.subplots(2, count, figsize=(7.5, 4.1), height_ratios=[1, 2.1], squeeze=False)
    for top, bottom, image, output in zip(*axes, images, outputs.swapaxes(0, 1), strict=True):
        top.imshow(np.reshape(image, (28, 28)))
        framed(top)
        bottom.imshow(output.T, vmin=0, vmax=1, aspect="auto")
        bottom.set(xlabel="passes", yticks=range(output.shape[1]))
        bottom.tick_params(length=0)
        bottom.grid(visible=False)
        bottom.spines[:].set(visible=True, color="#bbbbbb")
    axes[1, 0].set_ylabel("node of digit")


def _column(x, count):
    """`count` places in a column at `x`, from the top."""
    margin = _HEIGHT / (2 * count)
    return np.column_stack([np.full(count, x), np.linspace(_HEIGHT - margin, margin, count)])


def _links(ax, carried, sources, targets, count):
    """The `count` links that carry most: `carried` has shape (sources, targets)."""
    size = np.abs(carried)
    strongest = np.argsort(-size, axis=None, kind="stable")[:count]
    start, end = np.unravel_index(strongest, size.shape)
    share = size[start, end] / size.max()
    up = carried[start, end] > 0
    for chosen, color, style in ((up, "blue", "-"), (~up, "orange", (0, (4, 1.5)))):
        lines = np.stack([sources[start[chosen]], targets[end[chosen]]], axis=1)
        widths, alphas = 0.3 + 2.7 * share[chosen], 0.15 + 0.75 * share[chosen]
        options = {"color": PALETTE[color], "linestyle": style}
        ax.add_collection(LineCollection(lines, linewidths=widths, alpha=alphas, **options))


def _node(ax, place, activation, radius):
    face = plt.get_cmap("gray_r")(activation)
    ax.add_patch(Circle(place, radius, facecolor=face, edgecolor="black", lw=1, zorder=3))
