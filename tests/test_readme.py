"""The README tells what is there."""

import html
import re
from pathlib import Path


import pytest
from utils.notebooks import covers, files, lessons
from utils.setup.arguments import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = [
    "README.md",
    "TEACHING.md",
    "CONTRIBUTING.md",
    "data/README.md",
    "utils/exercises/README.md",
]


def text(page):
    return (ROOT / page).read_text(encoding="utf-8")


def test_the_table_lists_and_links_every_lesson_under_its_number():
    rows = re.findall(r"^\| (\d+) \| (.+?) \| .+ \| .+ \| .* \|$", text("README.md"), re.MULTILINE)
    linked = [re.search(r"\(notebooks/((\d\d)_.+?)\)", row).groups() for _, row in rows]
    assert [name for name, _ in linked] == [path.name for path in LESSONS]
    assert [int(number) for number, _ in rows] == [int(number) for _, number in linked]


def test_titles_in_the_table_are_those_of_the_lessons():
    for title, name in re.findall(r"\[([^\]]+)\]\((notebooks/\d\d[^)]+)\)", text("README.md")):
        if not title.startswith("lesson "):
            assert files.read(ROOT / name).cells[0].source.startswith(f"# {title}\n")


def test_the_minutes_in_the_table_are_those_of_the_lessons():
    rows = re.findall(r"\((notebooks/\d\d[^)]+)\) \| .* \| (\d+) \| .*\|$", text("README.md"), re.M)
    assert rows
    for name, minutes in rows:
        said = files.read(ROOT / name).cells[0].source
        hours = {"120": "About two hours"}
        assert f"About {minutes} minutes" in said or hours.get(minutes, "?") in said, name


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_row_shows_the_cover_of_its_lesson(path):
    tagged = [
        cell
        for cell in lessons.code_cells(files.read(path))
        if "cover" in cell.metadata.get("tags", [])
    ]
    assert len(tagged) == 1
    picture, alt = covers.cover(files.read(path))
    file = covers.place(path)
    assert file.read_bytes() == picture, f"store it: {lessons.refresh_command(path)}"
    rows = (row for row in text("README.md").splitlines() if row.startswith("|"))
    row = next(row for row in rows if f"(notebooks/{path.name})" in row)
    assert f'<img src="images/covers/{file.name}" width="200" alt="{html.escape(alt)}">' in row


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_course_py_exists(page):
    used = set(re.findall(r"course\.py (\w+)", text(page)))
    assert used <= set(COMMANDS)
