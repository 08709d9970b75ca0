"""What stands beside the lessons is true of them: README, glossary, plans for teachers, links."""

import html
import re
from collections import Counter
from itertools import groupby

import links
import pytest
from teaching import PAGE, ROOT, opening

from utils.notebooks import covers, lessons
from utils.notebooks.files import read
from utils.setup.arguments import COMMANDS

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ROOMS = (".", ".github", "data", "notebooks", "tests", "utils")  # not .venv, nor what is built
PAGES = sorted(
    page for room in ROOMS for page in (ROOT / room).glob("*.md" if room == "." else "**/*.md")
)


def text(page):
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_every_link_of_a_page_leads_somewhere_and_every_command_exists(page):
    assert not list(links.broken(page))
    assert set(re.findall(r"course\.py (\w+)", text(page))) <= set(COMMANDS)


# README -------------------------------------------------------------------------------------


def test_the_table_has_every_lesson_under_its_number_with_its_title_and_minutes():
    row = re.compile(r"^\| (\d+) \| \[(.+?)\]\(notebooks/(.+?)\) \| .+ \| (\d+) \| .*\|$", re.M)
    openings = [(path, *opening(path)) for path in LESSONS]
    assert row.findall(text("README.md")) == [
        (f"{int(path.name[:2])}", title, path.name, f"{minutes}")
        for path, title, _, minutes in openings
    ]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_row_shows_the_cover_of_its_lesson(path):
    page = read(path)
    (_,) = (cell for cell in lessons.code_cells(page) if lessons.COVER in lessons.tags(cell))
    picture, alt = covers.cover(page)
    file = covers.place(path)
    assert file.read_bytes() == picture, f"store it: {lessons.refresh_command(path)}"
    shown = f'<img src="images/covers/{file.name}" width="200" alt="{html.escape(alt)}">'
    assert re.search(rf"\(notebooks/{path.name}\) \|.*{re.escape(shown)}", text("README.md"))


# Glossary -----------------------------------------------------------------------------------

# A term, one sentence, the lesson that defines it.
ENTRY = re.compile(
    r'- \*\*(.+?)\*\*: [A-Z"“](?:(?!\. ).)*[^.]\. \[Lesson (\d+)\]\(notebooks/(0?\2_\w+\.ipynb)\)'
)
NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__", re.DOTALL)
# No term is what ends so: a heading within the text, a rule to remember; nor the call "Predict",
# nor what has a number in it: what an exercise asks for, "below 0.40".
NO_TERM = re.compile(r"[.:?!]$|^Predict$|(^|\s)\d")


def terms(path):
    """The terms that a lesson defines, in bold: pairs of a term in small letters and its file."""
    texts = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    found = (bold for source in texts for bold in BOLD.findall(NOT_PROSE.sub("x", source)))
    bold = (" ".join("".join(words).split()) for words in found)
    return [(term.casefold(), path.name) for term in bold if not NO_TERM.search(term)]


def letters(entry):
    return re.sub(r"[^a-z0-9]", "", entry.partition("**:")[0].casefold())


def test_the_glossary_has_every_term_of_the_lessons_once_in_order_and_nothing_else():
    head, _, listed = text("GLOSSARY.md").partition("\n## ")
    entries = [line for line in listed.splitlines() if line.startswith("- ")]
    assert not [entry for entry in entries if not ENTRY.fullmatch(entry)]
    defined = Counter(term for path in LESSONS for term in terms(path))
    explained = Counter((ENTRY.match(e)[1].casefold(), ENTRY.match(e)[3]) for e in entries)
    assert explained == defined
    assert max(Counter(term for term, _ in explained.elements()).values()) == 1
    parts = groupby(sorted(entries, key=letters), key=lambda entry: letters(entry)[0])
    sections = ["\n".join([f"\n## {first.upper()}\n", *part, ""]) for first, part in parts]
    assert text("GLOSSARY.md") == head + "".join(sections)
    assert "](GLOSSARY.md)" in text("README.md")


# Plans for teachers -------------------------------------------------------------------------

PLANS = PAGE.read_text("utf-8").partition("\n## Plans\n")[2].partition("\n## ")[0]
ROW = re.compile(r"^\|(?: [\d:]+ \|)? (\d+) \| (.+) \|$", re.MULTILINE)
LESSON = re.compile(r"\[lesson (\d+)\]\(notebooks/(\S+)\)[^,(:]*(?:, the rest)?, (\d+)")


def plan(title):
    return ROW.findall(PLANS.partition(f"### {title}\n")[2].partition("\n### ")[0])


@pytest.mark.parametrize("title", ["One hour", "One day", "Eight weeks"])
def test_no_stretch_is_longer_than_90_minutes_and_a_lesson_gets_its_minutes(title):
    rows, given = plan(title), Counter()
    for minutes, what in rows:
        assert int(minutes) <= 90
        for number, file, share in LESSON.findall(what):
            assert int(minutes) == int(share) + 5
            assert file.startswith(f"{int(number):02}_")
            given[ROOT / "notebooks" / file] += int(share)
    assert rows and bool(given) == (title != "One hour")
    assert all(given[path] == opening(path)[2] for path in given)
    assert title != "Eight weeks" or sorted(given) == LESSONS


def test_breaks_stand_between_the_sittings_of_a_day_and_the_clock_is_right():
    rows = plan("One day")
    pauses = [what in ("break", "lunch") for _, what in rows]
    assert pauses == [place % 2 == 1 for place in range(len(rows))]
    clock = [60 * int(h) + int(m) for h, m in re.findall(r"^\| (\d+):(\d\d)", PLANS, re.M)]
    ends = [start + int(minutes) for start, (minutes, _) in zip(clock, rows, strict=True)]
    assert clock[1:] == ends[:-1]


def test_where_a_sitting_ends_is_a_heading_of_the_lesson():
    found = re.findall(r"\((notebooks/\S+)\) up to \*(.+?)\*", PLANS)
    assert len(found) == 3
    for page, heading in found:
        assert any(f"## {heading}\n" in f"{cell.source}\n" for cell in read(ROOT / page).cells)
