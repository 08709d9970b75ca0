"""An error as a mountain over two weights, and its slope along one of them."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.figures import PALETTE


def mountain(error, w1, w2, point=None):
    """Draw an error over two weights twice: as a landscape, and as a map of it.

    `error` gives the error of one `w` of shape (2,); `w1` and `w2` are the ends of the axes.
    The heights on the map are labelled; `point`, shape (2,), is marked on both.
    """
    grid = np.meshgrid(np.linspace(*w1, 60), np.linspace(*w2, 60))
    heights = np.apply_along_axis(error, -1, np.stack(grid, axis=-1))
    figure = plt.figure(figsize=(7.5, 3.7))
    land = figure.add_subplot(1, 2, 1, projection="3d", computed_zorder=False)
    land.plot_surface(*grid, heights, cmap="cividis", rstride=2, cstride=2, linewidth=0)
    land.set(xlabel="$w_1$", ylabel="$w_2$", title="$E$ as a height")
    land.title.set_y(1)  # titles of landscapes are set lower
    land.view_init(elev=45, azim=-60)  # w1 to the right, w2 away, as on the map
    land.set_box_aspect((1, 1, 0.75), zoom=0.95)
    map_ = figure.add_subplot(1, 2, 2)
    levels = np.quantile(heights, np.linspace(0.02, 0.95, 11)).round(1)
    lines = map_.contour(*grid, heights, np.unique(levels), cmap="cividis")
    map_.clabel(lines, fontsize=9, fmt="%.3g", colors="black")
    if point is not None:
        ring = {"color": "white", "markeredgecolor": "black", "markersize": 9, "zorder": 3}
        land.plot(*point, error(np.asarray(point)), "o", **ring)
        map_.plot(*point, "o", **ring)
    map_.set(xlabel="$w_1$", ylabel="$w_2$", aspect="equal", title="its map")
    map_.grid(visible=False)


def tangent(error, w, at, slope, xlabel="$w$"):
    """Draw the error of one weight, and the straight line that touches it `at` a weight.

    `error` gives the error of one number; `w` are the ends of the axis; `slope` is the
    line's.
    """
    line = np.linspace(*w, 200)
    _, ax = plt.subplots(figsize=(5.6, 3.2))
    ax.plot(line, [error(one) for one in line], color=PALETTE["blue"])
    height = error(at)
    reach = 0.14 * (w[1] - w[0])
    ends = np.array([at - reach, at + reach])
    ax.plot(ends, height + slope * (ends - at), color=PALETTE["orange"], linestyle="--")
    ax.plot(at, height, "o", color="white", markeredgecolor="black", markersize=9, zorder=3)
    said = f"slope {slope:.2f}".replace("-", "−")
    ax.annotate(said, (at, height), (14, 6), textcoords="offset points")
    ax.set(xlabel=xlabel, ylabel="$E$")
