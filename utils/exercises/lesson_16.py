"""The exercises of lesson 16, Classify digits with softmax."""

from functools import cache

import numpy as np
import tensorflow.compat.v1 as tf

from utils.batches import batches
from utils.datasets import load_mnist
from utils.exercises import edit, exercise, feed, prediction

# One-hot labels ---------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (rng.permutation(10)[:7],),
        lambda rng: (rng.integers(0, 7, size=5),),  # no 7, 8 or 9 among them
        lambda rng: (rng.integers(0, 10, size=1),),
    ],
    hints=[
        "The result has a row for each label and always ten columns: start from "
        "`np.zeros((len(labels), 10))`.",
        "In row 0 the one goes to column `labels[0]`, in row 1 to column `labels[1]`, and so on.",
        "Rows and columns can be given together: `result[np.arange(len(labels)), labels] = 1`.",
    ],
)
def one_hot(labels):
    result = np.zeros((len(labels), 10))
    result[np.arange(len(labels)), labels] = 1
    return result


one_hot.also_correct(
    "np.eye(10)[labels]", "[[float(digit == label) for digit in range(10)] for label in labels]"
)


one_hot.mistakes(
    (
        "Every one stands a column too far to the left. Digit 0 has a column of its own, the "
        "first.",
        "np.eye(10)[np.asarray(labels) - 1]",
    ),
    (
        "Your table lies on its side: one row for each label, one column for each of the ten "
        "digits.",
        "np.eye(10)[labels].T",
    ),
    (
        "You have written the digit itself into its column. The mark is a 1, whichever digit "
        "it is.",
        "np.eye(10)[labels] * np.reshape(labels, (-1, 1))",
    ),
    (
        "Your table has only as many columns as this batch needs. A batch without a 9 needs "
        "ten columns all the same.",
        "np.eye(np.max(labels) + 1)[labels]",
    ),
    (
        "All the ones are in every row: `result[:, labels]` means these columns of all rows. "
        "Pair each row with its own column.",
        edit("np.arange(len(labels))", ":"),
    ),
)


# Before training --------------------------------------------------------------------------

first_loss = prediction(
    "The loss of a network that gives each of ten digits the same probability.",
    answer=float(np.log(10)),
    wrong={
        0.1: "0.1 is the probability that each digit gets. The loss is −ln of it.",
        0.9: "0.9 is what the true digit lacks to certainty. Cross-entropy takes −ln of its "
        "probability instead.",
        1.0: "That would be −log10(0.1). Cross-entropy takes the natural logarithm.",
        10.0: "10 is 1/0.1. You are one step away: the loss is the natural logarithm of that.",
        -float(np.log(10)): "The size is right. ln of a number below 1 is negative; the minus sign "
        "in front makes the loss positive.",
        0.0: "A loss of 0 would mean that every true digit gets probability 1.",
    },
    hints=[
        "All ten scores are 0. What does softmax make of ten equal scores?",
        "Each digit gets probability 0.1, also the true one.",
    ],
    why="Each digit gets probability 1/10, and −ln(1/10) = ln(10) = 2.303.",
    tolerance=2e-3,
)

# Cross-entropy ----------------------------------------------------------------------------


def _labels_and_probabilities(rng, m, classes=4, zeros=False):
    """One-hot labels and probabilities, some of them exactly 0 where the label is not."""
    Y = np.eye(classes)[rng.integers(0, classes, size=m)]
    P = rng.uniform(0.05, 1, size=(m, classes))
    if zeros:
        P = P * ((rng.uniform(size=P.shape) < 0.6) | (Y == 1))
    return Y, P / P.sum(axis=1, keepdims=True)


@exercise(
    inputs=[
        lambda rng: _labels_and_probabilities(rng, 3),
        lambda rng: _labels_and_probabilities(rng, 1),
        lambda rng: _labels_and_probabilities(rng, 6, classes=10, zeros=True),
    ],
    hints=[
        "First find, for each example, the probability of its true class: a vector of length m.",
        "`np.sum(Y * P, axis=1)` keeps from each row the one probability where Y has its 1.",
        "Now take the natural logarithm, the mean over the examples, and a minus sign.",
    ],
)
def cross_entropy(Y, P):
    p_true = np.sum(Y * P, axis=1)
    return -np.mean(np.log(p_true))


cross_entropy.also_correct(
    "-np.log(P[np.arange(len(P)), np.argmax(Y, axis=1)]).mean()",
    "-(Y * np.log(np.clip(P, 1e-12, 1))).sum() / len(Y)",
)


cross_entropy.mistakes(
    (
        "Where a wrong class has probability 0 your result is nan: 0 · ln 0 is 0 · (−inf), "
        "which is not a number. Pick out the true class's probability first, then take the "
        "logarithm.",
        "-np.mean(np.sum(Y * np.log(P), axis=1))",
    ),
    (
        "You have divided by all the numbers in the table. Sum over the ten classes, and take "
        "the mean over the examples alone.",
        "-np.mean(Y * np.log(np.clip(P, 1e-12, 1)))",
    ),
    (
        "This is the sum over the examples: it would grow with the size of the batch, and "
        "with it your steps. Take the mean.",
        "-np.sum(np.log(np.sum(Y * P, axis=1)))",
    ),
    (
        "The minus sign is missing: logarithms of probabilities are negative, and a loss "
        "should fall to 0 as the network gets better.",
        "np.mean(np.log(np.sum(Y * P, axis=1)))",
    ),
    (
        "One loss for each example is right so far; a batch has one loss, their mean.",
        "-np.log(np.sum(Y * P, axis=1))",
    ),
    (
        "The logarithm is the natural one here: `np.log`.",
        "-np.mean(np.log2(np.sum(Y * P, axis=1)))",
    ),
    (
        "The logarithm is the natural one: `np.log`, not `np.log10`.",
        "-np.mean(np.log10(np.sum(Y * P, axis=1)))",
    ),
    (
        "You average the probabilities and then take the logarithm. Each example has a loss "
        "of its own: logarithm first, mean second.",
        "-np.log(np.mean(np.sum(Y * P, axis=1)))",
    ),
    (
        "This is half the squared error. Cross-entropy looks at the logarithm of the true "
        "class's probability, and at nothing else.",
        "0.5 * np.mean(np.sum((Y - P) ** 2, axis=1))",
    ),
)


@cross_entropy.mistake(
    "The labels and the probabilities have changed places: your logarithm is of 0 and 1. Labels "
    "come first, probabilities second, and the logarithm is of the probabilities."
)
def _(Y, P):
    with np.errstate(all="ignore"):
        return -np.mean(np.sum(P * np.log(Y), axis=1))


# Accuracy, as a piece of graph ------------------------------------------------------------


def _logits_and_labels(rng, m, lead=1.5):
    """Scores and one-hot labels; the true class's score is raised by `lead`.

    With a lead of 1.5 about half of the answers are right, with 9 all of them.
    """
    labels = rng.integers(0, 10, size=m)
    logits = rng.normal(size=(m, 10))
    logits[np.arange(m), labels] += lead
    shape = (None, 10)
    return feed(logits.astype(np.float32), shape), feed(np.eye(10, dtype=np.float32)[labels], shape)


@exercise(
    graph=True,
    inputs=[
        lambda rng: _logits_and_labels(rng, 8),
        lambda rng: _logits_and_labels(rng, 1, lead=9),
        lambda rng: _logits_and_labels(rng, 25),
    ],
    hints=[
        "The predicted digit is the column of the largest logit, the true one the column of the "
        "1: `tf.argmax(..., axis=1)` finds both.",
        "`tf.equal` compares them and gives True or False for each example.",
        "`tf.reduce_mean` cannot average True and False: `tf.cast` them to `tf.float32` first.",
    ],
)
def accuracy_of(logits, Y):
    correct = tf.equal(tf.argmax(logits, axis=1), tf.argmax(Y, axis=1))
    return tf.reduce_mean(tf.cast(correct, tf.float32))


@accuracy_of.also_correct
def _(logits, Y):
    wrong = tf.not_equal(tf.argmax(Y, axis=1), tf.argmax(tf.nn.softmax(logits), axis=1))
    return 1 - tf.count_nonzero(wrong, dtype=tf.float32) / tf.cast(tf.shape(Y)[0], tf.float32)


accuracy_of.mistakes(
    (
        "True and False cannot be averaged. Turn them into 1.0 and 0.0 first: `tf.cast(..., "
        "tf.float32)`.",
        "tf.reduce_mean(tf.equal(tf.argmax(logits, axis=1), tf.argmax(Y, axis=1)))",
    ),
    (
        "The mean of whole numbers is a whole number: all but a perfect batch gives 0. Cast "
        "to `tf.float32`, not to an integer.",
        edit("float32", "int32"),
    ),
)


@accuracy_of.mistake(
    "With `axis=0` you look down the columns: the example with the highest score for each digit. "
    "Look along each row: `axis=1`."
)
def _(logits, Y):
    correct = tf.equal(tf.argmax(logits, axis=0), tf.argmax(Y, axis=0))
    return tf.reduce_mean(tf.cast(correct, tf.float32))


accuracy_of.mistakes(
    (
        "You compare the scores themselves with the labels. Compare which column is the "
        "largest: `tf.argmax` of both.",
        "tf.reduce_mean(tf.cast(tf.equal(logits, Y), tf.float32))",
    ),
)


@accuracy_of.mistake(
    "You compare the predicted digit with the one-hot rows. Take `tf.argmax` of the labels as well."
)
def _(logits, Y):
    predicted = tf.cast(tf.argmax(logits, axis=1), tf.float32)
    return tf.reduce_mean(tf.cast(tf.equal(predicted[:, None], Y), tf.float32))


accuracy_of.mistakes(
    (
        "This counts the right answers; the accuracy is their share of all.",
        edit("reduce_mean", "reduce_sum"),
    ),
    ("This is the share of wrong answers, the error rate.", edit("equal", "not_equal")),
    (
        "An accuracy lies between 0 and 1; yours is in per cent.",
        edit("return tf", "return 100 * tf"),
    ),
)


# One step of training ---------------------------------------------------------------------


def _batch(rng, m):
    """X, Y, P, W, b, learning_rate for a net of 2 inputs and 3 classes."""
    Y, P = _labels_and_probabilities(rng, m, classes=3)
    W, b = rng.normal(size=(2, 3)), rng.normal(size=3)
    return rng.uniform(size=(m, 2)), Y, P, W, b, float(rng.uniform(0.1, 0.9))


@exercise(
    inputs=[
        lambda rng: _batch(rng, 3),
        lambda rng: _batch(rng, 1),
        lambda rng: _batch(rng, 10),
    ],
    hints=[
        "Start with the error terms of the whole batch: `delta = Y - P`, shape (m, classes).",
        "The step of W adds up x_i · delta_k over the examples, and that is `X.T @ delta`, of "
        "shape (inputs, classes).",
        "A bias is a weight whose input is always 1: its step adds up delta over the examples.",
        "Divide both sums by m, multiply by the learning rate, and add them to W and b.",
    ],
)
def sgd_step(X, Y, P, W, b, learning_rate):
    delta = Y - P
    m = len(X)
    W_new = W + learning_rate * X.T @ delta / m
    b_new = b + learning_rate * delta.sum(axis=0) / m
    return W_new, b_new


@sgd_step.also_correct
def _(X, Y, P, W, b, learning_rate):
    gradient = np.einsum("mi,mk->ik", X, P - Y) / len(Y)
    return W - learning_rate * gradient, b - learning_rate * np.mean(P - Y, axis=0)


@sgd_step.mistake(
    "You walk up the hill: the loss grows. Add the learning rate times x · (Y − P), or subtract "
    "it times x · (P − Y)."
)
def _(X, Y, P, W, b, learning_rate):
    delta = P - Y
    return W + learning_rate * X.T @ delta / len(X), b + learning_rate * delta.mean(axis=0)


@sgd_step.mistake(
    "The sums over the batch are not divided by m: a batch twice as large would take steps twice "
    "as long."
)
def _(X, Y, P, W, b, learning_rate):
    delta = Y - P
    return W + learning_rate * X.T @ delta, b + learning_rate * delta.sum(axis=0)


@sgd_step.mistake(
    "The step of W is right. The step of b is a sum over the batch as well: divide it by m."
)
def _(X, Y, P, W, b, learning_rate):
    delta = Y - P
    return W + learning_rate * X.T @ delta / len(X), b + learning_rate * delta.sum(axis=0)


sgd_step.mistakes(
    (
        "The weights move, and the biases stay where they were. (Or you averaged delta over "
        "its classes as well: each row of Y − P adds up to 0.) Average over the examples "
        "alone.",
        "W + learning_rate * X.T @ (Y - P) / len(X), b",
    ),
)


@sgd_step.mistake("The learning rate is missing: the step is the whole gradient.")
def _(X, Y, P, W, b, learning_rate):
    delta = Y - P
    return W + X.T @ delta / len(X), b + delta.mean(axis=0)


@sgd_step.mistake(
    "You have multiplied by the slope P(1 − P), as squared error does. With cross-entropy after "
    "softmax that factor has cancelled: the error term is Y − P."
)
def _(X, Y, P, W, b, learning_rate):
    delta = (Y - P) * P * (1 - P)
    return W + learning_rate * X.T @ delta / len(X), b + learning_rate * delta.mean(axis=0)


@sgd_step.mistake(
    "These are the steps alone. Return the new values: W plus its step, and b plus its step."
)
def _(X, Y, P, W, b, learning_rate):
    delta = Y - P
    return learning_rate * X.T @ delta / len(X), learning_rate * delta.mean(axis=0)


# A better recipe --------------------------------------------------------------------------

TARGET = 0.40


@cache
def _digits():
    """Training and validation digits as the lesson prepares them: X, Y, X, Y."""
    arrays = []
    for split in load_mnist()[:2]:
        arrays += [split.images.reshape(-1, 784) / np.float32(255)]
        arrays += [np.eye(10, dtype=np.float32)[split.labels]]
    return arrays


def _softmax(Z):
    exp = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)


@cache
def _loss_after_one_epoch(learning_rate, momentum, size):
    """The lesson's network, in NumPy, trained for one epoch: its validation loss."""
    X_train, Y_train, X_validation, Y_validation = _digits()
    W, b = np.zeros((784, 10), np.float32), np.zeros(10, np.float32)
    velocity_W, velocity_b = np.zeros_like(W), np.zeros_like(b)
    learning_rate, momentum = np.float32(learning_rate), np.float32(momentum)
    for x, y in batches(X_train, Y_train, size=size, rng=np.random.default_rng(15)):
        delta = y - _softmax(x @ W + b)
        velocity_W = momentum * velocity_W + learning_rate * x.T @ delta / np.float32(len(x))
        velocity_b = momentum * velocity_b + learning_rate * delta.mean(axis=0)
        W, b = W + velocity_W, b + velocity_b
    p_true = np.sum(Y_validation * _softmax(X_validation @ W + b), axis=1)
    return float(-np.mean(np.log(np.maximum(p_true, np.float32(1e-30)))))


def _judge_recipe(given):
    names = {"learning_rate", "momentum", "size"}
    if type(given) is not dict or set(given) != names:
        return "Return a dictionary with learning_rate, momentum and size, and nothing else."
    rate, momentum, size = (
        np.asarray(given[name]).item() for name in ("learning_rate", "momentum", "size")
    )
    if rate <= 0:
        return "The learning rate must be greater than 0, or nothing is learned."
    if not 0 <= momentum < 1:
        return "The momentum must be at least 0 and less than 1, or old steps never fade."
    if size != int(size) or not 1 <= size <= 8000:
        return "The batch size must be a whole number from 1 to 8000."
    loss = _loss_after_one_epoch(rate, momentum, int(size))
    if loss < TARGET:
        return None
    shorter = _loss_after_one_epoch(rate / 2, momentum, int(size))
    longer = _loss_after_one_epoch(rate * 2, momentum, int(size))
    advice = "shorter steps would do better" if shorter < longer else "longer steps would do better"
    if min(shorter, longer) > loss:
        advice = "the rate is about right, and another batch size or momentum would do better"
    return (
        f"After one epoch the validation loss is {loss:.3f}, not yet below {TARGET:.2f}. With "
        f"this batch size and momentum, {advice}."
    )


@exercise(
    inputs=lambda rng: (),
    judge=_judge_recipe,
    hints=[
        "An epoch of 8,000 digits in batches of 100 has only 80 steps. Either each step must be "
        "longer, or there must be more of them.",
        "Smaller batches give more steps an epoch: 8,000 / 25 = 320. Each is noisier, though.",
        "With momentum 0.9, steps grow to 1 / (1 − 0.9) = 10 times the learning rate. A rate of "
        "0.5 is then far too much, 0.1 about right.",
    ],
)
def recipe():
    return {"learning_rate": 0.1, "momentum": 0.9, "size": 50}


recipe.also_correct('{"learning_rate": 0.2, "momentum": 0.0, "size": 20}')


recipe.mistakes(
    (
        "That is the lesson's own recipe: after one epoch its validation loss is 0.49. Change "
        "something.",
        '{"learning_rate": 0.02, "momentum": 0.9, "size": 100}',
    ),
    (
        "A batch of all 8,000 digits makes a single step an epoch. Its direction is exact, "
        "but one step is one step.",
        '{"learning_rate": 0.02, "momentum": 0.9, "size": 8000}',
    ),
)
