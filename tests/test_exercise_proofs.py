"""The proofs of exercise_proofs.py notice faults, planted here in an exercise made for it."""

import re

import exercise_proofs as proofs
import numpy as np
import pytest

from utils.exercises import edit, exercise, prediction


def sound(inputs=None):
    """An exercise that fails no proof, unless something is changed."""
    inputs = inputs or (lambda rng: (rng.normal(size=4), rng.normal(size=4)))

    @exercise(inputs=inputs, hints=["Where do they part?"])
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


@pytest.mark.parametrize("make", [sound, question])
def test_a_sound_exercise_passes_every_proof(make):
    for proof in proofs.proofs(make()):
        assert complaints(proof, make()) == []


PLANTED = [
    # Right on all inputs but rare ones.
    (
        proofs.right_answers_pass,
        lambda e: e.also_correct("np.linalg.norm(x - y) + (x[0] > 1.3)"),
        "is right and fails",
    ),
    (
        proofs.another_way_is_known,
        lambda e: e.also_correct(edit("total =", "rest =", "(total)", "(rest)")),
        "written like another",
    ),
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
