"""Answers that people gave in public: each hears what it should.

answers/public.txt holds the address of a thread, the exercise, the answer in its terms, and after
`=>` a part of what the check says.
answers/drawn.txt holds answers of nobody in particular, in the same form.
"""

import textwrap
from pathlib import Path

import pytest
from exercise_proofs import all_exercises, known

from utils.exercises.engine import Exercise
from utils.exercises.programs import program


@pytest.fixture(autouse=True)
def one_draw(monkeypatch):
    """Run what an exercise knows on its draws once for all answers, not once for each."""
    monkeypatch.setattr(Exercise, "known_cases", known)


def cases(file):
    """Each case as its line, the exercise's name, the answer's source and the words it hears."""
    name, lines = None, []
    text = (Path(__file__).parent / "answers" / file).read_text("utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("lesson_"):
            name = line
        elif line.startswith("    "):
            lines.append(line)
        elif line.startswith("=>"):
            yield number, name, textwrap.dedent("\n".join(lines)), line[2:].strip()
            lines = []


CASES = [
    pytest.param(*case, id=f"{file}-{case[0]}-{case[1]}")
    for file in ("public.txt", "drawn.txt")
    for case in cases(file)
]


@pytest.mark.parametrize(("number", "name", "code", "words"), CASES)
def test_a_public_answer_hears_what_it_should(number, name, code, words):
    exercise = all_exercises()[name]
    told = repr(exercise.check(program(code, exercise.reference, f"line {number}")))
    assert words and words in told.splitlines()[0]
