"""Errors told to readers, and lesson 24, which is made of them."""

import contextlib
import io
import re
from pathlib import Path

import pytest
import tensorflow as tf2
import tensorflow.compat.v1 as tf
from message_index import messages

from utils.exercises import lesson_24
from utils.messages import caught, told
from utils.notebooks.files import read
from utils.plotting.gates import GATES

LESSON = Path(__file__).parents[1] / "notebooks" / "24_fix_errors.ipynb"


def test_what_differs_between_machines_is_left_out():
    node = "{{function_node __wrapped____MklMatMul_device_/job:localhost/device:CPU:0}} "
    assert told(ValueError(f"{node}Sizes differ [Op:MatMul] name: ")) == (
        "ValueError: Sizes differ [Op:MatMul]"
    )
    assert told(ValueError("OOM on CPU:0 by allocator mklcpu [Op:Fill]")) == (
        "ValueError: OOM on CPU:0 [Op:Fill]"
    )
    assert told(ValueError("<Graph object at 0x7f12ab>, f, id=1234)")) == (
        "ValueError: <Graph object>, f)"
    )
    assert told(ValueError("\x1b[1mred\x1b[0m")) == "ValueError: red"
    assert told(ValueError("Bad.\n\nOriginal stack trace for 'h':\n  File 1")) == "ValueError: Bad."


FRAMES = """Detected at:
    File "/usr/lib/python3/site-packages/ops.py", line 1221, in from_node_def
    File "/tmp/ipykernel_12/3456.py", line 4, in <module>
Node: 'h'"""


def test_of_the_lines_of_code_only_those_of_the_cell_are_kept():
    assert told(ValueError(FRAMES)).splitlines() == [
        "ValueError: Detected at:",
        '    File "your cell", line 4, in <module>',
        "Node: 'h'",
    ]
    assert "line" not in told(ValueError(FRAMES), own_lines=False)


def test_of_several_root_errors_the_first_is_told():
    """Two processors stand for a GPU and its host."""
    two = tf.ConfigProto(device_count={"CPU": 2})
    with tf.Graph().as_default(), tf.Session(config=two) as sess:
        with tf.device("/cpu:1"):
            X = tf.placeholder(tf.float32, (None, 2), name="X")
        with tf.device("/cpu:0"):
            total = tf.reduce_sum(X)
        with pytest.raises(tf.errors.InvalidArgumentError, match="2 root error") as error:
            sess.run(total)
    assert told(error.value, own_lines=False).splitlines() == [
        "InvalidArgumentError: Graph execution error:",
        "Detected at node 'X' defined at (most recent call last):",
        "Node: 'X'",
        "You must feed a value for placeholder tensor 'X' with dtype float and shape",
        "[?,2]",
        "    [[{{node X}}]]",
    ]


def test_lines_fit_a_page():
    lines = told(ValueError("word " * 100 + "\n" + "x" * 200)).splitlines()
    assert max(map(len, lines)) <= 76


def test_a_block_that_no_longer_fails_is_noticed():
    with pytest.raises(AssertionError, match="Nothing went wrong"), caught():
        pass


# The programs of its exercises --------------------------------------------------------------


def outcome(lines):
    """What a program of the lesson prints, or the error that ends it."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            lesson_24.run("\n".join(lines))
        except Exception as error:
            return f"{type(error).__name__}"
    return printed.getvalue()


@pytest.mark.parametrize("name", lesson_24.PROGRAMS)
def test_a_program_is_cured_by_the_line_that_its_exercise_asks_for(name):
    lines = lesson_24.PROGRAMS[name].splitlines()
    assert re.search("Error|nan", outcome(lines))
    cure = lesson_24.CURES[name]
    cured = [cure.get(number, line) for number, line in enumerate(lines, start=1)]
    assert not re.search("Error|nan", outcome(cured))
    asked = getattr(lesson_24, name)
    assert asked.answer == next(iter(cure))
    assert set(asked.wrong) | {asked.answer} == set(range(1, len(lines) + 1))


# Its entries --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gates():
    """The numbers of the entries at each gate, as the lesson draws them."""
    source = next(c.source for c in read(LESSON).cells if "plotting.gates(" in c.source)
    return eval(source.strip().removeprefix("plotting.gates"))


RARE = {"AssertionError", "NotImplementedError", "OperatorNotAllowedInGraphError"}
RARE |= {"UnrecognizedFlagError"}


def test_classes_at_a_gate_are_those_of_its_messages(gates):
    for name, numbers in gates.items():
        named = set(GATES[name].split())
        for number in numbers if name != "result" else ():
            raised = {text.split(":")[0] for n, text in messages() if n == number}
            of_tf = {c for c in raised if hasattr(tf2.errors, c)}
            assert raised & (RARE | named) or (name == "run" and raised == of_tf), number


def test_every_entry_is_at_one_gate(gates):
    numbers = [number for stopped in gates.values() for number in stopped]
    last = max(number for number, _ in messages())
    assert sorted(numbers) == list(range(1, last + 1))
