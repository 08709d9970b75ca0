"""What a program has written for TensorBoard, for plotting."""

import numpy as np


def rows(histogram):
    """A histogram as TensorBoard's reader gives it, as rows of left, right, count: shape (n, 3).

    Its own limits leave out where the first interval begins, and the last one has no end.
    """
    filled = np.flatnonzero(histogram.bucket)
    ends = np.clip(histogram.bucket_limit, histogram.min, histogram.max)
    table = np.column_stack([np.append(histogram.min, ends[:-1]), ends, histogram.bucket])
    return table[filled[0] : filled[-1] + 1]
