"""Every stored lesson against every rule, and every rule against a lesson that breaks them all."""

import ast
from functools import cache
from pathlib import Path

import lesson_references
import lesson_rules
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from old_tensorflow import GRAPH_LESSONS, graph_cells
from utils.notebooks.files import read, to_bytes

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
RULES = {rule.__name__: rule for rule in lesson_rules.RULES + lesson_references.RULES}
stored = cache(read)  # no rule changes what it is given


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_lesson_satisfies(rule):
    found = [f"{path.name}: {said}" for path in LESSONS for said in rule(path, stored(path))]
    assert not found, "\n".join(found)


def test_lessons_are_numbered_without_a_gap():
    assert [int(path.name[:2]) for path in LESSONS] == list(range(1, len(LESSONS) + 1))


def test_code_of_old_programs_keeps_to_the_python_of_their_time():
    """TensorFlow 1.15 runs on Python 3.7 (`tests/old_tensorflow.py` runs the cells there)."""
    for path in LESSONS[GRAPH_LESSONS.start - 1 : GRAPH_LESSONS.stop - 1]:
        for number, source, _ in graph_cells(stored(path)):
            ast.parse(source, f"{path.name}, In[{number}]", feature_version=(3, 7))


# Every rule broken at once -------------------------------------------------------------------


def executed(source, *outputs, tags=(), count=1):
    return new_code_cell(
        source, outputs=list(outputs), execution_count=count, metadata={"tags": list(tags)}
    )


def shown(data, **metadata):
    return new_output("display_data", data=data, metadata=metadata)


IGNORED = [executed("now()\n" * 5, tags=["nbval-ignore-output"]) for _ in range(6)]
BROKEN = [
    new_markdown_cell("## Softmax\n\n[a](17_see.ipynb) [b](../README.md#no) [c](#no) ![](bar.png)"),
    executed("# NBVAL_SKIP\n" + "x = 1\n" * 20, count=None),
    executed("draw()", shown({"image/png": "iVBORw0K"}, **{"image/png": {"alt": "A plot"}})),
    executed("x = 1\n" * 26, tags=["alone", "nbval-skip"]),
    executed("%matplotlib inline"),
    executed("from numpy import *\nimport urllib.request\nx = 1  # TODO\nplot(x);"),
    executed("sys.path.append('..')\nget('https://example.org/x')"),
    executed("folder", shown({"text/plain": "/home/ann/x"})),
    executed("exercises.one_hot.check(1)\nexercises.a.check(1)", shown({"text/plain": "Correct."})),
    *IGNORED,
]
SAID = {
    "name_is_number_verb_object": ["is not like 15_classify", "does not begin with a title"],
    "page_is_normalised": ["never executed"],
    "few_outputs_are_ignored": [
        "6 cells are tagged",
        "nothing here knows: nbval-skip",
        "use a tag",
    ],
    "figures_speak_to_the_blind": [
        "'A plot' is too short",
        "it has 1 figures",
        "what bar.png shows",
    ],
    "cells_are_short": [
        "21 lines",
        "26 lines, at most 25",
        "14 code cells in a row",
        "half of its code",
    ],
    "code_is_plain_python": [
        *("not Python", "module for the network", "unfinished", "ends with ';'"),
        *("sys.path", "names a host"),
    ],
    "page_says_what_it_needs": ["does not end with: *`No module named 'utils'`?"],
    "what_runs_alone_is_what_a_reader_copies": ["another program than the one tagged alone"],
    "outputs_name_no_folder_of_the_author": ["names a folder"],
    "exercises_are_those_of_its_module": ["does not show", "lacks: a", "never asks: first_loss"],
    "links_lead_somewhere": [
        *("leads to 17_see.ipynb", "README.md#no: no heading", "#no: no heading"),
        *("no link to 14_", "no link to 16_"),
    ],
}
MODULE = """\
@exercise(inputs=None, hints=[])
def one_hot(labels): ...
def helper(labels): ...
first_loss = prediction("Why?", answer=1.0)
"""


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_notices_a_lesson_that_breaks_it(rule, tmp_path, monkeypatch):
    monkeypatch.setattr(lesson_references, "EXERCISES", tmp_path)
    (tmp_path / "lesson_15.py").write_text(MODULE)
    (tmp_path / "README.md").write_text("# A course\n")
    (tmp_path / "notebooks").mkdir()
    for name in ("14_choose_it.ipynb", "15_softmax.ipynb", "16_train_it.ipynb", "bar.png"):
        (tmp_path / "notebooks" / name).touch()
    path, lesson = tmp_path / "notebooks" / "15_softmax.ipynb", new_notebook(cells=BROKEN)
    path.write_bytes(to_bytes(lesson))
    said = "\n".join(RULES[rule](path, lesson))
    assert [words for words in SAID[rule] if words not in said] == [], said
