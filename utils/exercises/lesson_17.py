"""The exercises of lesson 17, Train a deep classifier."""

from functools import cache
from itertools import pairwise

import numpy as np
import tensorflow.compat.v1 as tf

from utils.datasets import load_mnist
from utils.exercises import edit, exercise, feed, prediction

# The layers -------------------------------------------------------------------------------


def _layers(rng, *sizes, rows=4):
    """X, W, b for a network with layers of these sizes, all float32."""
    W = [rng.normal(size=pair).astype(np.float32) for pair in pairwise(sizes)]
    b = [rng.normal(size=size).astype(np.float32) for size in sizes[1:]]
    X = rng.normal(size=(rows, sizes[0])).astype(np.float32)
    return feed(X, shape=(None, sizes[0])), W, b


@exercise(
    graph=True,
    inputs=[
        lambda rng: _layers(rng, 3, 5, 4, 2),
        lambda rng: _layers(rng, 3, 4, 2),
        lambda rng: _layers(rng, 4, 4, 4, 4, 4, rows=3),
        lambda rng: _layers(rng, 3, 2),  # no hidden layer at all
    ],
    hints=[
        "Walk through the layers with one variable that holds the activations: begin with "
        "`a = X`, and let each layer replace it.",
        "All layers but the last: the matrix product, plus the bias, and ReLU around the sum.",
        "The last layer stands after the loop: its product and its bias, and no ReLU. `W[-1]` is "
        "the last matrix.",
    ],
)
def deep_scores(X, W, b):
    a = X
    for j in range(len(W) - 1):
        a = tf.nn.relu(tf.matmul(a, W[j]) + b[j])
    return tf.matmul(a, W[-1]) + b[-1]


@deep_scores.also_correct
def _(X, W, b):
    h = tf.matmul(X, W[0]) + b[0]
    for weights, bias in list(zip(W, b, strict=True))[1:]:
        h = tf.nn.bias_add(tf.matmul(tf.maximum(h, 0.0), weights), bias)
    return h


deep_scores.mistakes(
    (
        "The last layer has a ReLU too. Scores may be negative, and must be: a ReLU makes all "
        "those 0, and their slopes with them.",
        edit(
            "return tf.matmul(a, W[-1]) + b[-1]", "return tf.nn.relu(tf.matmul(a, W[-1]) + b[-1])"
        ),
    ),
    (
        "No activation between the layers: they collapse into a single one, as in lesson 6.",
        edit("tf.nn.relu(tf.matmul(a, W[j]) + b[j])", "tf.matmul(a, W[j]) + b[j]"),
    ),
    (
        "The bias is added after the ReLU. It must shift what the ReLU sees, or it cannot "
        "move the point at which a unit wakes up.",
        edit(
            "a = tf.nn.relu(tf.matmul(a, W[j]) + b[j])", "a = tf.nn.relu(tf.matmul(a, W[j])) + b[j]"
        ),
    ),
    (
        "The biases are missing. Each layer has a vector of them, the last one too.",
        edit(" + b[j]", "", " + b[-1]", ""),
    ),
    ("The last layer has lost its bias.", edit(" + b[-1]", "")),
    (
        "These are probabilities. Return the scores: the loss applies the softmax itself, and "
        "twice is once too often (lesson 15).",
        edit(
            "return tf.matmul(a, W[-1]) + b[-1]",
            "return tf.nn.softmax(tf.matmul(a, W[-1]) + b[-1])",
        ),
    ),
    (
        "The hidden units are sigmoids. Through many layers their slopes vanish; here ReLU is "
        "asked for.",
        edit("nn.relu", "sigmoid"),
    ),
    (
        "Every layer reads X. A layer reads what the layer before it says: hand the "
        "activations on.",
        edit(
            "a = tf.nn.relu(tf.matmul(a, W[j]) + b[j])", "a = tf.nn.relu(tf.matmul(X, W[j]) + b[j])"
        ),
    ),
    (
        "Your first product is with `W[1]`, the matrix of the second layer. The first is `W[0]`.",
        edit("range(len(W) - 1)", "range(1, len(W))"),
    ),
    (
        "Only the first hidden layer has a ReLU. Without one, every further layer collapses into "
        "the next.",
        edit(
            "tf.nn.relu(tf.matmul(a, W[j]) + b[j])",
            "tf.matmul(a, W[j]) + b[j]\n        a = a if j else tf.nn.relu(a)",
        ),
    ),
)


# Counting ---------------------------------------------------------------------------------


def _budget(rng, part):
    """Sizes, and parameters for a number of hidden units and a part of one more."""
    n_in, n_out, n = (int(size) for size in rng.integers(5, 40, size=3))
    unit = n_in + 1 + n_out
    return n_in, n_out, n * unit + n_out + int(part * unit)


def _short(rng):
    """Sizes, and parameters that fall short of a whole number of units by an output's bias."""
    n_in, n_out, most = _budget(rng, 0)
    return n_in, n_out, most - int(rng.integers(1, n_out + 1))


@exercise(
    inputs=[
        lambda rng: _budget(rng, rng.uniform(0.1, 0.4)),
        lambda rng: _budget(rng, rng.uniform(0.6, 0.9)),
        _short,
        lambda rng: _budget(rng, 0),
    ],
    hints=[
        "What does one hidden unit cost? Its weights from all inputs, its bias, and the weights "
        "that leave it for all outputs.",
        "The outputs have a bias each, however many hidden units there are: take these off first.",
        "Then ask how many whole units fit into what is left: `//` divides and rounds down.",
    ],
)
def widest(n_in, n_out, most):
    return (most - n_out) // (n_in + 1 + n_out)


@widest.also_correct
def _(n_in, n_out, most):
    n = 0
    while n_in * (n + 1) + (n + 1) + (n + 1) * n_out + n_out <= most:
        n += 1
    return n


widest.mistakes(
    (
        "You have counted the weights alone. Every hidden unit and every output has a bias "
        "besides.",
        "most // (n_in + n_out)",
    ),
    (
        "The biases of the outputs are missing. They cost the same however many hidden units "
        "there are, and have to be paid first.",
        "most // (n_in + 1 + n_out)",
    ),
    ("The hidden units have biases too: one for each of them.", "(most - n_out) // (n_in + n_out)"),
    (
        "That fills the first matrix alone. Every hidden unit also has a weight to each output.",
        "most // (n_in + 1)",
    ),
    (
        "One unit too many for the budget: what is left over pays for a part of a unit.",
        "-((n_out - most) // (n_in + 1 + n_out))",
    ),
    (
        "Rounded to the nearest whole number, the last unit may cost more than is left: round "
        "down.",
        "round((most - n_out) / (n_in + 1 + n_out))",
    ),
    ("Half a unit cannot be built: return a whole number.", "(most - n_out) / (n_in + 1 + n_out)"),
    (
        "The inputs have no biases: they are numbers that come in, not units.",
        "(most - n_out - n_in) // (n_in + 1 + n_out)",
    ),
)


# How sure ---------------------------------------------------------------------------------

how_many = prediction(
    "96% of 1,000 digits are read rightly, ± 1.2%. How many times as many digits for ± 0.3%?",
    answer=16,
    wrong={
        4: "Four times the digits halve the ±, since it falls with the root of their number. A "
        "quarter takes more.",
        2: "Twice the digits make the ± smaller by the root of 2 only.",
        8: "The ± is to be four times smaller, and it falls with the root of the number.",
        0.25: "Fewer digits make the answer less sure, not more.",
        16_000: "So many digits it takes. How many times the 1,000 is that?",
    },
    hints=[
        "The standard error is $\\sqrt{a(1-a)/n}$. What does it do if n grows by a factor of 4?",
        "With 4 times the digits it is half as large. You need half of a half.",
    ],
    why="The ± falls with the root of n: a quarter of it takes $4^2 = 16$ times the digits. That "
    "is why differences of a few tenths of a per cent are so hard to prove.",
)

# Early stopping ---------------------------------------------------------------------------


def _run_of_losses(rng, epochs):
    """Losses that fall and rise again, noisily, over some epochs; and a patience."""
    down_and_up = np.abs(np.arange(epochs) - epochs // 3) / epochs
    return (down_and_up + rng.uniform(0, 0.4, size=epochs)).round(3), int(rng.integers(1, 4))


def _low_too_late(rng):
    """The lowest loss of all comes when training has long stopped."""
    losses = np.array([0.9, 0.5, 0.6, 0.7, 0.8, 0.2, 0.3, 0.4]) + rng.uniform(0, 0.05)
    return losses, 2


def _falls_to_the_end(rng):
    return np.sort(rng.uniform(0.1, 2, size=6))[::-1].copy(), 2


def _equal_and_stairs(rng):
    """An equal loss is no progress; rises that are followed by falls are not a new best."""
    a = rng.uniform(0.3, 0.4)
    return np.array([0.9, a, a, 0.7, 0.6, 0.5, 0.45]), 3


def _first_is_best(rng):
    return np.sort(rng.uniform(0.1, 2, size=6)), 3


def _ends_while_waiting(rng):
    return np.array([0.9, 0.4, 0.3, 0.6, 0.5]) + rng.uniform(0, 0.1), 4


@exercise(
    inputs=[
        lambda rng: (np.array([0.9, 0.6, 0.5, 0.7, 0.8]) + rng.uniform(0, 0.1), 2),
        lambda rng: _run_of_losses(rng, 12),
        lambda rng: _low_too_late(rng),
        lambda rng: _falls_to_the_end(rng),
        lambda rng: _equal_and_stairs(rng),
        lambda rng: _first_is_best(rng),
        lambda rng: _ends_while_waiting(rng),
    ],
    hints=[
        "Walk through the losses and remember two things: the best loss so far, and its epoch.",
        "`enumerate(losses, start=1)` counts the epochs from 1.",
        "A loss below the best replaces it. Otherwise ask: how many epochs have passed since the "
        "best one? If they are as many as the patience, stop here.",
        "If the loop ends by itself, training ran to its last epoch, `len(losses)`.",
    ],
)
def early_stopping(losses, patience):
    best = 1
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        elif epoch - best == patience:
            return best, epoch
    return best, len(losses)


@early_stopping.also_correct
def _(losses, patience):
    lowest, best, waited = np.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        waited += 1
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        if waited >= patience:
            break
    return best, epoch


_FROM_ZERO = (
    "Your epochs are counted from 0. The first epoch is epoch 1: add one to a place in the list."
)


early_stopping.mistakes(
    (
        _FROM_ZERO,
        edit(
            "return best, epoch",
            "return best - 1, epoch - 1",
            "return best, len(losses)",
            "return best - 1, len(losses) - 1",
        ),
    ),
    (
        "You wait one epoch too long. With a patience of 2, the second epoch in a row without "
        "a new best is the last.",
        edit("elif epoch - best == patience:", "elif epoch - best > patience:"),
    ),
    (
        "You stop one epoch too early: a patience of 2 bears two epochs without a new best, "
        "and the second of them is still trained.",
        edit(", epoch", ", epoch - 1"),
    ),
)


_LOOKS_AHEAD = (
    "The best epoch is looked up in all losses. Those after the stop do not exist: nobody has "
    "trained that far."
)
_ONE_BEFORE = (
    "Each loss is compared with the one before it. Compare with the best so far: after a "
    "rise, a small fall is no progress."
)


early_stopping.mistakes(
    (
        _LOOKS_AHEAD,
        edit(
            "return best, epoch\n    return best, len(losses)",
            "return int(np.argmin(losses)) + 1, epoch\n"
            "    return int(np.argmin(losses)) + 1, len(losses)",
        ),
        "np.argmin(losses) + 1, min(np.argmin(losses) + 1 + patience, len(losses))",
        "np.argmin(losses) + 1, np.argmin(losses) + 1 + patience",
    ),
    (_ONE_BEFORE, edit("losses[best - 1]", "losses[epoch - 2]")),
    (
        "The epochs without a new best are counted over the whole run. Begin at 0 again "
        "whenever a new best is found.",
        edit(
            "best = 1",
            "best, waited = 1, 0",
            "elif epoch - best == patience:",
            "else:\n            waited += 1\n        if waited == patience:",
        ),
    ),
    (
        "The two are swapped: first the best epoch, then the one that stopped.",
        edit(
            "return best, epoch\n    return best, len(losses)",
            "return epoch, best\n    return len(losses), best",
        ),
    ),
    (
        "You return the lowest loss. Asked for is the epoch that had it.",
        edit(
            "return best, epoch",
            "return losses[best - 1], epoch",
            "return best, len",
            "return losses[best - 1], len",
        ),
    ),
    (
        "You return the last epoch as the best as well. The weights to keep are those of the "
        "lowest loss, some epochs before the stop.",
        edit(
            "return best, epoch\n    return best, len(losses)",
            "return epoch, epoch\n    return len(losses), len(losses)",
        ),
    ),
    (
        "You look for the highest number. These are losses: the lowest is best.",
        edit(
            "if losses[epoch - 1] < losses[best - 1]:", "if losses[epoch - 1] > losses[best - 1]:"
        ),
    ),
    (
        "An equal loss is no progress: the best epoch is the first that reached it, and the "
        "waiting goes on.",
        edit(
            "if losses[epoch - 1] < losses[best - 1]:", "if losses[epoch - 1] <= losses[best - 1]:"
        ),
    ),
)


@early_stopping.mistake(_ONE_BEFORE)
def _(losses, patience):
    rises = 0
    for epoch in range(2, len(losses) + 1):
        rises = rises + 1 if losses[epoch - 1] > losses[epoch - 2] else 0
        if rises == patience:
            return int(np.argmin(losses[:epoch])) + 1, epoch
    return int(np.argmin(losses)) + 1, len(losses)


# Dropout ----------------------------------------------------------------------------------


def _activations(rng, keep, training):
    a, chances = rng.uniform(0.5, 3, size=(4, 5)), rng.uniform(size=(4, 5))
    return a, chances, keep, training


def _on_the_edge(rng):
    """A chance that equals `keep` is not below it."""
    return rng.uniform(0.5, 3, size=(2, 4)), np.tile([0.0, 0.25, 0.5, 0.75], (2, 1)), 0.5, True


@exercise(
    inputs=[
        lambda rng: _activations(rng, 0.75, True),
        lambda rng: _activations(rng, float(rng.uniform(0.3, 0.45)), True),
        lambda rng: _activations(rng, 0.75, False),
        lambda rng: _activations(rng, 1.0, True),
        _on_the_edge,
    ],
    hints=[
        "When `training` is False nothing is dropped: return `a` as it is.",
        "`chances < keep` is a table of True and False: True for the share `keep` of the units.",
        "A number times True is itself, times False 0. What stays is divided by `keep`.",
    ],
)
def dropout(a, chances, keep, training):
    if not training:
        return a
    return a * (chances < keep) / keep


dropout.also_correct("np.where(chances < keep, a / keep, 0) if training else np.array(a)")


dropout.mistakes(
    (
        "You drop units at test time too. There the whole network is asked, and it should "
        "give the same answer each time.",
        "a * (chances < keep) / keep",
    ),
    (
        "What stays is not made larger. With half of its inputs gone, the next layer gets "
        "half the sum, and at test time twice what it has learned to expect.",
        "a * (chances < keep) if training else a",
    ),
    (
        "You make the units smaller at test time instead of larger in training. That works "
        "too, and the first papers did so; here it is done in training, so that nothing is "
        "left to do later.",
        "a * (chances < keep) if training else a * keep",
    ),
    (
        "At test time nothing was dropped, so nothing has to be made up for: return `a` as it is.",
        "a * (chances < keep) / keep if training else a * keep",
        "a * (chances < keep) / keep if training else a / keep",
    ),
    (
        "The wrong ones stay. `keep` is the share of units that stay: a chance below it means "
        "stay.",
        "a * (chances > keep) / keep if training else a",
    ),
    (
        "You have multiplied by `keep` where the survivors should grow. Of four units three "
        "stay: each must count for 4/3.",
        "a * (chances < keep) * keep if training else a",
    ),
    (
        "Dropped in a test, kept in training: the two cases are the wrong way round.",
        "a if training else a * (chances < keep) / keep",
    ),
    (
        "You have made all units larger and dropped none. Multiply by 0 those whose chance is "
        "not below `keep`.",
        "a / keep if training else a",
    ),
    (
        "You divide by the share that goes. What is left of the sum is its share `keep`: divide "
        "by that.",
        "a * (chances < keep) / (1 - keep) if training else a",
    ),
    (
        "As many stay as should, but other ones: a chance *below* `keep` means stay, and you keep "
        "those above 1 − keep.",
        "a * (chances > 1 - keep) / keep if training else a",
    ),
    (
        "You multiply by the chances themselves, which weakens every unit and drops none. Compare "
        "them with `keep`: that gives True, which counts 1, or False, which counts 0.",
        "a * chances / keep if training else a",
    ),
    (
        "That is the mask alone: which units stay, and how much larger they become. Multiply `a` "
        "by it.",
        "(chances < keep) / keep if training else a",
        "chances < keep if training else a",
    ),
    (
        "An index gives a list of those that stay, without the places they had. A unit that drops "
        "out is still there, with activation 0: multiply.",
        "a[chances < keep] / keep if training else a",
        "a[chances < keep] if training else a",
    ),
    (
        "The right units stay. Two things are missing: divide them by `keep`, and drop nothing "
        "when `training` is False: return `a` as it is.",
        "a * (chances < keep)",
    ),
    (
        "You drop the share `keep` and keep the rest: that is Keras's `rate`, the share that goes. "
        "Here `keep` is the share that stays.",
        "a * (chances > keep) / (1 - keep) if training else a",
    ),
)


# A remedy for 100 digits --------------------------------------------------------------------

_TARGET = 0.88
_LIMITS = {"hidden": (1, 64), "epochs": (1, 100), "decay": (0, 1), "keep_pixels": (0.1, 1)}


def _halved(images):
    """Images of 28 x 28 pixels as rows of 14 x 14, each the mean of four."""
    return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196) / 255


@cache
def _digits():
    train, validation, _ = load_mnist()
    X, X_validation = _halved(train.images[:100]), _halved(validation.images)
    identity = np.eye(10, dtype=np.float32)
    Y, Y_validation = identity[train.labels[:100]], identity[validation.labels]
    return X.astype(np.float32), Y, X_validation.astype(np.float32), Y_validation


def _probabilities(X, W, b, V, c):
    a = np.maximum(X @ W + b, 0)
    scores = a @ V + c
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    return a, p / p.sum(axis=1, keepdims=True)


@cache
def _losses_after(hidden, epochs, decay, keep_pixels):
    """Training and validation loss of one hidden layer, 100 digits at half resolution."""
    X, Y, X_validation, Y_validation = _digits()
    rng = np.random.default_rng(16)
    shapes = (196, hidden), (1, hidden), (hidden, 10), (1, 10)
    spreads = np.sqrt(2 / 196), 0, np.sqrt(2 / hidden), 0
    learned = [
        np.float32(spread) * rng.normal(size=shape).astype(np.float32)
        for spread, shape in zip(spreads, shapes, strict=True)
    ]
    velocity = [np.zeros_like(array) for array in learned]
    for _ in range(epochs):
        x = X * (rng.random(X.shape, dtype=np.float32) < keep_pixels) / np.float32(keep_pixels)
        W, b, V, c = learned
        a, p = _probabilities(x, W, b, V, c)
        slope = (p - Y) / np.float32(len(x))
        slope_hidden = (slope @ V.T) * (a > 0)
        gradients = (
            x.T @ slope_hidden + np.float32(decay) * W,
            slope_hidden.sum(axis=0),
            a.T @ slope + np.float32(decay) * V,
            slope.sum(axis=0),
        )
        for v, gradient in zip(velocity, gradients, strict=True):
            v *= np.float32(0.9)
            v -= np.float32(0.1) * gradient
        learned = [array + v for array, v in zip(learned, velocity, strict=True)]
    return tuple(
        float(
            -np.log(
                np.maximum((targets * _probabilities(x, *learned)[1]).sum(axis=1), 1e-30)
            ).mean()
        )
        for x, targets in ((X, Y), (X_validation, Y_validation))
    )


_PULLED = (
    "So much decay pulls the weights to 0 faster than 100 digits can push them away. λ is a small "
    "number, not the share of a weight that stays: take less."
)


def _judge_remedy(given):
    if type(given) is not dict or set(given) != set(_LIMITS):
        return "Return a dictionary with hidden, epochs, decay and keep_pixels, and nothing else."
    values = {name: np.asarray(given[name]).item() for name in _LIMITS}
    for name, (low, high) in _LIMITS.items():
        if not low <= values[name] <= high:
            return f"{name} must lie between {low} and {high}."
        if name in ("hidden", "epochs") and values[name] != int(values[name]):
            return f"{name} must be a whole number."
    whole = int(values["hidden"]), int(values["epochs"])
    training, validation = _losses_after(*whole, values["decay"], values["keep_pixels"])
    if validation < _TARGET:
        return None
    found = (
        f"The training loss is {training:.2f} and the validation loss {validation:.3f}, not yet "
        f"below {_TARGET}."
    )
    if training > 1 > _losses_after(*whole, 0, values["keep_pixels"])[0]:
        return f"{found} {_PULLED}"
    if training > 0.25:
        advice = "It has not even learned its 100 digits: a little less of the remedy, or more time"
    else:
        advice = "It knows its 100 digits too well: another remedy besides, or less time"
    return f"{found} {advice}."


@exercise(
    inputs=lambda rng: (),
    judge=_judge_remedy,
    hints=[
        "Change one number at a time and look at both losses that the check tells you.",
        "In the lesson, a decay of 0.01 and dropped pixels did most for 500 digits. Neither is "
        "enough alone here, with half of the pixels kept. Fewer epochs are a remedy too.",
        "Two remedies can be taken together. 32 hidden units are enough for that.",
    ],
)
def remedy():
    return {"hidden": 32, "epochs": 100, "decay": 0.01, "keep_pixels": 0.5}


remedy.also_correct('{"hidden": 64, "epochs": 25, "decay": 0.0, "keep_pixels": 1.0}')


remedy.mistakes(
    (
        "That is the network as it stands, without any remedy: its training loss is 0.01 and "
        "its validation loss 1.2. Change something.",
        '{"hidden": 32, "epochs": 100, "decay": 0.0, "keep_pixels": 1.0}',
    ),
    (
        "That is the decay of the lesson alone. It brings the validation loss from 1.2 to "
        "0.90: a good start. Take a second remedy with it.",
        '{"hidden": 32, "epochs": 100, "decay": 0.01, "keep_pixels": 1.0}',
    ),
    (
        _PULLED,
        '{"hidden": 32, "epochs": 100, "decay": 0.1, "keep_pixels": 1.0}',
    ),
)
