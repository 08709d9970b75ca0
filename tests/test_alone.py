"""What a reader copies out of a lesson runs by itself, and prints what the page shows."""

import re
from pathlib import Path

import pytest

from utils import processes
from utils.notebooks.compare_text import text_difference
from utils.notebooks.files import read
from utils.notebooks.lessons import ALONE, tags

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
CELLS = {
    path.stem[:2]: cell for path in LESSONS for cell in read(path).cells if ALONE in tags(cell)
}


@pytest.mark.parametrize("number", CELLS)
def test_a_program_in_one_cell_runs_in_a_fresh_process(number, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (shown,) = CELLS[number].outputs  # it prints: a value below a cell is lost elsewhere
    run = processes.run(CELLS[number].source)
    assert text_difference(shown.text, run) is None, f"page:\n{shown.text}\nrun:\n{run}"


def test_a_cell_that_needs_its_page_is_noticed():
    with pytest.raises(processes.ProcessFailed, match="'np' is not defined"):
        processes.run("print(np.pi)")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])
def test_the_program_under_in_one_cell_is_the_one_that_runs_alone(path):
    heading, under, alone = "", [], []
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            headings = re.findall(r"^#+ .*", cell.source, re.MULTILINE)
            heading = headings[-1] if headings else heading
        elif heading == "## In one cell":
            under.append(cell.source)
        if ALONE in tags(cell):
            alone.append(cell.source)
    assert under == alone
