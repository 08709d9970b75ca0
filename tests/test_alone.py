"""What a reader copies out of a lesson is the program that runs alone, in a kernel of its own."""

import re
from pathlib import Path

import pytest

from utils.notebooks.files import read
from utils.notebooks.lessons import ALONE, tags

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


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
