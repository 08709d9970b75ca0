"""Probabilities, confusion tables, the evidence behind a decision."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import PALETTE, SIGNED, framed


def probabilities(images, p, targets=None):
    """Draw each image beside a bar for the probability of each class.

    `images` has shape (n, 28, 28) or (n, 784), `p` (n, classes), `targets` (n,) class
    numbers. With targets, the target's bar is blue and a title says both digits.
    """
    images, p = np.asarray(images).reshape(-1, 28, 28), np.asarray(p)
    _, axes = plt.subplots(2, len(p), figsize=(7.5, 3.6), height_ratios=[1, 1.25], squeeze=False)
    for column, (image, row) in enumerate(zip(images, p, strict=True)):
        top, bottom = axes[:, column]
        top.imshow(image)
        framed(top)
        colors = ["#c9c9c9"] * len(row)
        if targets is not None:
            colors[targets[column]] = PALETTE["blue"]
            top.set_title(f"true {targets[column]}, says {row.argmax()}")
        bottom.bar(range(len(row)), row, color=colors, edgecolor="#555555", linewidth=0.6)
        bottom.set(xlabel="digit", ylim=(0, 1), xticks=range(len(row)), yticks=[0, 0.5, 1])
        bottom.tick_params(axis="x", length=0, labelsize=8.5)
        bottom.grid(axis="x", visible=False)
        if column:
            bottom.tick_params(labelleft=False)
    axes[1, 0].set_ylabel("probability")


def confusion(table):
    """Draw a confusion table: rows are true classes, columns predicted ones.

    `table` has shape (classes, classes) and holds counts. Mistakes are shaded by how many
    there are; the diagonal, the right answers, is left light so that it does not hide them.

    """
    table = np.asarray(table)
    mistakes = table - np.diag(np.diag(table))
    _, ax = plt.subplots(figsize=(5.4, 4.6))
    ax.imshow(mistakes, cmap="Blues", vmax=max(mistakes.max(), 1))
    for row, column in np.ndindex(table.shape):
        count = table[row, column]
        right = row == column
        dark = mistakes[row, column] > 0.6 * mistakes.max()
        color = "#666666" if right else "white" if dark else "black"
        ax.text(
            column,
            row,
            count if count else "·",
            ha="center",
            va="center",
            color=color,
            style="italic" if right else "normal",
        )
    classes = range(len(table))
    ax.set(xlabel="predicted", ylabel="true", xticks=classes, yticks=classes)
    ax.xaxis.set_label_position("top")
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


def evidence(x, W, b, classes):
    """Draw where in an image the scores of some classes come from.

    `x` has shape (784,), `W` (784, 10), `b` (10,); `classes` lists the classes to compare.
    The first picture is the image; the others show the products x_i * w_ij, which, added up
    with the bias, are the score of class j. Blue speaks for the class, orange against it.

    """
    products = np.asarray(x)[:, None] * np.asarray(W)[:, classes]
    scores = products.sum(axis=0) + np.asarray(b)[classes]
    limit = np.abs(products).max()
    figure, axes = plt.subplots(1, 1 + len(classes), figsize=(2.5 * (1 + len(classes)), 2.5))
    axes[0].imshow(np.reshape(x, (28, 28)))
    axes[0].set_title("the image")
    for ax, digit, product, score in zip(axes[1:], classes, products.T, scores, strict=True):
        drawn = ax.imshow(product.reshape(28, 28), cmap=SIGNED, vmin=-limit, vmax=limit)
        ax.set_title(f"evidence for {digit}: {score:.1f}")
    for ax in axes:
        framed(ax)
    figure.colorbar(drawn, ax=list(axes), label="pixel × weight", pad=0.02)
