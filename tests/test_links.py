"""Every link of the course leads somewhere. One that does not is planted in test_lessons."""

from pathlib import Path

import links
import pytest

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
