"""The proofs of exercise_proofs.py notice faults, planted here in an exercise made for it."""

import re

import exercise_proofs as proofs
import numpy as np
import pytest
from mutants import mutants

from utils.exercises import edit, exercise, prediction
from utils.exercises.feedback import Feedback


def sound(inputs=None, **more):
    """An exercise that fails no proof, unless something is changed."""
    inputs = inputs or (lambda rng: (rng.normal(size=4), rng.normal(size=4)))

    @exercise(inputs=inputs, hints=["Where do they part?"], **more)
    def distance(x, y):
        """How far apart two points are."""
        total = ((x - y) ** 2).sum()
        return np.sqrt(total)

    distance.mistakes(("You have added instead of subtracted.", edit("x - y", "x + y")))
    distance.also_correct("np.linalg.norm(x - y)")
    return distance


def question(**changes):
    parts = {"answer": (3, 4), "wrong": {(4, 3): "Rows first."}, "hints": ["Count the rows."]}
    return prediction(**{**parts, **changes})


def complaints(proof, faulty):
    return list(proof(faulty, "lesson_00.distance"))


@pytest.mark.parametrize("proof", proofs.FUNCTIONS)
def test_a_sound_exercise_passes_every_proof(proof):
    assert complaints(proof, sound()) == []


@pytest.mark.parametrize("proof", proofs.VALUES)
def test_a_sound_question_passes_every_proof(proof):
    assert complaints(proof, question()) == []


PLANTED = [
    (proofs.right_answers_pass, lambda e: e.also_correct("abs(x - y).sum()"), "fails: Your"),
    (
        proofs.right_answers_pass,  # only on rare inputs
        lambda e: e.also_correct("np.linalg.norm(x - y) + (x[0] > 1.3)"),
        "is right and fails",
    ),
    (proofs.another_way_is_known, lambda e: e.alternatives.clear(), "no program"),
    (
        proofs.another_way_is_known,  # a rewording
        lambda e: e.also_correct(edit("total =", "rest =", "(total)", "(rest)")),
        "written like another",
    ),
    (proofs.mistakes_are_told_apart, lambda e: e.known_mistakes.clear(), "no known"),
    (
        proofs.mistakes_are_told_apart,
        lambda e: e.mistakes(("Swapped.", edit("x - y", "y - x"))),
        "is taken for correct: 'Swapped.'",
    ),
    (
        proofs.mistakes_are_told_apart,
        lambda e: e.mistakes(("Another.", "np.linalg.norm(x + y)")),
        "'Another.', is taken for .*'You have added",
    ),
    (
        proofs.nobody_is_misled,
        lambda e: setattr(e, "judge", lambda result, x, y: None),
        "zero passes",
    ),
    (proofs.texts_are_fit_to_read, lambda e: e.mistakes(("No full stop", "0")), "no full stop"),
    (proofs.texts_are_fit_to_read, lambda e: e.hints.clear(), "no hints"),
    (
        proofs.texts_are_fit_to_read,
        lambda e: e.mistakes(("Write `np.sqrt( total )`.", "0")),
        "gives the solution away",
    ),
]


@pytest.mark.parametrize(("proof", "plant", "words"), PLANTED)
def test_a_planted_fault_is_noticed(proof, plant, words):
    faulty = sound()
    plant(faulty)
    assert any(re.search(words, complaint) for complaint in complaints(proof, faulty))


def test_a_message_that_a_trivial_answer_gets_wrongly_is_noticed(monkeypatch):
    told = Feedback("wrong", "You have added instead of subtracted.")
    monkeypatch.setattr(proofs, "explain", lambda trial, case, more: told)
    assert "nothing is told" in complaints(proofs.nobody_is_misled, sound())[0]


def test_inputs_that_never_vary_are_noticed():
    faulty = sound(inputs=lambda rng: (np.arange(4.0), np.ones(4)))
    assert "result 0 for every input passes" in complaints(proofs.nobody_is_misled, faulty)


def test_a_mutant_is_noticed_that_survives_or_that_is_listed_and_does_not(monkeypatch):
    faulty = sound(inputs=lambda rng: (rng.normal(size=(1, 1)), rng.normal(size=(1, 1))))
    assert any(".sum → " in complaint for complaint in complaints(proofs.mutants_fail, faulty))
    monkeypatch.setitem(proofs.EQUIVALENT, "lesson_00.distance", {"x - y → x": "Never."})
    assert "does not survive: x - y → x" in complaints(proofs.mutants_fail, sound())[0]


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
    assert complaints(proof, question(**changes))


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
    assert "EndlessLoop" in countdown.check(endless).message
    assert complaints(proofs.mutants_fail, countdown) == []
