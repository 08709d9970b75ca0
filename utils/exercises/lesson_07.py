"""The exercises of lesson 7, Backpropagate errors."""

from functools import cache

import numpy as np

from utils.exercises import edit, exercise, prediction


def _sigmoid(h):
    return 1 / (1 + np.exp(-h))


def _slope(h):
    return _sigmoid(h) * (1 - _sigmoid(h))


# The error terms of hidden units ----------------------------------------------------------


def _one_example(rng, n_hidden, n_outputs):
    """delta_o, W_o and h of one example."""
    h = rng.normal(scale=1.5, size=n_hidden)
    return rng.normal(size=n_outputs), rng.normal(size=(n_hidden, n_outputs)), h


@exercise(
    inputs=[
        lambda rng: _one_example(rng, 2, 1),
        lambda rng: _one_example(rng, 4, 3),
        lambda rng: _one_example(rng, 3, 3),
    ],
    hints=[
        "First send the output error terms back: unit j gets the sum over the outputs k of "
        "w_jk · delta_k. Which indices meet in that sum?",
        "The summed index k is the column of `W_o`, so `W_o` stands on the left: `W_o @ delta_o`.",
        "Then scale each by the slope of its own sigmoid at `h`: with `a = sigmoid(h)`, that is "
        "`a * (1 - a)`.",
    ],
)
def hidden_error(delta_o, W_o, h):
    a = 1 / (1 + np.exp(-h))
    return W_o @ delta_o * a * (1 - a)


@hidden_error.also_correct
def _(delta_o, W_o, h):
    slope = 0.25 / np.cosh(h / 2) ** 2
    return [slope[j] * sum(W_o[j] * delta_o) for j in range(len(h))]


@hidden_error.also_correct
def _(delta_o, W_o, h):
    a = 1 / (1 + np.exp(-h))
    return np.dot(delta_o, np.transpose(W_o)) * (a - a**2)


hidden_error.mistakes(
    (
        "f' is left out. A unit whose sigmoid is saturated can hardly change its answer, and "
        "gets little of the error: scale by the slope at h.",
        "W_o @ delta_o",
    ),
    (
        "The weights are transposed: you sum over the hidden units. Going back, the sum runs over "
        "the outputs, the columns of the matrix.",
        edit("W_o @", "W_o.T @"),
    ),
    (
        "Your slope is h(1 − h). The formula f(1 − f) takes the activation, not the sum that "
        "goes into the sigmoid.",
        "W_o @ delta_o * h * (1 - h)",
    ),
    (
        "You have taken the sigmoid twice: the slope is f(1 − f) with f at `h`, not at the "
        "activation.",
        edit("a = 1 / (1 + np.exp(-h))", "a = _sigmoid(_sigmoid(h))"),
    ),
    (
        "You have scaled by the activation itself. What is wanted is its slope: how much the "
        "answer changes when h does.",
        "W_o @ delta_o * _sigmoid(h)",
    ),
    (
        "The second factor of the slope is missing a term: it is activation times (1 − "
        "activation), and yours is 1 − activation alone.",
        "W_o @ delta_o * (1 - _sigmoid(h))",
    ),
    (
        "You scale by 1 − f², the slope of tanh. These units have the sigmoid, with the slope "
        "f(1 − f).",
        "W_o @ delta_o * (1 - np.tanh(h) ** 2)",
        "W_o @ delta_o * (1 - _sigmoid(h) ** 2)",
    ),
    (
        "The weights are left out: every hidden unit gets the same sum of the output errors, "
        "however strongly it is linked to them.",
        edit("W_o @ delta_o", "np.sum(delta_o)"),
    ),
    (
        "The sign is turned: the errors go back through the weights as they are, and raise what "
        "should be raised.",
        edit("W_o @ delta_o", "-(W_o @ delta_o)"),
    ),
    (
        "`*` leaves a table, one number for each link. A hidden unit has one error term: add up "
        "over its links to the outputs.",
        edit("W_o @ delta_o * a * (1 - a)", "W_o * delta_o * (a * (1 - a))[:, None]"),
    ),
    (
        "You have averaged over the outputs. The error of a unit is the sum of what comes back on "
        "all its links.",
        edit("W_o @ delta_o", "W_o @ delta_o / len(delta_o)"),
    ),
)


# The step of a weight matrix --------------------------------------------------------------


def _layer(rng, n_inputs, n_units):
    """x, delta and learning rate of one layer."""
    return rng.normal(size=n_inputs), rng.normal(size=n_units), float(rng.uniform(0.1, 0.9))


@exercise(
    inputs=[
        lambda rng: _layer(rng, 3, 2),
        lambda rng: _layer(rng, 2, 4),
        lambda rng: _layer(rng, 3, 3),
    ],
    hints=[
        "The step of w_ij is the rate times x_i times delta_j. It has a row for each input and a "
        "column for each unit.",
        "All products of two vectors form a table: look at `np.outer`.",
        "`np.outer(first, second)` has a row for each number of the first. Which comes first?",
    ],
)
def weight_step(x, delta, learning_rate):
    return learning_rate * np.outer(x, delta)


weight_step.also_correct(
    "x[:, None] * delta * learning_rate",
    "[[learning_rate * value * error for error in delta] for value in x]",
)


weight_step.mistakes(
    (
        "Your table lies on its side. Rows leave an input, columns enter a unit: the same "
        "shape as W.",
        "learning_rate * np.outer(delta, x)",
    ),
    (
        "`@` and `np.dot` add the products up to one number. Each weight needs a step of its own: "
        "keep all products.",
        "learning_rate * (x @ delta)",
    ),
    (
        "`*` pairs x_1 with delta_1, x_2 with delta_2. Every input is linked to every unit: "
        "all pairs are needed.",
        "learning_rate * x * delta",
    ),
    ("The learning rate is missing: this is the whole gradient.", "np.outer(x, delta)"),
    (
        "You step up the hill. delta already points downhill, since it is target minus "
        "answer: add.",
        "-learning_rate * np.outer(x, delta)",
    ),
    (
        "The input is missing: this is the step of a bias, whose input is always 1, in every row.",
        "learning_rate * np.outer(np.ones_like(x), delta)",
    ),
)


# One step of the whole algorithm ----------------------------------------------------------


def _network(rng, m, *sizes):
    """X, Y, W_h, b_h, W_o, b_o, learning_rate."""
    n_inputs, n_hidden, n_outputs = sizes
    shapes = (n_inputs, n_hidden), n_hidden, (n_hidden, n_outputs), n_outputs
    Y = rng.integers(0, 2, size=(m, n_outputs)).astype(float)
    parameters = (rng.normal(size=shape) for shape in shapes)
    return rng.normal(size=(m, n_inputs)), Y, *parameters, float(rng.uniform(0.5, 2))


def _forward(X, W_h, b_h, W_o, b_o):
    A = _sigmoid(X @ W_h + b_h)
    return A, _sigmoid(A @ W_o + b_o)


@exercise(
    inputs=[
        lambda rng: _network(rng, 4, 3, 2, 1),
        lambda rng: _network(rng, 6, 3, 4, 2),
        lambda rng: _network(rng, 5, 3, 3, 3),
        lambda rng: _network(rng, 1, 2, 3, 2),
    ],
    updates=["W_h", "b_h", "W_o", "b_o"],
    hints=[
        "Go through the loop over the examples line by line. What was a vector is now a table with "
        "a row for each example; `@` with a matrix on the right works for all rows at once.",
        "Error terms: `delta_o` has shape (m, outputs). Going back, its columns, the outputs, meet "
        "the columns of `W_o`: `delta_o @ W_o.T`, shape (m, hidden).",
        "The sum over the examples of all products input times error is `X.T @ delta_h`, and "
        "`A.T @ delta_o` for the outputs. For the biases it is `delta.sum(axis=0)`.",
        "Compute all error terms before you change a weight; multiply by learning_rate / m.",
    ],
)
def train_step(X, Y, W_h, b_h, W_o, b_o, learning_rate):
    A = 1 / (1 + np.exp(-(X @ W_h + b_h)))
    Y_hat = 1 / (1 + np.exp(-(A @ W_o + b_o)))
    delta_o = (Y - Y_hat) * Y_hat * (1 - Y_hat)
    delta_h = delta_o @ W_o.T * A * (1 - A)
    rate = learning_rate / len(X)
    W_h = W_h + rate * X.T @ delta_h
    b_h = b_h + rate * delta_h.sum(axis=0)
    W_o = W_o + rate * A.T @ delta_o
    b_o = b_o + rate * delta_o.sum(axis=0)
    return W_h, b_h, W_o, b_o


@train_step.also_correct
def _(X, Y, W_h, b_h, W_o, b_o, learning_rate):
    steps = [np.zeros_like(array) for array in (W_h, b_h, W_o, b_o)]
    for x, y in zip(X, Y, strict=True):
        a, y_hat = _forward(x, W_h, b_h, W_o, b_o)
        delta_o = (y - y_hat) * y_hat * (1 - y_hat)
        delta_h = W_o @ delta_o * a * (1 - a)
        for step, add in zip(
            steps, (np.outer(x, delta_h), delta_h, np.outer(a, delta_o), delta_o), strict=True
        ):
            step += add
    rate = learning_rate / len(X)
    return [a + rate * s for a, s in zip((W_h, b_h, W_o, b_o), steps, strict=True)]


train_step.mistakes(
    (
        "The steps are sums over the examples, and not divided by m: twice as many examples would "
        "make steps twice as long.",
        edit(" / len(X)", ""),
    ),
    (
        "f' is left out of the hidden error terms: each must be scaled by the slope A(1 − A) of "
        "its own unit.",
        edit("W_o.T * A * (1 - A)", "W_o.T"),
    ),
    (
        "f' is left out of the output error terms: Y − Y_hat has to be scaled by the slope "
        "Y_hat(1 − Y_hat).",
        edit("(Y - Y_hat) * Y_hat * (1 - Y_hat)", "Y - Y_hat"),
    ),
    (
        "f' is left out of both error terms. Each layer scales by the slope of its own sigmoid.",
        edit("(Y - Y_hat) * Y_hat * (1 - Y_hat)", "Y - Y_hat", "W_o.T * A * (1 - A)", "W_o.T"),
    ),
    (
        "You scale the hidden error terms by 1 − A², the slope of tanh. That of the sigmoid is "
        "A(1 − A).",
        edit("W_o.T * A * (1 - A)", "W_o.T * (1 - A**2)"),
    ),
    (
        "You send the errors back through output weights that you have already updated. The blame "
        "belongs to the weights that made the error: compute both error terms first.",
        edit(
            "delta_h = delta_o @ W_o",
            "W_new = W_o + learning_rate / len(X) * A.T @ delta_o\n    delta_h = delta_o @ W_new",
        ),
    ),
    (
        "The weights are not transposed on the way back. In `delta_o @ ...` the outputs are the "
        "columns of delta_o; they have to meet the outputs of the matrix.",
        edit("W_o.T", "W_o"),
    ),
    (
        "You walk up the hill: the error grows. With delta from target minus answer, steps are "
        "added.",
        edit("rate = learning_rate", "rate = -learning_rate"),
    ),
    ("The learning rate is missing.", edit("learning_rate / len(X)", "1 / len(X)")),
    (
        "The biases do not move. A bias is a weight with input 1: its step is the mean of its "
        "unit's error terms.",
        edit("b_h + rate * delta_h.sum(axis=0)", "b_h", "b_o + rate * delta_o.sum(axis=0)", "b_o"),
    ),
    (
        "The weights are right; the steps of the biases are sums over the examples. Divide them "
        "by m as well.",
        edit(
            "rate * delta_h.sum",
            "learning_rate * delta_h.sum",
            "rate * delta_o.sum",
            "learning_rate * delta_o.sum",
        ),
    ),
    (
        "The hidden layer stays as it was. Its error terms are what comes back through the output "
        "weights: they move it.",
        edit("W_h + rate * X.T @ delta_h", "W_h", "b_h + rate * delta_h.sum(axis=0)", "b_h"),
    ),
    (
        "These are the steps alone. Return the new values: old plus step.",
        edit(
            "W_h + rate", "rate", "b_h + rate", "rate", "W_o + rate", "rate", "b_o + rate", "rate"
        ),
    ),
    (
        "The steps of the biases are of another shape, or one number for all units: add up the "
        "error terms over the examples, `axis=0`, for each unit on its own.",
        edit("delta_h.sum(axis=0)", "delta_h", "delta_o.sum(axis=0)", "delta_o"),
        edit(
            "delta_h.sum(axis=0)",
            "delta_h.mean() * len(X)",
            "delta_o.sum(axis=0)",
            "delta_o.mean() * len(X)",
        ),
        edit("delta_h.sum(axis=0)", "delta_h.sum()", "delta_o.sum(axis=0)", "delta_o.sum()"),
    ),
    (
        "The slope of the sigmoid is a(1 − a), with a the activation. Yours is sent through the "
        "sigmoid once more.",
        edit("* Y_hat * (1 - Y_hat)", "* _slope(Y_hat)", "* A * (1 - A)", "* _slope(A)"),
        edit("* Y_hat * (1 - Y_hat)", "* _slope(Y_hat)"),
    ),
    (
        "Y − Y_hat goes back to the hidden layer. What goes back is `delta_o`, scaled by the slope "
        "of the output.",
        edit("delta_h = delta_o", "delta_h = (Y - Y_hat)"),
    ),
    (
        "Both layers have the sigmoid, with the slope a(1 − a). One of yours has another "
        "activation, or none.",
        edit("1 / (1 + np.exp(-(A @ W_o + b_o)))", "A @ W_o + b_o", " * Y_hat * (1 - Y_hat)", ""),
        edit(
            "1 / (1 + np.exp(-(X @ W_h + b_h)))",
            "np.maximum(X @ W_h + b_h, 0)",
            "A * (1 - A)",
            "(A > 0)",
        ),
        edit(
            "1 / (1 + np.exp(-(X @ W_h + b_h)))",
            "np.tanh(X @ W_h + b_h)",
            "A * (1 - A)",
            "(1 - A**2)",
        ),
    ),
    (
        "The biases are missing on the way forward: each unit adds its own before the sigmoid.",
        edit("X @ W_h + b_h", "X @ W_h", "A @ W_o + b_o", "A @ W_o"),
    ),
    (
        "Your steps of the weights lie on their side: the inputs are the rows of a matrix, so "
        "their table is turned and stands on the left.",
        edit("X.T @ delta_h", "delta_h.T @ X", "A.T @ delta_o", "delta_o.T @ A"),
    ),
    (
        "In the output's slope stands the error in place of the answer: f' is Y_hat(1 − Y_hat).",
        edit("(Y - Y_hat) * Y_hat * (1 - Y_hat)", "(Y - Y_hat) * (1 - (Y - Y_hat))"),
    ),
    (
        "The step of `W_o` is made of what came in there: the activations A, not the inputs X.",
        edit("A.T @ delta_o", "X.T @ delta_o"),
    ),
)


@train_step.mistake(
    "Your weights move after each example. The step of a batch is the mean over all of them, made "
    "with the weights of its beginning."
)
def _(X, Y, W_h, b_h, W_o, b_o, learning_rate):
    network, rate = (W_h, b_h, W_o, b_o), learning_rate / len(X)
    for x, y in zip(X[:, None], Y[:, None], strict=True):
        network = train_step.reference(x, y, *network, rate)
    return network


# The price of finite differences ----------------------------------------------------------

forward_passes = prediction(
    "Forward passes for the slopes of all weights and biases of 784-64-10, by nudging.",
    answer=101_780,
    wrong={
        50_890: "That is the number of weights and biases. Each is nudged up once and down once.",
        101_632: "You have left out the biases, 64 and 10 of them.",
        50_816: "That is the number of weights. There are biases too, and two nudges for each.",
        50_891: "So many are enough if you nudge up alone and compare with one pass without a "
        "nudge. The formula of this lesson nudges up *and* down.",
        2: "Two for each single weight or bias. How many of these are there?",
        100_352: "That is the hidden layer's weights alone. Add its biases and the output layer.",
        3: "That is about what backpropagation costs. Finite differences must try each weight.",
    },
    hints=[
        "How many weights and biases are there? Exercise 3 of lesson 6 counts them.",
        "784 · 64 + 64 + 64 · 10 + 10, and two forward passes for each.",
    ],
    why="2 · (784 · 64 + 64 + 64 · 10 + 10) passes for one step. Backpropagation takes one "
    "pass forward and one back.",
)

# A gradient checker -----------------------------------------------------------------------


def _squared_error(W, X, Y):
    """E of a layer of sigmoid units, summed over examples and units."""
    return 0.5 * np.sum((Y - _sigmoid(X @ W)) ** 2)


def _suspect(rng, n_inputs, n_outputs, bug):
    """E as a function of W, W, and slopes with a planted bug."""
    X = rng.normal(size=(4, n_inputs)) * 10 ** rng.uniform(-2.5, 0, size=n_inputs)
    Y = rng.integers(0, 2, size=(4, n_outputs)).astype(float)
    W = rng.normal(size=(n_inputs, n_outputs))
    Y_hat = _sigmoid(X @ W)
    slopes = -X.T @ ((Y - Y_hat) * Y_hat * (1 - Y_hat))
    return lambda W: _squared_error(W, X, Y), W, bug(rng, slopes)


def _no_bug(rng, slopes):
    return slopes


def _one_unit_scaled(rng, slopes):
    """One column off by a tenth, as if its f' were a little wrong."""
    bugged = slopes.copy()
    bugged[:, rng.integers(slopes.shape[1])] *= 1.1
    return bugged


def _one_input_upside_down(rng, slopes):
    """One row with the wrong sign, or left out."""
    bugged = slopes.copy()
    bugged[rng.integers(len(slopes))] *= rng.choice([-1.0, 0.0])
    return bugged


def _one_weight_off(rng, slopes):
    """A single weight, whose slope may be small."""
    bugged = slopes.copy()
    place = rng.integers(slopes.shape[0]), rng.integers(slopes.shape[1])
    bugged[place] *= 1.05
    return bugged


@exercise(
    inputs=[
        lambda rng: _suspect(rng, 3, 2, _one_input_upside_down),
        lambda rng: _suspect(rng, 3, 2, _one_unit_scaled),
        lambda rng: _suspect(rng, 2, 4, _no_bug),
        lambda rng: _suspect(rng, 4, 3, _one_weight_off),
    ],
    hints=[
        "For every place of `W`: copy `W`, nudge that one number, call `E`. Once up, once down.",
        "`for place in np.ndindex(W.shape)` goes through all places; `nudged[place] += 1e-5` "
        "changes one.",
        "The measured slope is (E up − E down) / (2 · nudge).",
        "Two slopes agree if their difference is small *compared to their size*: say less than a "
        "thousandth of the slope.",
    ],
)
def wrong_slopes(E, W, slopes):
    wrong = np.zeros(W.shape, dtype=bool)
    for place in np.ndindex(W.shape):
        up, down = W.copy(), W.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        measured = (E(up) - E(down)) / 2e-5
        wrong[place] = abs(slopes[place] - measured) > 1e-3 * abs(measured)
    return wrong


@wrong_slopes.also_correct
def _(E, W, slopes):
    flat = W.ravel()
    nudges = 1e-4 * np.eye(W.size)
    measured = [
        (E((flat + n).reshape(W.shape)) - E((flat - n).reshape(W.shape))) / 2e-4 for n in nudges
    ]
    return ~np.isclose(slopes, np.reshape(measured, W.shape), rtol=1e-2, atol=1e-9)


wrong_slopes.mistakes(
    (
        "Your checker accuses every slope, so what you measure is no slope, or you take it for "
        "exact. Nudge one weight at a time, divide the difference of both E by the way from down "
        "to up, which is two nudges, and allow for a thousandth.",
        edit("2e-5", "1e-5"),
    ),
    (
        "Your checker finds the right places and marks all the others: True means wrong here.",
        edit("> 1e-3", "<= 1e-3"),
    ),
    (
        "Your checker gives one verdict for all slopes. Compare each with its own measurement.",
        edit("return wrong", "return np.full(W.shape, wrong.any())"),
    ),
    (
        "You compare with one fixed tolerance, as if all slopes were of one size. A small "
        "slope that is off by a part of itself slips through: compare with the slope's own "
        "size.",
        edit("1e-3 * abs(measured)", "0.1"),
        edit("1e-3 * abs(measured)", "1e-3"),
    ),
    (
        "You compare with a part of the measured slope, and leave it its sign: where it is "
        "negative, everything is larger. Take its size.",
        edit("1e-3 * abs(measured)", "1e-3 * measured"),
    ),
    (
        "`up` and `down` are one array under two names: what you take off the one, the other "
        "loses too, and E is the same for both. `W.copy()` makes an array of its own.",
        edit("W.copy(), W.copy()", "[W.copy()] * 2"),
    ),
    (
        "You have compared the sizes and lost the signs: a slope with the wrong sign passes.",
        edit("abs(slopes[place] - measured)", "abs(abs(slopes[place]) - abs(measured))"),
    ),
    (
        "You have compared with the step downhill, minus the slope. Nothing fits then, unless "
        "it has the wrong sign.",
        edit("E(up) - E(down)", "E(down) - E(up)"),
    ),
    (
        "Your difference keeps its sign: a slope that is too small is never called wrong. "
        "Take the size of the difference.",
        edit("abs(slopes[place] - measured)", "slopes[place] - measured"),
    ),
    (
        "One answer for the whole table says that something is wrong, and not where. Return a "
        "table of True and False, of the shape of W.",
        edit("return wrong", "return bool(wrong.any())"),
    ),
    (
        "These are the measured slopes. Go on: where do they differ from the slopes handed in?",
        edit(
            ", dtype=bool", "", "abs(slopes[place] - measured) > 1e-3 * abs(measured)", "measured"
        ),
    ),
    (
        "You nudge all the weights at once. What E does then is the sum of all the slopes, one "
        "number, and says nothing about a single one: nudge one weight at a time.",
        "abs(slopes - (E(W + 1e-5) - E(W - 1e-5)) / 2e-5) > 1e-3",
    ),
    (
        "Difference and measured slope both keep their signs. Compare their sizes.",
        edit("abs(slopes[place] - measured) > 1e-3 * abs", "slopes[place] - measured > 1e-3 * "),
    ),
)


# A recipe for XOR -------------------------------------------------------------------------

STARTS, STEPS, TARGET = 10, 400, 0.01


@cache
def _errors_after_training(hidden, scale, learning_rate, momentum):
    """E on XOR after `STEPS` full-batch steps, from `STARTS` starts at once: shape (STARTS,)."""
    rng = np.random.default_rng(7)
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    Y = np.array([[0.0], [1.0], [1.0], [0.0]])
    network = [
        rng.normal(scale=scale, size=(STARTS, 2, hidden)),
        np.zeros((STARTS, 1, hidden)),
        rng.normal(scale=scale, size=(STARTS, hidden, 1)),
        np.zeros((STARTS, 1, 1)),
    ]
    velocity = [np.zeros_like(array) for array in network]
    for _ in range(STEPS):
        W_h, b_h, W_o, b_o = network
        A = _sigmoid(X @ W_h + b_h)
        Y_hat = _sigmoid(A @ W_o + b_o)
        delta_o = (Y - Y_hat) * Y_hat * (1 - Y_hat)
        delta_h = delta_o @ W_o.transpose(0, 2, 1) * A * (1 - A)
        steps = (
            X.T @ delta_h,
            delta_h.sum(axis=1, keepdims=True),
            A.transpose(0, 2, 1) @ delta_o,
            delta_o.sum(axis=1, keepdims=True),
        )
        pairs = zip(velocity, steps, strict=True)
        velocity = [momentum * v + learning_rate / 4 * step for v, step in pairs]
        network = [array + v for array, v in zip(network, velocity, strict=True)]
    W_h, b_h, W_o, b_o = network
    Y_hat = _sigmoid(_sigmoid(X @ W_h + b_h) @ W_o + b_o)
    return 0.5 * np.sum((Y - Y_hat) ** 2, axis=(1, 2))


def _judge_recipe(given):
    names = ("hidden", "scale", "learning_rate", "momentum")
    if type(given) is not dict or set(given) != set(names):
        return "Return a dictionary with hidden, scale, learning_rate and momentum."
    hidden, scale, rate, momentum = (np.asarray(given[name]).item() for name in names)
    if hidden != int(hidden) or not 1 <= hidden <= 8:
        return "hidden must be a whole number from 1 to 8."
    if scale == 0:
        return (
            "Where all weights begin at 0, the hidden units are equal and stay equal: together "
            "they do the work of one. With a scale above 0, chance makes them differ."
        )
    if scale <= 0 or rate <= 0 or not 0 <= momentum < 1:
        return "scale and learning_rate must be above 0, momentum at least 0 and below 1."
    found = _errors_after_training(int(hidden), scale, rate, momentum)
    learned = int(np.sum(found < TARGET))
    if learned == STARTS:
        return None
    return (
        f"After {STEPS} steps {learned} of {STARTS} networks have learned XOR. The errors of the "
        f"others go from {found[found >= TARGET].min():.2f} to {found.max():.2f}: above 0.2 they "
        "are stuck on a plateau, below it they only need longer steps."
    )


@exercise(
    inputs=lambda rng: (),
    judge=_judge_recipe,
    hints=[
        "With two hidden units everything must fit at once. Spare units give a start more ways to "
        "succeed.",
        "If the errors of the others are small, the steps are too short: raise the learning rate.",
        "Eight hidden units, first weights of scale 1, momentum 0.9, and a rate of 2 or more.",
    ],
)
def recipe():
    return {"hidden": 6, "scale": 1.0, "learning_rate": 2.0, "momentum": 0.9}


recipe.also_correct('{"hidden": 8, "scale": 1.5, "learning_rate": 20.0, "momentum": 0.0}')


recipe.mistakes(
    (
        "That is the lesson's recipe: with two hidden units some starts get stuck. Change "
        "something.",
        '{"hidden": 2, "scale": 1.0, "learning_rate": 2.0, "momentum": 0.9}',
    ),
    (
        "One hidden unit draws one line, and XOR needs two (lesson 6). No rate helps against that.",
        '{"hidden": 1, "scale": 1.0, "learning_rate": 2.0, "momentum": 0.9}',
    ),
)
