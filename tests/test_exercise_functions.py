"""Exercises answered by functions: what a check says to each kind of answer."""

import math
import random
import re
import sys

import numpy as np
import pytest

from utils.exercises import exercise
from utils.exercises.cases import shown as shown_inputs


@exercise(
    inputs=[
        lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=3)),
        lambda rng: (rng.normal(size=(1, 3)), rng.normal(size=3)),
    ],
    hints=["Multiply first.", "Then add up over the columns."],
)
def weighted(X, w):
    # One number a row.
    return X @ w


@weighted.mistake("You add up the columns of the whole batch.")
def _(X, w):
    return (X * w).sum(axis=0)


@weighted.mistake("`math.fsum` wants a flat sequence.")
def _(X, w):
    return math.fsum(X * w)


@weighted.mistake("You return the weights changed in place.")
def _(X, w):
    w *= 2
    return X @ w


def answer(program):
    return weighted.check(program)


@pytest.mark.parametrize(
    "program",
    [
        lambda X, w: [sum(a * b for a, b in zip(x, w, strict=True)) for x in X],
        lambda X, w: tuple(np.dot(x, w) for x in X),
        lambda X, w: (x @ w for x in X),
        lambda X, w: X.astype(np.float32) @ w.astype(np.float32),
        lambda X, w, unused=None: X @ w,
        lambda *arguments: arguments[0] @ arguments[1],
        np.matmul,
    ],
)
def test_every_right_form_is_accepted(program):
    assert answer(program)


def test_a_tensor_with_a_value_is_accepted():
    class Held:
        def numpy(self):
            return self.array

    def program(X, w):
        held = Held()
        held.array = X @ w
        return held

    assert answer(program)


def stub_with_dots(X, w): ...  # your code


def stub_with_words(X, w):
    """Return one number a row."""


def stub_with_pass(X, w):
    pass


def stub_that_returns_dots(X, w):
    return ...


def stub_half_filled(X, w):
    total = ...
    return total  # noqa: RET504


def stub_that_cannot_run(X, w):
    total = ...
    return X @ total


@pytest.mark.parametrize(
    "stub",
    [
        *(None, ..., lambda X, w: ..., stub_with_dots, stub_with_words, stub_with_pass),
        *(stub_that_returns_dots, stub_half_filled, stub_that_cannot_run),
    ],
)
def test_a_stub_is_not_answered(stub):
    feedback = answer(stub)
    assert feedback.state == "unanswered" and not feedback
    assert "`weighted`" in feedback.message


def test_dots_left_over_beside_an_answer_do_no_harm():
    def program(X, w):
        ...  # your code
        return X[..., :] @ w

    assert answer(program)


def test_an_index_of_dots_is_no_gap():
    def program(X, w):
        return X[..., 7] @ w

    assert answer(program).state == "wrong"


def test_a_known_mistake_gets_its_message_however_it_is_written():
    feedback = answer(lambda X, w: [sum(X[:, k] * w[k]) for k in range(3)])
    assert feedback.message == "You add up the columns of the whole batch."
    assert [label for label, _ in feedback.blocks] == ["With this input", "Expected", "Your result"]


def test_a_mistake_may_be_an_exception():
    feedback = answer(lambda X, w: math.fsum(X * w))
    assert feedback.message == "`math.fsum` wants a flat sequence."
    assert "TypeError" in dict(feedback.blocks)["What happened"]


def test_another_exception_is_not_that_mistake():
    assert "raised `TypeError: unsupported operand" in answer(lambda X, w: w + {}).message


@pytest.mark.parametrize("elsewhere", [lambda X, w: X @ w, lambda X, w: X @ w * 2])
def test_behaving_like_a_mistake_on_some_inputs_only_is_not_enough(elsewhere):
    def program(X, w):
        return (X * w).sum(axis=0) if len(X) == 4 else elsewhere(X, w)

    assert "columns of the whole batch" not in answer(program).message


@pytest.mark.parametrize(
    ("elsewhere", "second"),
    [
        (lambda X, w: X @ w / 0, "Your result holds an infinity where a number is due."),
        (lambda X, w: math.fsum(X * w), "`math.fsum` wants a flat sequence."),
    ],
)
def test_of_two_faults_the_one_on_the_plain_draws_comes_first(elsewhere, second):
    def program(X, w):
        return (X * w).sum(axis=0) if len(X) == 4 else elsewhere(X, w)

    assert answer(program).message == (
        f"You add up the columns of the whole batch. And besides, with other inputs: {second}"
    )


def test_the_first_input_on_which_an_answer_differs_is_shown():
    feedback = answer(lambda X, w: X @ w + (len(X) == 1))
    assert "Your result is " in feedback.message
    shown = dict(feedback.blocks)
    assert shown["With this input"].startswith("X = [[") and "\nw = [" in shown["With this input"]
    assert shown["Expected"] != shown["Your result"]


def test_numbers_are_shown_with_the_digits_that_part_them():
    message = answer(lambda X, w: X @ w * 1.0001).message
    due, got = re.search(r": (\S+) is due, yours is (\S+)\.", message).groups()
    assert due != got


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (lambda X, w: (X @ w)[:, None], "has shape (4, 1) where (4,) is due: as many numbers"),
        (lambda X, w: (X @ w).mean(), "is a single number where an array of shape (4,) is due"),
        (lambda X, w: [1, [2, 3]], "The parts of your result do not form an array of shape (4,)"),
        (lambda X, w: "4", "should be an array of shape (4,)"),
        (
            lambda X, w: (X @ w).astype(np.int64),
            "holds whole numbers (int64) where fractions are due",
        ),
        (lambda X, w: X @ w / 0, "holds an infinity where a number is due"),
        (lambda X, w: (X @ w - X @ w) / 0, "holds NaN (not a number) where a number is due"),
        (lambda X, w: weighted, "object of type `Exercise`"),
        (lambda X, w: np.sum, "is the function `sum` itself: call it"),
        (
            lambda X, w: iter(int, 1),
            "has 1000 parts or more, if it ends; an array of shape (4,) is due",
        ),
    ],
)
def test_differences_are_named(program, words):
    assert words in answer(program).message


def test_an_exception_is_one_sentence_with_its_line():
    def program(X, w):
        total = X @ w
        return total + nowhere  # noqa: F821

    line = program.__code__.co_firstlineno + 2
    feedback = answer(program)
    assert feedback.message == (
        f"Line {line} of {__name__}.py, `return total + nowhere  # noqa: F821`, raised "
        "`NameError: name 'nowhere' is not defined`. Nothing has this name here: is it spelled as "
        "where it was made?"
    )
    assert "Traceback" not in repr(feedback)


def test_an_exception_in_a_cell_names_the_line_of_the_cell():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("def helper(X):\n    return X['a']\n")
    shell.run_cell("# A remark.\ndef weighted(X, w):\n    return helper(X).sum()\n")
    message = answer(shell.user_ns["weighted"]).message
    assert message.startswith("Line 2 of your cell, `return X['a']`, raised `IndexError: ")


def test_a_line_without_known_source_is_told_by_its_number():
    names = {}
    exec("def weighted(X, w):\n    return X[9]\n", names)
    message = answer(names["weighted"]).message
    assert message.startswith("Line 2 of your cell raised `IndexError: ")


def test_backticks_in_the_learners_line_do_not_end_the_code():
    message = answer(lambda X, w: {}["`"]).message
    assert message.count("`") == 8 and """{}["'"]""" in message


def test_large_arrays_are_shown_by_shape_and_range():
    @exercise(inputs=lambda rng: (np.linspace(0, 1, 100) + rng.uniform(),), hints=["Sum."])
    def total(x):
        return x.sum()

    shown = dict(total.check(lambda x: 0).blocks)["With this input"]
    assert shown.startswith("x = an array of shape (100,), from 0.")


def test_a_forgotten_return_is_told():
    def program(X, w):
        total = X @ w
        print(total)

    assert answer(program).message.startswith("Your function computes but gives nothing back")


def test_a_path_without_return_is_told():
    def program(X, w):
        if len(X) == 1:
            return X @ w
        return None

    assert "returned `None` for this input" in answer(program).message


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), "Hand over your function, and it alone: `exercises.weighted.check(weighted)`."),
        ((np.add, np.add), "and it alone"),
        ((np.ones(4),), "the function itself, not what a call of it gives"),
        ((3.0,), "the function itself"),
        ((int,), "`int` is a class"),
        ((lambda X: X,), "takes 1 argument (X); it should take 2 arguments (X, w)"),
        ((lambda: 1,), "takes no arguments"),
    ],
)
def test_a_wrong_way_to_hand_over_an_answer_is_told(given, words):
    feedback = weighted.check(*given)
    assert feedback.state == "wrong" and words in feedback.message


def test_an_answer_that_changes_its_inputs_is_told_so_even_if_it_is_right():
    def program(X, w):
        result = X @ w
        X[0] = 0
        return result

    feedback = answer(program)
    assert not feedback and "changes its input `X` in place" in feedback.message


def test_an_answer_that_is_wrong_and_changes_its_inputs_is_told_both():
    def program(X, w):
        X += 1
        return 7

    message = answer(program).message
    assert message.startswith("Your result is a single number where") and "`X` in place" in message


def test_a_mistake_that_changes_its_inputs_is_told_apart_from_one_that_does_not():
    def program(X, w):
        w *= 2
        return X @ w

    assert answer(program).message == "You return the weights changed in place."
    assert answer(lambda X, w: X @ (w + 1)).message.startswith("Your result differs")


def test_changed_lists_and_dictionaries_are_noticed():
    @exercise(inputs=lambda rng: ([rng.normal()], {"a": [rng.normal()]}), hints=["Look."])
    def first(values, named):
        return values[0]

    def with_list(values, named):
        return values.pop()

    def with_dictionary(values, named):
        named["a"].append(1)
        return values[0]

    assert "`values` in place" in first.check(with_list).message
    assert "`named` in place" in first.check(with_dictionary).message


def test_results_that_change_from_call_to_call_are_told():
    rng = np.random.default_rng(1)
    for program in (lambda X, w: rng.normal(size=len(X)), lambda X, w: np.random.rand(len(X))):
        assert answer(program).message.startswith("Called twice with the same input")


def test_results_learned_by_heart_fail():
    seen = {}
    for case in weighted.known_cases():
        seen[case.inputs[0].tobytes()] = case.run(weighted.reference).value

    def program(X, w):
        return seen.get(X.tobytes(), np.zeros(len(X)))

    feedback = weighted.check(program)
    shown = dict(feedback.blocks)["With this input"]
    assert not feedback and shown not in {
        shown_inputs(["X", "w"], case.inputs) for case in weighted.known_cases()
    }


def test_objects_that_lie_about_themselves_fail():
    class Liar(float):
        def __eq__(self, other):
            return True

        __hash__ = None

    class Number(Liar):
        def numpy(self):
            return self

    assert "object of type `Liar`" in answer(lambda X, w: [Liar(0)] * len(X)).message
    assert "object of type `Number`" in answer(lambda X, w: Number(0)).message

    def array_of_liars(X, w):
        held = np.empty(len(X), dtype=object)
        held[:] = [Liar(0)] * len(X)
        return held

    assert "object of type `Liar`" in answer(array_of_liars).message


def test_the_page_and_the_global_generators_stay_untouched(capfd, recwarn):
    def program(X, w):
        print("noise")
        print("noise", file=sys.stderr)
        np.random.seed(3)
        random.seed(3)
        np.log(-1 + 0 * X)
        return X @ w

    before = random.getstate(), np.random.get_state()[1].tolist()
    assert answer(program)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before
    assert capfd.readouterr() == ("", "") and not recwarn.list


def test_hints_come_one_by_one_and_then_point_to_the_solution():
    said = [weighted.hint().message for _ in range(4)]
    assert said[:2] == ["1 of 2: Multiply first.", "2 of 2: Then add up over the columns."]
    assert "`.solution()`" in said[2] and said[2] == said[3]


# Kinds of results and of inputs -----------------------------------------------------------


def halves(X, Y, size, rng):
    """A generator of batches in an order of its own."""
    order = rng.permutation(len(X))
    for start in range(0, len(X), size):
        yield X[order[start : start + size]], Y[order[start : start + size]]


def draw_halves(rng):
    X = rng.normal(size=(5, 2))
    return X, X.sum(axis=1), 2, np.random.default_rng(rng.integers(2**32))


def test_generators_and_random_generators_are_compared_by_what_they_give():
    batches = exercise(inputs=draw_halves, hints=["Slice."])(halves)

    @batches.mistake("The last batch is lost.")
    def _(X, Y, size, rng):
        return list(halves(X, Y, size, rng))[:-1]

    def early(X, Y, size, rng):
        order = rng.permutation(len(X))
        for start in range(0, len(X) - size + 1, size):
            yield X[order[start : start + size]], Y[order[start : start + size]]

    def endless(X, Y, size, rng):
        while True:
            yield from halves(X, Y, size, rng)

    def inputs_alone(X, Y, size, rng):
        return [(x, x[:1] ** 2) for x, _ in halves(X, Y, size, rng)]

    def failing(X, Y, size, rng):
        yield X[:size], Y[:size]
        raise ValueError("halfway")

    assert batches.check(lambda X, Y, size, rng: list(halves(X, Y, size, rng)))
    assert batches.check(early).message == "The last batch is lost."
    told = batches.check(endless)
    assert told.message == (
        "Your result has 1000 parts or more, if it ends; a sequence of 3 parts is due."
    )
    assert "rng = a generator of random numbers" in repr(told)
    assert "Part 2 of part 1 of your result has shape" in batches.check(inputs_alone).message
    assert "raised `ValueError: halfway`" in batches.check(failing).message


def judge_halves(result, X, Y, size, rng):
    if type(result) is not list or sum(len(x) for x, _ in result) != len(X):
        return "Some examples are lost."
    if not all(np.array_equal(x.sum(axis=1), y) for x, y in result):
        return "Inputs and targets are shuffled differently."
    return None


def test_a_judge_accepts_every_right_result_and_says_what_is_wrong():
    judged = exercise(inputs=draw_halves, hints=["Slice."], judge=judge_halves)(halves)

    @judged.mistake("Twice the same shuffle would do.")
    def _(X, Y, size, rng):
        return [(rng.permutation(X), rng.permutation(Y))]

    def other_order(X, Y, size, rng):
        return [(X[k : k + 1], Y[k : k + 1]) for k in range(len(X))[::-1]]

    def in_place(X, Y, size, rng):
        result = other_order(X, Y, size, rng)
        return [(x.copy(), y.copy()) for x, y in result] if X.sort(axis=0) is None else None

    assert judged.check(halves) and judged.check(other_order)
    assert judged.check(lambda X, Y, size, rng: [(X[:2], Y[:2])]).message == (
        "Your function never uses its arguments `size` and `rng`. Some examples are lost."
    )
    assert judged.check(lambda X, Y, size, rng: [(rng.permutation(X), rng.permutation(Y))]).message
    same = judged.check(lambda X, Y, size, rng: [[rng.permutation(X), rng.permutation(Y)]])
    assert same.message == "Twice the same shuffle would do."
    assert not judged.check(in_place)


def test_a_result_that_the_judge_cannot_read_is_described():
    judged = exercise(inputs=draw_halves, hints=["Slice."], judge=judge_halves)(halves)
    feedback = judged.check(lambda X, Y, size, rng: [1, 2])
    assert "not the form that is asked for. Your result has 2 parts; it should have 3." in repr(
        feedback
    )


def test_functions_may_be_inputs_and_dictionaries_results():
    def slope(f, x):
        return {"slope": (f(x + 1e-4) - f(x - 1e-4)) / 2e-4, "at": x}

    checker = exercise(
        inputs=lambda rng: (np.tanh, rng.normal()), hints=["Go a little to both sides."]
    )(slope)
    assert checker.check(slope)
    assert "lacks the entry 'at'" in checker.check(lambda f, x: {"slope": 1}).message
    off = checker.check(lambda f, x: {"slope": f(x), "at": x})
    assert off.message.startswith("The entry 'slope' of your result is ")
    assert "f = the function tanh" in repr(off)
    assert "an entry 'more'" in checker.check(lambda f, x: slope(f, x) | {"more": 1}).message
    assert "should be a dictionary" in checker.check(lambda f, x: 1).message


def test_whole_numbers_are_exact_however_large():
    @exercise(inputs=lambda rng: (int(rng.integers(10**6, 10**7)),), hints=["Count."])
    def count(n):
        return n

    assert count.check(lambda n: n * 1.0)
    assert not count.check(lambda n: n + 1)


def test_a_reference_that_fails_is_the_courses_fault():
    @exercise(inputs=lambda rng: (0,), hints=["None."])
    def broken(x):
        return 1 // x

    with pytest.raises(RuntimeError, match="reference of broken fails"):
        broken.check(lambda x: 1)


def test_graph_and_use_exclude_each_other():
    with pytest.raises(ValueError, match="not both"):
        exercise(inputs=list, hints=[], graph=True, use=print)
