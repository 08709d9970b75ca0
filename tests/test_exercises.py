"""Every exercise of every lesson: what a check promises holds for it."""

import importlib
import pkgutil

import pytest
from equivalent_mutants import EQUIVALENT
from exercise_proofs import mutants_fail, proofs

import utils.exercises
from utils.exercises.engine import Exercise
from utils.exercises.prediction import Prediction

LESSONS = [
    module.name
    for module in pkgutil.iter_modules(utils.exercises.__path__)
    if module.name.startswith("lesson_")
]
EXERCISES = {
    f"{lesson}.{name}": exercise
    for lesson in LESSONS
    for name, exercise in vars(importlib.import_module(f"utils.exercises.{lesson}")).items()
    if isinstance(exercise, Exercise | Prediction)
}


class OfOneLesson:
    """The proofs for one lesson: pytest-xdist can give each class to another process."""

    lesson = None

    def test_exercise(self, name, proof):
        proof(EXERCISES[name])

    def test_mutants_of_the_reference_fail(self, name):
        mutants_fail(EXERCISES[name], EQUIVALENT.get(name, {}))


for lesson in LESSONS:
    globals()[f"Test_{lesson}"] = type(f"Test_{lesson}", (OfOneLesson,), {"lesson": lesson})


def pytest_generate_tests(metafunc):
    if metafunc.cls is None:
        return
    exercises = {n: e for n, e in EXERCISES.items() if n.startswith(f"{metafunc.cls.lesson}.")}
    if "proof" in metafunc.fixturenames:
        pairs = [
            pytest.param(name, proof, id=f"{name}-{proof.__name__}")
            for name, exercise in exercises.items()
            for kind, proof in proofs()
            if isinstance(exercise, kind)
        ]
        metafunc.parametrize(("name", "proof"), pairs)
    else:
        functions = [name for name, e in exercises.items() if isinstance(e, Exercise)]
        metafunc.parametrize("name", functions)


def test_every_equivalent_mutant_has_a_reason_and_an_exercise():
    assert set(EQUIVALENT) <= set(EXERCISES)
    assert all(reason.endswith(".") for known in EQUIVALENT.values() for reason in known.values())


def test_an_exercise_is_called_what_its_check_says():
    for name, exercise in EXERCISES.items():
        if isinstance(exercise, Exercise):
            assert name.endswith(f".{exercise.name}")
