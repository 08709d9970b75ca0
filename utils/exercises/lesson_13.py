"""The exercises of lesson 13, Initialize weights."""

from functools import cache

import numpy as np
import tensorflow.compat.v1 as tf

from utils.datasets import load_mnist
from utils.exercises import edit, exercise, prediction

# Units that differ ------------------------------------------------------------------------


def _units(rng, columns, biases):
    """Weights with the given columns out of four drawn ones, and the given biases of three."""
    drawn = rng.permutation(20)[:12].reshape(3, 4).astype(float)
    drawn[:, 3] = drawn[::-1, 0]  # another column with the same sum
    drawn_biases = rng.permutation(9)[:3].astype(float)
    return drawn[:, columns], np.zeros(len(columns)) + drawn_biases[biases]


@exercise(
    inputs=[
        lambda rng: _units(rng, [0, 1, 0, 2], [0, 0, 0, 0]),
        lambda rng: _units(rng, [0, 0, 1, 1, 1], [0, 1, 2, 2, 2]),
        lambda rng: _units(rng, [0, 3, 0, 3, 1, 2], [0, 0, 0, 0, 0, 1]),
        lambda rng: _units(rng, [0] * int(rng.integers(2, 7)), 0),
    ],
    hints=[
        "A unit is a column of W and its place in b.",
        "`np.vstack([W, b])` puts each bias under its column.",
        "`np.unique(..., axis=1)` keeps one of each different column. How many are left?",
    ],
)
def different_units(W, b):
    columns = np.vstack([W, b])
    return np.unique(columns, axis=1).shape[1]


@different_units.also_correct
def _(W, b):
    return len({(*column, bias) for column, bias in zip(W.T.tolist(), b.tolist(), strict=True)})


different_units.mistakes(
    (
        "You compare the rows of W. A row leaves an input; what enters one hidden unit is a "
        "column.",
        "len(np.unique(W, axis=0))",
    ),
    (
        "You look at the weights alone. Two units with the same weights and different biases "
        "give different outputs: they are not twins.",
        "np.unique(W, axis=1).shape[1]",
    ),
    (
        "You count how many units are repetitions of another. The question is how many different "
        "ones there are.",
        "W.shape[1] - np.unique(np.vstack([W, b]), axis=1).shape[1]",
    ),
    (
        "You compare each unit with its neighbour. Twins may be far apart: compare each with all.",
        edit(
            "np.unique(columns, axis=1).shape[1]",
            "1 + int(np.any(np.diff(columns, axis=1) != 0, axis=0).sum())",
        ),
    ),
    (
        "You count different numbers. A unit is a whole column: compare columns.",
        "len(np.unique(np.vstack([W, b])))",
        "len(np.unique(W))",
    ),
    (
        "You compare sums of columns. Different weights may have the same sum: compare weight "
        "by weight.",
        "len(np.unique(np.vstack([W, b]).sum(axis=0)))",
    ),
    (
        "You count the units that have no twin at all. Of a pair of twins, one counts: they are "
        "one different unit.",
        "int((np.unique(np.vstack([W, b]), axis=1, return_counts=True)[1] == 1).sum())",
    ),
    ("You count all units. Those that are the same count once together.", "W.shape[1]"),
)


# The RMS of a sum -------------------------------------------------------------------------

rms_of_h = prediction(
    "The RMS of h for 400 inputs of +1 or −1 and weights of std 0.1.",
    answer=2.0,
    wrong={
        40.0: "That would be 400 · 0.1: all terms pulling one way. They have both signs, and most "
        "of them cancel: the RMS grows with the root of their number.",
        4.0: "4 is the mean of h², the formula before its root is taken. The RMS is its root.",
        0.1: "That is the RMS of a single term. 400 of them do not cancel completely.",
        20.0: "20 is the root of 400. Each term has an RMS of 0.1, not 1.",
        0.2: "You have taken the root of 400 · 0.1², and lost a factor of 10: 0.1² is 0.01, and "
        "400 times that is 4.",
        0.005: "You have divided by the root of 400. A sum of more terms is larger, not smaller.",
        200.0: "You have divided by the std. Larger weights make a larger h.",
    },
    hints=[
        "The mean of x² is 1, since (+1)² and (−1)² are both 1.",
        "RMS of h = √(n · mean of x²) · s, with n = 400 and s = 0.1.",
    ],
    why="√(400 · 1) · 0.1 = 20 · 0.1 = 2.",
)

# He's weights -----------------------------------------------------------------------------

_SIDE = "Your table lies on its side. A matrix of weights has a row for each input: (n_in, n_out)."
_MEAN = (
    "The mean of your weights is not 0. The second argument of `tf.truncated_normal` is the mean: "
    "give the std by its keyword, `stddev=`."
)
_FAN_OUT = (
    "Your std is √(2/n_out). What adds up in h are the inputs of a unit: it is their number "
    "that counts."
)
_VARIANCE = "2/n_in is the square of the std, the variance. `stddev` wants its root."
_GLOROT = (
    "This is Glorot's rule, √(2/(n_in + n_out)). He's rule looks at the inputs alone, for units "
    "that drop the negative half."
)
_PLAIN = "The weights have std 1, whatever the layer's size. Scale them: `stddev=√(2/n_in)`."
_NO_TWO = (
    "Your std is √(1/n_in). ReLU drops the negative half of what comes in, so the square has to "
    "be doubled."
)
_HALF_A_ROOT = "Your std is √2 / n_in. The root is of all of 2 / n_in."
_INVERSE = "Your std grows with the number of inputs. The more inputs, the smaller the weights."
_FIXED = (
    "Your std is the same for every size. The more inputs a unit adds up, the smaller its weights "
    "should be: the rule has n_in in it."
)
_UNCUT = (
    "The std is right, but some weights lie beyond two of it: you drew from `tf.random_normal`. "
    "The truncated one draws those again."
)
_UNIFORM = "The std is right, and all numbers up to a limit are equally likely: that is uniform."
_CONSTANT = "All your weights are equal, so all units are twins. Draw them at random."


def _near(std, wanted):
    """A normal cut off at two standard deviations has 0.88 of its std: both are accepted."""
    return 0.82 * wanted < std < 1.06 * wanted


def _judge_he(W, n_in, n_out):
    if np.shape(W) == (n_out, n_in):
        return _SIDE
    if np.shape(W) != (n_in, n_out):
        return f"The shape should be ({n_in}, {n_out}); yours is {np.shape(W)}."
    mean, std, wanted = np.mean(W), np.std(W), np.sqrt(2 / n_in)
    if std < 1e-9:
        return _CONSTANT
    if abs(mean) > 0.03 * std + 4 * std / np.sqrt(n_in * n_out):
        return _MEAN
    if _near(std, wanted):
        if np.abs(W).max() < 1.9 * std:  # 2.27 where a normal is cut off, 1.73 for a uniform one
            return _UNIFORM
        return _UNCUT if np.abs(W).max() > 2.5 * wanted else None
    for confused, message in {
        np.sqrt(2 / n_out): _FAN_OUT,
        2 / n_in: _VARIANCE,
        np.sqrt(2 / (n_in + n_out)): _GLOROT,
        np.sqrt(2) / n_in: _HALF_A_ROOT,
        1.0: _PLAIN,
        np.sqrt(1 / n_in): _NO_TWO,
        np.sqrt(n_in / 2): _INVERSE,
        0.01: _FIXED,
        0.1: _FIXED,
    }.items():
        if min(abs(std / confused - 0.88), abs(std / confused - 1)) < 0.02:
            return message
    return f"The std of your weights is {std:.3g}; He's rule asks for {wanted:.3g}."


@exercise(
    graph=True,
    judge=_judge_he,
    inputs=[
        lambda rng: (int(rng.integers(300, 500)), int(rng.integers(50, 70))),
        lambda rng: (int(rng.integers(50, 70)), int(rng.integers(300, 500))),
    ],
    hints=[
        "The shape is (n_in, n_out), and the std is √(2/n_in).",
        "`np.sqrt` does for the root: n_in is a plain number.",
        "`tf.truncated_normal(shape, stddev=...)` draws with a std of your choice.",
    ],
)
def he_weights(n_in, n_out):
    return tf.truncated_normal((n_in, n_out), stddev=np.sqrt(2 / n_in))


he_weights.also_correct(
    'tf.variance_scaling_initializer(2.0, "fan_in")((n_in, n_out))',
    "tf.Variable((2 / n_in) ** 0.5 * tf.truncated_normal((n_in, n_out)))",
)


he_weights.mistakes(
    (_SIDE, "tf.truncated_normal((n_out, n_in), stddev=np.sqrt(2 / n_in))"),
    (_MEAN, "tf.truncated_normal((n_in, n_out), np.sqrt(2 / n_in))"),
    (_FAN_OUT, "tf.truncated_normal((n_in, n_out), stddev=np.sqrt(2 / n_out))"),
    (_VARIANCE, "tf.truncated_normal((n_in, n_out), stddev=2 / n_in)"),
    (_GLOROT, "tf.truncated_normal((n_in, n_out), stddev=np.sqrt(2 / (n_in + n_out)))"),
    (_PLAIN, "tf.truncated_normal((n_in, n_out))"),
    (_NO_TWO, "tf.truncated_normal((n_in, n_out), stddev=np.sqrt(1 / n_in))"),
    (_HALF_A_ROOT, "tf.truncated_normal((n_in, n_out), stddev=np.sqrt(2) / n_in)"),
    (_INVERSE, "tf.truncated_normal((n_in, n_out), stddev=np.sqrt(n_in / 2))"),
    (
        _UNIFORM,
        "tf.random_uniform((n_in, n_out), -np.sqrt(6 / n_in), np.sqrt(6 / n_in))",
        'tf.variance_scaling_initializer(2.0, "fan_in", "uniform")((n_in, n_out))',
    ),
    (_UNCUT, "tf.random_normal((n_in, n_out), stddev=np.sqrt(2 / n_in))"),
    (
        _FIXED,
        "0.01 * tf.truncated_normal((n_in, n_out))",
        "tf.truncated_normal((n_in, n_out), stddev=0.1)",
    ),
    (_CONSTANT, "tf.fill((n_in, n_out), np.float32(np.sqrt(2 / n_in)))"),
)


# Seeds ------------------------------------------------------------------------------------

what_changes = prediction(
    "Which weights change when a draw is added at the top of a seeded graph.",
    answer="b",
    wrong={
        "a": "That is what one would wish. But a draw's seed is made from the graph's seed and "
        "from a count of what the graph holds already.",
        "c": "The count is shifted for everything built later, not for the next draw alone.",
        "d": "A draw with a seed of its own uses that, and does not look at the count.",
    },
    hints=[
        "A draw without a seed of its own gets one made from the graph's seed and from a count.",
        "What is counted is what the graph holds when the draw is built, used or not.",
    ],
    why="The graph's seed is mixed with a count of what was built before the draw.",
)

# A wider network --------------------------------------------------------------------------

_LEAST, _MOST, _WIDTH = 0.2, 0.6, 400


@cache
def _digits():
    """Fifty training digits as rows of 784 grey levels from 0 to 1."""
    return load_mnist().train.images[:50].reshape(50, 784) / 255


def _layer_rms(std):
    """The RMS of each of five layers of 400 tanh units."""
    rng = np.random.default_rng(13)
    layer, measured = _digits(), []
    for n_in in (784, _WIDTH, _WIDTH, _WIDTH, _WIDTH):
        layer = np.tanh(layer @ rng.normal(scale=std, size=(n_in, _WIDTH)))
        measured.append(float(np.sqrt(np.mean(layer**2))))
    return measured


def _judge_wide(std):
    std = np.asarray(std).item()
    if std <= 0:
        return "A standard deviation is greater than 0; with 0, all units are twins."
    measured = _layer_rms(std)
    shown = ", ".join(f"{rms:.2f}" for rms in measured)
    if max(measured) > _MOST:
        return (
            f"The RMS values are {shown}: too large. The units saturate; make the weights smaller."
        )
    if min(measured) < _LEAST:
        return f"The RMS values are {shown}: they die away. Make the weights larger."
    return None


@exercise(
    inputs=lambda rng: (),
    judge=_judge_wide,
    hints=[
        "From one hidden layer to the next, the RMS is multiplied by about √400 · s.",
        "This factor should be near 1, or a little above, since tanh makes everything smaller.",
    ],
)
def wide_std():
    return 0.06


wide_std.also_correct("1 / np.sqrt(400)")


wide_std.mistakes(
    (
        "0.1 was right for 100 inputs: √100 · 0.1 = 1. With 400 inputs the factor is 2, and "
        "the units saturate.",
        "0.1",
    ),
    (
        "You have divided by the number of inputs. The sum grows with its root: divide by that.",
        "1 / 400",
    ),
    (
        "That is Glorot's std for the first layer, with its 784 inputs. For the layers after it, "
        "with 400, it is too small, and the signal dies away.",
        "np.sqrt(2 / (784 + 400))",
    ),
    ("That is √400, the factor itself: the std is to undo it.", "20.0"),
)
