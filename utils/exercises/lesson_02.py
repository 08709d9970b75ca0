"""The exercises of lesson 2, Compute a neuron."""

import math
from functools import cache

import numpy as np

from utils.datasets import load_penguins
from utils.exercises import edit, exercise

# The weighted sum -------------------------------------------------------------------------


def _node(rng, n):
    """x, w, b of a node with `n` inputs."""
    return rng.normal(size=n).round(1), rng.normal(size=n).round(1), float(rng.uniform(1, 2))


@exercise(
    inputs=[
        lambda rng: _node(rng, 2),
        lambda rng: _node(rng, 5),
        lambda rng: _node(rng, 1),
    ],
    hints=[
        "Multiply each input by its own weight: `w * x` does it for all at once.",
        "Add the products up with `np.sum`. The bias comes once, after the sum.",
    ],
)
def weighted_sum(x, w, b):
    return np.sum(w * x) + b


weighted_sum.also_correct("np.dot(x, w) + b")


@weighted_sum.also_correct
def _(x, w, b):
    h = b
    for x_i, w_i in zip(x, w, strict=True):
        h += x_i * w_i
    return h


weighted_sum.mistakes(
    ("The bias is missing. It is added once, after the sum.", "np.sum(w * x)"),
    (
        "You add the bias to every product, so it counts as many times as there are inputs. "
        "It is added once, outside the sum.",
        "np.sum(w * x + b)",
    ),
    ("These are the products one by one. A node adds them up to one number.", "w * x"),
    (
        "These are several numbers: the products, each with the bias. A node adds the "
        "products up to one number first.",
        "w * x + b",
    ),
    (
        "You add up inputs and weights apart and then multiply. Each input has a weight of "
        "its own: multiply first, then add.",
        "np.sum(w) * np.sum(x) + b",
    ),
    ("You add weights and inputs. A weight multiplies its input.", "np.sum(w + x) + b"),
    (
        "This is the mean of the products. A node takes their sum: ten inputs bring more "
        "evidence than one.",
        "np.mean(w * x) + b",
    ),
    ("You subtract the bias. It is added; a bias against is negative itself.", "np.sum(w * x) - b"),
    (
        "You multiply by the bias. It is evidence of its own, added to that of the inputs.",
        "np.sum(w * x) * b",
    ),
    (
        "You went one step too far: this is already the sigmoid of the sum. What is wanted is $h$ "
        "itself.",
        "1 / (1 + np.exp(-(np.sum(w * x) + b)))",
    ),
)


# The sigmoid ------------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (rng.normal(size=4).round(2),),
        lambda rng: (float(rng.uniform(0.5, 3)),),
        lambda rng: (rng.normal(size=(2, 3)),),
        lambda rng: (rng.uniform(-900, -800, size=3),),  # where e^-h overflows
        lambda rng: (rng.uniform(800, 900, size=3),),  # where e^h overflows
    ],
    hints=[
        "Work from the inside: minus `h`, then the exponential, then 1 plus that, then 1 divided "
        "by all of it.",
        "`np.exp` takes numbers and arrays, `math.exp` single numbers only.",
        "Everything below the bar goes between one pair of parentheses: `1 / (1 + ...)`.",
    ],
)
def my_sigmoid(h):
    return 1 / (1 + np.exp(-h))


my_sigmoid.also_correct(
    "(1 + np.tanh(h / 2)) / 2", "np.where(h < 0, np.exp(-np.abs(h)), 1) / (1 + np.exp(-np.abs(h)))"
)


my_sigmoid.mistakes(
    (
        "The exponent has lost its minus sign: your curve falls where it should rise. Try a "
        "large `h`; the result should be nearly 1.",
        "1 / (1 + np.exp(h))",
    ),
    (
        "This is 1 + e^(−h) itself, not 1 divided by it. Did you write `1 / 1 + ...`? Division "
        "comes before addition: put parentheses around `1 + np.exp(-h)`.",
        "1 / 1 + np.exp(-h)",
    ),
    (
        "This is 1 + e^h: not 1 divided by it, and with the minus sign lost as well.",
        "1 / 1 + np.exp(h)",
    ),
    (
        "`math.exp` takes a single number. For arrays, use `np.exp`: it works on every element.",
        "1 / (1 + math.exp(-h))",
    ),
    (
        "`float` makes a single number, and an array of several is none. The result is an array "
        "already: leave `float` out.",
        "float(1 / (1 + np.exp(-h)))",
    ),
    (
        "You divide by 1 − e^(−h): at h = 0 this is a division by zero. It is 1 *plus* the "
        "exponential.",
        "1 / (1 - np.exp(-h))",
    ),
    (
        "The 1 below the bar is missing, and 1/e^(−h) is e^h, which grows without end.",
        "1 / np.exp(-h)",
    ),
    (
        "e^h/(1 + e^h) is the sigmoid too, but for large h it is infinity divided by infinity, "
        "which is not a number. The lesson's form has the exponential in one place only.",
        "np.exp(h) / (1 + np.exp(h))",
    ),
    (
        "This is the step, or a sigmoid that you have rounded: it knows no doubt. Leave the "
        "values between 0 and 1 as they are.",
        "np.where(np.asarray(h) > 0, 1.0, 0.0)",
    ),
    (
        "This is tanh, a relative of the sigmoid, which runs from −1 to 1. The sigmoid runs "
        "from 0 to 1.",
        "np.tanh(h)",
    ),
    (
        "You divide by the sum of all: this is the softmax, where every number looks at the "
        "others. The sigmoid takes each by itself.",
        "np.exp(h) / np.sum(np.exp(h))",
    ),
    ("The base of the power is e: `np.exp`.", "1 / (1 + 10.0**-h)", "1 / (1 + 2.0**-h)"),
)


# A batch of predictions -------------------------------------------------------------------


def _batch(rng, m, n):
    """X, w, b for `m` examples of `n` inputs."""
    return rng.normal(size=(m, n)).round(1), rng.normal(size=n).round(1), float(rng.uniform(1, 2))


@exercise(
    inputs=[
        lambda rng: _batch(rng, 3, 2),
        lambda rng: _batch(rng, 1, 4),
        lambda rng: _batch(rng, 4, 4),  # as many examples as inputs: a transposed X fits too
    ],
    hints=[
        "Two steps: first `h` for all examples, then the sigmoid of all of them.",
        "Each row of `X` times `w`, summed, is the matrix product `X @ w`.",
    ],
)
def predict(X, w, b):
    return 1 / (1 + np.exp(-(X @ w + b)))


predict.also_correct(
    "[1 / (1 + math.exp(-(sum(x * w) + b))) for x in X]",
    "(1 + np.tanh(((X * w).sum(axis=1) + b) / 2)) / 2",
)


predict.mistakes(
    ("The bias is missing: add it to `X @ w`.", "1 / (1 + np.exp(-(X @ w)))"),
    (
        "The product is transposed: with `X.T @ w` or `w @ X` you sum over the examples. "
        "Examples are the rows; sum along each row.",
        "1 / (1 + np.exp(-(X.T @ w + b)))",
    ),
    ("This is `h`, the input to the node. The activation function is still to come.", "X @ w + b"),
    (
        "`X * w` multiplies and does not add up: you have a number for each input of each "
        "example. Use `@`, or sum along each row.",
        "1 / (1 + np.exp(-(X * w + b)))",
    ),
    (
        "You add up over everything: one answer for the whole batch. Each example needs its "
        "own, so sum along each row only.",
        "1 / (1 + np.exp(-(np.sum(X * w) + b)))",
    ),
    (
        "You sum down the columns (`axis=0`), over the examples. Sum along each row: "
        "`axis=1`, or `X @ w`.",
        "1 / (1 + np.exp(-(np.sum(X * w, axis=0) + b)))",
    ),
    (
        "A minus sign stands before `X @ w` alone: −X @ w + b. The sign belongs to all of h, "
        "bias included.",
        "1 / (1 + np.exp(-X @ w + b))",
    ),
    (
        "The exponent has lost its minus sign: the answers are those of 1 − ŷ.",
        "1 / (1 + np.exp(X @ w + b))",
    ),
    (
        "The bias is added after the sigmoid. It is part of the evidence: add it to `X @ w` "
        "before.",
        "1 / (1 + np.exp(-(X @ w))) + b",
    ),
    (
        "You answer yes or no. Return the activation itself, between 0 and 1, with its doubt.",
        "X @ w + b > 0",
    ),
)


# The squared error ------------------------------------------------------------------------


def _answers(rng, m):
    """Targets 0 or 1, and predictions."""
    return rng.integers(0, 2, size=m).astype(float), rng.uniform(0.05, 0.95, size=m).round(2)


@exercise(
    inputs=[
        lambda rng: _answers(rng, 3),
        lambda rng: _answers(rng, 1),
        lambda rng: _answers(rng, 12),
    ],
    hints=[
        "First the differences `y - y_hat`, then their squares.",
        "Add up the squares with `np.sum`, and take half of it.",
    ],
)
def squared_error(y, y_hat):
    return 0.5 * np.sum((y - y_hat) ** 2)


@squared_error.also_correct
def _(y, y_hat):
    d = y_hat - y  # the sign does not matter: it is squared
    return d @ d / 2


squared_error.also_correct("sum((a - b) ** 2 for a, b in zip(y, y_hat, strict=True)) / 2")


squared_error.mistakes(
    (
        "The half is missing. The sign of the difference does not matter.",
        "np.sum((y - y_hat) ** 2)",
    ),
    (
        "You take the mean over the examples. $E$ in this lesson is their sum, halved.",
        "0.5 * np.mean((y - y_hat) ** 2)",
    ),
    (
        "This is the mean of the squares. $E$ is their sum, and half of it.",
        "np.mean((y - y_hat) ** 2)",
    ),
    (
        "You square the sum. Then a miss upwards pays for a miss downwards. Square each "
        "difference first.",
        "0.5 * np.sum(y - y_hat) ** 2",
    ),
    ("The square is missing: misses upwards and downwards cancel out.", "0.5 * np.sum(y - y_hat)"),
    (
        "You take absolute values. Squares are asked for: they punish a large miss more than "
        "two small ones.",
        "0.5 * np.sum(np.abs(y - y_hat))",
    ),
    (
        "These are the errors one by one. $E$ is a single number: add them up.",
        "0.5 * (y - y_hat) ** 2",
    ),
    (
        "You subtract the squares. Square the difference: (y − ŷ)², not y² − ŷ².",
        "0.5 * np.sum(y**2 - y_hat**2)",
    ),
    (
        "The half has been squared too: ½ stands outside the square, so that a quarter is too "
        "little.",
        "np.sum((0.5 * (y - y_hat)) ** 2)",
    ),
    (
        "A root is too much: $E$ is half the sum of the squares itself.",
        "np.sqrt(np.sum((y - y_hat) ** 2))",
    ),
    (
        "This is the cross-entropy, another measure of how wrong an answer is. Here the "
        "differences are squared.",
        "-np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
    ),
)


# Weights by hand --------------------------------------------------------------------------

GOAL = 2.4


@cache
def _birds():
    """The lesson's standardised measurements, shape (119, 2), and targets."""
    birds = load_penguins()
    chosen = (birds.species == "Gentoo") & (birds.sex != "NA")
    measured = np.column_stack([birds.bill_depth_mm, birds.body_mass_g])[chosen]
    X = (measured - measured.mean(axis=0)) / measured.std(axis=0)
    return X, (birds.sex[chosen] == "male").astype(float)


def _error(w1, w2, b):
    X, y = _birds()
    y_hat = (1 + np.tanh((w1 * X[:, 0] + w2 * X[:, 1] + b) / 2)) / 2
    return float(0.5 * np.sum((y - y_hat) ** 2))


def _judge_knobs(given):
    values = np.asarray(given, dtype=object).ravel()
    if len(values) != 3 or any(isinstance(value, str) for value in values):
        return "Return three numbers: w1, w2 and b."
    w1, w2, b = map(float, values)
    error = _error(w1, w2, b)
    if error < GOAL:
        return None
    turns = {
        "a larger w1": _error(w1 + 0.1, w2, b),
        "a smaller w1": _error(w1 - 0.1, w2, b),
        "a larger w2": _error(w1, w2 + 0.1, b),
        "a smaller w2": _error(w1, w2 - 0.1, b),
        "a larger b": _error(w1, w2, b + 0.1),
        "a smaller b": _error(w1, w2, b - 0.1),
    }
    best = min(turns, key=turns.get)
    return f"The error is {error:.2f}, not yet below {GOAL}. Of all small turns, {best} helps most."


@exercise(
    inputs=lambda rng: (),
    judge=_judge_knobs,
    hints=[
        "Both weights are positive: males are larger in both measurements. Start with the best "
        "of the table above and change one number at a time.",
        "The mass deserves about twice the weight of the bill.",
        "A small positive bias helps at the end, less than 1.",
    ],
)
def knobs():
    return 2.0, 4.5, 0.4


knobs.also_correct("2.5, 4.5, 0.5")


knobs.mistakes(
    (
        "With both weights negative the neuron takes males for females. Look at the picture again.",
        "-2.0, -4.0, 0.0",
    ),
    ("That neuron is in the lesson: its error is 2.81. Change something.", "2.0, 2.0, 0.0"),
)
