"""What a class understood: whose hand-ins count, what is taken from them, how it is checked."""

import csv
import json
import os
import zipfile
from types import SimpleNamespace

import numpy as np
import numpy.testing  # here, not in an answer's ten seconds: it asks another program something
import pytest
from pathlib import Path
from hostile_handins import RIGHT, hand_in, notebook
from warm_kernels import linux

from utils.classroom import (
    checking,
    child,
    commands,
    extract,
    handins,
    index,
    marking,
    protection,
    records,
    report,
    table,
    watching,
)
from utils.exercises import lesson_02

LESSON = index.LESSONS["02_compute_neuron"]
CHECK = "exercises.my_sigmoid.check(my_sigmoid)"
WRONG = RIGHT.replace("-h", "h")


class Here:
    """Checks in this process, for programs that are known to be harmless."""

    protection = "None."

    def __init__(self, modules=()):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def run(self, jobs):
        for key, request, body in jobs:
            yield key, child.work(request, body())


def verdict(*texts, name="my_sigmoid"):
    """What is said of the answer in these cells: its state, and the message."""
    found = extract.answers(["import numpy as np", *texts], [name])
    if "call" not in found.get(name, {}):
        return found.get(name)
    checked = child.check("utils.exercises.lesson_02", name, found[name])
    return checked["state"], checked["message"]


# Taking answers out of notebooks -------------------------------------------------------------


@pytest.mark.parametrize(
    "texts",
    [
        [RIGHT + CHECK],
        [RIGHT, CHECK],
        [CHECK, RIGHT],  # its cell was moved
        [WRONG + CHECK, RIGHT + CHECK],  # the last one counts
        [RIGHT.replace("my_sigmoid", "mine"), "ex.my_sigmoid.check(mine)"],
        [RIGHT + f"print({CHECK}); x = 1"],
        [RIGHT],  # the check is gone
        ["%matplotlib inline\n!ls\n" + RIGHT, f"%%time\n{CHECK}", "what?"],
        ["from numpy import *", "my_sigmoid = lambda h: 1 / (1 + exp(-h))", CHECK],
        ["one = 0", "def part(h):\n    return one + np.exp(-h)", "one = 1",
         "def my_sigmoid(h):\n    return 1 / part(h)", CHECK],
        ["k = [0, 0]", "k[1] = 1", "if True:\n    k[0] = 1",
         "def my_sigmoid(h):\n    return k[0] / (k[1] + np.exp(-h))", CHECK],
        ["for W in range(3): pass", "raise ValueError('training')",
         "def my_sigmoid(h):\n    W = -h\n    return 1 / (1 + np.exp(W))", CHECK],
    ],
)  # fmt: skip
def test_an_answer_is_found_with_what_it_needs_and_no_more(texts):
    assert verdict(*texts) == ("correct", "")


def test_what_is_wrong_is_said_as_in_the_notebook():
    unknown = "def my_sigmoid(h):\n    x = 1\n    return np.exp(y)\n"
    divided = "a = 1 / 0\ndef my_sigmoid(h):\n    return a\n"
    for text, wanted, told in (
        (WRONG, "known", "The exponent has lost its minus sign"),
        (unknown, "other", "Line 3 of your cell, `return np.exp(y)`"),
        (divided, "failed", "raised `ZeroDivisionError: division by zero`, in `a = 1 / 0`"),
    ):
        state, message = verdict(text + CHECK)
        assert state == wanted and told in message
    assert verdict("x = 1") is None
    assert "line 1: " in verdict(RIGHT + CHECK, f"def my_sigmoid(h:\n{CHECK}")["problem"]


@pytest.mark.parametrize("lesson", index.LESSONS.values(), ids=lambda lesson: lesson.name)
def test_every_lesson_is_recognised_and_unanswered_as_it_stands(lesson):
    path = records.ROOT / "notebooks" / f"{lesson.name}.ipynb"
    page = json.loads(path.read_bytes())
    read = child.read(path.read_bytes(), index.LESSONS.values())
    assert read["lesson"] == lesson.name
    assert read["answers"] == {name: {"unanswered": True} for name in lesson.exercises}
    for number, cell in enumerate(page["cells"]):  # as Colab leaves them
        cell["id"] = str(number)
    assert index.recognise(page["cells"], index.LESSONS.values()) is lesson


# Whose hand-ins count ------------------------------------------------------------------------


def put(path, text, time=1_700_000_000):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (time, time))


def test_learners_are_known_by_folder_or_by_file(tmp_path):
    learners = {
        "Anna Müller_123_assignsubmission_file_/x.ipynb": "Anna Müller",
        "Ben/deep/er/09.ipynb": "Ben",
        "李雷.ipynb": "李雷",
        "smithjo_LATE_1700_2000_02_compute_neuron.ipynb": "smithjo",
        "leeann_3100_4000_a.ipynb": "leeann",
        "kim_111_555_02_compute_neuron.ipynb": "kim_111",
        "kim_222_666_02_compute_neuron-1.ipynb": "kim_222",
        "02_compute_neuron Zoë (2).ipynb": "Zoë",
        "02_compute_neuron.ipynb": tmp_path.stem,
    }
    for name in [*learners, "Ben/.ipynb_checkpoints/09-checkpoint.ipynb", "Ben/notes.txt"]:
        put(tmp_path / name, "")
    found, refused = handins.find(tmp_path, index.LESSONS)
    assert not refused
    assert {one.path: one.learner for one in found} == learners


def test_zips_are_read_as_folders_are(tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as packed:
        for name in ("a/Anna/x.ipynb", "a/Ben/y.ipynb", "a/__MACOSX/z.ipynb", "a/Cy/../../z.ipynb"):
            packed.writestr(name, name)
    for folder in (tmp_path, tmp_path / "class.zip"):
        found, refused = handins.find(folder)
        assert [(one.learner, one.read()) for one in found] == [
            ("Anna", b"a/Anna/x.ipynb"),
            ("Ben", b"a/Ben/y.ipynb"),
        ]
        assert [why for _, why in refused] == ["Its name leads out of the zip: not read."]
    put(tmp_path / "Dee.ipynb", "")  # now the zip is one learner's
    assert {one.learner for one in handins.find(tmp_path)[0]} == {"Dee", "class"}


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr(checking, "Checks", Here)


def test_the_later_of_two_counts_and_what_is_known_is_not_done_again(tmp_path, here, monkeypatch):
    folder = tmp_path / "in"
    put(folder / "Anna" / "a.ipynb", notebook(RIGHT + CHECK), time=2_000_000_000)
    put(folder / "Anna" / "b.ipynb", notebook(WRONG + CHECK))
    put(folder / "Ben" / "b.ipynb", notebook("x = 1"))
    put(folder / "Cy" / "c.ipynb", "{")

    def states():
        with marking.Marker(tmp_path / "records") as marker:
            marks = marker.mark(*handins.find(folder))
        assert ("Anna", "Handed in twice") in [(who, why[:15]) for who, _, why in marks.remarks]
        assert ("Cy", "It cannot be read as a notebook.") in [(r[0], r[2]) for r in marks.remarks]
        return {line.learner: line.verdicts["my_sigmoid"]["state"] for line in marks.lines}

    assert states() == {"Anna": "correct", "Ben": "failed"}
    kept = tmp_path / "records"
    kept.write_bytes(kept.read_bytes() + b'["cut off')
    monkeypatch.delattr(checking, "Checks")
    assert states() == {"Anna": "correct", "Ben": "failed"}


# Shut in -------------------------------------------------------------------------------------


@linux
def test_what_a_stranger_hands_in_stays_shut_in(tmp_path):
    names = ["exits", "crashes", "writes elsewhere", "calls home", "signals everybody", "honest"]
    names += ["writes a result of its own", "takes memory", "is nested without measure"]
    names += ["starts a program", "changes its parent's limits", "has a file signal its parent"]
    marks, wrong = hand_in(tmp_path, names)
    assert not wrong
    # Cut off the network (--offline), root is the only user there is: no other can be taken on.
    alone = os.geteuid() == 0 and Path("/proc/self/uid_map").read_text().split()[2] == "1"
    assert ("for you are root" if alone else "tried out in this run") in marks.protection


def test_what_a_system_does_not_keep_from_a_program_is_said():
    assert "it could read your files, reach the network:" in protection.told(["read", "connect"], 0)


def test_a_verdict_that_is_none_is_not_believed():
    good = child.failed("why")
    assert watching.sound({**good, "more": 1}) == good
    for bad in ({**good, "state": "<b>"}, {"state": "correct"}, {**good, "blocks": 3}):
        with pytest.raises((ValueError, LookupError, TypeError)):
            watching.sound(bad)


# What is shown -------------------------------------------------------------------------------


def line(learner, lesson=LESSON, **states):
    verdicts = {name: {**child.failed("no"), "code": "<b>"} for name in lesson.exercises}
    for name, state in states.items():
        verdicts[name] = {"state": state, "message": "m", "group": "m", "blocks": [], "code": "c"}
    return marking.Line(learner, lesson, f"{learner}.ipynb", verdicts)


def test_the_page_holds_no_foreign_markup_and_needs_no_network():
    marks = marking.Marks([line("<script>x"), line("Ben", my_sigmoid="known")], [], "Safe.")
    page = report.page("A <class>", marks)
    assert page.count("<script") == 1 and "<b>" not in page and "&lt;script&gt;x" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "Ben" not in report.page("A class", marks, anonymous=True)
    assert page.index("Most common confusions") < page.index("Lesson 2")


def test_the_table_is_one_that_programs_read():
    other = index.LESSONS["03_descend_gradient"]
    lines = [
        line("=1+1"),
        line("Zoë", my_sigmoid="correct", knobs="unanswered"),
        line("Zoë", other),
    ]
    text = table.table(marking.Marks(lines, [("Cy", "c.ipynb", "No.")], ""))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(text[1:].splitlines()))
    assert [row["learner"] for row in rows] == ["'=1+1", "Cy", "Zoë"]
    assert rows[2]["2 correct"] == "1" and rows[2]["2 not found or failed"] == "3"
    assert rows[2]["2 my_sigmoid"] == "correct" and rows[2]["3 train"] == "not found or failed"
    assert set(rows[1].values()) == {"Cy", ""}


def test_class_writes_beside_the_folder_and_over_nothing_else(tmp_path, here, capsys):
    put(tmp_path / "in" / "Anna" / "a.ipynb", notebook(RIGHT + CHECK))
    chosen = SimpleNamespace(names=[str(tmp_path / "in")], numbers=False)
    assert commands.of_class(chosen) == 0
    assert "1 notebooks of 1 learners" in capsys.readouterr().out
    assert "Anna" in (tmp_path / "in-report" / "report.html").read_text("utf-8")
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["Anna"]
    (tmp_path / "in-report" / commands.RECORDS).unlink()
    for names in ([str(tmp_path / "in")], [str(tmp_path / "no")], []):
        with pytest.raises(SystemExit) as error:
            commands.of_class(SimpleNamespace(names=names, numbers=False))
        assert str(error.value).count("\n") == 0


def test_progress_shows_the_learner_s_own_copies(tmp_path, here, capsys, monkeypatch):
    monkeypatch.setattr(commands, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="no copies"):
        commands.of_own(None)
    put(tmp_path / "work/notebooks/02_compute_neuron.ipynb", notebook(WRONG + CHECK))
    assert commands.of_own(None) == 0
    shown = capsys.readouterr().out
    assert "0 of 5   ? ≠ ? ? ?" in shown and "≠ my_sigmoid: The exponent has lost" in shown
    assert "minus sign" in (tmp_path / "work/progress.html").read_text("utf-8")


def test_a_lesson_tells_how_far_one_is():
    lesson_02.my_sigmoid.said = lesson_02.knobs.said = None
    assert "· my_sigmoid\n" in repr(lesson_02.progress())
    lesson_02.my_sigmoid.check(lambda h: 1 / (1 + np.exp(h)))
    lesson_02.knobs.check(...)
    told = repr(lesson_02.progress())
    assert "✗ my_sigmoid  The exponent has lost" in told and "○ knobs" in told
    before = told.partition(" of ")[0]
    lesson_02.my_sigmoid.check(lambda h: 1 / (1 + np.exp(-h)))
    assert repr(lesson_02.progress()).partition(" of ")[0] != before
