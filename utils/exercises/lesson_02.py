"""The exercises of lesson 2, Compute a neuron."""

import math
from functools import cache

import numpy as np

from utils.datasets import load_penguins
from utils.exercises import exercise

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


@weighted_sum.also_correct
def _(x, w, b):
    return np.dot(x, w) + b


@weighted_sum.also_correct
def _(x, w, b):
    h = b
    for x_i, w_i in zip(x, w, strict=True):
        h += x_i * w_i
    return h


@weighted_sum.mistake("The bias is missing. It is added once, after the sum.")
def _(x, w, b):
    return np.sum(w * x)


@weighted_sum.mistake(
    "You add the bias to every product, so it counts as many times as there are inputs. It is "
    "added once, outside the sum."
)
def _(x, w, b):
    return np.sum(w * x + b)


@weighted_sum.mistake("These are the products one by one. A node adds them up to one number.")
def _(x, w, b):
    return w * x


@weighted_sum.mistake(
    "These are several numbers: the products, each with the bias. A node adds the products up "
    "to one number first."
)
def _(x, w, b):
    return w * x + b


@weighted_sum.mistake(
    "You add up inputs and weights apart and then multiply. Each input has a weight of its own: "
    "multiply first, then add."
)
def _(x, w, b):
    return np.sum(w) * np.sum(x) + b


@weighted_sum.mistake("You add weights and inputs. A weight multiplies its input.")
def _(x, w, b):
    return np.sum(w + x) + b


@weighted_sum.mistake(
    "This is the mean of the products. A node takes their sum: ten inputs bring more evidence "
    "than one."
)
def _(x, w, b):
    return np.mean(w * x) + b


@weighted_sum.mistake("You subtract the bias. It is added; a bias against is negative itself.")
def _(x, w, b):
    return np.sum(w * x) - b


@weighted_sum.mistake(
    "You multiply by the bias. It is evidence of its own, added to that of the inputs."
)
def _(x, w, b):
    return np.sum(w * x) * b


@weighted_sum.mistake(
    "You went one step too far: this is already the sigmoid of the sum. Asked for is $h$ itself."
)
def _(x, w, b):
    return 1 / (1 + np.exp(-(np.sum(w * x) + b)))


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


@my_sigmoid.also_correct
def _(h):
    return (1 + np.tanh(h / 2)) / 2


@my_sigmoid.also_correct
def _(h):
    return np.where(h < 0, np.exp(-np.abs(h)), 1) / (1 + np.exp(-np.abs(h)))


@my_sigmoid.mistake(
    "The exponent has lost its minus sign: your curve falls where it should rise. Try a large "
    "`h`; the result should be nearly 1."
)
def _(h):
    return 1 / (1 + np.exp(h))


@my_sigmoid.mistake(
    "The parentheses around `1 + np.exp(-h)` are missing. Division comes before addition, so you "
    "compute 1/1 and add the exponential."
)
def _(h):
    return 1 / 1 + np.exp(-h)


@my_sigmoid.mistake("Parentheses again: this is `(1 / 1) + e^h`, with the minus sign lost as well.")
def _(h):
    return 1 / 1 + np.exp(h)


@my_sigmoid.mistake(
    "`math.exp` takes a single number. For arrays, use `np.exp`: it works on every element."
)
def _(h):
    return 1 / (1 + math.exp(-h))


@my_sigmoid.mistake(
    "You divide by 1 − e^(−h): at h = 0 this is a division by zero. It is 1 *plus* the exponential."
)
def _(h):
    with np.errstate(all="ignore"):
        return 1 / (1 - np.exp(-h))


@my_sigmoid.mistake("The 1 below the bar is missing, and 1/e^(−h) is e^h, which grows without end.")
def _(h):
    return 1 / np.exp(-h)


@my_sigmoid.mistake(
    "e^h/(1 + e^h) is the sigmoid too, but for large h it is infinity divided by infinity, which "
    "is not a number. The lesson's form has the exponential in one place only."
)
def _(h):
    with np.errstate(all="ignore"):
        return np.exp(h) / (1 + np.exp(h))


@my_sigmoid.mistake(
    "This is the step, or a sigmoid that you have rounded: it knows no doubt. Leave the values "
    "between 0 and 1 as they are."
)
def _(h):
    return np.where(np.asarray(h) > 0, 1.0, 0.0)


@my_sigmoid.mistake(
    "This is tanh, a relative of the sigmoid, which runs from −1 to 1. The sigmoid runs from 0 "
    "to 1."
)
def _(h):
    return np.tanh(h)


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


@predict.also_correct
def _(X, w, b):
    return [1 / (1 + math.exp(-(sum(x * w) + b))) for x in X]


@predict.also_correct
def _(X, w, b):
    return (1 + np.tanh(((X * w).sum(axis=1) + b) / 2)) / 2


@predict.mistake("The bias is missing: add it to `X @ w`.")
def _(X, w, b):
    return 1 / (1 + np.exp(-(X @ w)))


@predict.mistake(
    "The product is transposed: with `X.T @ w` or `w @ X` you sum over the examples. Examples "
    "are the rows; sum along each row."
)
def _(X, w, b):
    return 1 / (1 + np.exp(-(X.T @ w + b)))


@predict.mistake("This is `h`, the input to the node. The activation function is still to come.")
def _(X, w, b):
    return X @ w + b


@predict.mistake(
    "`X * w` multiplies and does not add up: you have a number for each input of each example. "
    "Use `@`, or sum along each row."
)
def _(X, w, b):
    return 1 / (1 + np.exp(-(X * w + b)))


@predict.mistake(
    "You add up over everything: one answer for the whole batch. Each example needs its own, so "
    "sum along each row only."
)
def _(X, w, b):
    return 1 / (1 + np.exp(-(np.sum(X * w) + b)))


@predict.mistake(
    "You sum down the columns (`axis=0`), over the examples. Sum along each row: `axis=1`, or "
    "`X @ w`."
)
def _(X, w, b):
    return 1 / (1 + np.exp(-(np.sum(X * w, axis=0) + b)))


@predict.mistake(
    "A minus sign stands before `X @ w` alone: −X @ w + b. The sign belongs to all of h, bias "
    "included."
)
def _(X, w, b):
    return 1 / (1 + np.exp(-X @ w + b))


@predict.mistake("The exponent has lost its minus sign: the answers are those of 1 − ŷ.")
def _(X, w, b):
    return 1 / (1 + np.exp(X @ w + b))


@predict.mistake(
    "The bias is added after the sigmoid. It is part of the evidence: add it to `X @ w` before."
)
def _(X, w, b):
    return 1 / (1 + np.exp(-(X @ w))) + b


@predict.mistake(
    "You answer yes or no. Return the activation itself, between 0 and 1, with its doubt."
)
def _(X, w, b):
    return X @ w + b > 0


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


@squared_error.also_correct
def _(y, y_hat):
    return sum((a - b) ** 2 for a, b in zip(y, y_hat, strict=True)) / 2


@squared_error.mistake("The half is missing. The sign of the difference does not matter.")
def _(y, y_hat):
    return np.sum((y - y_hat) ** 2)


@squared_error.mistake(
    "You take the mean over the examples. $E$ in this lesson is their sum, halved."
)
def _(y, y_hat):
    return 0.5 * np.mean((y - y_hat) ** 2)


@squared_error.mistake("This is the mean of the squares. $E$ is their sum, and half of it.")
def _(y, y_hat):
    return np.mean((y - y_hat) ** 2)


@squared_error.mistake(
    "You square the sum. Then a miss upwards pays for a miss downwards. Square each difference "
    "first."
)
def _(y, y_hat):
    return 0.5 * np.sum(y - y_hat) ** 2


@squared_error.mistake("The square is missing: misses upwards and downwards cancel out.")
def _(y, y_hat):
    return 0.5 * np.sum(y - y_hat)


@squared_error.mistake(
    "You take absolute values. Squares are asked for: they punish a large miss more than two "
    "small ones."
)
def _(y, y_hat):
    return 0.5 * np.sum(np.abs(y - y_hat))


@squared_error.mistake("These are the errors one by one. $E$ is a single number: add them up.")
def _(y, y_hat):
    return 0.5 * (y - y_hat) ** 2


@squared_error.mistake("You subtract the squares. Square the difference: (y − ŷ)², not y² − ŷ².")
def _(y, y_hat):
    return 0.5 * np.sum(y**2 - y_hat**2)


@squared_error.mistake(
    "The half has been squared too: ½ stands outside the square, so that a quarter is too little."
)
def _(y, y_hat):
    return np.sum((0.5 * (y - y_hat)) ** 2)


@squared_error.mistake("A root is too much: $E$ is half the sum of the squares itself.")
def _(y, y_hat):
    return np.sqrt(np.sum((y - y_hat) ** 2))


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


@knobs.also_correct
def _():
    return 2.5, 4.5, 0.5


@knobs.mistake(
    "With both weights negative the neuron takes males for females. Look at the picture again."
)
def _():
    return -2.0, -4.0, 0.0


@knobs.mistake("That neuron is in the lesson: its error is 2.81. Change something.")
def _():
    return 2.0, 2.0, 0.0
