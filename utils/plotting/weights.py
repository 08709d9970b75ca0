"""Networks with weights on their links, the planes that units divide, slopes compared."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from utils.plotting.figures import PALETTE

_SHADES = LinearSegmentedColormap.from_list("white to blue", ["white", "#7db3dc"])


def weighted_network(weights, units, backward=False):
    """Draw a network: units as circles, layer by layer, the weights on their connections.

    `weights` is a list of matrices, one a layer, shape (units before, units after); `units` a
    list of lists with the text in each circle, layer by layer. A connection is blue and solid
    if its weight pushes up, orange and dashed if it pushes down. With `backward`, arrows lead
    from the last layer back to the first hidden one, and the inputs' connections are pale.
    """
    _, ax = plt.subplots(figsize=(7.5, 3.4))
    places = [[(3 * x, y) for y in _heights(len(column))] for x, column in enumerate(units)]
    for layer, W in enumerate(weights):
        style = "<|-" if backward and layer else "-"
        for (i, j), weight in np.ndenumerate(np.asarray(W)):
            at = 0.27 + 0.13 * (j % 2)  # near its start, where connections are still apart
            start, end = np.array(places[layer][i]), np.array(places[layer + 1][j])
            _connection(ax, start, end, weight, at, style, pale=backward and not layer)
    for column, names in zip(places, units, strict=True):
        for place, name in zip(column, names, strict=True):
            ax.scatter(*place, s=1500, color="white", edgecolor="black", linewidth=1.3, zorder=2)
            ax.text(*place, name, ha="center", va="center", zorder=3)
    ax.margins(0.1, 0.2)
    ax.autoscale_view()  # else the layout takes the weights for being far outside
    ax.set_axis_off()


def _connection(ax, start, end, weight, at, style, pale):
    """A line or an arrow between two units, with its weight on it, `at` a part of the way."""
    color, dash = (PALETTE["blue"], "-") if weight > 0 else (PALETTE["orange"], (0, (4, 2)))
    line = {"arrowstyle": style, "linestyle": dash, "linewidth": 2, "mutation_scale": 20}
    arrow = {"shrinkA": 19, "shrinkB": 19, "color": color, "alpha": 0.3 if pale else 1, **line}
    ax.annotate("", end, start, arrowprops=arrow)
    ax.text(
        *(start + at * (end - start)),
        f"{weight:g}".replace("-", "−"),
        ha="center",
        va="center",
        rotation=np.degrees(np.arctan2(*(end - start)[::-1])),
        rotation_mode="anchor",
        transform_rotates_text=True,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        color=color,
        alpha=0.7 if pale else 1,  # a number must stay readable
    )


def planes(functions, X, y, titles, names=None, labels=("$x_1$", "$x_2$"), rings=True):
    """Draw functions of two variables side by side, shaded from 0 (white) to 1 (blue).

    `functions` each take points, shape (m, 2), and return m values; the line on which the value
    is 0.5 is drawn. `X`, shape (m, 2), are the examples, `y` their targets, 0 (white) or 1
    (black); `names` is a text above each. With `rings`, those on the wrong side are ringed.
    """
    _, axes = plt.subplots(1, len(functions), figsize=_size(len(functions)), squeeze=False)
    limits = (-0.45, 1.45)
    ticks = np.linspace(*limits, 200)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    for ax, function, title in zip(axes[0], functions, titles, strict=True):
        values = np.reshape(function(grid.reshape(-1, 2)), grid.shape[:2])
        ax.pcolormesh(ticks, ticks, values, cmap=_SHADES, vmin=0, vmax=1, rasterized=True)
        if values.min() < 0.5 < values.max():
            ax.contour(ticks, ticks, values, [0.5], colors="black", linewidths=1.4)
        wrong = rings & ((np.ravel(function(X)) > 0.5) != (np.asarray(y) > 0.5))
        _points(ax, X, y, names, wrong)
        ax.set(title=title, xlabel=labels[0], xticks=[0, 1], yticks=[0, 1], aspect="equal")
        ax.set(xlim=limits, ylim=limits)
        ax.grid(visible=False)
    axes[0, 0].set_ylabel(labels[1])


def _points(ax, X, y, names, wrong):
    """Examples as dots, black for target 1, and rings around the wrong ones."""
    X = np.asarray(X)
    ax.scatter(*X.T, s=60, c=1 - np.asarray(y), cmap="gray", vmin=0, vmax=1, ec="black", zorder=3)
    ax.scatter(*X[wrong].T, s=260, fc="none", ec=PALETTE["orange"], lw=2.2, zorder=3)
    for place, name in zip(X, names if names is not None else [], strict=False):
        ax.annotate(name, place, xytext=(0, 9), textcoords="offset points", ha="center")


def _size(columns):
    return (7.5, 3.0) if columns > 2 else (3.5 * columns, 3.5)


def _heights(count):
    return [(count - 1) / 2 - number for number in range(count)]


def slopes(measured, claims, layers):
    """Draw claimed against measured slopes, shape (n,): right ones lie on the diagonal.

    `claims` maps a title to slopes; `layers` maps the name of a layer to how many of the n
    slopes are its own, in their order.
    """
    _, axes = plt.subplots(1, len(claims), figsize=(7.5, 3.5), sharey=True, squeeze=False)
    for ax, (title, claimed) in zip(axes[0], claims.items(), strict=True):
        ax.axline((0, 0), slope=1, color=PALETTE["grey"], lw=1, zorder=1)
        first = 0
        for (name, count), look in zip(layers.items(), _LOOKS, strict=False):
            part = slice(first, first + count)
            ax.scatter(measured[part], claimed[part], label=name, zorder=2, **look)
            first += count
        ax.set(title=title, xlabel="measured slope")
    axes[0, 0].set_ylabel("backpropagated slope")
    axes[0, 0].legend(loc="upper left", handletextpad=0.2, borderpad=0)


_LOOKS = (
    {"marker": "o", "s": 34, "facecolor": "none", "edgecolor": PALETTE["green"], "lw": 1.5},
    {"marker": "x", "s": 28, "color": "black"},
)
