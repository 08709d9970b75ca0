"""The index of messages and of names: held against the lessons and against TensorFlow."""

import io
import json
import re
import textwrap
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from IPython.core.interactiveshell import InteractiveShell
from message_index import LESSON, messages, stored, tables
from traitlets.config import Config

from utils.errors import load_ipython_extension, unload_ipython_extension
from utils.errors.command import NOTHING, explain
from utils.errors.index import cleaned, find
from utils.errors.places import LESSONS, sections
from utils.notebooks.files import read
from utils.notebooks.versions import is_older

# The index and the lessons ------------------------------------------------------------------


def markdown(lesson):
    (path,) = LESSONS.glob(f"{lesson:02}_*.ipynb")
    return "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def test_every_place_is_a_heading_of_its_lesson():
    places = {place for file in ("messages.txt", "names.txt") for place, _ in sections(file)}
    pages = {lesson: f"{markdown(lesson)}\n" for lesson in {place.lesson for place in places}}
    assert not [place for place in places if f"# {place.heading}\n" not in pages[place.lesson]]


def test_the_lesson_prints_the_index_and_the_tables():
    printed = {heading: table["table"] for heading, (_, table) in stored(read(LESSON)).items()}
    assert printed == tables(), "run: python tests/message_index.py"


@pytest.mark.parametrize(("number", "message"), list(messages()))
def test_a_message_leads_to_its_entry_and_nowhere_else(number, message):
    assert [(place.lesson, place.heading.split()[0]) for place in find(message)] == [
        (24, str(number))
    ]


def test_every_entry_is_numbered_in_order_and_in_the_index():
    entries = re.findall(r"^### (\d+ .*)", markdown(24), re.MULTILINE)
    numbers = [int(heading.split()[0]) for heading in entries]
    assert numbers == list(range(1, len(entries) + 1))
    indexed = {place.heading for place, _ in sections("messages.txt") if place.lesson == 24}
    assert set(entries) <= indexed


def test_words_of_a_message_are_found_as_they_are_and_stand_in_one_place_only():
    lines = [(words, place) for place, lines in sections("messages.txt") for words in lines]
    stands = {}
    for words, place in lines:
        stands.setdefault(cleaned(words), set()).add(place)
    for words, place in lines:
        if not words.startswith("index: "):
            message = re.sub(r"^\((.*)\)$", r"\1", words).replace("...", "this")
            assert place in find(message), words
            assert len(stands[cleaned(words)]) == 1, words


# What people paste --------------------------------------------------------------------------


def entries(text):
    return [place.heading.split()[0] for place in find(text)]


TRACEBACK = """
File ~/x/site-packages/tensorflow/python/client/session.py:1121, in BaseSession._run(self, handle)
   1119   raise RuntimeError('Attempted to use a closed Session.')
-> 1121   raise RuntimeError('The Session graph is empty. Add operations to the graph')

RuntimeError: The Session graph is empty.
"""
FRAMES = """
Traceback (most recent call last):
  File "/x/session.py", line 1119, in _run
    raise RuntimeError("Attempted to use a closed Session.")
    ^^^^^^^^^^^^^^^^^^^^
RuntimeError: \x1b[31mThe Session graph is empty.
"""


@pytest.mark.parametrize("text", [TRACEBACK, FRAMES])
def test_code_in_a_traceback_is_no_message(text):
    assert entries(text) == ["6"]


@pytest.mark.parametrize("width", [30, 36, 47])
def test_a_message_that_a_terminal_has_broken_and_coloured_is_read(width):
    told = "FailedPreconditionError: Attempting to use uninitialized value net/mean"
    lines = "\n".join(textwrap.wrap(told.replace(" ", "_"), width)).replace("_", " ")
    assert entries(lines[len("FailedPreconditionError: ") :]) == ["10"]
    assert entries(f"\x1b[0;31m{lines}\x1b[0m\x1b[K") == ["10"]
    assert entries("at\x1b[Ktempted to use a \x1b]8;;x\x07closed session") == ["23"]


def test_a_log_is_answered_in_its_own_order_each_place_once():
    log = "step 3 loss: nan\nstep 4 loss: nan\nResourceExhaustedError: OOM when allocating tensor"
    assert entries(log) == ["27", "26"]


def test_where_two_places_fit_both_are_told():
    """A program says time_major, a file of Keras 2 says that it is False."""
    told = "Unrecognized keyword arguments passed to LSTM: {'time_major': True}"
    assert entries(told) == ["29"]
    assert entries(told.replace("True", "False")) == ["29", "more"]


@pytest.mark.parametrize(
    "text", ["", "KeyError: 'accuracy'", "KeyError:\n'accuracy'", "loss: nanometre", "tf.log"]
)
def test_what_no_entry_is_about_leads_nowhere(text):
    assert entries(text) == []


# The command --------------------------------------------------------------------------------

OLD = """import tensorflow as tf
from tensorflow.contrib import rnn as cells, slim
x = tf.placeholder(tf.float32)  # not tf.log
print "not tf.log", tf.mul(x, cells.LSTMCell(2))
"""
OTHERS = """import numpy as np, os
from scipy.misc import imsave
from nets import vgg
from keras.engine import Layer
np.float(np.pi)
"""
CONTRIB = {"2 tf.contrib.rnn", "2 tf.contrib.slim", "4 tf.contrib.rnn.LSTMCell"}
PROGRAMS = {
    "any Python": (OLD, CONTRIB | {"3 tf.placeholder", "4 tf.mul"}),
    "compat.v1": (OLD.replace("tensorflow as", "tensorflow.compat.v1 as"), CONTRIB | {"4 tf.mul"}),
    "tf from its own files": ("from layers import *\ntf.mul(tf.log(Y))", {"2 tf.log", "2 tf.mul"}),
    "others": (OTHERS, {"2 scipy.misc.imsave", "4 keras.engine.Layer", "5 numpy.float"}),
}


def told(capsys, *names):
    code = explain(SimpleNamespace(names=list(names)))
    return code, capsys.readouterr().out


@pytest.mark.parametrize(("source", "names"), PROGRAMS.values(), ids=PROGRAMS)
def test_names_that_have_gone_are_told_with_their_lines(tmp_path, capsys, source, names):
    (tmp_path / "old.py").write_text(source)
    code, text = told(capsys, str(tmp_path / "old.py"))
    found = re.findall(r"^ +line (\d+) +(\w+\.\S+)", text, re.MULTILINE)
    assert code == 0
    assert {" ".join(pair) for pair in found} == names


def test_of_several_files_each_is_told_under_its_name(tmp_path, capsys):
    (tmp_path / "a.py").write_text("tf.mul(x, x)")
    (tmp_path / "b.py").write_text("x = 1")
    code, text = told(capsys, str(tmp_path / "a.py"), str(tmp_path / "b.py"))
    assert code == 0 and re.fullmatch(r"(?s).*a\.py:\n→.*tf\.mul.*b\.py:\nIt uses no name.*", text)


def test_of_a_notebook_cells_and_errors_are_read(tmp_path, capsys):
    error = {"output_type": "error", "ename": "RuntimeError", "evalue": "Graph is finalized and "}
    error["evalue"] += "cannot be modified."
    stream = {"output_type": "stream", "name": "stderr", "text": ["step 3 loss: ", "nan"]}
    cells = [
        {"cell_type": "code", "source": ["import tensorflow as tf"], "outputs": [stream]},
        {"cell_type": "code", "source": ["1\n", "tf.log(2)"], "outputs": [error]},
    ]
    (tmp_path / "old.ipynb").write_text(json.dumps({"cells": cells}))
    text = told(capsys, str(tmp_path / "old.ipynb"))[1]
    assert "entry 25" in text and "entry 27" in text and re.search("cell 2 +tf.log", text)


def test_a_question_about_a_name_is_answered_as_a_program_is(capsys):
    assert "tf.math.log" in told(capsys, "what is tf.log in TensorFlow 2?")[1]
    assert told(capsys, "SomeError: in tf.log") == (1, f"{NOTHING}\n")


def test_a_message_is_read_from_words_or_from_standard_input(capsys, monkeypatch):
    code, text = told(capsys, "Graph", "is finalized and cannot", "be modified")
    assert (code, text.splitlines()[0]) == (
        0,
        str(find("Graph is finalized and cannot be modified")[0]),
    )
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("loss is nan".encode("utf-16"))))
    assert "entry 27" in told(capsys)[1]  # as PowerShell writes
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Nothing of ours: \xff")))
    assert told(capsys) == (1, f"{NOTHING}\n")
    assert told(capsys, 5000 * "long ") == (1, f"{NOTHING}\n")


@pytest.mark.parametrize("content", [None, "{}", '{"cells": [{}]}'])
def test_a_file_that_is_none_is_one_sentence(tmp_path, content):
    with pytest.raises(SystemExit, match="is a folder: name a file in it"):
        explain(SimpleNamespace(names=[str(tmp_path)]))
    if content:
        (tmp_path / "x.ipynb").write_text(content)
    with pytest.raises(SystemExit, match=r"x.ipynb (cannot be read|is no notebook of format 4)"):
        explain(SimpleNamespace(names=[str(tmp_path / "x.ipynb")]))


# Names --------------------------------------------------------------------------------------


def resolves(module, name):
    for part in name.split(".")[1:]:
        try:
            module = getattr(module, part)
        except AttributeError:
            return False
    return True


def test_every_name_is_gone_from_where_its_section_says_and_its_successors_are_there():
    first = sections("names.txt")[0][0]
    for place, lines in sections("names.txt"):
        for line in lines:
            name, _, today = line.partition(" -> ")
            assert not resolves(tf, name), name
            assert resolves(tf.compat.v1, name) == (place == first), name
            for module, successor in re.findall(r"\b((?:tf|keras)\b)((?:\.\w+)+)", today):
                assert resolves({"tf": tf, "keras": tf.keras}[module], successor), line
        names = [line.partition(" -> ")[0] for line in lines]
        assert names == sorted(set(names))


# In a notebook ------------------------------------------------------------------------------


@pytest.fixture
def shell():
    return InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))


def test_an_error_of_a_cell_ends_with_its_place_until_it_is_unloaded(shell, capsys):
    for _ in range(2):  # loaded twice, it speaks once
        shell.run_line_magic("load_ext", "utils.errors")
        load_ipython_extension(shell)
    shell.run_cell("raise RuntimeError('Graph is finalized and cannot be modified.')")
    *_, last = capsys.readouterr().out.splitlines()
    assert last == "→ lesson 24, entry 25: a graph that grows in the loop"
    shell.run_cell("import tensorflow\ntensorflow.log(1.0)")
    shown = capsys.readouterr().out
    assert shown.count("→") == 1
    assert shown.rstrip().endswith("compat.v1 has: tf.log, today tf.math.log")
    shell.run_line_magic("unload_ext", "utils.errors")
    unload_ipython_extension(shell)
    shell.run_cell("raise RuntimeError('Graph is finalized and cannot be modified.')")
    assert "→" not in capsys.readouterr().out


@pytest.mark.parametrize("code", ["1 + 1", "1 / 0", "raise KeyboardInterrupt", "1 +"])
def test_of_other_cells_nothing_is_said(shell, capsys, code):
    load_ipython_extension(shell)
    shell.run_cell(code)
    assert "→" not in capsys.readouterr().out


# Public questions ---------------------------------------------------------------------------


def questions():
    """What people pasted, where it leads, and the code that makes it here, or ""."""
    text = (Path(__file__).parent / "answers" / "messages.txt").read_text("utf-8")
    where = r"^(?:https:\S+(?: \(\d+ people\))?|made here( with NumPy 2)?)\n"
    block = re.compile(rf"{where}(.+)\n=> (.+)\n((?: {{4}}.+\n)*)", re.MULTILINE)
    for found in block.finditer(text):
        new, message, place, code = found.groups()
        code = "" if new and is_older("numpy", "2") else textwrap.dedent(code)
        yield pytest.param(message, place, code, id=message[:60])


def leads_to(place, text):
    """Whether a text leads to one place only, a lesson and how its heading begins, or nowhere."""
    found = [f"{place.lesson} {place.heading}" for place in find(text)] or ["nowhere"]
    return len(found) == 1 and re.match(rf"{re.escape(place)}(?!\d)", found[0])


@pytest.mark.parametrize(("message", "place", "code"), list(questions()))
def test_a_public_question_leads_where_it_is_answered(message, place, code):
    assert leads_to(place, message), find(message)
    if code:
        tf.compat.v1.reset_default_graph()  # what another test left in it would change the message
        with pytest.raises(Exception) as made:
            exec(code, {"tf": tf.compat.v1, "tf2": tf, "keras": tf.keras, "np": np})
        assert leads_to(place, f"{made.type.__name__}: {made.value}"), str(made.value)
