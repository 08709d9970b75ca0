"""Every stored lesson against every rule, and every rule against lessons that break it."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import lesson_references
import lesson_rules
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from utils.notebooks.files import read, to_bytes
from utils.notebooks.normalise import normalise

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
RULES = {rule.__name__: rule for rule in lesson_rules.RULES + lesson_references.RULES}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_lesson_satisfies(rule):
    found = [f"{path.name}: {said}" for path in LESSONS for said in rule(path, read(path))]
    assert not found, "\n".join(found)


def test_no_two_lessons_have_the_same_number():
    numbers = Counter(path.name[:2] for path in LESSONS)
    assert all(count == 1 for count in numbers.values()), numbers


def find_commented_out_code(folder):
    """Run ruff's search for commented-out code over the notebooks in a folder."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select=ERA001"]
    return subprocess.run([*command, folder], capture_output=True, text=True, encoding="utf-8")


def test_no_lesson_has_commented_out_code(tmp_path):
    (tmp_path / "planted.ipynb").write_bytes(
        to_bytes(normalise(new_notebook(cells=[executed("# x = f(2)\ny = 1  # the target")])))
    )
    assert "# x = f(2)" in find_commented_out_code(tmp_path).stdout
    finished = find_commented_out_code(LESSONS[0].parent) if LESSONS else None
    assert not finished or finished.returncode == 0, finished.stdout


# A lesson that satisfies all rules, and how to break each --------------------------------


def executed(source, *outputs, tags=()):
    cell = new_code_cell(source, outputs=list(outputs), execution_count=1)
    cell.metadata.tags = list(tags)
    return cell


def shown(text):
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


def figure(alt="The loss falls from 2.3 to 0.3."):
    metadata = {"image/png": {"alt": alt}}
    return new_output("display_data", data={"image/png": "iVBORw0K"}, metadata=metadata)


TITLE = """\
# Classify digits with softmax

[Before](14_choose_activations.ipynb) · [Contents](../README.md#the-lessons) ·
[Next](16_train_deep.ipynb) · [a paper](https://example.org/paper)
"""
CHECK = """\
def one_hot(labels):
    ...  # your code


exercises.one_hot.check(one_hot)
"""
MODULE = """\
from utils.exercises import exercise, prediction

@exercise(inputs=None, hints=[])
def one_hot(labels):
    return helper(labels)

def helper(labels):
    return labels

first_loss = prediction("Why?", answer=1.0)
"""


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """The path and the notebook of a good lesson 15 in a course of three lessons."""
    monkeypatch.setattr(lesson_references, "EXERCISES", tmp_path)
    (tmp_path / "lesson_15.py").write_text(MODULE)
    (tmp_path / "README.md").write_text("# A course\n\n## The lessons\n")
    (tmp_path / "notebooks").mkdir()
    beside = "14_choose_activations.ipynb", "16_train_deep.ipynb", "18_move_to.ipynb", "bar.png"
    for name in beside:
        (tmp_path / "notebooks" / name).touch()
    cells = [
        new_markdown_cell(f"{TITLE}\n{lesson_rules.STRAY}"),
        executed("import numpy as np"),
        executed("draw(3)", figure(), figure(), figure()),
        new_markdown_cell("Write a function. ![one bar stands and nine do not](bar.png)"),
        executed(CHECK, shown("Not answered yet. Write the body of `one_hot`.")),
        executed("exercises.first_loss.check(...)", shown("Not answered yet.")),
        new_markdown_cell("The mistake that everyone makes:"),
        executed("'a' + 1", new_output("error", ename="E", evalue="e"), tags=["raises-exception"]),
    ]
    return tmp_path / "notebooks" / "15_classify_digits.ipynb", new_notebook(cells=cells)


def complaints(rule, path, notebook):
    path.write_bytes(to_bytes(normalise(notebook)))
    return "\n".join(RULES[rule](path, read(path)))


@pytest.mark.parametrize("rule", RULES)
def test_a_good_lesson_satisfies(rule, lesson):
    assert not complaints(rule, *lesson)


def source(number, text):
    """Plant a source in a cell, together with its output kept."""

    def plant(cells):
        cells[number].source = text

    return plant


def add(*cells):
    return lambda lesson: lesson.extend(cells)


def drop(*numbers):
    def plant(cells):
        for number in sorted(numbers, reverse=True):
            del cells[number]

    return plant


def outputs(number, *new):
    def plant(cells):
        cells[number].outputs = list(new)

    return plant


FAULTS = [
    ("name_is_number_verb_object", source(0, "## Softmax"), "begin with a title"),
    ("few_outputs_are_ignored", add(executed("1", tags=["nbval-skip"])), "nothing here knows"),
    ("few_outputs_are_ignored", source(1, "# NBVAL_SKIP\nx = 1"), "use a tag"),
    (
        "few_outputs_are_ignored",
        add(*[executed("1", tags=["nbval-ignore-output"]) for _ in range(6)]),
        "6 cells are tagged nbval-ignore-output",
    ),
    ("figures_speak_to_the_blind", outputs(2, *[figure("A plot")] * 3), "too short"),
    ("figures_speak_to_the_blind", outputs(2, figure()), "it has 1 figures"),
    ("figures_speak_to_the_blind", source(3, "![](bar.png)"), "too short"),
    ("cells_are_short", source(1, "x = 1\n" * 21), "21 lines"),
    ("cells_are_short", add(executed("x = 1\n" * 26, tags=["alone"])), "26 lines, at most 25"),
    (
        "cells_are_short",
        add(*[executed("x = 1\n" * 5) for _ in range(8)]),
        "half of its code cells",
    ),
    ("cells_are_short", drop(3), "4 code cells in a row"),
    ("code_is_plain_python", source(1, "%matplotlib inline"), "not Python"),
    ("code_is_plain_python", source(1, "!ls"), "not Python"),
    ("code_is_plain_python", source(1, "from numpy import *"), "star import"),
    ("code_is_plain_python", source(1, "import sys\nsys.path.append('..')"), "sys.path"),
    ("code_is_plain_python", source(1, "x = 1  # TODO"), "unfinished"),
    ("code_is_plain_python", source(1, "plt.plot(x);"), "ends with ';'"),
    ("code_is_plain_python", source(1, "import urllib.request"), "module for the network"),
    ("code_is_plain_python", source(1, "get('https://example.org/x')"), "names a host"),
    ("code_is_plain_python", source(1, "load_mnist(full=True)"), "from the network"),
    ("page_says_what_it_needs", source(0, TITLE), "does not end with: *`No module named 'utils'`?"),
    ("outputs_name_no_folder_of_the_author", outputs(1, shown("/home/ann/x")), "folder"),
    ("exercises_are_those_of_its_module", source(5, "1"), "never asks: first_loss"),
    ("exercises_are_those_of_its_module", add(executed("exercises.a.check(1)")), "lacks: a"),
    ("exercises_are_those_of_its_module", outputs(4, shown("Correct.")), "does not show"),
    ("links_lead_somewhere", source(3, "[two](17_see.ipynb)"), "leads to 17_see.ipynb"),
    ("links_lead_somewhere", source(3, "[two](../README.md#no)"), "no heading"),
    ("links_lead_somewhere", source(3, "[up](#nowhere)"), "no heading"),
    (
        "links_lead_somewhere",
        source(0, TITLE.replace("14_choose_activations", "18_move_to")),
        "no link to 14",
    ),
    ("links_lead_somewhere", source(0, "[14](14_choose_activations.ipynb)"), "no link to 16"),
    ("links_lead_somewhere", source(0, "[16](16_train_deep.ipynb)"), "no link to README.md"),
]


@pytest.mark.parametrize(("rule", "plant", "complaint"), FAULTS)
def test_a_lesson_that_breaks_a_rule_is_noticed(rule, plant, complaint, lesson):
    path, notebook = lesson
    plant(notebook.cells)
    assert complaint in complaints(rule, path, notebook)


def test_a_lesson_with_another_kind_of_name_is_noticed(lesson):
    path, notebook = lesson
    assert complaints("name_is_number_verb_object", path.with_name("15_softmax.ipynb"), notebook)


def test_a_page_that_is_not_normalised_is_noticed(lesson):
    path, notebook = lesson
    page = normalise(notebook)
    page.cells[1].execution_count = 7
    path.write_bytes(to_bytes(page))
    assert "course.py refresh" in "".join(RULES["page_is_normalised"](path, read(path)))
    page.cells[1].execution_count = None
    path.write_bytes(to_bytes(page))
    assert "never executed" in "".join(RULES["page_is_normalised"](path, read(path)))
