"""The README tells what is there."""

import base64
import re
from pathlib import Path

import course
import pytest
from utils.notebooks import files

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["README.md", "CONTRIBUTING.md", "data/README.md", "utils/exercises/README.md"]


def text(page):
    return (ROOT / page).read_text(encoding="utf-8")


def test_the_table_lists_all_21_lessons_and_links_those_that_stand():
    rows = re.findall(r"^\| (\d+) \| (.+?) \| .+ \|$", text("README.md"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 22))
    linked = {name for _, row in rows for name in re.findall(r"\(notebooks/(.+)\)", row)}
    assert linked == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    to_come = [row for _, row in rows if "to come" in row]
    assert len(linked) + len(to_come) == 21


def test_titles_in_the_table_are_those_of_the_lessons():
    for title, name in re.findall(r"\[([^\]]+)\]\((notebooks/\d\d[^)]+)\)", text("README.md")):
        if not title.startswith("lesson "):
            assert files.read(ROOT / name).cells[0].source.startswith(f"# {title}\n")


def test_the_minutes_in_the_table_are_those_of_the_lessons():
    rows = re.findall(r"\((notebooks/\d\d[^)]+)\) \| .* \| (\d+) \|$", text("README.md"), re.M)
    assert rows
    for name, minutes in rows:
        said = files.read(ROOT / name).cells[0].source
        hours = {"120": "About two hours"}
        assert f"About {minutes} minutes" in said or hours.get(minutes, "?") in said, name


def test_the_picture_is_the_one_in_the_lesson():
    pictures = {
        base64.b64decode(output.data["image/png"])
        for cell in files.read(ROOT / "notebooks/15_classify_digits.ipynb").cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    }
    assert (ROOT / ".github/weights.png").read_bytes() in pictures


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_course_py_exists(page):
    used = set(re.findall(r"course\.py (\w+)", text(page)))
    assert used <= set(course.COMMANDS)
