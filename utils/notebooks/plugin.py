"""Check that every lesson still shows the truth: `pytest -p utils.notebooks.plugin --lessons`.

nbval gives the cells of a notebook, their tags and its own options; utils.notebooks.runner runs
them. On top of nbval's rules stands what a course needs:

- decimal numbers compare within what another device may change (utils.notebooks.compare_text);
  integers and all other text exactly;
- PNG figures compare as pictures (utils.notebooks.compare_figures); both and their difference
  are saved when they differ;
- a cell that was never executed, an empty cell, a `raises-exception` that nothing raises, and
  a sixth cell whose output is ignored fail;
- a cell tagged `nbval-ignore-output` must still show the same kinds of output;
- a kernel that dies is noticed at once, and the rest of its lesson is skipped;
- a cell may take 300 seconds (`--nbval-cell-timeout`);
- results of TensorFlow's matrix products and convolutions can be disturbed (`--disturb`);
- where an older version is known to show something else, that is expected
  (utils.notebooks.versions);
- a failure says which lesson and cell, what the page says and what the run says.
"""

import os
import shlex
from collections import Counter

import pytest

from utils import warm
from utils.notebooks.items import LessonFile
from utils.notebooks.lessons import CELL_SECONDS, STARTUP_SECONDS


def pytest_load_initial_conftests(args):
    """Give nbval's options other defaults."""
    args[:0] = [
        f"--nbval-cell-timeout={CELL_SECONDS}",
        f"--nbval-kernel-startup-timeout={STARTUP_SECONDS}",
    ]


def pytest_addoption(parser):
    group = parser.getgroup("lessons", "lessons of the course")
    group.addoption(
        "--lessons", action="store_true", help="Run notebooks and compare them with their pages"
    )
    group.addoption(
        "--disturb",
        type=float,
        metavar="RELATIVE",
        help="Move results of matrix products and convolutions by this part of themselves",
    )


def pytest_configure(config):
    if config.option.lessons and (config.option.nbval or config.option.nbval_lax):
        raise pytest.UsageError("--lessons does nbval's work: leave --nbval out")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs):
    """Have workers forked where kernels are: they import TensorFlow as well."""
    if path := os.environ.get("COURSE_FORKS"):
        for spec in specs:
            spec.python = shlex.join(warm.command(path, "utils.warm.worker"))


def pytest_collect_file(file_path, parent):
    if parent.config.option.lessons and file_path.suffix == ".ipynb":
        return LessonFile.from_parent(parent, path=file_path)
    return None


def pytest_terminal_summary(terminalreporter):
    """Show how long each lesson took."""
    seconds, cells = Counter(), Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            path = getattr(report, "nodeid", "").partition("::")[0]
            if path.endswith(".ipynb") and hasattr(report, "duration"):
                seconds[path] += report.duration
                cells[path] += report.when == "call"
    if seconds:
        terminalreporter.section("seconds per lesson")
    for path in sorted(seconds):
        terminalreporter.write_line(f"{seconds[path]:7.1f}  {cells[path]:3d} cells  {path}")
