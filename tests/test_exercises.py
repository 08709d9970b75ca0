"""Every exercise of every lesson: what a check promises holds for it."""

import exercise_proofs
import pytest
import teaching

from utils.exercises.engine import Exercise

EXERCISES = exercise_proofs.all_exercises()


class OfOneLesson:
    """The proofs for one lesson: pytest-xdist can give each class to another process."""

    lesson = None

    def test_exercise(self, name, proof):
        assert list(proof(EXERCISES[name], name)) == []


for lesson in sorted({name.partition(".")[0] for name in EXERCISES}):
    globals()[f"Test_{lesson}"] = type(f"Test_{lesson}", (OfOneLesson,), {"lesson": lesson})


def pytest_generate_tests(metafunc):
    if metafunc.cls is None:
        return
    pairs = [
        pytest.param(name, proof, id=f"{name}-{proof.__name__}")
        for name, exercise in EXERCISES.items()
        if name.startswith(f"{metafunc.cls.lesson}.")
        for proof in exercise_proofs.proofs(exercise)
    ]
    metafunc.parametrize(("name", "proof"), pairs)


def test_every_equivalent_mutant_has_a_reason_and_an_exercise():
    assert set(exercise_proofs.EQUIVALENT) <= set(EXERCISES)
    assert all(
        reason.endswith(".")
        for known in exercise_proofs.EQUIVALENT.values()
        for reason in known.values()
    )


def test_an_exercise_is_called_what_its_check_says():
    for name, exercise in EXERCISES.items():
        if isinstance(exercise, Exercise):
            assert name.endswith(f".{exercise.name}")


def test_the_page_for_teachers_says_what_the_exercises_say():
    stored = teaching.PART.search(teaching.PAGE.read_text("utf-8"))[0]
    assert stored == teaching.lessons(EXERCISES), "python tests/teaching.py writes it"
