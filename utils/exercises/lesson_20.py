"""The exercises of lesson 20, Keep an old program alive."""

import numpy as np
import tensorflow as tf

from utils.exercises import Reject, edit, exercise, prediction

# Which is silent? -------------------------------------------------------------------------

which_is_silent = prediction(
    "Which line runs on in TensorFlow 2, and computes something else? (a) tf.layers.dense(h, 10) "
    "(b) tf.nn.dropout(h, 0.9) (c) tf.reduce_mean(h, keep_dims=True) (d) tf.nn.softmax(h)",
    answer="b",
    wrong={
        "a": "TensorFlow 2 has no `tf.layers`: this line stops, with a message.",
        "c": "An argument has a new name, and the old one stops: *unexpected keyword argument*.",
        "d": "`tf.nn.softmax` is what it was.",
    },
    hints=[
        "Two of the lines stop with a message.",
        "Whose second argument meant something else in 2017?",
    ],
    why="It kept 9 in 10, and now it drops them: the argument is the rate to drop.",
)

# A weighted error -------------------------------------------------------------------------


def _weighted(both, weights):
    """Targets, answers and weights, in the type that the old program had."""
    return (*np.float32(both), np.float32(weights))


@exercise(
    inputs=[
        lambda rng: _weighted(rng.normal(size=(2, 3, 2)), [[1.0], [0.0], [2.0]]),
        # Its last error is 0, and counts.
        lambda rng: _weighted(
            rng.normal(size=(2, 4, 1)) * [[1], [1], [1], [0]], rng.uniform(0.5, 2, size=(4, 1))
        ),
        lambda rng: _weighted(rng.normal(size=(2, 2, 3)), [[0.0], [0.5]]),
    ],
    hints=[
        "First the weighted squares, `weights * (y - y_hat) ** 2`: a table like `y`.",
        "Each number of a row whose weight is not 0 counts, so a row counts n times.",
        "`np.count_nonzero(weights)` counts rows. How many numbers are in one?",
    ],
)
def weighted_error(y, y_hat, weights):
    squares = weights * (y - y_hat) ** 2
    counted = np.count_nonzero(weights) * y.shape[1]
    return tf.reduce_sum(squares) / counted


@weighted_error.also_correct
def _(y, y_hat, weights):
    with tf.Graph().as_default(), tf.compat.v1.Session() as sess:
        return sess.run(tf.compat.v1.losses.mean_squared_error(y, y_hat, weights))


@weighted_error.also_correct
def _(y, y_hat, weights):
    counts = tf.math.count_nonzero(weights * tf.ones_like(y))
    return tf.reduce_sum(weights * (y - y_hat) ** 2) / tf.cast(counts, y.dtype)


weighted_error.mistakes(
    (
        "You divide by all the numbers, as Keras does. The old loss left those out whose weight "
        "is 0.",
        "tf.reduce_mean(weights * (y - y_hat) ** 2)",
    ),
    (
        "You divide by the sum of the weights. The old loss counted them: a weight of 2 counts "
        "once.",
        "tf.reduce_sum(weights * (y - y_hat) ** 2) / tf.reduce_sum(weights * tf.ones_like(y))",
        "tf.reduce_sum(weights * (y - y_hat) ** 2) / tf.reduce_sum(weights)",
        "np.average((y - y_hat) ** 2, weights=weights * np.ones_like(y))",
    ),
    (
        "You count rows. A row's weight is that of each of its numbers, so all of them count.",
        edit(" * y.shape[1]", ""),
    ),
    (
        "You weight the errors before you square them, so that the weights are squared too.",
        edit("weights * (y - y_hat) ** 2", "(weights * (y - y_hat)) ** 2"),
    ),
    (
        "The weights only choose here: a square must also be multiplied by its weight.",
        edit("squares = weights * (y", "squares = np.sign(weights) * (y"),
    ),
    (
        "The weights are not in it: this is the plain mean squared error.",
        "tf.reduce_mean((y - y_hat) ** 2)",
    ),
    (
        "This is the sum of the weighted squares: divide it by their number.",
        "tf.reduce_sum(weights * (y - y_hat) ** 2)",
    ),
    (
        "You divide by the number of rows. All numbers of a row count, if its weight is not 0.",
        edit("/ counted", "/ len(y)"),
    ),
    (
        "The errors themselves are in it, or their sizes: square them.",
        edit(" ** 2", ""),
        edit("(y - y_hat) ** 2", "abs(y - y_hat)"),
    ),
)

# From session to function -----------------------------------------------------------------


def _computed_now(mean_entropy, x):
    result = mean_entropy(x)
    if isinstance(result, float | np.generic | np.ndarray):
        raise Reject(
            "The number came from NumPy, Python or a session: return a tensor of TensorFlow 2."
        )
    return result


_OLD_NAMES = (
    "One of your names has left TensorFlow 2. The tables above have the new ones; "
    "and what a placeholder was fed is the argument x now."
)


@exercise(
    use=_computed_now,
    inputs=[
        lambda rng: (rng.uniform(0.1, 2, size=(2, 3)),),
        lambda rng: (rng.uniform(0.1, 2, size=(1, 3)),),
        lambda rng: (rng.uniform(0.1, 2, size=(5, 3)),),
    ],
    hints=[
        "The placeholder is the argument `x`; session and `feed_dict` have no successor at all.",
        "`reduction_indices` is called `axis` now, and `keep_dims` has lost its underscore.",
        "`tf.log` is `tf.math.log`, and `tf.div` of fractions is a plain `/`.",
    ],
)
def mean_entropy(x):
    share = x / tf.reduce_sum(x, axis=1, keepdims=True)
    entropy = -tf.reduce_sum(share * tf.math.log(share), axis=1)
    return tf.reduce_mean(entropy)


@mean_entropy.also_correct
def _(x):
    total = tf.reduce_sum(x, axis=1)[:, None]
    surprise = tf.math.log(total) - tf.math.log(x)
    return tf.reduce_sum(x / total * surprise) / len(x)


@mean_entropy.also_correct
def _(x):
    logits = tf.math.log(tf.constant(x))
    losses = tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(logits), logits)
    return tf.reduce_mean(losses)


mean_entropy.mistakes(
    (
        _OLD_NAMES,
        "tf.placeholder(tf.float32, [None, 3])",
        edit("tf.math.log", "tf.log"),
    ),
    (
        "A session is what you move away from: what you compute has its value at once. Return it.",
        "tf.Session().run(x)",
    ),
    (
        "The totals have lost an axis: without `keepdims=True` there is one number a row, no "
        "column, and the rows cannot be divided by it.",
        edit("axis=1, keepdims=True", "axis=1"),
    ),
    (_OLD_NAMES, "tf.div(x, tf.reduce_sum(x, axis=1, keepdims=True))"),
    (
        "An argument is still called by its old name: `reduction_indices` is `axis` now, and "
        "`keep_dims` has become one word.",
        "tf.reduce_sum(x, reduction_indices=[1], keep_dims=True)",
    ),
    (
        "An argument is still called by its old name: `keep_dims` has become one word.",
        "tf.reduce_sum(x, axis=1, keep_dims=True)",
    ),
    (
        "`tf.compat.v1.placeholder` wants a graph, and there is none: what was fed is the "
        "argument x.",
        "tf.compat.v1.placeholder(tf.float32, [None, 3])",
    ),
    (
        "The minus sign is missing: an entropy is never negative.",
        edit("-tf.reduce_sum", "tf.reduce_sum"),
    ),
    (
        "You divide by the total of the whole table. Each row has a total of its own: `axis=1`.",
        edit("x, axis=1, keepdims=True", "x"),
    ),
    (
        "The shares are those of the columns: rows are added up along `axis=1`, and that is what "
        "`reduction_indices=[1]` said.",
        edit("axis=1, keepdims", "axis=0, keepdims"),
    ),
    (
        "This is the mean over all the numbers. Within a row they are added up; the mean is over "
        "the rows.",
        edit("-tf.reduce_sum(share * tf.math.log(share), axis=1)", "-share * tf.math.log(share)"),
    ),
    (
        "You have added up the rows; their mean is asked for.",
        edit("tf.reduce_mean", "tf.reduce_sum"),
    ),
    (
        "You give an entropy for each row; the old program took their mean.",
        edit("tf.reduce_mean(entropy)", "entropy"),
    ),
    (
        "The logarithm is that of the numbers; the old program took that of their shares.",
        edit("log(share)", "log(x)"),
    ),
    (
        "The shares come from a softmax. Here each number is divided by the total of its row.",
        edit("x / tf.reduce_sum(x, axis=1, keepdims=True)", "tf.nn.softmax(x)"),
    ),
    (
        "The logarithms are added up as they are. Each is multiplied by its share first.",
        edit("share * tf.math", "tf.math"),
    ),
)


# Minimize ---------------------------------------------------------------------------------


def _moved(descend, W, b, X, labels, learning_rate):
    W, b = tf.Variable(W), tf.Variable(b)
    result = descend(W, b, X, labels, learning_rate)
    return ... if result is ... else {"W": W.numpy(), "b": b.numpy()}


def _classes(rng, m):
    """W, b, X, labels, learning_rate for 2 inputs and 3 classes."""
    W, b, X = rng.normal(size=(2, 3)), rng.normal(size=3), rng.normal(size=(m, 2))
    return W, b, X, rng.integers(0, 3, size=m), float(rng.uniform(0.2, 0.9))


def _mean_loss(W, b, X, labels):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, X @ W + b))


@exercise(
    use=_moved,
    inputs=[lambda rng: _classes(rng, 4), lambda rng: _classes(rng, 1)],
    hints=[
        "Inside the tape: the logits, their cross-entropy, its mean.",
        "`tf.nn.sparse_softmax_cross_entropy_with_logits(labels=..., logits=...)` takes class "
        "numbers, and `tf.reduce_mean` takes the mean.",
        "`tape.gradient(loss, [W, b])` gives both gradients at once.",
        "`W.assign_sub(...)` subtracts from a variable.",
    ],
)
def descend(W, b, X, labels, learning_rate):
    losses_of = tf.nn.sparse_softmax_cross_entropy_with_logits
    with tf.GradientTape() as tape:
        losses = losses_of(labels=labels, logits=X @ W + b)
        loss = tf.reduce_mean(losses)
    slope_W, slope_b = tape.gradient(loss, [W, b])
    W.assign_sub(learning_rate * slope_W)
    b.assign_sub(learning_rate * slope_b)


@descend.also_correct
def _(W, b, X, labels, learning_rate):
    with tf.GradientTape(persistent=True) as tape:
        loss = _mean_loss(W, b, X, labels)
    for variable in (W, b):
        variable.assign(variable - learning_rate * tape.gradient(loss, variable))


@descend.also_correct
def _(W, b, X, labels, learning_rate):
    delta = np.eye(3)[labels] - tf.nn.softmax(X @ W + b).numpy()
    W.assign_add(learning_rate * X.T @ delta / len(X))
    b.assign_add(learning_rate * delta.mean(axis=0))


descend.mistakes(
    (
        "The variables have not moved. `W = W - ...` makes the name stand for a new tensor and "
        "leaves the variable alone: use `assign` or `assign_sub`.",
        edit(
            "W.assign_sub(learning_rate * slope_W)",
            "W = W - learning_rate * slope_W",
            "b.assign_sub(learning_rate * slope_b)",
            "b = b - learning_rate * slope_b",
        ),
    ),
    (
        "You walk uphill: a gradient points up, so subtract it.",
        edit("W.assign_sub", "W.assign_add", "b.assign_sub", "b.assign_add"),
    ),
    (
        "The variables hold the steps alone: `assign` replaces the value. Subtract from it "
        "instead.",
        edit("W.assign_sub(", "W.assign(-", "b.assign_sub(", "b.assign(-"),
        edit("W.assign_sub(", "W.assign(", "b.assign_sub(", "b.assign("),
    ),
    (
        "The learning rate is missing: the step is the whole gradient.",
        edit("learning_rate * slope_W", "slope_W", "learning_rate * slope_b", "slope_b"),
    ),
    (
        "The weights move, and the biases stay where they were.",
        edit("b.assign_sub(learning_rate * slope_b)", "pass"),
    ),
)


@descend.mistake(
    "W moves before the gradient of b is computed, so that one belongs to the new weights. "
    "Compute both gradients first, then move both."
)
def _(W, b, X, labels, learning_rate):
    for variable in (W, b):
        with tf.GradientTape() as tape:
            loss = _mean_loss(W, b, X, labels)
        variable.assign_sub(learning_rate * tape.gradient(loss, variable))


descend.mistakes(
    (
        "A tape gives its gradients once. Ask for both in one call, with a list, or make the tape "
        "persistent.",
        edit("tape.gradient(loss, [W, b])", "tape.gradient(loss, W), tape.gradient(loss, b)"),
    ),
    (
        "`tape.gradient` takes the variables in one list: what comes third is something else.",
        edit("[W, b]", "W, b"),
    ),
    (
        "A gradient is None: the loss does not depend on that variable, or the tape did not see "
        "how, for something was computed outside of its block, or by NumPy.",
        edit(
            "slope_W, slope_b = tape",
            "with tf.GradientTape() as tape:\n        pass\n    slope_W, slope_b = tape",
        ),
    ),
    (
        "Softmax is in twice: the loss takes logits and applies softmax itself (lesson 15).",
        edit("logits=X @ W + b", "logits=tf.nn.softmax(X @ W + b)"),
    ),
    (
        "Keras's loss takes your logits for probabilities. Say `from_logits=True`, or use the "
        "loss of `tf.nn` that has logits in its name.",
        edit(
            "losses_of(labels=labels, logits=X @ W + b)",
            'tf.keras.losses.SparseCategoricalCrossentropy(dtype="float64")(labels, X @ W + b)',
        ),
    ),
    (
        "The old `minimize` looks for the way to the variables in a graph, and there is none. Let "
        "a tape record the loss, and move the variables by its gradients.",
        "tf.compat.v1.train.GradientDescentOptimizer(learning_rate)"
        ".minimize(_mean_loss(W, b, X, labels))",
    ),
    (
        "The losses of the batch are added up. Take their mean, or the step grows with the batch.",
        edit("reduce_mean", "reduce_sum"),
    ),
    (
        "Keras's optimizers have no `minimize` any more. Let a tape record the loss, and move the "
        "variables by its gradients.",
        "tf.keras.optimizers.SGD(learning_rate).minimize(_mean_loss(W, b, X, labels), [W, b])",
    ),
    (
        "You take the mean over the classes as well. A loss adds up its classes; the mean is over "
        "the examples.",
        edit("tf.reduce_mean(losses)", "tf.reduce_mean(losses) / 3"),
    ),
    (
        "You divide by the number of examples twice: the mean of the losses has done so already.",
        edit("* slope_W", "* slope_W / len(X)", "* slope_b", "* slope_b / len(X)"),
    ),
    (
        "This is the squared error of the logits. The loss that is asked for is the cross-entropy.",
        edit(
            "losses_of(labels=labels, logits=X @ W + b)",
            "(tf.one_hot(labels, 3, dtype=tf.float64) - (X @ W + b)) ** 2",
        ),
    ),
    (
        "That is the loss for yes-or-no questions, each class for itself. Here just one is true.",
        edit(
            "losses_of(labels=labels, logits=X @ W + b)",
            "tf.nn.sigmoid_cross_entropy_with_logits("
            "tf.one_hot(labels, 3, dtype=tf.float64), X @ W + b)",
        ),
    ),
    (
        "These are Adam's steps, each about as long as the learning rate. Plain descent steps by "
        "rate times gradient.",
        edit(
            "W.assign_sub(learning_rate * slope_W)",
            "adam = tf.keras.optimizers.Adam(learning_rate)",
            "b.assign_sub(learning_rate * slope_b)",
            "adam.apply_gradients([(slope_W, W), (slope_b, b)])",
        ),
    ),
    (
        "The labels are class numbers, and this loss wants one-hot rows: take the `sparse_` one.",
        edit("sparse_softmax", "softmax"),
    ),
)


# An LSTM's bias ---------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (rng.normal(size=8),),
        lambda rng: (rng.normal(size=4),),
        lambda rng: (np.zeros(12),),
    ],
    updates=["bias"],
    hints=[
        "`np.split(bias, 4)` gives the four gates, in the old order.",
        "The new value j and the forget gate f change places.",
        "What the old cell added to f as it ran must be in Keras's bias: 1.",
    ],
)
def keras_bias(bias):
    i, j, f, o = np.split(bias, 4)
    return np.concatenate([i, f + 1, j, o])


@keras_bias.also_correct
def _(bias):
    gates = bias.reshape(4, -1)[[0, 2, 1, 3]]
    gates[1] += 1
    return gates.ravel()


keras_bias.mistakes(
    (
        "The order is right. But the old cell added 1 to the forget gate while it ran, and Keras "
        "does not: put it into the bias.",
        edit("f + 1", "f"),
    ),
    (
        "The 1 is there, and the order is still the old one, i, j, f, o.",
        edit("[i, f + 1, j, o]", "[i, j, f + 1, o]"),
    ),
    (
        "The 1 went to another gate. It belongs to the forget gate, f.",
        edit("[i, f + 1, j, o]", "[i, f, j + 1, o]"),
        edit("[i, f + 1, j, o]", "[i, f, j, o + 1]"),
        edit("[i, f + 1, j, o]", "[i + 1, f, j, o]"),
    ),
    (
        "You take the second gate of the saved bias for the forget gate. It was saved in the order "
        "i, j, f, o.",
        edit("i, j, f, o =", "i, f, j, o ="),
    ),
    (
        "The 1 stands in place of what the forget gate has learned: add it to that.",
        edit("f + 1", "np.ones_like(f)"),
    ),
    (
        "You take every fourth number for a gate. The gates lie one behind the other, each with a "
        "number for every unit.",
        edit("np.split(bias, 4)", "bias.reshape(-1, 4).T"),
        edit(
            "i, j, f, o = np.split(bias, 4)\n    return np.concatenate([i, f + 1, j, o])",
            "i, j, f, o = bias.reshape(-1, 4).T\n    return np.ravel([i, f + 1, j, o], 'F')",
        ),
    ),
    (
        "That is the bias as it was saved. Two gates change places, and the forget gate gets a 1.",
        "bias",
    ),
    (
        "All four gates have got the 1: only the forget gate had it.",
        edit("[i, f + 1, j, o]", "[i + 1, f + 1, j + 1, o + 1]"),
        edit("[i, f + 1, j, o]", "[i + 1, j + 1, f + 1, o + 1]"),
    ),
    (
        "You take 1 away from the forget gate. The old cell added it.",
        edit("f + 1", "f - 1"),
    ),
)
