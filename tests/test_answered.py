"""A lesson whose exercises are answered by their own solutions: every check says so."""

import ast
import inspect
from pathlib import Path

import nbformat
import pytest

LESSONS = sorted(Path(__file__).parents[1].glob("notebooks/[0-9][0-9]_*.ipynb"))


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


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_exercise_is_answered_by_its_solution(path):
    names = imported(path)
    for asked, stubs in checks(path):
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
