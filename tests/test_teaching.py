"""The plans for teachers fit the lessons, and nobody sits for too long."""

import re
from collections import Counter

import pytest
import teaching

PLANS = teaching.PAGE.read_text("utf-8").partition("\n## Plans\n")[2].partition("\n## ")[0]
ROW = re.compile(r"^\|(?: [\d:]+ \|)? (\d+) \| (.+) \|$", re.MULTILINE)
LESSON = re.compile(r"\[lesson (\d+)\]\(notebooks/(\S+)\)[^,(:]*(?:, the rest)?, (\d+)")


def plan(title):
    return ROW.findall(PLANS.partition(f"### {title}\n")[2].partition("\n### ")[0])


@pytest.mark.parametrize("title", ["One hour", "One day", "Eight weeks"])
def test_no_stretch_is_longer_than_90_minutes(title):
    rows = plan(title)
    assert rows
    assert all(int(minutes) <= 90 for minutes, _ in rows)


def test_breaks_stand_between_the_sittings_of_a_day_and_the_clock_is_right():
    rows = plan("One day")
    pauses = [what in ("break", "lunch") for _, what in rows]
    assert pauses == [place % 2 == 1 for place in range(len(rows))]
    clock = [
        60 * int(hour) + int(minute)
        for hour, minute in re.findall(r"^\| (\d+):(\d\d)", PLANS, re.M)
    ]
    ends = [start + int(minutes) for start, (minutes, _) in zip(clock, rows, strict=True)]
    assert clock[1:] == ends[:-1]


@pytest.mark.parametrize("title", ["One day", "Eight weeks"])
def test_a_lesson_gets_its_minutes(title):
    given = Counter()
    for minutes, what in plan(title):
        for number, file, share in LESSON.findall(what):
            assert int(minutes) == int(share) + 5
            assert file.startswith(f"{int(number):02}_")
            given[teaching.ROOT / "notebooks" / file] += int(share)
    assert all(given[path] == teaching.opening(path)[2] for path in given)
    if title == "Eight weeks":
        assert set(given) == set((teaching.ROOT / "notebooks").glob("*.ipynb"))


def test_where_a_sitting_ends_is_a_heading_of_the_lesson():
    found = re.findall(r"\((notebooks/\S+)\) up to \*(.+?)\*", PLANS)
    assert len(found) == 3
    for page, heading in found:
        cells = teaching.read(teaching.ROOT / page).cells
        assert any(f"## {heading}\n" in f"{cell.source}\n" for cell in cells)
