"""The exercises of lesson 19, Compare five programs."""

import numpy as np
import tensorflow as tf

from utils.exercises import Reject, edit, exercise, prediction

# A slope by tape --------------------------------------------------------------------------


def _squares(x):
    return tf.reduce_sum(x**2)


def _waves(x):
    return tf.reduce_sum(tf.sin(x) * x)


def _last_cubed(x):
    return x[-1] ** 3


_NOT_SEEN = (
    "Your tape says None: it knows no way from the result back to x. It follows variables by "
    "itself and a constant once it is watched, records only what TensorFlow computes inside its "
    "block, and is asked for the gradient *of* the result *by* x, in this order."
)


@exercise(
    inputs=[
        lambda rng: (_squares, rng.normal(size=2)),
        lambda rng: (_waves, rng.normal(size=4)),
        lambda rng: (_last_cubed, rng.normal(size=3)),
    ],
    hints=[
        "The tape needs a tensor: `tf.constant(x)`, or a variable.",
        "A constant has to be watched: inside the block, before it is used, `tape.watch(x)`.",
        "Call `f` inside the block, and ask for `tape.gradient(y, x)` afterwards.",
    ],
)
def slope_at(f, x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x)


@slope_at.also_correct
def _(f, x):
    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = f(v)
    return tape.gradient(y, v).numpy()


@slope_at.also_correct
def _(f, x):
    nudges = 1e-5 * np.eye(len(x))
    return [(f(x + nudge) - f(x - nudge)) / 2e-5 for nudge in nudges]


slope_at.mistakes(
    (
        _NOT_SEEN,
        edit("        tape.watch(x)\n", ""),
        edit(
            "tf.constant(x)",
            "tf.Variable(x)\n    y = f(x)",
            "tape.watch(x)\n        y = f(x)",
            "pass",
        ),
        edit("tf.constant(x)", "tf.Variable(x)", "f(x)", "f(x.numpy())"),
    ),
    (
        "A tape watches tensors, and x is a NumPy array still: make a constant or a variable "
        "of it.",
        edit("    x = tf.constant(x)\n", ""),
    ),
    (
        "You ask for the gradient by a new tensor, or by the array itself: the tape only knows "
        "the one that was handed to f. Give that tensor a name and use it in all three places.",
        edit(
            "x = tf.constant(x)\n    with",
            "with",
            "tape.watch(x)\n        y = f(x)",
            "y = f(tf.Variable(x))",
        ),
    ),
    ("That is the value of f at x. Its gradient is what the tape can tell you.", "f(x)"),
    (
        "You have given the tape a list of sources, so it answers with a list: take its only "
        "item, or ask for x itself.",
        edit("(y, x)", "(y, [x])"),
    ),
    (
        "A difference over a step of 1 is the slope of a chord, not of the curve. Let the "
        "tape do it.",
        "[f(x + nudge) - f(x) for nudge in np.eye(len(x))]",
    ),
)


# Traces -----------------------------------------------------------------------------------

traces = prediction(
    "How often does the function print?",
    answer=4,
    wrong={
        5: "Every call prints only without `tf.function`. The second call finds a graph for a "
        "whole number of shape (), and runs that.",
        1: "One graph does for all only if all inputs are alike. 3.0 is of another type, and a "
        "Python number is known by its value.",
        2: "Two types of tensors, so far so good. The last two calls hand over Python numbers, and "
        "those are known by their value.",
        3: "Tensors are right: one graph for both whole numbers, one for 3.0. But 4 and 5 are "
        "Python numbers: they are known by their value, not by their type.",
        0: "The Python lines run at least once: how else would the graph come about?",
    },
    hints=[
        "Go call by call: is there a graph already for this kind of input?",
        "Tensors are alike if shape and type agree: so are 1 and 2, and 3.0 is another kind.",
        "4 is a constant of the graph that was traced for it. Does that graph do for 5?",
    ],
    why="Once for both whole-number tensors, once for 3.0, once for the Python number 4, and once "
    "for 5. Hand numbers over as tensors if they change often.",
)

# A counter --------------------------------------------------------------------------------


def _counts(make_counter, start, calls):
    count = make_counter(start)
    if tf.is_tensor(count):
        raise Reject("You have called `count` already: return the function, without brackets.")
    if not callable(count):
        return count
    if not hasattr(count, "get_concrete_function"):
        raise Reject("What you return is not a `tf.function`: put `@tf.function` above `count`.")
    return [count() for _ in range(calls)]


_NOT_KEPT = (
    "Every call gives start + 1: nothing is kept. Python's own additions happen once, while the "
    "function is traced, and `number + 1` computes a new tensor (lesson 12). What a graph shall "
    "change is a variable, and by an operation."
)


@exercise(
    use=_counts,
    draws=2,
    inputs=lambda rng: (int(rng.integers(0, 50)), int(rng.integers(3, 6))),
    hints=[
        "What must outlive a run of a graph is a variable.",
        "Make it once, outside of `count`: `number = tf.Variable(start)`.",
        "Inside, `number.assign_add(1)` is an operation, so it is part of the graph.",
    ],
)
def make_counter(start):
    number = tf.Variable(start)

    @tf.function
    def count():
        return number.assign_add(1)

    return count


@make_counter.also_correct
def _(start):
    number = tf.Variable(float(start))

    def count():
        number.assign(number + 1)
        return number.read_value()

    return tf.function(count)


make_counter.mistakes(
    (
        _NOT_KEPT,
        edit(
            "tf.Variable(start)",
            "start",
            "return number.assign_add(1)",
            "nonlocal number\n        number += 1\n        return number",
        ),
    ),
    (
        "A variable cannot be made inside: every call would make another one. Make it once, "
        "before `count`.",
        edit(
            "number = tf.Variable(start)\n\n    @",
            "@",
            "return number",
            "number = tf.Variable(start)\n        return number",
        ),
    ),
    (
        "It counts, but gives the number before this call: the first call should give start + 1.",
        edit(
            "return number.assign_add(1)",
            "before = number.read_value()\n        number.assign_add(1)\n        return before",
        ),
    ),
    (_NOT_KEPT, edit(".assign_add(1)", " + 1")),
    (
        "You assign to the *name* `number` inside the function, and for Python it is then a "
        "name of the inside alone, without a value at first. Change the variable, with "
        "`assign` or `assign_add`, and leave its name alone.",
        edit("return number.assign_add(1)", "number += 1  # noqa: F823\n        return number"),
    ),
)


# The old momentum -------------------------------------------------------------------------


def _rolling(rng, n):
    """w, velocity, gradient, learning_rate, momentum."""
    rate, momentum = float(rng.uniform(0.05, 0.4)), float(rng.uniform(0.5, 0.95))
    return rng.normal(size=n), rng.normal(size=n), rng.normal(size=n), rate, momentum


@exercise(
    inputs=[lambda rng: _rolling(rng, 2), lambda rng: _rolling(rng, 5)],
    updates=["w", "velocity"],
    hints=[
        "It is the second row of the table, from left to right.",
        "The velocity comes first: the momentum times the old one, and the whole gradient.",
        "The rate enters with the weights only: they go against the new velocity, times the rate.",
    ],
)
def old_momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity + gradient
    return w - learning_rate * velocity, velocity


@old_momentum_step.also_correct
def _(w, velocity, gradient, learning_rate, momentum):
    w = w - learning_rate * gradient - learning_rate * momentum * velocity
    return w, gradient + momentum * velocity


old_momentum_step.mistakes(
    (
        "That is Keras's way, and lesson 5's: the rate is inside the velocity. The old optimizer "
        "keeps it outside.",
        edit(
            "+ gradient",
            "- learning_rate * gradient",
            "w - learning_rate * velocity",
            "w + velocity",
        ),
    ),
    (
        "The rate is in twice: the velocity takes the whole gradient, and only the weights' "
        "step is multiplied by the rate.",
        edit("+ gradient", "+ learning_rate * gradient"),
    ),
    (
        "You walk uphill: the gradient points up, and so does this velocity. The weights go "
        "against it.",
        edit(
            "return w - learning_rate * velocity, velocity",
            "return w + learning_rate * velocity, velocity",
        ),
    ),
    (
        "The weights move by the old velocity. The velocity is renewed first, and its new "
        "value moves them.",
        "w - learning_rate * velocity, momentum * velocity + gradient",
    ),
    (
        "The velocity is right. The weights move by it times the learning rate, which is missing.",
        edit("learning_rate * ", ""),
    ),
    (
        "Your velocity is an average of old and new, with the gradient weighted by 1 − β. "
        "This one adds the whole gradient.",
        edit("+ gradient", "+ (1 - momentum) * gradient"),
    ),
    (
        "Both are right, but the other way round: first the weights.",
        edit(
            "return w - learning_rate * velocity, velocity",
            "return velocity, w - learning_rate * velocity",
        ),
    ),
    (
        "The rate stands inside the velocity, as in Keras and in lesson 5. The old optimizer "
        "keeps it outside: the velocity adds the whole gradient, and the weights move by the rate "
        "times it.",
        edit(
            "+ gradient",
            "+ learning_rate * gradient",
            "w - learning_rate * velocity",
            "w - velocity",
        ),
    ),
    (
        "Your velocity points downhill. The old one adds up gradients, which point up, and the "
        "weights go against it.",
        edit("velocity + gradient", "velocity - gradient", "w - learning", "w + learning"),
    ),
)
