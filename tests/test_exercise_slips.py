"""What is found out about a wrong answer without a known mistake: its slip, its numbers' relation
to those that are due, and the meaning of its exception."""

import numpy as np
import pytest

from utils.exercises import exercise
from utils.exercises.advice import meaning
from utils.exercises.programs import program
from utils.exercises.relations import relation


@exercise(inputs=lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=3)), hints=["@"])
def weighted(X, w):
    return X @ w


@exercise(inputs=lambda rng: (rng.normal(size=(4, 3)),), hints=["axis"])
def centred(X):
    low = X.min(axis=0)
    return (X - low) / (X.max(axis=0) - low), low


def told(exercise, text):
    return exercise.check(program(text, exercise.reference, "answer")).message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("X @ w.T * 2 + 0 * 1", "`2` is too much"),
        ("sum(list(X @ w) + [0])", "This is the sum of the numbers that are due"),
        (
            "def weighted(X, w):\n    h = []\n    for x in X:\n        h.append(x @ w)\n"
            "        return np.array(h) + 0",
            "line 5 of your cell, `return np.array(h) + 0`: it stands inside the loop",
        ),
        (
            "def weighted(X, w):\n    h = 0\n    for k in range(len(w) - 1):\n"
            "        h += X[:, k] * w[k]\n    return h",
            "`1` is too much",
        ),
        (
            "def weighted(X, w):\n    for k in range(3):\n"
            "        return np.sort(X[:, k] * w[k]) + 1",
            "`return np.sort(X[:, k] * w[k]) + 1`: it ends its loop at once",
        ),
        ("(X @ w)[::-1]", "in the reverse order"),
        ("X @ w, w", "the first part of it alone would be right"),
        ("X @ w + 3", "`3` is too much"),
        ("(X @ w)[:, None]", "an axis of length 1 is too much"),
        ("X[:, 0] * w[0] + X[:, 1] * w[1]", "takes 2 parts of `w`, and here it has 3"),
        ("np.array([1.0, 2.0, 3.0, 4.0])", "the same for every input: it has to depend"),
    ],
)
def test_a_slip_is_named_by_its_place_or_by_what_it_does_to_the_numbers(text, words):
    assert words in told(weighted, text)


def test_a_change_after_which_a_loop_never_ends_does_not_use_up_the_time():
    @exercise(inputs=lambda rng: (int(rng.integers(9, 99)),), hints=["Try one after the other."])
    def root(n):
        return int(n**0.5)

    text = "def root(n):\n    k = 0\n    while (k + 1) * (k + 1) <= n:\n        k += 1\n"
    assert "`2` is too much in `k + 2`" in told(root, f"{text}    return k + 2")


def test_of_two_parts_the_wrong_one_is_named():
    low = "def centred(X):\n    low = X.min(axis=0)\n"
    swapped = low + "    return low, (X - low) / (X.max(axis=0) - low)"
    assert "in the wrong order" in told(centred, swapped)
    brackets = low + "    return X - low / (X.max(axis=0) - low), low"
    assert "outside of brackets" in told(centred, brackets)
    scaled = low + "    return (X - low) / (X.max(axis=0) - low), low * 2 - np.sqrt(4) * 0"
    assert "All is right but part 2. There: every number is 2 times" in told(centred, scaled)


def test_one_slip_in_several_places_is_one_slip():
    twice = "def centred(X):\n    low = -X.min(axis=0)\n"
    twice += "    return (X - low) / (X.max(axis=0) - low), low"
    assert "`-X.min(axis=0)` is too much" in told(centred, twice)
    turned = "(X - X.min(axis=1)[:, None]) / (X.max(axis=0) - X.min(axis=1)[0]), X.min(axis=0)"
    assert "All is right" not in told(centred, turned)
    rows = "(X - X.min(axis=1)) / (X.max(axis=1) - X.min(axis=1)), X.min(axis=1)"
    assert "in 3 more places like this" in told(centred, rows)


@exercise(
    inputs=lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal()), hints=["@"]
)
def neuron(X, w, b):
    h = X @ w + b
    return 1 / (1 + np.exp(-h))


@exercise(inputs=lambda rng: (*rng.normal(size=(3, 2)), rng.uniform(size=2)), hints=["v"])
def roll(w, v, g, rates):
    v = rates[0] * v + rates[1] * g
    return w + v, v


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        (neuron, "np.dot(X, w) + b", "one thing: the sigmoid is missing."),
        (neuron, "1 / (1 + np.exp(-np.dot(X, w)))", "a summand made of `b` is missing"),
        (neuron, "np.tanh(np.dot(X, w) + b)", "tanh stands where the sigmoid belongs"),
        (neuron, "np.reciprocal(1 + np.exp(b - 1 - np.dot(X, w)))", "`b` is taken for 1 minus it"),
        (roll, "w + v, rates[0] * v + rates[1] * g", "the `v` that was given stands where"),
        (roll, "np.add(w, rates[0] * v + g), rates[0] * v + g", "a factor made of `rates` is"),
        (
            roll,
            "[np.add(w, rates[0] * g + rates[1] * v), rates[0] * g + rates[1] * v]",
            "`v` and `g` have changed places",
        ),
    ],
)
def test_what_is_left_out_is_named_however_the_answer_is_written(asked, text, words):
    assert words in told(asked, text)


def test_an_answer_that_is_right_on_plain_inputs_hears_so():
    plain, edge = lambda rng: (rng.normal(size=4),), lambda rng: (np.append(0, rng.normal(size=3)),)

    @exercise(inputs=[plain, edge], hints=["0"])
    def signs(h):
        return np.where(h > 0, 1, np.where(h < 0, -1, 0))

    assert told(signs, "np.round(h / np.abs(h), 0)").endswith("your function is right.")


def test_a_round_that_begins_anew_is_named():
    @exercise(inputs=lambda rng: (rng.normal(size=(2, 3)), rng.normal(size=(2, 3, 3))), hints=["A"])
    def deep(X, W):
        for V in W:
            X = np.tanh(X @ V)
        return X

    lost = "def deep(X, W):\n    for V in W:\n        A = np.tanh(X @ V)\n    return A"
    assert "each round starts from `X` again" in told(deep, lost)


def test_no_known_mistake_is_named_that_a_change_has_made():
    @exercise(inputs=lambda rng: (rng.normal(size=4), rng.normal(size=4)), hints=["half"])
    def energy(y, p):
        return 0.5 * np.sum((y - p) ** 2)

    energy.mistakes(("The square is missing.", "np.sum(y - p) * 2"))
    assert "a factor of 0.5 is missing" in told(energy, "np.sum((y - p) ** 2)")


def test_a_known_mistake_is_named_beside_a_slip():
    @exercise(inputs=lambda rng: (rng.normal(size=4), rng.normal(size=4)), hints=["half"])
    def energy(y, p):
        return np.sum((y - p) ** 2) / 2

    energy.mistakes(("The half is missing.", "np.sum((y - p) ** 2)"))
    message = told(energy, "def energy(y, p):\n    miss = y + p\n    return np.sum(miss**2)")
    assert message.startswith("The half is missing. And besides, line 2")
    assert "the `+` is wrong" in message


def test_an_answer_with_two_faults_gets_no_slip():
    message = told(weighted, "X * w + 1")
    assert ("All is right" not in message and "differs" in message) or "shape" in message


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (lambda: np.ones(2) ^ np.ones(2), "not a power"),
        (lambda: np.max(0, np.ones(3)), "whole numbers"),
        (lambda: 1 if np.ones(2) > 0 else 0, "one true or false"),
        (lambda: float(np.ones(2)), "a single number"),
        (lambda: [1, 2][2], "count from 0"),
        (lambda: [1.0] * 0.5, "lists and tuples"),
        (lambda: list(1.5), "taken apart"),
        (lambda: [].sort()[0], "`None` came from"),
        (lambda: np.ones((2, 3)) @ np.ones(2), "as many columns"),
        (lambda: np.ones((2, 3)) + np.ones(2), "agree from the right"),
        (lambda: exp(1), "`np.exp`"),  # noqa: F821
        (lambda: wights, "spelled"),  # noqa: F821
        (lambda: len([])(3), "Round brackets"),
    ],
)
def test_an_exception_says_what_it_means(error, words):
    with pytest.raises(Exception) as raised:
        error()
    assert words in meaning(f"{raised.type.__name__}: {raised.value}")


def test_numbers_of_another_type_are_no_multiple_of_those_due():
    pairs = [(np.float32([k, 2]), np.float64([k, 2])) for k in range(3)]
    assert relation(pairs, lambda due, got: due.dtype == got.dtype) is None
