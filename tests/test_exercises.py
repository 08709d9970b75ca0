"""Every exercise of every lesson: what a check promises holds for it.

Three things are held against the exercises of a lesson: the proofs of exercise_proofs; what people
have answered; and its own solutions, which answer every exercise that its page asks.
answers/public.txt holds the address of a thread, the exercise, the answer in its terms, and after
`=>` a part of what the check says; answers/drawn.txt holds answers of nobody in particular.
"""

import ast
import functools
import inspect
import textwrap
from pathlib import Path

import exercise_proofs
import nbformat
import pytest
import teaching

from utils.exercises.engine import Exercise
from utils.exercises.programs import program

ROOT = Path(__file__).parents[1]
EXERCISES = exercise_proofs.all_exercises()
LESSONS = sorted({name.partition(".")[0] for name in EXERCISES})


@pytest.fixture
def one_draw(monkeypatch):
    """Run what an exercise knows on its draws once for all answers, not once for each."""
    monkeypatch.setattr(Exercise, "known_cases", exercise_proofs.known)


class OfOneLesson:
    """All of one lesson: pytest-xdist can give each class to another process."""

    lesson = None

    def test_exercise(self, name, proof):
        assert list(proof(EXERCISES[name], name)) == []

    @pytest.mark.usefixtures("one_draw")
    def test_an_answer_hears_what_it_should(self, number, name, code, words):
        exercise = EXERCISES[name]
        told = repr(exercise.check(program(code, exercise.reference, f"line {number}")))
        assert words and words in told.splitlines()[0]

    @pytest.mark.usefixtures("one_draw")
    def test_every_exercise_is_answered_by_its_solution(self):
        (page,) = ROOT.glob(f"notebooks/{self.lesson.removeprefix('lesson_')}_*.ipynb")
        names = imported(page)
        for asked, stubs in checks(page):
            answered = {}
            for stub in stubs:
                exercise = getattr(names["exercises"], stub.name)
                wanted = list(inspect.signature(exercise.reference).parameters)
                assert [argument.arg for argument in stub.args.args] == wanted, stub.name
                solution = dict(exercise.solution().blocks)[""]
                exec(compile(solution, f"<the solution of {stub.name}>", "exec"), names, answered)
            for name in asked:
                exercise = getattr(names["exercises"], name)
                answer = answered[name] if stubs else exercise.answer
                assert repr(exercise.check(answer)).startswith("Correct."), name


for lesson in LESSONS:
    globals()[f"Test_{lesson}"] = type(f"Test_{lesson}", (OfOneLesson,), {"lesson": lesson})


def pytest_generate_tests(metafunc):
    asked = metafunc.fixturenames
    if "proof" in asked:
        pairs = [
            pytest.param(name, proof, id=f"{name}-{proof.__name__}")
            for name, exercise in EXERCISES.items()
            if name.startswith(f"{metafunc.cls.lesson}.")
            for proof in exercise_proofs.proofs(exercise)
        ]
        metafunc.parametrize(("name", "proof"), pairs)
    if "words" in asked:
        cases = [
            pytest.param(number, name, *case, id=f"{file}-{number}-{name}")
            for file in ("public.txt", "drawn.txt")
            for number, name, *case in answers(file)
            if name.startswith(f"{metafunc.cls.lesson}.")
        ]
        metafunc.parametrize(("number", "name", "code", "words"), cases)


@functools.cache
def answers(file):
    """Each answer as its line, the exercise's name, the answer's source and the words it hears."""
    name, lines, found = None, [], []
    text = (Path(__file__).parent / "answers" / file).read_text("utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("lesson_"):
            name = line
        elif line.startswith("    "):
            lines.append(line)
        elif line.startswith("=>"):
            source, lines = textwrap.dedent("\n".join(lines)), []
            found.append((number, name, source, line[2:].strip()))
    return found


def cells(path):
    """The syntax trees of a lesson's code cells, without lines that only notebooks know."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.source.startswith(("%%", "!")):
            lines = cell.source.splitlines()
            yield ast.parse("\n".join(line for line in lines if not line.startswith(("%", "!"))))


def imported(path):
    """The names that a lesson imports, without running the rest of it."""
    names = {}
    for tree in cells(path):
        imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        exec(compile(ast.Module(imports, []), str(path), "exec"), names)
    return names


def checks(path):
    """Each cell that checks an answer: the names of the exercises, and the stub or None."""
    for tree in cells(path):
        calls = [ast.unparse(n.func).split(".") for n in ast.walk(tree) if isinstance(n, ast.Call)]
        asked = [call[1] for call in calls if call[0] == "exercises" and call[2:] == ["check"]]
        stubs = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        if asked:
            yield asked, stubs


def test_every_lesson_has_exercises_and_every_answer_one():
    pages = [f"lesson_{path.name[:2]}" for path in sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))]
    assert pages == LESSONS
    assert {name for file in ("public.txt", "drawn.txt") for _, name, *_ in answers(file)} <= set(
        EXERCISES
    )


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
