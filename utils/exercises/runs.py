"""Run one program on one drawn input, where nothing it does can reach the page or the next run."""

import contextlib
import copy
import io
import linecache
import random
import re
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from utils.exercises.values import Unknown, plain, unchanged


class Reject(Exception):
    """Raised with one sentence by code that uses an answer and finds that it cannot."""


@dataclass
class Outcome:
    """What came of a run: plain data, or else the sentence that says why there are none.

    `error` identifies an exception, so that two programs that fail alike have equal errors;
    `in_answer` tells that a line of the answer raised it. `changed` are the places of the inputs
    that the program changed.
    """

    value: object = None
    error: str = ""
    problem: str = ""
    in_answer: bool = False
    changed: tuple = ()


def run(program, use, inputs, seed=0):
    """The `Outcome` of `use(program, *inputs)`.

    The program gets copies of the inputs, generators of random numbers included, so that every
    program meets the same draw. What it prints and warns of is dropped; the global generators of
    `random` and NumPy start from `seed` and are put back afterwards.
    """
    given = copy.deepcopy(inputs)
    try:
        with _quiet(), _own_randomness(seed):
            value = plain(use(program, *given))
    except (Reject, Unknown) as refused:
        return Outcome(error=str(refused), problem=str(refused))
    except Exception as error:
        line = _line(error, program)
        raised = f"{line or 'Using your answer'} raised `{_told(error)}`."
        return Outcome(error=_told(error), problem=raised, in_answer=line is not None)
    pairs = enumerate(zip(inputs, given, strict=True))
    changed = tuple(place for place, pair in pairs if not unchanged(*pair))
    return Outcome(value=value, changed=changed)


@contextlib.contextmanager
def _quiet():
    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _own_randomness(seed):
    states = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed)
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


def _told(error):
    """An exception as `Type: message`, in one line that is the same on every run."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [""]
    if lines[0].startswith("Graph execution error"):  # TensorFlow: the cause follows the node
        nodes = [number for number, line in enumerate(lines) if line.startswith("Node:")]
        lines = lines[nodes[0] + 1 :] if nodes and lines[nodes[0] + 1 :] else lines
    message = re.sub(r" at 0x[0-9a-fA-F]+", "", lines[0])
    message = re.sub(r"'\{\{node ([^}]*)\}\} = [^']*'", r"\1", message)  # the node's name will do
    told = f"{type(error).__name__}: {message[:300]}".removesuffix(": ").rstrip(".")
    return told.replace("`", "'")  # backticks stand around it


def _line(error, program):
    """The learner's own line that raised an exception, in words, or None."""
    own = getattr(getattr(program, "__code__", None), "co_filename", None)
    stack = list(traceback.extract_tb(error.__traceback__))
    # An error inside a session names the operation, which knows the line that built it.
    stack = list(getattr(getattr(error, "op", None), "traceback", None) or []) or stack
    lines = [frame for frame in stack if frame.filename == own or _is_cell(frame)]
    if not lines:
        return None
    frame = lines[-1]
    place = f"of {Path(own).name}" if own and Path(own).exists() else "of your cell"
    source = linecache.getline(frame.filename, frame.lineno).strip().replace("`", "'")
    return f"Line {frame.lineno} {place}, `{source}`," if source else f"Line {frame.lineno} {place}"


def _is_cell(frame):
    """Cells have no file, yet their source is known."""
    known = bool(linecache.getline(frame.filename, frame.lineno))
    return known and not Path(frame.filename).exists()
