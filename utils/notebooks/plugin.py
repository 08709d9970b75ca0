"""Check that every lesson still shows the truth: `pytest -p utils.notebooks.plugin --lessons`.

nbval executes a notebook's cells in one kernel and compares their outputs with the stored
ones. This plugin keeps nbval's classes, tags and options, and adds what a course needs:

- decimal numbers compare within what another device may change (utils.notebooks.compare_text);
  integers and all other text exactly;
- PNG figures compare as pictures (utils.notebooks.compare_figures); both and their difference
  are saved when they differ;
- a cell that was never executed, an empty cell, a `raises-exception` that nothing raises, and
  a sixth cell whose output is ignored fail;
- a cell tagged `nbval-ignore-output` must still show the same kinds of output;
- a kernel that dies is noticed at once, and the rest of its lesson is skipped;
- a cell may take 120 seconds (`--lesson-timeout`);
- results of TensorFlow's matrix products and convolutions can be disturbed (`--disturb`);
- where an older version is known to show something else, that is expected
  (utils.notebooks.versions);
- a failure says which lesson and cell, what the page says and what the run says.
"""

import pytest

from utils.notebooks.items import LessonFile
from utils.notebooks.lessons import CELL_SECONDS
from utils.notebooks.times import LessonTimes


def pytest_addoption(parser):
    group = parser.getgroup("lessons", "lessons of the course")
    group.addoption(
        "--lessons", action="store_true", help="Run notebooks and compare them with their pages"
    )
    group.addoption(
        "--lesson-timeout",
        type=float,
        default=CELL_SECONDS,
        metavar="SECONDS",
        help="Time that a cell of a lesson may take (default: %(default)s)",
    )
    group.addoption(
        "--disturb",
        type=float,
        metavar="RELATIVE",
        help="Move results of matrix products and convolutions by this part of themselves",
    )


def pytest_configure(config):
    if not config.option.lessons:
        return
    if config.option.nbval or config.option.nbval_lax:
        raise pytest.UsageError("--lessons does nbval's work: leave --nbval out")
    config.option.nbval_cell_timeout = config.option.lesson_timeout
    config.pluginmanager.register(LessonTimes())


def pytest_collect_file(file_path, parent):
    if parent.config.option.lessons and file_path.suffix == ".ipynb":
        return LessonFile.from_parent(parent, path=file_path)
    return None
