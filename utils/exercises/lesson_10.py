"""The exercises of lesson 10, Feed placeholders."""

from functools import cache

import numpy as np
import tensorflow.compat.v1 as tf

from utils.datasets import load_penguins
from utils.exercises import Reject, edit, exercise, fresh_session, prediction, require_built

# What comes out ---------------------------------------------------------------------------

fed_shape = prediction(
    "The shape of `y_hat` when an array of shape (40, 2) is fed to a placeholder (None, 2).",
    answer=(40, 1),
    wrong={
        (
            None,
            1,
        ): "That is what the graph knows before it runs. What comes out of a run is an array, "
        "and its rows can be counted.",
        (40,): "Nearly. `y_hat` is a matrix product: a table, with one column.",
        (40, 2): "That is what goes in. The neuron makes one number of the two in each row.",
        (1, 40): "Each bird keeps its row: 40 rows come in, and 40 rows come out.",
        (1, 1): "One bird gives one number. 40 birds come in, a row each.",
        (2, 1): "That is the shape of the weights. The rows of the answer are the birds.",
        (1,): "One number for each bird, and there are 40 of them.",
        (): "One number for each bird, and there are 40 of them.",
        40: "There are 40 numbers. A shape also tells how they are arranged: it is a tuple.",
    },
    hints=[
        "Print `y_hat`: which of the two numbers in its shape is open?",
        "`None` is the number of rows that you feed. The other number is fixed.",
    ],
    why="`None` becomes the number of rows fed, 40; a neuron has one answer for each row.",
)

# What must come in ------------------------------------------------------------------------

must_feed = prediction(
    "How many placeholders must be fed to fetch `male`?",
    answer=1,
    wrong={
        0: "A line leads from `inputs` to `male`: without birds there is nothing to compare.",
        2: "Two of them are shaded. But what is `threshold` when nobody feeds it?",
        3: "All three stand in the graph, but a run asks only for what its fetch needs. In the "
        "picture, one of them is pale.",
    },
    hints=[
        "A placeholder that is pale in the picture is not needed for `male`.",
        "A placeholder with a default has a value even if nobody feeds it.",
    ],
    why="`inputs` alone: `male` does not need `targets`, and `threshold` has a default.",
)

# A neuron with an open place --------------------------------------------------------------

_NOT_TWO = "Return two tensors, the placeholder and then h: `return X, h`."


def _neuron_inputs(rng, n, sizes):
    w = rng.normal(size=(n, 1)).astype(np.float32)
    rows = [rng.normal(size=(m, n)).astype(np.float32) for m in sizes]
    return w, float(rng.uniform(1, 3)), rows


def _feed_batches(answer, w, b, batches):
    with fresh_session() as session:
        built = answer(w, b)
        if built is None or built is Ellipsis:
            return built
        if not isinstance(built, tuple | list) or len(built) != 2:
            raise Reject(_NOT_TWO)
        require_built(session.graph, built)
        X, h = built
        session.run(tf.global_variables_initializer())
        if not X.op.type.startswith("Placeholder"):
            raise Reject(
                f"The first of the two should be a placeholder; yours comes from an operation of "
                f"type {X.op.type}."
            )
        if X.dtype != tf.float32:
            raise Reject(f"Your placeholder has type {X.dtype.name}; float32 is asked for.")
        try:
            session.run(X, {X: np.zeros((1, len(w) + 1))})
        except ValueError:
            return [session.run(h, {X: batch}) for batch in batches]
        raise Reject(
            "Your placeholder takes tables of any width. State what you know: it has as many "
            "columns as there are weights."
        )


@exercise(
    use=_feed_batches,
    inputs=[
        lambda rng: _neuron_inputs(rng, 3, [1]),
        lambda rng: _neuron_inputs(rng, 2, [4, 1, 7]),
        lambda rng: _neuron_inputs(rng, 5, [6, 2]),
    ],
    hints=[
        "Two things are open: the number of rows, which nobody knows, and the number of columns, "
        "which `w` tells.",
        "The shape is `(None, len(w))`: one column for each weight, any number of rows.",
        "`h` is a matrix product and a sum: `tf.matmul(X, w) + b`.",
    ],
)
def open_neuron(w, b):
    X = tf.placeholder(tf.float32, shape=(None, len(w)))
    h = tf.matmul(X, w) + b
    return X, h


@open_neuron.also_correct
def _(w, b):
    X = tf.placeholder("float32", [None, w.shape[0]], name="X")
    products = tf.multiply(X, np.transpose(w))
    return X, tf.add(tf.reduce_sum(products, axis=1, keepdims=True), tf.constant(b))


open_neuron.mistakes(
    (
        "Your placeholder has room for a single row. With `None` in the place of the 1 it takes "
        "any number of them.",
        edit("None", "1"),
    ),
    (
        "Your placeholder has room for two rows, no more and no fewer. With `None` in the place of "
        "the 2 it takes any number of them.",
        edit("None", "2"),
    ),
    (
        "`w.shape` is a whole shape, rows and columns, where one number belongs. The number of "
        "weights is `len(w)`, or `w.shape[0]`.",
        edit("len(w)", "w.shape"),
    ),
    (
        "Your placeholder has no place for rows: its shape is that of one example. A batch is a "
        "table, of any number of rows.",
        edit("(None, len(w))", "(len(w),)", "(X, w)", "(X[None], w)"),
    ),
    (
        "Your placeholder has the shape of the weights. A batch has a row for each example, and as "
        "many columns as there are weights.",
        edit("(None, len(w))", "w.shape"),
    ),
    (
        "`None` stands in the wrong place: the rows are open, the columns are as many as the "
        "weights.",
        edit("(None, len(w))", "(len(w), None)"),
        edit("(None, len(w))", "(len(w), None)", "(X, w)", "(X, w, transpose_a=True)"),
    ),
    (
        "Your placeholder takes tables of any width. State what you know: it has as many columns "
        "as there are weights.",
        edit(", shape=(None, len(w))", ""),
    ),
    (
        "The number of inputs is fixed in your function. It is the number of weights that you are "
        "given: `len(w)`.",
        edit("len(w)", "2"),
    ),
    (
        "A constant stands where data should come in: it holds values of its own, for a single "
        "size of batch. Leave the place open with `tf.placeholder`.",
        edit(
            "tf.placeholder(tf.float32, shape=(None, len(w)))",
            "tf.constant(np.zeros((1, len(w)), np.float32))",
        ),
    ),
    (
        "Your placeholder is made for whole numbers, and whatever is fed loses its decimals. Make "
        "it for `tf.float32`.",
        edit("tf.float32", "tf.int32", "(X, w)", "(tf.cast(X, tf.float32), w)"),
    ),
    (
        "Your placeholder is made for whole numbers, and whole numbers cannot be multiplied with "
        "weights that have decimals. Make it for `tf.float32`.",
        edit("tf.float32", "tf.int32"),
    ),
    ("The bias is missing: h is the matrix product plus b.", edit(" + b", "")),
    (
        "This is the neuron's answer, after the sigmoid. What is wanted is h, which goes into it.",
        edit("return X, h", "return X, tf.sigmoid(h)"),
    ),
    (
        "`*` multiplies number by number and adds nothing up. The weighted sum of a batch is a "
        "matrix product: `tf.matmul`.",
        edit("tf.matmul(X, w)", "X * w[:, 0]"),
    ),
    (
        "`*` multiplies number by number, and lays the column of weights beside the rows of X. "
        "The weighted sum of a batch is a matrix product: `tf.matmul`.",
        edit("tf.matmul(X, w)", "X * w"),
    ),
    (
        "The two have changed places: return the placeholder first, then h. Whoever feeds the "
        "first would now replace your result.",
        edit("return X, h", "return h, X"),
    ),
    (
        "You return h alone. Whoever is to feed the placeholder needs it too: `return X, h`.",
        edit("return X, h", "return h"),
    ),
)


# Batch by batch ---------------------------------------------------------------------------


def _run_batches(answer, rows, size):
    with fresh_session() as session:
        X = tf.placeholder(tf.float32, (None, rows.shape[1]), name="X")
        y_hat = tf.reduce_sum(tf.sigmoid(X), axis=1, keepdims=True)
        run = session.run

        def run_small(fetches, feed_dict=None, *more, **named):
            for value in (feed_dict or {}).values():
                count = len(value) if np.ndim(value) > 1 else 0
                if count > size:
                    raise Reject(
                        f"One of your runs is fed {count} rows; with this size at most {size} may "
                        "go in at once."
                    )
            return run(fetches, feed_dict, *more, **named)

        session.run = run_small  # so that `y_hat.eval` and `as_default` go through it too
        return answer(session, X, y_hat, rows, size)


@exercise(
    use=_run_batches,
    inputs=[
        lambda rng: (rng.normal(size=(6, 2)).astype(np.float32), 2),
        lambda rng: (rng.normal(size=(7, 3)).astype(np.float32), 3),  # the last one is shorter
        lambda rng: (rng.normal(size=(4, 2)).astype(np.float32), 9),  # all fit into one
    ],
    hints=[
        "A batch begins at row 0, at row `size`, at row `2 * size`, ...: "
        "`range(0, len(rows), size)`.",
        "The batch that begins at `start` is `rows[start : start + size]`; a slice that passes the "
        "end is shorter, and raises no error.",
        "Gather what the runs give in a list, and put the pieces on top of each other: "
        "`np.concatenate`.",
    ],
)
def in_batches(sess, X, y_hat, rows, size):
    answers = []
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        answers.append(sess.run(y_hat, {X: batch}))
    return np.concatenate(answers)


@in_batches.also_correct
def _(sess, X, y_hat, rows, size):
    answers = np.empty((len(rows), 1))
    start = 0
    while start < len(rows):
        end = min(start + size, len(rows))
        answers[start:end] = sess.run(y_hat, feed_dict={X: rows[start:end]})
        start = end
    return answers


@in_batches.also_correct
def _(sess, X, y_hat, rows, size):
    parts = np.array_split(rows, -(-len(rows) // size))
    return np.vstack([sess.run([y_hat], {X: part})[0] for part in parts])


in_batches.mistakes(
    (
        "All rows go in at once: the graph has no objection, but for a million photographs "
        "the memory would. Feed `size` rows in one run.",
        "sess.run(y_hat, {X: rows})",
    ),
    (
        "The rows that do not fill a whole batch are left out. The last batch may be shorter: go "
        "on until the rows end.",
        edit(
            "answers = []",
            "answers = [np.empty((0, 1))]",
            "len(rows), size",
            "len(rows) // size * size, size",
        ),
    ),
    (
        "You go through the batches right, and return the answers to the last one alone. Gather "
        "all of them.",
        edit(
            "answers.append(sess.run(y_hat, {X: batch}))",
            "answers = sess.run(y_hat, {X: batch})",
            "np.concatenate(answers)",
            "answers",
        ),
    ),
    (
        "Your batches overlap: each begins one row after the one before. The next batch begins "
        "`size` rows later.",
        edit("len(rows), size)", "len(rows))"),
    ),
    (
        "You count batches and use the number of the batch as the row at which it begins. Batch k "
        "begins at row k times `size`.",
        edit("range(0, len(rows), size)", "range(-(-len(rows) // size))"),
    ),
    (
        "You loop over the rows, and a single row is no table: the placeholder wants `(None, "
        "n)`. Slices such as `rows[0:1]` stay tables, and longer ones are batches.",
        "np.concatenate([sess.run(y_hat, {X: row}) for row in rows])",
    ),
    (
        "The batches follow each other side by side. Answers to more rows belong below the "
        "others: `np.concatenate`, or `np.vstack`.",
        edit("concatenate", "hstack"),
    ),
    (
        "You return a list of batches. Put them together, one array for all rows: "
        "`np.concatenate`.",
        edit("np.concatenate(answers)", "answers"),
    ),
    (
        "Fetch and feed have changed places: `run` takes first what you want to know, then what "
        "you give.",
        edit("sess.run(y_hat", "sess.run(X"),
    ),
    (
        "The key of a feed is the tensor `X` itself, without quotes. As text it would have to be "
        '`"X:0"`.',
        edit("{X: batch}", '{"X": batch}'),
    ),
    (
        "Your runs feed nothing: the second argument of `run` says which rows stand in the place "
        "of `X`.",
        edit(", {X: batch}", ""),
    ),
)


# What runs --------------------------------------------------------------------------------

ran = prediction(
    "How many operations run if `Xw` and `b` are fed and `y_hat` is fetched?",
    answer=2,
    wrong={
        1: "`y_hat` needs h, and h is not fed. It has to be computed from `Xw` and `b`.",
        3: "What is fed is not computed, be it a placeholder, a product or a constant.",
        4: "What is fed is not computed: neither `Xw` nor `b`. Nor is what only they need.",
        5: "That is how many run when the placeholder is fed. Here feeds stand closer to the end.",
        6: "The graph has six operations. A run executes only what the fetch needs and nobody fed.",
        0: "The fetch itself is not fed: the sigmoid has to be computed.",
    },
    hints=[
        "Go back from `y_hat` along the lines of the graph, and stop wherever something is fed.",
        "`y_hat` needs h. h needs `Xw` and `b`, and both are fed.",
    ],
    why="h and y_hat: both inputs of h are fed, so nothing before it runs.",
)

# Other weights ----------------------------------------------------------------------------

TARGET = 112


@cache
def _gentoo():
    """The lesson's birds: X, shape (119, 2), standardised, and whether each is male."""
    birds = load_penguins()
    chosen = (birds.species == "Gentoo") & (birds.sex != "NA")
    measured = np.stack([birds.bill_depth_mm, birds.body_mass_g], axis=1)[chosen]
    X = (measured - measured.mean(axis=0)) / measured.std(axis=0)
    return X, birds.sex[chosen] == "male"


def _right(w, b):
    """How many birds a neuron with these weights and this bias calls right."""
    X, male = _gentoo()
    return int(np.sum((X @ w + b > 0) == male))


def _judge_weights(result):
    try:
        w, b = result
        w, b = np.asarray(w, dtype=float).ravel(), float(np.squeeze(b))
    except (TypeError, ValueError):
        return "Return two things, the weights and the bias, as in `return [2, 2], 0`."
    if w.shape != (2,):
        return f"Two weights are due, one for the bill and one for the mass; there are {w.size}."
    male = _gentoo()[1]
    right = _right(w, b)
    if right >= TARGET:
        return None
    steps = np.linalg.norm(w) * np.array([0.05, 0.1, 0.15])
    larger, smaller = (max(_right(w, b + sign * step) for step in steps) for sign in (1, -1))
    advice = "Change how much one weight counts against the other."
    if right < len(male) / 2:
        advice = "More than half are wrong: turn the signs of the weights."
    elif larger > max(right, smaller):
        advice = "With these weights a larger bias would do better."
    elif smaller > right:
        advice = "With these weights a smaller bias would do better."
    return f"{right} of {len(male)} birds are called right, and {TARGET} are asked for. {advice}"


@exercise(
    inputs=lambda rng: (),
    judge=_judge_weights,
    hints=[
        "Only the ratio of the two weights and the bias matters: (2, 2) and 0 divide the birds "
        "like (4, 4) and 0.",
        "Try weights (2, 3): the mass counts more than the bill. Then move the bias in steps of "
        "0.1, to both sides.",
    ],
)
def other_weights():
    return [2, 3], -0.5


other_weights.also_correct("np.array([[1.0], [2.0]]), 0.5")


other_weights.mistakes(
    (
        "That is the neuron of the lesson, with 110 right. Give one measurement more weight "
        "than the other, and move the bias a little.",
        "[2, 2], 0",
    ),
    (
        "Doubling everything changes nothing: h is positive for the same birds, and 110 are "
        "right as before. What counts is the ratio of the numbers.",
        "[4, 4], 0",
    ),
    (
        "The mass alone calls 108 birds right, fewer than both together. The bill has "
        "something to say.",
        "[0, 2], 0",
    ),
    (
        "The bill alone calls 106 birds right, fewer than both together. The mass has "
        "something to say.",
        "[2, 0], 0",
    ),
)
