"""The exercises of lesson 14, Choose activations."""

from functools import cache

import numpy as np
import tensorflow.compat.v1 as tf

from utils.batches import batches
from utils.datasets import load_mnist
from utils.exercises import edit, exercise, feed, prediction

# ReLU -------------------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (np.array([-1, 1, -1]) * rng.uniform(0.5, 3, size=3),),
        lambda rng: (rng.normal(scale=2, size=(2, 4)),),
        lambda rng: ([-1.5, float(rng.uniform(2, 4)), 0.0],),  # a list
        lambda rng: (float(rng.uniform(1, 5)),),  # a single number
        lambda rng: (rng.integers(-5, 6, size=(3, 2)),),
    ],
    hints=[
        "Each number is compared with 0, and the larger of the two is kept.",
        "Python's `max` compares two things as a whole. NumPy has a function that compares number "
        "by number.",
        "`np.maximum(0, ...)`. It takes arrays, lists and single numbers.",
    ],
)
def relu(h):
    return np.maximum(0, h)


@relu.also_correct
def _(h):
    h = np.asarray(h)
    return h * (h > 0)


@relu.also_correct
def _(h):
    h = np.asarray(h, dtype=float)
    return (h + np.abs(h)) / 2


relu.also_correct("np.where(np.asarray(h) > 0, h, 0)")


relu.mistakes(
    (
        "This is the size without the sign. ReLU does not turn negative numbers round, it "
        "makes them 0.",
        "np.abs(h)",
    ),
    (
        "You have kept the smaller of h and 0: the negative numbers. ReLU keeps the others.",
        "np.minimum(0, h)",
    ),
)


_AS_A_WHOLE = (
    "Python's `max` and `if` compare h as a whole with 0, and an array is neither larger nor "
    "smaller. Compare number by number: NumPy has a function for it."
)


relu.mistakes(
    (_AS_A_WHOLE, "max(0, h)"),
    (
        "`np.max` finds one number, the largest of all. ReLU gives a number for each number of h.",
        "np.max(h)",
    ),
    (
        "`np.max(h, 0)` takes 0 for the axis: the largest of each column. You want to compare "
        "with 0, number by number.",
        "np.max(h, 0)",
    ),
    (
        "`np.max` takes its second argument for the axis, and finds one largest number. Comparing "
        "with 0, number by number, is `np.maximum`.",
        "np.max(0, h)",
    ),
    (_AS_A_WHOLE, "h if h > 0 else 0"),
    (
        "This is the slope of ReLU, 1 where h is positive. The function itself gives h there.",
        "np.where(np.asarray(h) > 0, 1, 0)",
    ),
    (
        "Where h is positive you cut at 1. ReLU lets all that is positive pass, however large.",
        "np.clip(h, 0, 1)",
    ),
    (
        "You drop the negative numbers, and the result is shorter than h. They are to become 0, "
        "each in its place.",
        "np.asarray(h)[np.asarray(h) > 0]",
    ),
    (
        "Arrays are right so far. A list or a single number cannot be compared or multiplied "
        "like that: make an array of h first, or use a NumPy function that does.",
        "h * (h > 0)",
        "(abs(h) + h) / 2",
    ),
    (
        "A loop over h takes a table row by row, and finds nothing to loop over in a single "
        "number. NumPy has a function that compares number by number, whatever the shape.",
        "[x if x > 0 else 0 for x in h]",
    ),
    (
        "That is the sigmoid. ReLU has no exponential: it compares h with 0.",
        "1 / (1 + np.exp(-np.asarray(h, dtype=float)))",
    ),
    (
        "Left of 0 something is left, where ReLU is 0: this is a relative of it, such as leaky "
        "ReLU, softplus or SiLU.",
        "np.maximum(0.01 * np.asarray(h), h)",
        "np.log1p(np.exp(np.asarray(h, dtype=float)))",
        "h / (1 + np.exp(-np.asarray(h, dtype=float)))",
    ),
)


# What survives ----------------------------------------------------------------------------

survives = prediction(
    "One in how many parts of the slope is left after ten sigmoid layers, at best.",
    answer=4**10,
    wrong={
        40: "You have added up: ten times 4. Each layer multiplies what the layer after it has "
        "left.",
        0.25**10: "That is the part itself. The question asks for one in how many: its inverse.",
        2**10: "That would be a factor of one half per layer. σ(0) is one half; the slope there is "
        "σ(0) · (1 − σ(0)).",
        10**4: "Base and exponent are exchanged: ten layers with a factor of 4 each.",
        10**6: "That is the right size. The exact number is a power: let Python compute it.",
        4: "That is one layer. There are ten.",
        4**9: "That is nine layers. On the way back to the weights of the first, all ten slopes "
        "come in.",
        4**11: "One layer too many: the outputs have no activation here.",
        10**7: "That is about what the lesson measures. The question is about the best "
        "case, a slope of 0.25 in every layer.",
        10**10: "The factor at each layer is the largest slope of the sigmoid, not a tenth.",
        1: "That holds for tanh and ReLU at their best. The sigmoid's slope at 0 is smaller than "
        "1.",
    },
    hints=[
        "The slope of the sigmoid at 0 is ½ · (1 − ½).",
        "Ten layers, so this slope is multiplied ten times: 0.25 to the power of 10.",
        "One in how many: 4 to the power of 10. Python does it: `4**10`.",
    ],
    why="4 to the power of 10 is 1,048,576: a millionth is left, and that is the best case.",
)

# Leaky ReLU -------------------------------------------------------------------------------


def _h_and_leak(rng, *shape):
    h = rng.normal(scale=2, size=shape)
    h.flat[0] = 0.01  # positive, and less than any leak
    return feed(h.astype(np.float32)), float(rng.uniform(0.02, 0.9))


@exercise(
    graph=True,
    inputs=[
        lambda rng: _h_and_leak(rng, 4),
        lambda rng: _h_and_leak(rng, 3, 2),
    ],
    hints=[
        "There are two candidates, h and a · h. Where h is positive, which of them is larger? And "
        "where it is negative?",
        "Since a lies between 0 and 1, the right one is always the larger of the two.",
        "`tf.maximum` compares number by number.",
    ],
)
def leaky_relu(h, a):
    return tf.maximum(h, a * h)


leaky_relu.also_correct(
    "tf.nn.leaky_relu(h, alpha=a)",
    "tf.where(h > 0, h, a * h)",
    "tf.nn.relu(h) - a * tf.nn.relu(-h)",
)


leaky_relu.mistakes(
    (
        "The two halves are exchanged: you weaken what is positive and let what is negative pass.",
        "tf.minimum(h, a * h)",
    ),
    (
        "Left of 0 you give the constant a. It should be a times h: a line, with slope a.",
        "tf.where(h > 0, h, a * tf.ones_like(h))",
        "tf.where(h > 0, h, a)",
    ),
    (
        "You take the larger of h and a. What leaks through is a times h, and that is negative.",
        "tf.maximum(h, a)",
    ),
    (
        "The leak has the wrong sign: left of 0 the result should be negative, as h is.",
        "tf.maximum(h, -a * h)",
    ),
    (
        "You add a · h on both sides: where h is positive the slope is now 1 + a. Add it on "
        "the left alone.",
        "tf.nn.relu(h) + a * h",
    ),
    (
        "This is the plain ReLU: a does nothing. On the left the result is a times h.",
        "tf.nn.relu(h)",
    ),
    (
        "You have not handed on a: `tf.nn.leaky_relu` takes 0.2 unless it is told `alpha=a`.",
        "tf.nn.leaky_relu(h)",
    ),
    ("You multiply by a everywhere. Where h is positive it passes as it is.", "a * h"),
    (
        "You divide by a on the left: that makes it steeper, not flatter. Multiply.",
        "tf.where(h > 0, h, h / a)",
    ),
    (
        "You subtract a on the left. That is a line of slope 1, moved down, with a jump at 0. "
        "The leak is a slope: a times h.",
        "tf.where(h > 0, h, h - a)",
    ),
    (
        "`if` cannot ask a tensor that has no value yet, and it would ask once for all "
        "numbers. Compare number by number, in the graph.",
        "h if h > 0 else a * h",
    ),
    (
        "NumPy cannot compute with a tensor that has no value yet. Use TensorFlow's function "
        "of the same name.",
        "np.maximum(h, a * h)",
        "np.where(h > 0, h, a * h)",
    ),
    (
        "You multiply by a where h is positive, and give 0 where it is negative. The other way "
        "round: on the right h passes as it is, on the left a · h leaks through.",
        "a * tf.nn.relu(h)",
    ),
)


# A recipe that keeps units alive ----------------------------------------------------------

_GOAL, _MOST_DEAD, _UNITS, _EXAMPLES = 0.31, 2, 30, 500
_KEYS = ("learning_rate", "first_bias", "leak")


@cache
def _small_digits():
    """500 training digits at half their resolution, as rows of 196 grey levels; their targets."""
    train = load_mnist().train
    images = train.images[:_EXAMPLES].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
    return images.reshape(-1, 196) / 255, np.eye(10)[train.labels[:_EXAMPLES]]


@cache
def _train(learning_rate, first_bias, leak):
    """The units that are positive for no digit, and the error, after 80 steps."""
    X, Y = _small_digits()
    rng = np.random.default_rng(14)
    W = rng.normal(scale=np.sqrt(2 / 196), size=(196, _UNITS))
    U = rng.normal(scale=np.sqrt(2 / _UNITS), size=(_UNITS, 10))
    b, c = np.full(_UNITS, float(first_bias)), np.zeros(10)
    with np.errstate(all="ignore"):
        for _ in range(4):
            for x, y in batches(X, Y, 25, rng):
                h = x @ W + b
                units = np.where(h > 0, h, leak * h)
                delta = (y - units @ U - c) * learning_rate / len(x)
                delta_hidden = (delta @ U.T) * np.where(h > 0, 1, leak)
                U, c = U + units.T @ delta, c + delta.sum(axis=0)
                W, b = W + x.T @ delta_hidden, b + delta_hidden.sum(axis=0)
        h = X @ W + b
        y_hat = np.where(h > 0, h, leak * h) @ U + c
        E = np.sum((Y - y_hat) ** 2) / len(X) / 2
    return int(np.sum(h.max(axis=0) <= 0)), float(E)


def _judge_recipe(recipe):
    if not isinstance(recipe, dict) or set(recipe) != set(_KEYS):
        return f"Return a dictionary with the three keys {', '.join(map(repr, _KEYS))}."
    rate, bias, leak = (np.asarray(recipe[key]).item() for key in _KEYS)
    if rate <= 0:
        return "A learning rate is greater than 0."
    if not 0 <= leak <= 1:
        return "A leak lies between 0, the plain ReLU, and 1, no bend at all."
    if leak == 1:
        return "With a leak of 1 there is no bend left: f(h) = h, and the layers collapse into one."
    dead, E = _train(rate, bias, leak)
    if not np.isfinite(E):
        return (
            "The error has grown beyond all bounds: the steps overshoot further each time. Take a "
            "smaller rate."
        )
    said = f"{dead} of {_UNITS} units are positive for no digit, and the error is {E:.2f}."
    if dead > _MOST_DEAD and bias < -0.5:
        return f"{said} The first biases are so low that units start out silent."
    if dead > _MOST_DEAD and bias > 0.5:
        return f"{said} Such high first biases make units loud, and the first steps too large."
    if dead > _MOST_DEAD:
        return f"{said} The first steps are too large, and throw units out of reach of all digits."
    if _GOAL <= E and rate < 0.06:
        return f"{said} The units live, but they have hardly moved in 80 steps: larger steps."
    return None if _GOAL > E else f"{said} It should be below {_GOAL}."


@exercise(
    inputs=lambda rng: (),
    judge=_judge_recipe,
    draws=1,
    hints=[
        "With a first bias of 0, no unit begins silent for all digits.",
        "The lesson's network stayed alive with a rate of 0.1.",
        "A leak between 0.1 and 0.3 helps a little here; with a large rate it makes things worse.",
    ],
)
def recipe():
    return {"learning_rate": 0.1, "first_bias": 0.0, "leak": 0.1}


recipe.also_correct('{"learning_rate": 0.12, "first_bias": 0.1, "leak": 0}')


recipe.mistakes(
    (
        "Steps of 0.5 are too large, here as in the lesson: the first ones throw most units "
        "out of reach of all digits.",
        '{"learning_rate": 0.5, "first_bias": 0.0, "leak": 0.0}',
    ),
    (
        "With first biases of −3 every unit is silent before the first step, and a plain ReLU "
        "leaves it there.",
        '{"learning_rate": 0.1, "first_bias": -3.0, "leak": 0.0}',
    ),
    (
        "The leak lets the silent units move, but they have far to go from −3. Do not start "
        "so low.",
        '{"learning_rate": 0.1, "first_bias": -3.0, "leak": 0.1}',
    ),
    (
        "Nobody dies at this rate, but nobody moves far either: 80 steps of 0.01 are a short way.",
        '{"learning_rate": 0.01, "first_bias": 0.0, "leak": 0.0}',
    ),
    (
        "The error has grown beyond all bounds. A leak is no cure for too large a rate: what "
        "leaks through makes the steps larger still.",
        '{"learning_rate": 0.5, "first_bias": 0.0, "leak": 0.2}',
    ),
    (
        "With a leak of 1 there is no bend left: f(h) = h, and the two layers collapse into one.",
        '{"learning_rate": 0.1, "first_bias": 0.0, "leak": 1.0}',
    ),
    (
        "With first biases of 1 all units are loud at once, the first steps are too large, "
        "and throw most units out of reach.",
        '{"learning_rate": 0.1, "first_bias": 1.0, "leak": 0.1}',
    ),
)
