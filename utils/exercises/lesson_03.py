"""The exercises of lesson 3, Descend a gradient."""

import math

import numpy as np

from utils.exercises import edit, exercise, prediction


def _sigmoid(h):
    return (1 + np.tanh(np.asarray(h) / 2)) / 2


# The slope of the sigmoid -----------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (float(rng.uniform(0.5, 2)),),
        lambda rng: (rng.normal(size=4).round(2),),
        lambda rng: (rng.uniform(-4, -2, size=(2, 3)),),
    ],
    hints=[
        "The slope is σ(h) times (1 − σ(h)): compute σ(h) once, and use it twice.",
        "σ(h) is `1 / (1 + np.exp(-h))`.",
    ],
)
def my_sigmoid_prime(h):
    sigma = 1 / (1 + np.exp(-h))
    return sigma * (1 - sigma)


my_sigmoid_prime.also_correct("np.exp(-h) / (1 + np.exp(-h)) ** 2", "(1 - np.tanh(h / 2) ** 2) / 4")


my_sigmoid_prime.mistakes(
    (
        "You treat `h` as if it were already the output of the sigmoid: h · (1 − h). Apply "
        "the sigmoid first, then use its output.",
        "h * (1 - h)",
    ),
    ("The factor 1 − σ(h) is missing: this is the sigmoid itself.", "_sigmoid(h)"),
    (
        "The factor σ(h) is missing: this is 1 − σ(h), which is near 1 far on the left, where "
        "the sigmoid is flat.",
        "1 - _sigmoid(h)",
    ),
    (
        "You apply the sigmoid twice: once to `h`, and again to what came out. Its output goes "
        "into σ · (1 − σ) as it is.",
        edit("1 / (1 + np.exp(-h))", "_sigmoid(_sigmoid(h))"),
    ),
    (
        "The second factor is 1 − σ(h), not 1 − h: multiply the sigmoid's output by what it "
        "lacks to 1.",
        "_sigmoid(h) * (1 - h)",
    ),
    (
        "Parentheses are missing: σ · 1 − σ is 0 everywhere. The difference comes first, σ · "
        "(1 − σ).",
        "_sigmoid(h) * 1 - _sigmoid(h)",
    ),
    (
        "The sign is wrong: σ · (σ − 1) is negative everywhere, and the sigmoid falls nowhere.",
        "_sigmoid(h) * (_sigmoid(h) - 1)",
    ),
    ("This is 1 − σ², the slope of tanh. The sigmoid's is σ · (1 − σ).", "1 - _sigmoid(h) ** 2"),
    ("This is the slope of tanh, at 0 four times as steep as the sigmoid.", "1 - np.tanh(h) ** 2"),
    (
        "`math.exp` takes a single number. For arrays, use `np.exp`: it works on every element.",
        edit("np.exp", "math.exp"),
    ),
    (
        "The shape σ · (1 − σ) is right, and your σ is not: without the 1 below the bar, 1/e^(−h) "
        "is e^h. The sigmoid is `1 / (1 + np.exp(-h))`.",
        edit("(1 + np.exp(-h))", "np.exp(-h)"),
    ),
    (
        "The shape σ · (1 − σ) is right, and your σ is not: the parentheses around 1 + e^(−h) are "
        "missing, so the 1 is divided first.",
        edit("(1 + np.exp(-h))", "1 + np.exp(-h)"),
    ),
    (
        "This is a difference: a slope is the difference divided by the nudge.",
        "_sigmoid(h + 1e-5) - _sigmoid(h)",
        "_sigmoid(h + 1e-5) - _sigmoid(h - 1e-5)",
    ),
)


# The error term ---------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (1.0, float(rng.uniform(0.3, 2))),
        lambda rng: (0.0, float(rng.uniform(-2, -0.3))),
        lambda rng: (rng.integers(0, 2, size=4).astype(float), rng.normal(size=4).round(2)),
    ],
    hints=[
        "You get `h`, not `y_hat`. The prediction is σ(h).",
        "δ is a product of two: how far off the answer is, and how steep the sigmoid is at h.",
        "With `y_hat` at hand, the slope is `y_hat * (1 - y_hat)`.",
    ],
)
def error_term(y, h):
    y_hat = 1 / (1 + np.exp(-h))
    return (y - y_hat) * y_hat * (1 - y_hat)


error_term.also_correct("(y - _sigmoid(h)) * np.exp(-h) / (1 + np.exp(-h)) ** 2")


error_term.mistakes(
    (
        "The slope σ'(h) is missing: this is the error alone. The same error weighs less "
        "where the sigmoid is flat.",
        "y - _sigmoid(h)",
    ),
    (
        "The sign is wrong: this is the slope of E, which points uphill. δ has target minus "
        "prediction, y − ŷ.",
        "(_sigmoid(h) - y) * _sigmoid(h) * (1 - _sigmoid(h))",
    ),
    (
        "You compare the target with `h`. Compare it with the prediction, which is σ(h).",
        "(y - h) * _sigmoid(h) * (1 - _sigmoid(h))",
    ),
    (
        "Your slope is taken at the prediction, σ'(ŷ). The sigmoid was entered at h, so its slope "
        "is taken there: σ'(h) = ŷ · (1 − ŷ).",
        edit("y_hat * (1 - y_hat)", "_sigmoid(y_hat) * (1 - _sigmoid(y_hat))"),
    ),
    (
        "You use `h` itself in the slope, h · (1 − h). The slope is σ · (1 − σ) with the "
        "sigmoid's output.",
        "(y - _sigmoid(h)) * h * (1 - h)",
    ),
    (
        "Half of the slope is missing: σ'(h) is ŷ · (1 − ŷ), and you have ŷ alone.",
        "(y - _sigmoid(h)) * _sigmoid(h)",
    ),
    (
        "Half of the slope is missing: σ'(h) is ŷ · (1 − ŷ), and you have 1 − ŷ alone.",
        "(y - _sigmoid(h)) * (1 - _sigmoid(h))",
    ),
    (
        "You have squared the error. The square belongs to E; its slope has the plain difference.",
        "0.5 * (y - _sigmoid(h)) ** 2 * _sigmoid(h) * (1 - _sigmoid(h))",
    ),
    (
        "This is the squared error E itself. δ says how to lessen it.",
        "0.5 * (y - _sigmoid(h)) ** 2",
    ),
    (
        "The target stands in the slope: y · (1 − y) is 0 for every target of 0 or 1. It is "
        "the slope of the sigmoid, ŷ · (1 − ŷ).",
        "(y - _sigmoid(h)) * y * (1 - y)",
    ),
)


# Which way? -------------------------------------------------------------------------------

which_way = prediction(
    "A neuron says 0.9, the target is 1, and the input is −2. Does the step make its weight "
    "(a) larger (b) smaller (c) leave it as it is?",
    answer="b",
    wrong={
        "a": "The answer is to rise, that is right. But this input is negative: a larger weight "
        "would make h smaller.",
        "c": "0.9 is close to 1, but not there: δ = 0.1 · 0.9 · 0.1 = 0.009. A small step, but "
        "a step.",
    },
    hints=[
        "First the sign of δ: is the answer to rise or to fall? The slope of the sigmoid is "
        "positive everywhere.",
        "Then multiply by the sign of the input.",
    ],
    why="δ = (1 − 0.9) · 0.9 · 0.1 = 0.009 is positive, the input is negative, so Δw = η · δ · x "
    "is negative: with a smaller weight, a negative input gives a larger h.",
)

# One step ---------------------------------------------------------------------------------


def _example(rng, n, target):
    """x, y, w, learning_rate for a neuron with `n` inputs; h is not near zero."""
    x = rng.uniform(0.5, 2, size=n).round(1) * rng.choice([-1, 1], size=n)
    w = (x * rng.uniform(0.1, 0.5, size=n)).round(2)
    return x, target, w, float(rng.uniform(0.1, 0.6))


@exercise(
    inputs=[
        lambda rng: _example(rng, 2, 0.0),
        lambda rng: _example(rng, 4, 0.5),
        lambda rng: _example(rng, 1, 1.0),
    ],
    hints=[
        "In this order: `h`, then `y_hat`, then `delta`, then the step.",
        "`delta = (y - y_hat) * y_hat * (1 - y_hat)` is a single number.",
        "Multiply it by the learning rate and by `x`: one number for each weight.",
    ],
)
def weight_step(x, y, w, learning_rate):
    y_hat = 1 / (1 + np.exp(-np.sum(w * x)))
    delta = (y - y_hat) * y_hat * (1 - y_hat)
    return learning_rate * delta * x


@weight_step.also_correct
def _(x, y, w, learning_rate):
    def error(w):
        return 0.5 * (y - _sigmoid(w @ x)) ** 2

    nudges = 1e-5 * np.eye(len(w))
    return [-learning_rate * (error(w + e) - error(w - e)) / 2e-5 for e in nudges]


def _delta(x, y, w):
    y_hat = _sigmoid(w @ x)
    return (y - y_hat) * y_hat * (1 - y_hat)


weight_step.mistakes(
    (
        "The sign is flipped: with this step the error grows. It is target minus prediction, "
        "and then the step is added.",
        "-learning_rate * _delta(x, y, w) * x",
    ),
    ("The learning rate is forgotten: the step is much too long.", "_delta(x, y, w) * x"),
    (
        "The input is forgotten: all weights get the same step. A weight's share in the error "
        "is as large as its input.",
        "learning_rate * _delta(x, y, w) * np.ones_like(x)",
    ),
    (
        "This is η · δ, one number. Each weight has a step of its own: multiply by its input.",
        "learning_rate * _delta(x, y, w)",
    ),
    (
        "The slope of the sigmoid is forgotten: δ is (y − ŷ) · σ'(h), not the error alone.",
        "learning_rate * (y - _sigmoid(w @ x)) * x",
    ),
    (
        "The activation function is missing: you compare the target with h. The prediction is "
        "σ(h).",
        "learning_rate * (y - w @ x) * x",
    ),
    (
        "The error is that of h, not of the prediction: y − ŷ has ŷ = σ(h) in it. The slope is "
        "right.",
        edit("(y - y_hat)", "(y - np.sum(w * x))"),
    ),
    (
        "Your slope is taken at the prediction, σ'(ŷ). It is taken at h: σ'(h) = ŷ · (1 − ŷ).",
        edit("y_hat * (1 - y_hat)", "_sigmoid(y_hat) * (1 - _sigmoid(y_hat))"),
    ),
    (
        "You multiply by the weight where the input belongs: ∂h/∂wᵢ is xᵢ, for in wᵢ · xᵢ it "
        "is the weight that changes.",
        "learning_rate * _delta(x, y, w) * w",
    ),
    (
        "These are the new weights. Return the step alone, Δw.",
        "w + learning_rate * _delta(x, y, w) * x",
    ),
    (
        "You compute h as a product for each input and never add up. A neuron has one h, one "
        "prediction, one δ.",
        edit("np.sum(w * x)", "w * x"),
    ),
    (
        "You take the weighted sum itself for the prediction. ŷ is its sigmoid.",
        edit("1 / (1 + np.exp(-np.sum(w * x)))", "np.sum(w * x)"),
    ),
)


# Train to a target ------------------------------------------------------------------------


def _task(rng, m, spread):
    """X, y, w, goal: groups that overlap, so that the lowest error lies at small weights."""
    while True:
        X, ideal = rng.normal(size=(m, 2)).round(2), rng.normal(scale=1.5, size=2)
        y = (rng.uniform(size=m) < _sigmoid(X @ ideal)).astype(float)
        best = _descend(X, y, np.zeros(2), 300)
        if 0.7 < np.linalg.norm(best) < 3:
            return X, y, spread * rng.normal(size=2).round(1), 1.01 * _error(X, y, best)


def _descend(X, y, w, steps):
    for _ in range(steps):
        y_hat = _sigmoid(X @ w)
        w = w + 5 * X.T @ ((y - y_hat) * y_hat * (1 - y_hat)) / len(y)
    return w


def _error(X, y, w):
    return float(0.5 * np.sum((y - _sigmoid(X @ w)) ** 2))


def _judge_training(given, X, y, w, goal):
    given = np.asarray(given)
    if given.shape != w.shape or given.dtype.kind not in "iuf":
        return f"Return the new weights, an array of shape {w.shape}, as `w` is."
    if not np.all(np.isfinite(given)):
        return "Your weights are not finite numbers any more: something overflowed on the way."
    before, after, way = _error(X, y, w), _error(X, y, given), given - w
    if after < goal:
        return None
    if way.any() and np.ptp(way) < 1e-9:
        return "All weights have moved by the same. Each has steps of its own, with its own input."
    uphill = _error(X, y, w + 1e-3 * way / (np.linalg.norm(way) or 1)) > before
    if after > before + 1e-9 and (uphill or np.linalg.norm(given) < 20):
        made = "is Δw target minus prediction, added, and made of the X and y that are given?"
        advice = f" You walk uphill on these data: {made}" * uphill
        return f"The error has grown, from {before:.2f} to {after:.2f}.{advice}"
    if np.linalg.norm(given) > 20:
        return "Your weights are so large that every sigmoid is flat: your steps are too long."
    if np.linalg.norm(X.T @ (y - _sigmoid(X @ given))) < 0.01:
        return (
            "Your weights stand still where the errors y − ŷ, times the inputs, add up to nothing. "
            "The slope of the sigmoid is missing: the error term is (y − ŷ) times ŷ(1 − ŷ)."
        )
    return (
        f"The error has fallen from {before:.2f} to {after:.2f}, and is not yet below "
        f"{goal:.2f}. Take more steps, or longer ones. (E is a sum over all examples, not a mean.)"
    )


@exercise(
    inputs=[
        lambda rng: _task(rng, 25, 0),
        lambda rng: _task(rng, 40, 0.5),
    ],
    judge=_judge_training,
    updates=["w"],
    draws=1,
    hints=[
        "The loop of the lesson: predictions of all examples, `delta`, the mean step `X.T @ delta "
        "/ len(y)` times the learning rate, added to the weights.",
        "A learning rate of 5 and 200 steps go far.",
        "Or let the error decide: `while` it is above the goal, take another step.",
    ],
)
def train(X, y, w, goal):
    for _ in range(200):
        y_hat = 1 / (1 + np.exp(-(X @ w)))
        delta = (y - y_hat) * y_hat * (1 - y_hat)
        w = w + 5 * X.T @ delta / len(y)
    return w


@train.also_correct
def _(X, y, w, goal):
    steps = 0
    while 0.5 * np.sum((y - _sigmoid(X @ w)) ** 2) >= goal and steps < 1000:
        h = X @ w
        w = w + 0.2 * ((y - _sigmoid(h)) * np.exp(-h) / (1 + np.exp(-h)) ** 2) @ X
        steps += 1
    return w


train.mistakes(
    (
        "These are the weights that you were given, unchanged. Did you assign the new "
        "weights, `w = w + ...`?",
        "w",
    ),
    (
        "This is the error. Return the weights that you have found.",
        "0.5 * np.sum((y - _sigmoid(X @ w)) ** 2)",
    ),
)
