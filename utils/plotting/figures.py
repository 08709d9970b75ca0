"""The palette; curves labelled at their ends."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

#: Okabe and Ito's colours, told apart by colour-blind readers and, in this order, by their
#: lightness in greyscale too. Source: https://jfly.uni-koeln.de/color/
PALETTE = {
    "blue": "#0072B2",
    "orange": "#D55E00",
    "green": "#009E73",
    "pink": "#CC79A7",
    "yellow": "#E69F00",
    "sky": "#56B4E9",
    "black": "#000000",
    "grey": "#8c8c8c",
}

#: Blue pushes up, orange pushes down, as on the links of a network; grey is zero. In greyscale
#: too: bright is positive, dark is negative.
SIGNED = LinearSegmentedColormap.from_list("signed", ["#7a3300", "#949494", "#a8dcff"])


def curves(x, series, xlabel, ylabel, ax=None, **axes_properties):
    """Draw several curves over the same `x`, each labelled at its right end.

    `series` maps a label to y values, shape (len(x),); values that are not finite leave a
    gap. Draws on `ax`, or on a new figure. Further keyword arguments go to `Axes.set`
    (`ylim`, `yscale`, `title`, ...).
    """
    if ax is None:
        _, ax = plt.subplots()
    for label, y in series.items():
        ax.plot(x, np.asarray(y, dtype=float), label=label)
    ax.set(xlabel=xlabel, ylabel=ylabel, **axes_properties)
    if np.issubdtype(np.asarray(x).dtype, np.integer):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    label_ends(ax)


def label_ends(ax):
    """Write each line's label at its right end, moved apart where they would overlap."""
    lines = [line for line in ax.get_lines() if not line.get_label().startswith("_")]
    ends = []
    for line in lines:
        x, y = (np.asarray(values, dtype=float) for values in line.get_data())
        last = np.flatnonzero(np.isfinite(y))[-1]
        ends.append((x[last], y[last]))
    ax.autoscale_view()  # else the limits are still those from before the lines
    natural = [ax.transData.transform(end)[1] for end in ends]
    heights = _spread(natural, 1.25 * plt.rcParams["font.size"] * ax.figure.dpi / 72)
    for line, end, height, old in zip(lines, ends, heights, natural, strict=True):
        ax.annotate(
            line.get_label(),
            xy=end,
            xytext=(7, (height - old) * 72 / ax.figure.dpi),
            textcoords="offset points",
            color=line.get_color(),
            va="center",
            annotation_clip=False,
        )


def _spread(heights, step):
    """Heights at least `step` apart, in the same order, as near to the given ones as can be."""
    order = np.argsort(heights, kind="stable")
    wanted = np.asarray(heights, dtype=float)[order] - step * np.arange(len(heights))
    # Isotonic regression by pooling neighbours: blocks that collide take their common mean.
    blocks = []
    for value in wanted:
        blocks.append([value, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (low, n), (high, m) = blocks[-2:]
            blocks[-2:] = [[(low * n + high * m) / (n + m), n + m]]
    placed = np.concatenate([[value] * n for value, n in blocks]) if blocks else np.array([])
    result = np.empty(len(heights))
    result[order] = placed + step * np.arange(len(heights))
    return result


def framed(ax):
    """Put a thin frame around a picture, in place of axes: paper is as white as the page.

    Hidden axes are laid out and drawn in no time; axes without ticks take as long as any.
    """
    ax.xaxis.set_visible(False)
    ax.yaxis.set_visible(False)
    ax.spines[:].set(visible=True, color="#bbbbbb")
