"""The exercises of lesson 8, Hold data in tensors."""

import numpy as np
import tensorflow.compat.v1 as tf

from utils.exercises import edit, exercise, prediction

# The shape of nested lists ----------------------------------------------------------------

shape_of_lists = prediction(
    "The shape of tf.constant([[[1], [2]], [[3], [4]], [[5], [6]]]).",
    answer=(3, 2, 1),
    wrong={
        (1, 2, 3): "You counted from the inside out. The outermost brackets come first: how many "
        "parts do they hold?",
        (3, 2): "`[1]` is a list too, a list of length 1. Its brackets are an axis of their own.",
        (2, 3): "The outermost brackets hold three parts, and each number has brackets of its own.",
        (6,): "Six is the number of values. The shape says how they are arranged, one number for "
        "each level of brackets.",
        (3, 2, 2): "The innermost brackets, `[1]`, hold one number.",
        (1, 3, 2): "The outermost brackets hold three parts: they are the first number, not a 1 "
        "in front.",
        (2, 3, 1): "The outermost brackets hold three parts, each of these holds two.",
        3: "3 is the rank. The shape has three numbers, one for each axis.",
        6: "6 is the number of values. The shape has a number for each level of brackets.",
    },
    hints=[
        "Count the brackets that open before the first number: the shape has as many numbers.",
        "From the outside: how many parts are in the outermost brackets? How many in the first of "
        "these? And in the first of those?",
    ],
    why="Three parts, of two parts each, of one number each.",
)

# A column ---------------------------------------------------------------------------------


@exercise(
    graph=True,
    same_dtype=True,
    inputs=[
        lambda rng: (rng.uniform(0, 10, size=3).round(1).tolist(),),
        lambda rng: (rng.integers(0, 10, size=4).tolist(),),
        lambda rng: (rng.uniform(0, 10, size=1).round(1).tolist(),),
    ],
    hints=[
        "Which nested list would be a column of three? Write it down for `[1, 2, 3]`.",
        "Each number needs brackets of its own: `[[value] for value in values]`.",
        "A list of whole numbers becomes int32 by itself. `dtype=tf.float32` decides.",
    ],
)
def column(values):
    return tf.constant([[value] for value in values], dtype=tf.float32)


column.also_correct(
    "tf.reshape(tf.constant(values, tf.float32), (len(values), 1))",
    "tf.constant(np.array(values, dtype=np.float32)[:, np.newaxis])",
)


column.mistakes(
    (
        "The arrangement is right. The type is not always: a list of whole numbers becomes "
        "int32 unless you say `dtype=tf.float32`.",
        "tf.constant([[value] for value in values])",
    ),
    (
        "NumPy's numbers with decimals are float64, and TensorFlow keeps that. Say "
        "`dtype=tf.float32`.",
        "tf.constant(np.array(values, dtype=np.float64).reshape(-1, 1))",
    ),
    (
        "This has rank 1: it is neither a row nor a column. (Transposing it changes nothing, "
        "since it has only one axis.) A column has two axes, m rows and one column.",
        "tf.constant(values, dtype=tf.float32)",
    ),
    (
        "Two things are missing: a column has two axes, `[[1], [2], [3]]` and not `[1, 2, 3]`, "
        "and a list of whole numbers becomes int32 unless you say `dtype=tf.float32`.",
        "tf.constant(values)",
    ),
    (
        "That is a row, one row of m columns. A column has m rows, each with one number.",
        "tf.constant([values], dtype=tf.float32)",
    ),
)


# A batch of colour pictures ---------------------------------------------------------------

shape_of_photos = prediction(
    "The shape of a batch of 50 colour pictures of 64 rows and 48 columns, channels last.",
    answer=(50, 64, 48, 3),
    wrong={
        (50, 48, 64, 3): "Rows come first, as in any table: height, then width.",
        (64, 48, 3, 50): "Which picture it is comes first: then `batch[7]` is a whole picture.",
        (3, 50, 64, 48): "The three channels belong to each pixel: they come last.",
        (50, 3, 64, 48): "Some programs do put the channels there. TensorFlow's own order, and "
        "this course's, has them last.",
        (50, 64, 48): "That is a batch of grey pictures. Each pixel of a colour picture is three "
        "numbers.",
        (64, 48, 3): "That is one picture. The batch needs an axis that says which picture.",
        (50, 3072, 3): "That would be pictures whose pixels lie in one long row. A picture keeps "
        "rows and columns.",
        (50, 9216): "That is what a network of lessons 1 to 7 would read, each picture laid out as "
        "one row. A batch of pictures keeps rows, columns and channels.",
        4: "4 is the rank. The shape has four numbers.",
    },
    hints=[
        "One picture first: rows, columns, channels.",
        "The batch puts one more axis in front: which picture?",
    ],
    why="Which picture, which row, which column, which colour.",
)

# The type of a number from NumPy ----------------------------------------------------------

type_from_numpy = prediction(
    "The dtype of tf.constant(np.array([1, 2, 3]) / 2), as text.",
    answer="float64",
    wrong={
        "float32": "That is what TensorFlow makes of Python's own numbers. An array from NumPy "
        "keeps its type; which type does NumPy's division give?",
        "int32": "The division by 2 makes fractions, and a type of whole numbers cannot hold them.",
        "int64": "That was the type before the division. What does / make of whole numbers?",
        "float": "How many bits? float32 and float64 do not mix.",
        "float16": "NumPy makes fractions of 64 bits, unless it is told otherwise.",
    },
    hints=[
        "First NumPy divides, then TensorFlow takes the array. What is its type?",
        "`(np.array([1, 2, 3]) / 2).dtype` in a new cell tells you.",
    ],
    why="NumPy divides whole numbers into float64, and TensorFlow keeps the type of an array.",
)

# Rows of different lengths ----------------------------------------------------------------


def _rows(rng, lengths):
    """Lists of whole numbers from 1 to 26, of the given lengths."""
    return ([rng.integers(1, 27, size=length).tolist() for length in lengths],)


@exercise(
    graph=True,
    inputs=[
        lambda rng: _rows(rng, int(rng.integers(3, 6)) - np.arange(2)),
        lambda rng: _rows(rng, [1, *rng.permutation([2, 3, 5]), 2]),
        lambda rng: _rows(rng, [4, 0]),  # a word without letters
        lambda rng: _rows(rng, [3, 3, 3, 3]),  # nothing to fill
        lambda rng: _rows(rng, [1, 6, 2]),
    ],
    hints=[
        "First the width of the table: the length of the longest row, `max(len(row) for row in "
        "rows)`.",
        "`[0] * 3` is `[0, 0, 0]`, and `+` puts lists one behind the other.",
        "A row gets `width - len(row)` zeros behind it. Do not append to the row itself: it "
        "belongs to whoever called you.",
    ],
)
def padded(rows):
    width = max(len(row) for row in rows)
    return tf.constant([row + [0] * (width - len(row)) for row in rows])


@padded.also_correct
def _(rows):
    table = np.zeros((len(rows), max(map(len, rows))), dtype=np.int32)
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return tf.constant(table)


padded.also_correct("tf.ragged.constant(rows, dtype=tf.int32).to_tensor()")


padded.mistakes(
    (
        "TensorFlow still refuses: the rows have different lengths. Give each row as many "
        "zeros as it lacks before the tensor is made.",
        "tf.constant(rows)",
    ),
    (
        "You cut every row to the length of the shortest, and the letters behind are lost. Fill "
        "the short ones instead.",
        "tf.constant([row[: min(map(len, rows))] for row in rows], dtype=tf.int32)",
    ),
    (
        "The zeros stand in front of each row; they belong behind it.",
        edit("row + [0] * (width - len(row))", "[0] * (width - len(row)) + row"),
    ),
    (
        "All numbers stand in one long row now, and nobody can tell where a row ended. The "
        "result has rank 2.",
        "tf.constant([value for row in rows for value in row])",
    ),
    (
        "You fill each row up to the number of rows. How wide the table must be, the longest "
        "row says.",
        "tf.constant([row + [0] * (len(rows) - len(row)) for row in rows])",
    ),
    (
        "Each row gets one zero, whatever it lacks. It lacks as many as the longest row has more.",
        edit("row + [0] * (width - len(row))", "row if len(row) == width else [*row, 0]"),
    ),
    (
        "The table lies on its side: row `i` of the result should begin with row `i`.",
        edit("tf.constant([row", "tf.constant(np.transpose([row", "rows])", "rows]))"),
    ),
    (
        "The width of the table is fixed in your function. The longest row says how wide it is.",
        edit("max(len(row) for row in rows)", "3"),
        edit("max(len(row) for row in rows)", "5"),
    ),
    (
        "You take the first row for the longest. Any row may be the longest: look at all.",
        edit("max(len(row) for row in rows)", "len(rows[0])"),
    ),
)


# A batch of one ---------------------------------------------------------------------------


@exercise(
    graph=True,
    same_dtype=True,
    inputs=[
        lambda rng: (rng.integers(0, 256, size=(2, 3), dtype=np.uint8),),
        lambda rng: (rng.integers(0, 256, size=(5, 2), dtype=np.uint8),),
    ],
    hints=[
        "The values first: the division by 255 gives numbers from 0 to 1, in which type?",
        "The shape: `(1, *image.shape, 1)` for `reshape`, or `np.newaxis` in brackets, "
        "`image[np.newaxis, :, :, np.newaxis]`.",
        "The type: `tf.constant(..., dtype=tf.float32)`.",
    ],
)
def batch_of_one(image):
    return tf.constant(image[np.newaxis, :, :, np.newaxis] / 255, dtype=tf.float32)


batch_of_one.also_correct(
    "tf.reshape(tf.cast(tf.constant(image), tf.float32) / 255, (1, *image.shape, 1))",
    "tf.expand_dims(tf.expand_dims(tf.constant(image / np.float32(255)), 0), -1)",
)


batch_of_one.mistakes(
    (
        "Values and shape are right. The type is float64, as NumPy divides: ask for "
        "`dtype=tf.float32`, or the network's weights will not go with it.",
        "tf.constant(image.reshape(1, *image.shape, 1) / 255)",
    ),
    (
        "The grey levels still go from 0 to 255. Divide by 255.",
        "tf.constant(image.reshape(1, *image.shape, 1), dtype=tf.float32)",
    ),
    (
        "`//` throws the fractions away: only ink of exactly 255 is left. Divide with `/`.",
        "tf.constant(image.reshape(1, *image.shape, 1) // 255, dtype=tf.float32)",
    ),
    (
        "These are still the grey levels from 0 to 255, of type uint8. Divide by 255, and ask "
        "for float32.",
        "tf.constant(image.reshape(1, *image.shape, 1))",
    ),
    (
        "The axis that says which picture is missing: a batch of one is a batch, and its "
        "shape begins with 1.",
        "tf.constant(image.reshape(*image.shape, 1) / 255, dtype=tf.float32)",
    ),
    (
        "The axis of the channels is missing: a grey picture has one channel, and the shape "
        "ends with 1.",
        "tf.constant(image.reshape(1, *image.shape) / 255, dtype=tf.float32)",
    ),
    (
        "The shape is still that of one picture: it needs an axis in front and one behind.",
        "tf.constant(image / 255, dtype=tf.float32)",
    ),
    (
        "Both new axes stand behind. Which picture it is comes first, then rows and columns, "
        "then the channels.",
        "tf.constant(image.reshape(*image.shape, 1, 1) / 255, dtype=tf.float32)",
    ),
    (
        "Both new axes stand in front. The channels come last.",
        "tf.constant(image.reshape(1, 1, *image.shape) / 255, dtype=tf.float32)",
    ),
    (
        "You laid the pixels out in one row. Here rows and columns are kept: the result has "
        "rank 4.",
        "tf.constant(image.reshape(1, -1) / 255, dtype=tf.float32)",
    ),
    (
        "Rows and columns have changed places: height comes before width, and `reshape` with them "
        "swapped would scramble the picture.",
        "tf.constant(image.reshape(1, *image.shape[::-1], 1) / 255, dtype=tf.float32)",
    ),
    (
        "You divide by the brightest pixel of this very image. A grey level of 255 becomes 1 in "
        "every image.",
        "tf.cast(image / np.max(image), tf.float32)[None, :, :, None]",
    ),
)
