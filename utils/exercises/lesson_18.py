"""The exercises of lesson 18, Convolve images."""

import numpy as np
import tensorflow.compat.v1 as tf

from utils.exercises import edit, exercise, feed

# Output sizes -----------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (int(rng.integers(6, 20)), int(rng.integers(2, 6)), 1, 0),
        lambda rng: (2 * int(rng.integers(6, 15)), 5, 2, 0),  # the last step does not fit
        lambda rng: (int(rng.integers(10, 30)), int(rng.integers(2, 6)), 3, 2),
        lambda rng: (int(rng.integers(10, 30)), int(rng.integers(2, 6)), 1, 1),
    ],
    hints=[
        "With zeros on both sides the row is n + 2 · padding long.",
        "The window's first position is at 0. Its last pixel moves from k − 1 to the end: how "
        "many steps of `stride` fit into the n + 2 · padding − k that are left?",
        "Whole steps only: `//` divides and drops the rest. The first position counts as well.",
    ],
)
def output_size(n, k, stride, padding):
    return (n + 2 * padding - k) // stride + 1


output_size.also_correct("len(range(-padding, n + padding - k + 1, stride))")


output_size.mistakes(
    (
        "You count the steps. There is one position more than steps: where the window starts.",
        "(n + 2 * padding - k) // stride",
    ),
    (
        "The zeros are on both sides: the row grows by twice the padding.",
        "(n + padding - k) // stride + 1",
    ),
    (
        "The padding is missing: it makes the row longer before the window slides.",
        "(n - k) // stride + 1",
    ),
    (
        "The stride is missing: the window moves on by `stride` pixels, not by one.",
        "n + 2 * padding - k + 1",
    ),
    (
        "Your result has a fraction. A step that does not fit is not made: divide with `//`.",
        "(n + 2 * padding - k) / stride + 1",
    ),
    (
        "You round up. A last step that goes over the end is not made: round down, with `//`.",
        "-(-(n + 2 * padding - k) // stride) + 1",
    ),
    (
        "You add 1 before you divide. The 1 is the first position, and it is not divided: it "
        "comes last.",
        "(n + 2 * padding - k + 1) // stride",
    ),
    (
        "The width of the window is missing: near the end its k pixels must still fit in.",
        "(n + 2 * padding) // stride + 1",
    ),
    (
        'This is TensorFlow\'s "SAME", where the number of zeros follows from the stride. Here '
        "`padding` says how many there are.",
        "-(-n // stride)",
    ),
    (
        "You add the padding to the result. It makes the row longer before the window slides, "
        "so it is divided by the stride like the rest.",
        "(n - k) // stride + 1 + 2 * padding",
    ),
    (
        "`//` comes before + and −, so only a part has been divided. Put brackets around "
        "everything that the stride divides.",
        "n + 2 * padding - k // stride + 1",
    ),
    (
        "You count the first position twice: n − (k − 1) counts it already, and so does the "
        "+ 1 at the end. The steps are those that fit into n + 2 · padding − k.",
        "(n + 2 * padding - (k - 1)) // stride + 1",
    ),
    (
        "You multiply by the stride: longer steps would give more positions. Divide.",
        "(n + 2 * padding - k) * stride + 1",
    ),
)


# Convolution ------------------------------------------------------------------------------


def _image_and_kernel(rng, shape, kernel, padding):
    """Whole numbers, which a reader can check by hand: an image, a kernel, the padding."""
    return rng.integers(-4, 10, size=shape), rng.integers(-3, 4, size=kernel), padding


@exercise(
    inputs=[
        lambda rng: _image_and_kernel(rng, (3, 4), (2, 2), 0),
        lambda rng: _image_and_kernel(rng, (4, 5), (3, 3), 1),
        lambda rng: _image_and_kernel(rng, (5, 4), (2, 3), 2),
    ],
    hints=[
        "Three steps: put zeros around the image, turn the kernel, slide it.",
        "`np.pad(x, padding)` puts zeros on all four sides; `K[::-1, ::-1]` is K turned by half "
        "a turn.",
        "A window of 3 rows has 5 − 3 + 1 = 3 positions in an image of 5 rows.",
    ],
)
def convolve(x, K, padding):
    x = np.pad(x, padding)
    K = K[::-1, ::-1]
    rows, columns = K.shape
    h = np.zeros((x.shape[0] - rows + 1, x.shape[1] - columns + 1))
    for r in range(len(h)):
        for c in range(len(h[r])):
            h[r, c] = np.sum(K * x[r : r + rows, c : c + columns])
    return h


@convolve.also_correct
def _(x, K, padding):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(x, padding), K.shape)
    return np.einsum("rcij,ij->rc", windows, np.rot90(K, 2))


@convolve.also_correct
def _(x, K, padding):
    x = np.pad(x, padding)
    (rows, columns), (height, width) = K.shape, x.shape
    spread = np.zeros((height + rows - 1, width + columns - 1))
    for (i, j), weight in np.ndenumerate(K):  # each pixel leaves a copy of the kernel
        spread[i : i + height, j : j + width] += weight * x
    return spread[rows - 1 : height, columns - 1 : width]


def _slide(x, K, sum_of=np.sum):
    """The correlation of `x` and `K`, without padding."""
    windows = np.lib.stride_tricks.sliding_window_view(x, K.shape)
    return np.array([[sum_of(K * window) for window in row] for row in windows])


convolve.mistakes(
    (
        "This is the correlation: your kernel slides over the image as it is. For the "
        "convolution turn it by half a turn first.",
        "_slide(np.pad(x, padding), K)",
    ),
)


_HALF_FLIP = (
    "You have flipped the kernel in one direction only. Half a turn flips both: top and bottom, "
    "left and right."
)


convolve.mistakes(
    (_HALF_FLIP, "_slide(np.pad(x, padding), K[::-1])", "_slide(np.pad(x, padding), K[:, ::-1])"),
)


_TRANSPOSED = (
    "You have exchanged the kernel's rows and columns. Flipping is different: the first row "
    "becomes the last, the first column the last."
)


convolve.mistakes(
    (_TRANSPOSED, "_slide(np.pad(x, padding), K.T)"),
    (
        "You have turned the image, not the kernel: your result is upside down. Turn the kernel.",
        "_slide(np.pad(x, padding)[::-1, ::-1], K)",
    ),
    (
        "The kernel is right. The padding is forgotten: put zeros around the image.",
        "_slide(x, K[::-1, ::-1])",
    ),
    (
        "The zeros are on two sides only. `padding` rows and columns of zeros belong on "
        "each of the four sides.",
        "_slide(np.pad(x, (0, padding)), K[::-1, ::-1])",
    ),
    (
        "There are zeros at the left and right only, or at the top and bottom only. All four "
        "sides get them.",
        "_slide(np.pad(x, ((padding, padding), (0, 0))), K[::-1, ::-1])",
        "_slide(np.pad(x, ((0, 0), (padding, padding))), K[::-1, ::-1])",
    ),
    (
        "Your frame of zeros is one too wide: `padding` of them on each side, and none where "
        "padding is 0.",
        "_slide(np.pad(x, padding + 1), K[::-1, ::-1])",
    ),
    (
        "You have padded with copies of the pixels at the border. Outside the image there is "
        "nothing: zeros.",
        '_slide(np.pad(x, padding, mode="edge"), K[::-1, ::-1])',
    ),
    (
        "You took the padding that keeps the image's size, half a kernel. Here `padding` says how "
        "many zeros there are on each side.",
        edit("np.pad(x, padding)", "np.pad(x, [(size // 2, size // 2) for size in K.shape])"),
    ),
    (
        "The last row and the last column are missing. A window of k has n − k + 1 positions "
        "in n pixels, not n − k.",
        "_slide(np.pad(x, padding), K[::-1, ::-1])[:-1, :-1]",
    ),
    (
        "You take the mean over the window. The convolution is the sum of the products.",
        "_slide(np.pad(x, padding), K[::-1, ::-1], sum_of=np.mean)",
    ),
    (
        "You keep the largest product of each window: that is like pooling. Add all of them up.",
        "_slide(np.pad(x, padding), K[::-1, ::-1], sum_of=np.max)",
    ),
    (
        "The convolution is right, and you have sent it through ReLU: all negative sums are "
        "gone. Return the sums as they are.",
        "np.maximum(_slide(np.pad(x, padding), K[::-1, ::-1]), 0)",
    ),
    (
        "`np.convolve` takes two rows of numbers. An image and a kernel are tables: slide the "
        "window yourself, with two loops.",
        "np.convolve(np.pad(x, padding), K)",
    ),
    (
        "A window has the height and the width of the kernel, and the two may differ.",
        edit("rows, columns = K.shape", "rows = columns = len(K)"),
    ),
)


# Max pooling ------------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (rng.integers(-9, 10, size=(4, 6)), 2),
        lambda rng: (-rng.uniform(1, 9, size=(6, 9)).round(1), 3),  # nothing is above 0
        lambda rng: (rng.integers(-9, 10, size=(7, 5)), 2),  # a row and a column are left over
    ],
    hints=[
        "How many blocks fit below each other, and how many side by side? `//` tells.",
        "Block (r, c) is `x[r * size : (r + 1) * size, c * size : (c + 1) * size]`.",
        "Its largest number is `.max()` of that.",
    ],
)
def max_pool(x, size):
    rows, columns = x.shape[0] // size, x.shape[1] // size
    pooled = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            pooled[r, c] = x[r * size : (r + 1) * size, c * size : (c + 1) * size].max()
    return pooled


@max_pool.also_correct
def _(x, size):
    rows, columns = np.array(x.shape) // size
    blocks = x[: rows * size, : columns * size].reshape(rows, size, columns, size)
    return blocks.max(axis=(1, 3))


@max_pool.also_correct
def _(x, size):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))
    return [[window.max() for window in row[::size]] for row in windows[::size]]


def _blocks(x, size):
    """The blocks of `x`, shape (rows, size, columns, size)."""
    rows, columns = np.array(x.shape) // size
    return x[: rows * size, : columns * size].reshape(rows, size, columns, size)


max_pool.mistakes(
    (
        "You take the mean of each block. That is average pooling; keep the largest.",
        "_blocks(x, size).mean(axis=(1, 3))",
    ),
    (
        "You keep the smallest number of each block; keep the largest.",
        "_blocks(x, size).min(axis=(1, 3))",
    ),
    ("You add up each block. Keep only its largest number.", "_blocks(x, size).sum(axis=(1, 3))"),
    (
        "You keep the number of the largest magnitude, even if it is negative. −9 is less than 2.",
        edit("= x[", "= max(x[", ".max()", ".flat, key=abs)"),
    ),
    (
        "If a whole block is negative you return 0: the zero you began with has won. "
        "Begin with the block's own numbers.",
        "np.maximum(_blocks(x, size).max(axis=(1, 3)), 0)",
    ),
    (
        "Your windows overlap: each moves on by one pixel. In pooling the blocks lie side by "
        "side, so move on by `size`.",
        "np.lib.stride_tricks.sliding_window_view(x, (size, size)).max(axis=(2, 3))",
    ),
    (
        "You make as many blocks as there should be, but each begins one pixel after the last. "
        "Block r begins at row r · size, and so for the columns.",
        edit(
            "x[r * size : (r + 1) * size, c * size : (c + 1) * size]",
            "x[r : r + size, c : c + size]",
        ),
    ),
    (
        "You count the blocks, and then step over them: most stay at 0. A step of `size` belongs "
        "to rows and columns of the image, a step of 1 to those of the result.",
        edit(
            "range(rows)",
            "range(0, rows, size)",
            "range(columns)",
            "range(0, columns, size)",
            "x[r * size : (r + 1) * size, c * size : (c + 1) * size]",
            "x[r : r + size, c : c + size]",
        ),
    ),
    (
        "You keep one place of each block, always the same, without a look at the others. Keep "
        "the largest.",
        "_blocks(x, size)[:, 0, :, 0]",
        "_blocks(x, size)[:, -1, :, -1]",
        "x[::size, ::size]",
    ),
    (
        "`reshape` has cut the numbers in the order in which they are stored, so your blocks are "
        "pieces of rows. Cut the rows and the columns each on their own.",
        edit(
            "x[r * size : (r + 1) * size, c * size : (c + 1) * size]",
            "x[:rows * size, :columns * size].reshape(rows, columns, -1)[r, c]",
        ),
    ),
    (
        "You pool in one direction only. A block is `size` rows high and `size` columns wide.",
        "x[: len(x) // size * size].reshape(-1, size, x.shape[1]).max(axis=1)",
        "x[:, : x.shape[1] // size * size].reshape(len(x), -1, size).max(axis=2)",
    ),
    ("This is the largest number of the whole image. Each block has one of its own.", "x.max()"),
    (
        "At the end you have kept blocks that are not whole. Rows and columns that are left over "
        "are dropped.",
        edit(
            "x.shape[0] // size, x.shape[1] // size",
            "-(-x.shape[0] // size), -(-x.shape[1] // size)",
        ),
        edit(
            "range(rows)",
            "range(-(-len(x) // size))",
            "range(columns)",
            "range(-(-x.shape[1] // size))",
        ),
        "x.reshape(len(x) // size, size, x.shape[1] // size, size).max(axis=(1, 3))",
    ),
    (
        "You count as many blocks to the right as there are downwards. A map need not be square.",
        edit("x.shape[1] // size", "x.shape[0] // size"),
    ),
)


# Parameters -------------------------------------------------------------------------------


def _layer(rng):
    height, width, n_in, n_out = rng.permutation(np.arange(2, 12))[:4]
    return int(height), int(width), int(n_in), int(n_out)


@exercise(
    inputs=[lambda rng: (3, 3, 2, int(rng.integers(4, 9))), _layer],
    hints=[
        "How many numbers does one kernel have? It has a layer for each channel that comes in.",
        "There is one kernel for each channel that goes out.",
        "Each of the kernels has one bias, wherever it is in the image.",
    ],
)
def count_parameters(height, width, n_in, n_out):
    return (height * width * n_in + 1) * n_out


count_parameters.also_correct("np.zeros((height, width, n_in, n_out)).size + np.zeros(n_out).size")


count_parameters.mistakes(
    (
        "The weights are all there. Each output channel also has a bias.",
        "height * width * n_in * n_out",
    ),
    (
        "A kernel looks at all channels that come in, and has weights of its own for each of "
        "them. You have counted one.",
        "(height * width + 1) * n_out",
    ),
    (
        "This is one kernel. Each output channel has a kernel of its own, and a bias of its own.",
        "height * width * n_in + 1",
    ),
    (
        "The biases are right. But you have counted the weights of one kernel; there is a "
        "kernel for each channel that goes out.",
        "height * width * n_in + n_out",
    ),
    (
        "The weights are right. There is one bias for each channel that goes out, not for "
        "each that comes in.",
        "height * width * n_in * n_out + n_in",
    ),
    (
        "The weights are right. There is more than one bias: each output channel has its own.",
        "height * width * n_in * n_out + 1",
    ),
    (
        "You have counted a bias for each input channel of each kernel. A kernel adds "
        "everything up and then adds one bias.",
        "(height * width + 1) * n_in * n_out",
    ),
    (
        "You have counted a bias for each number in a window. There is one for each kernel, added "
        "to the sum.",
        "height * width * n_in * (n_out + 1)",
    ),
    (
        "You have added the channels. Each output channel is joined to each input channel: "
        "multiply.",
        "height * width * (n_in + n_out) + n_out",
    ),
    (
        "A kernel is a block of numbers: height times width, not height plus width.",
        "((height + width) * n_in + 1) * n_out",
    ),
    (
        "You have given every weight a bias. A bias is added once, to the sum of a window.",
        "2 * height * width * n_in * n_out",
    ),
)


# A layer, as a piece of graph -------------------------------------------------------------


def _images_and_kernels(rng, m, height, width, k, n_in, n_out):
    images = rng.uniform(-1, 1, size=(m, height, width, n_in)).astype(np.float32)
    kernels = rng.uniform(-1, 1, size=(k, k, n_in, n_out)).astype(np.float32)
    b = rng.uniform(-2, 2, size=n_out).astype(np.float32)
    return feed(images, (None, height, width, n_in)), kernels, b


@exercise(
    graph=True,
    draws=2,
    inputs=[
        lambda rng: _images_and_kernels(rng, 2, 6, 8, 3, 2, 4),
        lambda rng: _images_and_kernels(rng, 1, 8, 6, 3, 3, 2),
    ],
    hints=[
        "`tf.nn.conv2d(images, kernels, strides, padding)` makes the sums.",
        "The strides are a list of four, one for each axis of the images: example, row, column, "
        "channel. The window moves along two of them.",
        "Then add `b`, as after a matrix product, and last comes `tf.nn.relu`.",
    ],
)
def conv_layer(images, kernels, b):
    return tf.nn.relu(tf.nn.conv2d(images, kernels, [1, 2, 2, 1], "SAME") + b)


@conv_layer.also_correct
def _(images, kernels, b):
    padded = tf.pad(images, [[0, 0], [0, 1], [0, 1], [0, 0]])
    h = tf.nn.conv2d(padded, kernels, [1, 2, 2, 1], "VALID")
    return tf.maximum(tf.nn.bias_add(h, b), 0)


conv_layer.mistakes(
    (
        'With "VALID" there are no zeros around the images. Ask for "SAME".',
        'tf.nn.relu(tf.nn.conv2d(images, kernels, [1, 2, 2, 1], "VALID") + b)',
    ),
    (
        "Your window moves on by one pixel; the stride is 2, down and to the right.",
        'tf.nn.relu(tf.nn.conv2d(images, kernels, [1, 1, 1, 1], "SAME") + b)',
    ),
)


_ONE_STRIDE = (
    "Your window makes steps of 2 in one direction only. Of the four strides the two in the "
    "middle are for rows and columns."
)


conv_layer.mistakes(
    (
        _ONE_STRIDE,
        'tf.nn.relu(tf.nn.conv2d(images, kernels, [1, 2, 1, 1], "SAME") + b)',
        'tf.nn.relu(tf.nn.conv2d(images, kernels, [1, 1, 2, 1], "SAME") + b)',
    ),
    (
        "ReLU is missing: a layer without it is linear, and your result is negative.",
        'tf.nn.conv2d(images, kernels, [1, 2, 2, 1], "SAME") + b',
    ),
    (
        "The bias is missing: one number for each output channel, added to the sums.",
        'tf.nn.relu(tf.nn.conv2d(images, kernels, [1, 2, 2, 1], "SAME"))',
    ),
    (
        "You add the bias after ReLU. It belongs to the sum h: it decides how much a window "
        "must hold before the unit answers.",
        'tf.nn.relu(tf.nn.conv2d(images, kernels, [1, 2, 2, 1], "SAME")) + b',
    ),
    (
        "You subtract the bias. As everywhere in this course it is added to the sum.",
        'tf.nn.relu(tf.nn.conv2d(images, kernels, [1, 2, 2, 1], "SAME") - b)',
    ),
)


_ELSEWHERE = (
    "Your windows lie one pixel too far up and to the left, as if one zero were on each side. "
    'With stride 2, "SAME" puts its one row and one column of zeros at the bottom and the right.'
)


conv_layer.mistakes(
    (
        _ELSEWHERE,
        edit(
            "images, kernels, [",
            "tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]]), kernels, [",
            "SAME",
            "VALID",
        ),
    ),
    (
        "You convolve with stride 1 and pool. A stride of 2 computes every second window only; "
        "nothing is pooled.",
        edit(
            "tf.nn.relu(",
            "tf.nn.max_pool(tf.nn.relu(",
            "[1, 2, 2, 1]",
            "1",
            "+ b)",
            '+ b), 2, 2, "SAME")',
        ),
    ),
    (
        "You have turned the kernels by half a turn. TensorFlow's convolution is a correlation: "
        "it takes kernels as they are.",
        edit("kernels, [", "kernels[::-1, ::-1], ["),
    ),
    (
        "The images come first, the kernels second.",
        'tf.nn.relu(tf.nn.conv2d(kernels, images, [1, 2, 2, 1], "SAME") + b)',
    ),
    (
        "The first of the four strides is for the examples, the last for the channels: both 1.",
        edit("[1, 2, 2, 1]", "[2, 2, 2, 2]"),
    ),
)


# Digits in other places -------------------------------------------------------------------

_ALL_ALIKE = (
    "All images have been shifted by the same amount. Draw a shift for each image, inside the "
    "loop over the images."
)
_DIAGONAL = (
    "Down and to the right you shift by the same number, so all digits move along a diagonal. Draw "
    "two numbers for each image."
)
_ONE_AXIS = (
    "Your digits move in one direction only. Draw two shifts, down and to the right; the rows and "
    "columns of one image are its axes 0 and 1."
)
_BOTH_WAYS = "Your digits move in one way only. From −reach to reach: also up, and to the left."
_LAST_MISSING = (
    "A shift of +reach never comes: `rng.integers(low, high)` stops before `high`, add 1 to it; "
    "and a fraction that is cut off never gets there."
)
_TOO_FAR = "Some images are shifted by more than reach."
_CUT = (
    "A digit has lost ink, or images have been mixed up. Roll one image at a time, along both "
    "of its axes: `axis=(0, 1)`."
)
_STILL = "The images have not moved."
_UNEVEN = "Every shift from −reach to reach should be as likely as any other; yours are not."
MANY = 400  # images, enough for every shift to come


_PAPER = 0.05  # not 0, which is what a shift leaves that lets nothing come back


def _prints(rng, reach):
    """Images of 3 × 3 inked pixels in a border of paper, `reach` wide, the reach, a generator."""
    ink = rng.uniform(0.1, 1, size=(MANY, 3, 3, 1)).round(2)
    border = (reach, reach)
    images = np.pad(ink, ((0, 0), border, border, (0, 0)), constant_values=_PAPER)
    return images, reach, np.random.default_rng(rng.integers(2**32))


def _judge_scatter(moved, images, reach, rng):
    moved = np.asarray(moved)
    if moved.shape != images.shape:
        return f"Return an array of the shape of `images`, {images.shape}, not {moved.shape}."
    if np.array_equal(moved, images):
        return _STILL
    shifts = []
    for image, before in zip(moved, images, strict=True):
        inked = image > _PAPER
        rows, columns = np.nonzero(inked.any(axis=1))[0], np.nonzero(inked.any(axis=0))[0]
        if len(rows) != 3 or len(columns) != 3:
            ways = np.ndindex(image.shape[:2])
            rolled = any(np.array_equal(np.roll(before, way, axis=(0, 1)), image) for way in ways)
            return _TOO_FAR if rolled else _CUT
        shift = rows[0] - reach, columns[0] - reach
        if not np.allclose(np.roll(before, shift, axis=(0, 1)), image):
            return _CUT
        shifts.append(shift)
    return _judge_shifts(np.array(shifts), reach)


def _judge_shifts(shifts, reach):
    """What is wrong with shifts of shape (MANY, 2), none of them larger than reach."""
    if (shifts == shifts[0]).all():
        return _ALL_ALIKE
    if not shifts.any(axis=0).all():
        return _ONE_AXIS
    if np.array_equal(shifts[:, 0], shifts[:, 1]):
        return _DIAGONAL
    if shifts.min() == 0 or shifts.max() == 0:
        return _BOTH_WAYS
    if shifts.max() < reach:
        return _LAST_MISSING
    # The standard error of a share of 1 / (2 reach + 1) among MANY is at most 0.024.
    shares = [np.mean(shifts == shift, axis=0) for shift in range(-reach, reach + 1)]
    if np.abs(np.array(shares) - 1 / (2 * reach + 1)).max() > 0.12:
        return _UNEVEN
    return None


@exercise(
    inputs=[lambda rng: _prints(rng, 2), lambda rng: _prints(rng, 3)],
    draws=1,
    judge=_judge_scatter,
    hints=[
        "`rng.integers(-2, 3, size=2)` draws two integers from −2 to 2.",
        "`np.roll(image, (down, right), axis=(0, 1))` shifts one image. What goes over an edge "
        "comes back at the other, and here that is paper.",
        "Loop over the images, draw and roll for each, and `np.stack` the results.",
    ],
)
def scatter(images, reach, rng):
    moved = []
    for image in images:
        shift = rng.integers(-reach, reach + 1, size=2)
        moved.append(np.roll(image, shift, axis=(0, 1)))
    return np.stack(moved)


@scatter.also_correct
def _(images, reach, rng):
    m, rows, columns, _ = images.shape
    down, right = rng.integers(-reach, reach + 1, size=(2, m, 1))
    r = (np.arange(rows) - down) % rows
    c = (np.arange(columns) - right) % columns
    return images[np.arange(m)[:, None, None], r[:, :, None], c[:, None, :]]


scatter.mistakes(
    (_ALL_ALIKE, "np.roll(images, (reach, reach), axis=(1, 2))"),
    (
        _DIAGONAL,
        edit("size=2", "size=1"),
        edit(", size=2", ""),
    ),
    (_ONE_AXIS, edit(", size=2", "", "(0, 1)", "1")),
    (_BOTH_WAYS, edit("-reach, reach", "0, reach")),
    (_LAST_MISSING, edit("reach + 1", "reach")),
    (_CUT, "np.roll(images, (1, reach), axis=(0, 1))"),
    (_STILL, edit("np.stack(moved)", "images")),
)
