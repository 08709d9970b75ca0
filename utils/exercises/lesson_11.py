"""The exercises of lesson 11, Do tensor math."""

import numpy as np
import tensorflow.compat.v1 as tf

from utils.exercises import edit, exercise, feed, prediction

# Cast and divide --------------------------------------------------------------------------

cast_down = prediction(
    "What is `tf.cast(tf.constant(-0.7) * 3.0, tf.int32)`?",
    answer=-2,
    wrong={
        -3: "That is rounding down, as `floor` does. A cast cuts off what stands behind the point.",
        -2.1: "That is the product. The cast makes a whole number of it.",
        2: "The size is right. A cast keeps the sign.",
        0: "You have cast -0.7 first. The product comes first: the cast stands around all of it.",
    },
    hints=["What is -0.7 times 3?", "Cut off everything behind the point of -2.1."],
    why="-0.7 · 3 = -2.1, and a cast cuts .1 off: towards zero, not down.",
)

shares = prediction(
    "What is `tf.constant([7, 10, 3]) // tf.constant(10)`?",
    answer=[0, 1, 0],
    wrong={
        (0.7, 1.0, 0.3): "Those are the shares that somebody wanted, and `/` would give them. `//` "
        "divides whole numbers to whole numbers.",
        (1, 1, 0): "`//` does not round to the nearest, it rounds down: 0.7 becomes 0.",
        (1, 1, 1): "`//` does not round up, it rounds down: 0.7 becomes 0.",
        (7, 0, 3): "Those are the remainders, `%`. What is wanted is how often 10 goes into each.",
        2: "The division is number by number: three numbers come out.",
        (0, 0, 0): "10 goes into 10 once.",
    },
    hints=["Number by number: 7 // 10, 10 // 10 and 3 // 10.", "How often does 10 go into 7?"],
    why="Only the batch without any mistake keeps its 1: integer division is no way to a share.",
)

# A neuron in tensors ----------------------------------------------------------------------


def _float32(*arrays):
    return tuple(np.asarray(array, dtype=np.float32) for array in arrays)


def _neuron_inputs(rng, m, n):
    X, w, b = _float32(rng.normal(size=(m, n)), rng.normal(size=(n, 1)), rng.uniform(0.5, 2))
    return feed(X, (None, n)), feed(w), feed(b)


@exercise(
    graph=True,
    inputs=[
        lambda rng: _neuron_inputs(rng, 2, 3),
        lambda rng: _neuron_inputs(rng, 1, 4),
        lambda rng: _neuron_inputs(rng, 5, 2),
    ],
    hints=[
        "Three operations, one around the other: a product, a sum, the sigmoid.",
        "Rows of X times the column w: `tf.matmul(X, w)`.",
        "`tf.sigmoid(...)` around the sum of that and b.",
    ],
)
def neuron(X, w, b):
    h = tf.matmul(X, w) + b
    return tf.sigmoid(h)


@neuron.also_correct
def _(X, w, b):
    h = tf.reduce_sum(tf.multiply(X, tf.transpose(w)), axis=1, keepdims=True)
    return 1 / (1 + tf.exp(-tf.add(h, b)))


neuron.mistakes(
    (
        "`*` and `tf.multiply` go number by number and add nothing up. The weighted sum of a "
        "batch is a matrix product.",
        "tf.sigmoid(X * w + b)",
        "tf.sigmoid(X * tf.transpose(w) + b)",
    ),
    (
        "The two factors have changed places. Inner numbers must be equal: (m, n) times (n, "
        "1), X first.",
        "tf.sigmoid(tf.matmul(w, X) + b)",
    ),
    (
        "w is a column already, of shape (n, 1), and n must meet the n columns of X: no "
        "transpose here.",
        "tf.sigmoid(tf.matmul(X, tf.transpose(w)) + b)",
    ),
    ("The bias is missing.", "tf.sigmoid(tf.matmul(X, w))"),
    (
        "This is h, what goes into the activation function. The sigmoid is missing.",
        "tf.matmul(X, w) + b",
    ),
    (
        "The bias is added after the sigmoid, and answers pass 1. It belongs to h, inside the "
        "parentheses.",
        "tf.sigmoid(tf.matmul(X, w)) + b",
    ),
    (
        "You add the bias to every input, so it counts once for each weight. It is added "
        "once, to the weighted sum.",
        "tf.sigmoid(tf.matmul(X + b, w))",
    ),
    (
        "You add the whole batch up to a single number. Each example keeps an answer of its own.",
        "tf.sigmoid(tf.reduce_sum(tf.matmul(X, w)) + b)",
    ),
    (
        "The numbers are right, the column is gone: `reduce_sum` lets its axis vanish. Shape "
        "(m, 1) is due.",
        "tf.sigmoid(tf.reduce_sum(X * w[:, 0], axis=1) + b)",
    ),
    (
        "Softmax makes scores of several classes add up to 1. A single neuron has one score: "
        "every answer becomes 1. Use the sigmoid.",
        "tf.nn.softmax(tf.matmul(X, w) + b)",
    ),
)


# A bias for each row ----------------------------------------------------------------------


def _units(rng, units, m):
    return tuple(map(feed, _float32(rng.normal(size=(units, m)), rng.normal(size=units))))


@exercise(
    graph=True,
    inputs=[
        lambda rng: _units(rng, 2, 4),
        lambda rng: _units(rng, 3, 1),
        lambda rng: _units(rng, 3, 3),  # where the wrong axis fits as well
    ],
    hints=[
        "Write the shapes below each other, aligned at the right: (units, m) and (units,). Which "
        "two numbers meet?",
        "b must become a column, of shape (units, 1).",
        "`b[:, None]`, or `tf.reshape(b, (-1, 1))`, makes a column of it.",
    ],
)
def add_bias(H, b):
    return H + b[:, None]


add_bias.also_correct("tf.transpose(tf.transpose(H) + b)", "tf.add(tf.reshape(b, (-1, 1)), H)")


add_bias.mistakes(
    (
        "Shapes are aligned at the right, so b meets the examples. Where there are as many "
        "examples as units this fits, and is wrong in silence. Make b a column.",
        "H + b",
    ),
    (
        "`b[None]` is a row, of shape (1, units). That is what broadcasting does by itself; "
        "you need a column.",
        "H + tf.reshape(b, (1, -1))",
    ),
    (
        "The numbers are right and the table lies on its side: turn it back, to (units, m).",
        "tf.transpose(H) + b",
    ),
    (
        "You have added the sum of all biases to every number. Each row gets one bias, its own.",
        "H + tf.reduce_sum(b)",
    ),
    (
        "Only the first bias is used: you took one number out of b. All of them are due, as a "
        "column.",
        "H + b[0]",
    ),
    ("The biases are multiplied; they should be added.", "H * b[:, None]"),
    (
        "Python's list comprehension gives a list of rows that had their bias added to a "
        "list. Hand back one tensor: broadcasting needs no loop.",
        "[H[k] + b for k in range(H.shape[0])]",
    ),
)


# Accuracy from scores ---------------------------------------------------------------------


def _scores(rng, m, classes, lead=1.2):
    """Scores and true classes; the score of the true class is raised by `lead`."""
    labels = rng.integers(0, classes, size=m)
    scores = rng.normal(size=(m, classes))
    scores[np.arange(m), labels] += lead
    return feed(scores.astype(np.float32), (None, classes)), feed(labels, (None,))


@exercise(
    graph=True,
    inputs=[
        lambda rng: _scores(rng, 6, 3),
        lambda rng: _scores(rng, 1, 4, lead=9),
        lambda rng: _scores(rng, 20, 10),
        lambda rng: _scores(rng, 4, 4),
    ],
    hints=[
        "From the inside: which class has the highest score in each row? `tf.argmax`, with its "
        "axis.",
        "Is it the true one? `tf.equal` says True or False for each example.",
        "Cast truth values to `tf.float32`, then take `tf.reduce_mean`.",
    ],
)
def accuracy(logits, labels):
    right = tf.equal(tf.argmax(logits, axis=1), labels)
    return tf.reduce_mean(tf.cast(right, tf.float32))


@accuracy.also_correct
def _(logits, labels):
    wrong = tf.not_equal(tf.cast(labels, tf.int32), tf.argmax(logits, 1, output_type=tf.int32))
    return 1 - tf.reduce_mean(tf.cast(wrong, tf.float32))


@accuracy.also_correct
def _(logits, labels):
    right = tf.count_nonzero(tf.equal(labels, tf.argmax(logits, axis=-1)))
    return right / tf.size(labels, out_type=tf.int64)


accuracy.mistakes(
    (
        "The mean of whole numbers is a whole number: 0, unless all are right. Cast to "
        "`tf.float32`.",
        edit("float32", "int32"),
    ),
    (
        "Truth values have no mean. Cast them to `tf.float32` first: True becomes 1, False 0.",
        "tf.reduce_mean(tf.equal(tf.argmax(logits, axis=1), labels))",
    ),
    (
        "Without `axis=1` the search goes down the columns: which example has the highest "
        "score for each class. Along each row, please.",
        edit(", axis=1", ""),
    ),
)


_ALWAYS_ZERO = (
    "Your share is 0 whatever the scores are. Either you compare with `==`, which looks at handles "
    "while the graph is built and says False (`tf.equal` compares numbers), or you compare the "
    "highest score itself, where the place of it is asked for (`tf.argmax`)."
)


accuracy.mistakes(
    (_ALWAYS_ZERO, "tf.reduce_mean(tf.cast(tf.argmax(logits, axis=1) == labels, tf.float32))"),
    (
        "The answers are int32 and the labels int64: both sides of `tf.equal` must be of one type.",
        edit("axis=1", "axis=1, output_type=tf.int32"),
    ),
    (
        _ALWAYS_ZERO,
        edit(
            "tf.argmax(logits, axis=1), labels",
            "tf.reduce_max(logits, axis=1), tf.cast(labels, tf.float32)",
        ),
    ),
    (
        "A column of answers against a row of labels: every answer is compared with every label. "
        "Both should have shape (m,).",
        edit("axis=1)", "axis=1)[:, None]"),
    ),
    (
        "This counts the right answers. Their share is the mean, not the sum.",
        edit("reduce_mean", "reduce_sum"),
    ),
    (
        "One value for each example is right so far; the accuracy is their mean.",
        "tf.cast(tf.equal(tf.argmax(logits, axis=1), labels), tf.float32)",
    ),
    ("This is the share of wrong answers.", edit("tf.equal", "tf.not_equal")),
)


# The nearest average ----------------------------------------------------------------------


def _points(rng, m, k, n):
    X, averages = _float32(rng.normal(size=(m, n)), rng.normal(scale=2, size=(k, n)))
    return feed(X, (None, n)), feed(averages)


@exercise(
    graph=True,
    inputs=[
        lambda rng: _points(rng, 4, 3, 2),
        lambda rng: _points(rng, 1, 5, 3),
        lambda rng: _points(rng, 30, 4, 6),
        lambda rng: _points(rng, 25, 25, 3),  # where a wrong axis fits as well
    ],
    hints=[
        "`X[:, None] - averages` has shape (m, k, n): every difference there is.",
        "Square it, and let the last axis vanish: `tf.reduce_sum(..., axis=2)` has shape (m, k).",
        "In each row of that table, where is the smallest? `tf.argmin(..., axis=1)`.",
    ],
)
def nearest(X, averages):
    differences = X[:, None] - averages
    distances = tf.reduce_sum(tf.square(differences), axis=2)
    return tf.argmin(distances, axis=1)


@nearest.also_correct
def _(X, averages):
    discount = tf.reduce_sum(tf.square(averages), axis=1) / 2
    return tf.argmax(tf.matmul(X, averages, transpose_b=True) - discount, axis=1)


nearest.mistakes(
    (
        "`argmax` finds the average that is farthest away. The nearest has the smallest distance.",
        edit("argmin", "argmax"),
    ),
    (
        "The shapes (m, n) and (k, n) do not fit, or, where m equals k, each row meets one "
        "average alone. Put a 1 in between: `X[:, None]`.",
        edit("X[:, None]", "X", "axis=2", "axis=1", "distances, axis=1", "distances, axis=0"),
    ),
    (
        "Differences without squares cancel each other out: one that is too large makes up "
        "for one that is too small. Square them before you add.",
        "tf.argmin(tf.reduce_sum(X[:, None] - averages, axis=2), axis=1)",
    ),
    (
        "You square the sum; asked for is the sum of the squares. Differences cancel each "
        "other out before you square.",
        "tf.argmin(tf.square(tf.reduce_sum(X[:, None] - averages, axis=2)), axis=1)",
    ),
    (
        "You add up the absolute differences. That is another distance, with other "
        "neighbours: asked for are squares.",
        "tf.argmin(tf.reduce_sum(tf.abs(X[:, None] - averages), axis=2), axis=1)",
    ),
    (
        "The wrong axis is searched: for each average the nearest row of X. For each row of "
        "X, search along the averages: `axis=1`.",
        "tf.argmin(tf.reduce_sum(tf.square(X[:, None] - averages), axis=2), axis=0)",
    ),
    (
        "You have added up over the averages and searched among the inputs. Add up over the "
        "last axis, of length n, then search among the k averages.",
        "tf.argmin(tf.reduce_sum(tf.square(X[:, None] - averages), axis=1), axis=1)",
    ),
    (
        "These are the distances to all averages. Which of them is the smallest? Give its number.",
        "tf.reduce_sum(tf.square(X[:, None] - averages), axis=2)",
    ),
    (
        "This is how near the nearest one is. What is wanted is which one: `argmin` in place of "
        "`reduce_min`.",
        "tf.reduce_min(tf.reduce_sum(tf.square(X[:, None] - averages), axis=2), axis=1)",
    ),
    (
        "The largest weighted sum alone prefers averages with large numbers. The bias is "
        "missing: half the sum of their squares has to be taken off.",
        "tf.argmax(tf.matmul(X, averages, transpose_b=True), axis=1)",
    ),
)
