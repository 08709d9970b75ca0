"""What a lesson is to those who check it and those who store it."""

import re
from pathlib import Path

# A cell that takes ten seconds on a quiet machine took over a hundred on a busy one.
CELL_SECONDS = 300  # after which a cell is taken to hang
STARTUP_SECONDS = 60  # after which a kernel is taken not to start
MOST_IGNORED_CELLS = 5  # cells of a lesson whose output may differ from run to run

IGNORED = "nbval-ignore-output"
RAISES = "raises-exception"
COVER = "cover"  # the figure that stands for the lesson in the README
ALONE = "alone"  # a whole program, which runs in a fresh kernel


class LessonError(Exception):
    """Something is wrong with a lesson; the message says what, and what to do."""


def code_cells(notebook):
    """List the code cells of a notebook; the reader knows the first as In [1]."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def tags(cell):
    """List the tags of a cell."""
    return list(cell["metadata"].get("tags", []))


def cell_name(number, cell):
    """Name a code cell so that a reader finds it: its number and its first line."""
    first = cell["source"].strip().partition("\n")[0]
    return f"In [{number}]: {first[:80]}".rstrip(": ")


def errors(outputs):
    """Those outputs of a cell that are errors."""
    return [output for output in outputs if output["output_type"] == "error"]


def refuse_errors(outputs):
    """Raise LessonError, with the traceback, where a cell has raised an exception."""
    for error in errors(outputs):
        traceback = "\n".join(error["traceback"])
        raise LessonError(f"{error['ename']}: {error['evalue']}\n{traceback}")


def refresh_command(path):
    """Return the command that executes a lesson and stores it."""
    number = re.match(r"\d\d(?=_)", Path(path).name)
    return f"python3 course.py refresh {number.group() if number else Path(path).name}"
