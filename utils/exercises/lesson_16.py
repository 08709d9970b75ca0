"""The exercises of lesson 16, Classify digits."""

from functools import cache

import numpy as np
import tensorflow.compat.v1 as tf

from utils.batches import batches
from utils.datasets import load_mnist
from utils.exercises import edit, exercise, feed

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
    (
        "With `axis=0` you look down the columns: the example with the highest score for each "
        "digit. Look along each row: `axis=1`.",
        edit("logits, axis=1", "logits, axis=0", "Y, axis=1", "Y, axis=0"),
    ),
    (
        "Your share is 0 whatever the scores are. Either you compare with `==`, which looks at "
        "handles (`tf.equal` compares numbers), or the scores themselves with the labels, where "
        "the place of the largest is asked for: `tf.argmax` of both.",
        "tf.reduce_mean(tf.cast(tf.equal(logits, Y), tf.float32))",
    ),
    (
        "You compare the predicted digit with the one-hot rows. Take `tf.argmax` of the labels as "
        "well.",
        edit(
            "tf.argmax(logits, axis=1), tf.argmax(Y, axis=1)",
            "tf.cast(tf.argmax(logits, axis=1), tf.float32)[:, None], Y",
        ),
        edit("tf.argmax(Y, axis=1)", "Y"),
    ),
    (
        "This counts the right answers; the accuracy is their share of all.",
        edit("reduce_mean", "reduce_sum"),
    ),
    ("This is the share of wrong answers, the error rate.", edit("equal", "not_equal")),
    (
        "An accuracy lies between 0 and 1; yours is in per cent.",
        edit("return tf", "return 100 * tf"),
    ),
    (
        "You round the scores. They are no probabilities, and what counts is which column holds "
        "the largest: `tf.argmax`.",
        "tf.reduce_mean(tf.cast(tf.equal(tf.round(logits), Y), tf.float32))",
    ),
    (
        "You round the probabilities and compare all places, the nine zeros too. What counts is "
        "which column holds the largest: `tf.argmax`.",
        "tf.reduce_mean(tf.cast(tf.equal(tf.round(tf.nn.softmax(logits)), Y), tf.float32))",
    ),
)


# One step of training ---------------------------------------------------------------------


def _batch(rng, m):
    """X, Y, P, W, b, learning_rate for a net of 2 inputs and 3 classes."""
    Y, P = np.eye(3)[rng.integers(0, 3, size=m)], rng.dirichlet(np.ones(3), size=m)
    W, b = rng.normal(size=(2, 3)), rng.normal(size=3)
    return rng.uniform(size=(m, 2)), Y, P, W, b, float(rng.uniform(0.1, 0.9))


@exercise(
    inputs=[
        lambda rng: _batch(rng, 3),
        lambda rng: _batch(rng, 1),
        lambda rng: _batch(rng, 10),
    ],
    updates=["W", "b"],
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


sgd_step.mistakes(
    (
        "You walk up the hill: the loss grows. Add the learning rate times x · (Y − P), or "
        "subtract it times x · (P − Y).",
        edit("Y - P", "P - Y"),
    ),
    (
        "The sums over the batch are not divided by m: a batch twice as large would take steps "
        "twice as long.",
        edit("@ delta / m", "@ delta", "sum(axis=0) / m", "sum(axis=0)"),
    ),
    (
        "The step of b is a sum over the batch, as that of W is: divide it by m too.",
        edit("sum(axis=0) / m", "sum(axis=0)"),
    ),
    (
        "The weights move, and the biases stay where they were. (Or you averaged delta over "
        "its classes as well: each row of Y − P adds up to 0.) Average over the examples "
        "alone.",
        "W + learning_rate * X.T @ (Y - P) / len(X), b",
    ),
    (
        "The learning rate is missing: the step is the whole gradient.",
        edit("learning_rate * X.T", "X.T", "learning_rate * delta.sum", "delta.sum"),
    ),
    (
        "You have multiplied by the slope P(1 − P), as squared error does. With cross-entropy "
        "after softmax that factor has cancelled: the error term is Y − P.",
        edit("Y - P", "(Y - P) * P * (1 - P)"),
    ),
    (
        "These are the steps alone. Return the new values: W plus its step, and b plus its step.",
        edit("W + learning_rate", "learning_rate", "b + learning_rate", "learning_rate"),
        edit("W + learning_rate", "-learning_rate", "b + learning_rate", "-learning_rate"),
    ),
    (
        "The step of b has a row for each example. Each class has one bias: take the mean of its "
        "column.",
        edit("delta.sum(axis=0) / m", "delta / m"),
    ),
    (
        "The product for W lies on its side: rows are inputs, so `X` stands on the left, turned.",
        "W + learning_rate * (Y - P).T @ X / len(X), b + learning_rate * (Y - P).mean(axis=0)",
    ),
)


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
