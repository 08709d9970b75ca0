"""The proofs of test_exercises.py notice faults, planted here in exercises made for it."""

import exercise_proofs as proofs
import numpy as np
import pytest
from mutants import mutants

from utils.exercises import exercise, prediction


def sound(inputs=None, **more):
    """An exercise that fails no proof, unless something is changed."""
    inputs = inputs or (lambda rng: (rng.normal(size=4), rng.normal(size=4)))

    @exercise(inputs=inputs, hints=["Where do they part?"], **more)
    def distance(x, y):
        """How far apart two points are."""
        total = ((x - y) ** 2).sum()
        return np.sqrt(total)

    @distance.mistake("You have added instead of subtracted.")
    def _(x, y):
        return np.sqrt(((x + y) ** 2).sum())

    @distance.also_correct
    def _(x, y):
        return np.linalg.norm(x - y)

    return distance


ALL = [proof for kind, proof in proofs.proofs() if kind is proofs.Exercise]


@pytest.mark.parametrize("proof", ALL)
def test_a_sound_exercise_passes_every_proof(proof):
    proof(sound())


def fails(proof, faulty, words, *more):
    with pytest.raises(AssertionError, match=words or None):
        proof(faulty, *more)


def test_a_wrong_alternative_is_noticed():
    faulty = sound()
    faulty.also_correct(lambda x, y: np.abs(x - y).sum())
    fails(proofs.right_answers_pass, faulty, "fails with seed 0")


def test_an_alternative_that_is_wrong_on_rare_inputs_is_noticed():
    faulty = sound()
    faulty.also_correct(lambda x, y: np.sqrt(sum((x - y) ** 2)) + (x[0] < -1.5))
    fails(proofs.right_answers_pass, faulty, "fails with seed")


def test_a_missing_alternative_is_noticed():
    faulty = sound()
    faulty.alternatives.clear()
    fails(proofs.another_way_is_known, faulty, "no program under also_correct")


def test_an_alternative_that_only_renames_is_noticed():
    faulty = sound()

    @faulty.also_correct
    def _(x, y):
        square = ((x - y) ** 2).sum()
        return np.sqrt(square)

    @faulty.also_correct
    def _(x, y):
        squares = ((x - y) ** 2).sum()
        return np.sqrt(squares)

    fails(proofs.another_way_is_known, faulty, "written like another answer")


def test_a_mistake_that_is_right_is_noticed():
    faulty = sound()
    faulty.mistake("You have swapped them.")(lambda x, y: np.sqrt(((y - x) ** 2).sum()))
    fails(proofs.mistakes_get_their_own_message, faulty, "is taken for correct")


def test_two_mistakes_that_behave_alike_are_noticed():
    faulty = sound()
    faulty.mistake("Another.")(lambda x, y: np.linalg.norm(x + y))
    fails(proofs.mistakes_get_their_own_message, faulty, "gets 'You have added")


def test_inputs_that_never_vary_are_noticed():
    faulty = sound(inputs=lambda rng: (np.arange(4.0), np.ones(4)))
    fails(proofs.forgeries_fail, faulty, "a constant passes")


def test_a_judge_that_takes_anything_is_noticed():
    faulty = sound(judge=lambda result, x, y: None)
    fails(proofs.forgeries_fail, faulty, "a constant passes")
    fails(proofs.mistakes_get_their_own_message, faulty, "is taken for correct")


def test_a_reference_that_changes_its_inputs_is_noticed():
    @exercise(inputs=lambda rng: (rng.normal(size=3),), hints=["Add."])
    def more(x):
        x += 1
        return x

    fails(proofs.right_answers_pass, more, "changes its input `x` in place")


@pytest.mark.parametrize("message", ["No full stop", "", " Space before it."])
def test_an_unfit_message_is_noticed(message):
    faulty = sound()
    faulty.mistake(message)(lambda x, y: 0)
    fails(proofs.texts_are_fit_to_read, faulty, "")


def test_a_message_that_gives_the_solution_away_is_noticed():
    faulty = sound()
    faulty.mistake("Write `np.sqrt( total )`.")(lambda x, y: 0)
    fails(proofs.texts_are_fit_to_read, faulty, "gives the solution away")


def test_missing_hints_are_noticed():
    faulty = sound()
    faulty.hints.clear()
    fails(proofs.texts_are_fit_to_read, faulty, "no hints")


def test_a_surviving_mutant_is_noticed():
    faulty = sound(inputs=lambda rng: (rng.normal(size=(1, 1)), rng.normal(size=(1, 1))))
    fails(proofs.mutants_fail, faulty, r"\.sum → .*\.mean", {})


def test_a_listed_mutant_that_does_not_survive_is_noticed():
    known = {"x - y → y - x": "It is squared."}
    fails(proofs.mutants_fail, sound(), "do not survive.*y - x", known)


# Values -----------------------------------------------------------------------------------


def question(**changes):
    parts = {"answer": (3, 4), "wrong": {(4, 3): "Rows first."}, "hints": ["Count the rows."]}
    return prediction(**{**parts, **changes})


@pytest.mark.parametrize(
    "proof", [proof for kind, proof in proofs.proofs() if kind is proofs.Prediction]
)
def test_a_sound_question_passes_every_proof(proof):
    proof(question())


@pytest.mark.parametrize(
    ("proof", "changes"),
    [
        (proofs.wrong_values_get_their_own_message, {"wrong": {}}),
        (proofs.wrong_values_get_their_own_message, {"wrong": {(3, 4): "It is right."}}),
        (proofs.wrong_values_get_their_own_message, {"answer": 1.0, "wrong": {1.0001: "Off."}}),
        (proofs.wrong_values_get_their_own_message, {"wrong": {"A": "One.", "a": "Two."}}),
        (proofs.value_texts_are_fit_to_read, {"wrong": {1: "One", 2: "Two."}}),
        (proofs.value_texts_are_fit_to_read, {"hints": []}),
    ],
)
def test_a_faulty_question_is_noticed(proof, changes):
    fails(proof, question(**changes), "")


# Mutants ----------------------------------------------------------------------------------

SCALE = 2


def example(x, n):
    """Its first line is no mutant."""
    total = 0
    while n > 0 and total < 50:
        total += SCALE * x[1:].sum(axis=0) - 1.5
        n -= 1
    return np.maximum(-total, n), np.asarray(total) @ x.T


def test_every_part_of_a_program_is_mutated():
    labels = {label for label, _ in mutants(example)}
    assert labels >= {
        "total = 0 → pass",
        "0 → 1",
        "0 → -1",
        "n > 0 → n >= 0",
        "n > 0 → n <= 0",
        "n > 0 and total < 50 → n > 0 or total < 50",
        "SCALE * x[1:].sum(axis=0) → SCALE / x[1:].sum(axis=0)",
        "SCALE * x[1:].sum(axis=0) - 1.5 → SCALE * x[1:].sum(axis=0)",
        "SCALE * x[1:].sum(axis=0) - 1.5 → SCALE * x[1:].sum(axis=0) + 1.5",
        "x[1:].sum(axis=0) → x[1:].sum()",
        "x[1:].sum(axis=0) → x[1:]",
        "x[1:].sum → x[1:].mean",
        "x[1:] → x",
        "1: → :",
        "1.5 → 2.5",
        "n -= 1 → pass",
        "n -= 1 → n += 1",
        "-total → total",
        "np.maximum → np.minimum",
        "np.asarray(total) @ x.T → x.T @ np.asarray(total)",
        "x.T → x",
        "return (np.maximum(-total, n), np.asarray(total) @ x.T) → "
        "return (np.asarray(total) @ x.T, np.maximum(-total, n))",
    }
    assert not [label for label in labels if "first line" in label]
    # What changes nothing by itself is no mutant: the order of the larger of two, conversions.
    assert not [label for label in labels if label.endswith("np.maximum(n, -total)")]
    assert "np.asarray(total) → total" not in labels


def test_mutants_run_with_the_names_of_their_module_and_leave_the_original_alone():
    def scaled(x):
        return SCALE * x

    known = dict(mutants(scaled))
    assert known["SCALE * x → SCALE / x"](4) == 0.5 and scaled(4) == 8
    assert known["SCALE * x → x"](4) == 4


def test_mutants_that_never_end_are_stopped():
    @exercise(inputs=lambda rng: (int(rng.integers(3, 9)),), hints=["Down to zero."])
    def countdown(n):
        steps = 0
        while n > 0:
            n -= 1
            steps += 1
        return steps

    endless = dict(mutants(countdown.reference))["n -= 1 → pass"]
    assert "EndlessLoop" in countdown.examine(endless, countdown.known_cases()).message
    proofs.mutants_fail(countdown, {})
