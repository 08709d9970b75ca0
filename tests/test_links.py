"""Every link of the course leads somewhere, and one that does not is noticed."""

from pathlib import Path

import links
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from utils.notebooks.files import to_bytes

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (".", ".github", "data", "notebooks", "tests", "utils")  # not .venv, nor what is built
PAGES = sorted(
    page for room in ROOMS for page in (ROOT / room).glob("*.md" if room == "." else "**/*.md")
)


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_every_link_of_a_page_leads_somewhere(page):
    assert not list(links.broken(page))


def test_the_pages_are_found():
    names = {page.relative_to(ROOT).as_posix() for page in PAGES}
    assert {"README.md", "GLOSSARY.md", "data/README.md", "utils/exercises/README.md"} <= names


@pytest.fixture
def course(tmp_path):
    """A page with two headings, and a lesson with four."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "README.md").write_text(
        "# A course\n\n## The `lab`, and more\n\n```\n# a comment\n[no](link.md)\n```\n", "utf-8"
    )
    lesson = new_notebook(
        cells=[
            new_markdown_cell("# Fix errors\n\n## index of messages\n"),
            new_code_cell("# not a heading"),
            new_markdown_cell("### 7 has no attribute"),
            new_markdown_cell("## In one cell"),
        ]
    )
    (tmp_path / "notebooks/21_fix_errors.ipynb").write_bytes(to_bytes(lesson))
    return tmp_path


def complaints(course, target, text="see [this](LINK)"):
    (course / "GLOSSARY.md").write_text(text.replace("LINK", target), "utf-8")
    return "".join(links.broken(course / "GLOSSARY.md"))


@pytest.mark.parametrize(
    "target",
    [
        "README.md",
        "README.md#a-course",
        "README.md#the-lab-and-more",
        "notebooks",
        "notebooks/21_fix_errors.ipynb",
        "notebooks/21_fix_errors.ipynb#index-of-messages",
        "notebooks/21_fix_errors.ipynb#7-has-no-attribute",
        "notebooks/21_fix_errors.ipynb#In-one-cell",
        "https://example.org/nowhere#x",
        "mailto:ann@example.org",
    ],
)
def test_a_link_that_leads_somewhere_is_left_alone(course, target):
    assert not complaints(course, target)


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("readme.txt", "does not exist"),
        ("notebooks/22_rest.ipynb", "does not exist"),
        ("README.md#another-course", "no heading"),
        ("README.md#a-comment", "no heading"),  # in a block of code
        ("README.md#a-Course", "no heading"),
        ("notebooks/21_fix_errors.ipynb#8-has-no-attribute", "no heading"),
        ("notebooks/21_fix_errors.ipynb#not-a-heading", "no heading"),
        ("notebooks/21_fix_errors.ipynb#fix-errors", "no heading"),  # Jupyter: #Fix-errors
        ("#here", "no heading"),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(course, target, complaint):
    assert complaint in complaints(course, target)


def test_a_link_within_the_page_is_followed(course):
    assert not complaints(course, "#here", "## Here\n\n[up](LINK)")


def test_pictures_are_links_and_code_is_none(course):
    assert "weights.png" in complaints(course, "weights.png", "![the weights of ten units](LINK)")
    assert "weights.png" in complaints(course, "weights.png", '| <img src="LINK" width="200"> |')
    assert not complaints(
        course, "weights.png", "write `[text](LINK)`, or\n\n```\n[text](LINK)\n```"
    )


def test_a_picture_in_a_hidden_folder_is_noticed(course):
    (course / ".github").mkdir()
    (course / ".github/weights.png").touch()
    assert "hidden" in complaints(course, ".github/weights.png", '<img src="LINK" width="200">')


def test_the_links_of_a_lesson_are_followed_from_its_own_folder(course):
    lesson = course / "notebooks/15_classify.ipynb"
    cells = [new_markdown_cell("[up](../README.md) [beside](21_fix_errors.ipynb) [no](README.md)")]
    lesson.write_bytes(to_bytes(new_notebook(cells=cells)))
    assert list(links.broken(lesson)) == ["a link leads to README.md, which does not exist"]
