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
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/weights.png").touch()
    (tmp_path / "README.md").write_text(
        "# A course\n\n## The `lab`, and more\n\n```\n# a comment\n[no](link.md)\n```\n", "utf-8"
    )
    headings = "# Fix errors\n\n## index of messages\n\n### 7 has no attribute\n\n## In one cell"
    cells = [new_markdown_cell(headings), new_code_cell("# not a heading")]
    lesson = tmp_path / "notebooks/21_fix_errors.ipynb"
    lesson.write_bytes(to_bytes(new_notebook(cells=cells)))
    return tmp_path


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[it](README.md) [it](README.md#a-course) [it](README.md#the-lab-and-more)", ""),
        ("[it](notebooks) [it](notebooks/21_fix_errors.ipynb#index-of-messages)", ""),
        ("[it](notebooks/21_fix_errors.ipynb#7-has-no-attribute)", ""),
        ("[it](notebooks/21_fix_errors.ipynb#In-one-cell)", ""),
        ("[it](https://example.org/nowhere#x) [it](mailto:ann@example.org)", ""),
        ("## Here\n\n[up](#here), `[text](x.png)`, or\n\n```\n[text](x.png)\n```", ""),
        ("[it](readme.txt)", "does not exist"),
        ("[it](README.md#another-course)", "no heading"),
        ("[it](README.md#a-comment)", "no heading"),  # in a block of code
        ("[it](README.md#a-Course)", "no heading"),
        ("[it](notebooks/21_fix_errors.ipynb#not-a-heading)", "no heading"),
        ("[it](notebooks/21_fix_errors.ipynb#fix-errors)", "no heading"),  # Jupyter: #Fix-errors
        ("[it](#here)", "no heading"),
        ("![the weights of ten units](weights.png)", "does not exist"),
        ('| <img src="weights.png" width="200"> |', "does not exist"),
        ('<img src=".github/weights.png" width="200">', "hidden"),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(course, text, complaint):
    (course / "GLOSSARY.md").write_text(text, "utf-8")
    said = "".join(links.broken(course / "GLOSSARY.md"))
    assert complaint in said and bool(said) == bool(complaint)
