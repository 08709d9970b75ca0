"""The places in the lessons that explain something, and the two files that lead there."""

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
LESSONS = FOLDER.parents[1] / "notebooks"

_TARGET = re.compile(r"(\d\d)#([^|]+?) \| ([^|]+?)(?: \| (\d+))?")


class Place(NamedTuple):
    """A place in the lessons: "→ lesson 24, entry 15: rows of different lengths"."""

    lesson: int
    heading: str  # "15 setting an array element"
    title: str
    idea: int | None = None  # the lesson that explains what the entry is about

    def __str__(self):
        number = re.match(r"(\d+) ", self.heading)
        where = f"entry {number[1]}" if number else f'"{self.heading}"'
        return f"→ lesson {self.lesson}, {where}: {self.title}"

    @property
    def key(self):
        """What makes it one place: an entry of its number, a row of a table by what it says."""
        return self[:2] if self.heading[0].isdigit() else self[:3]

    @property
    def link(self):
        """Where it is from the course's folder: notebooks/24_fix_errors.ipynb#15-..."""
        (file,) = LESSONS.glob(f"{self.lesson:02}_*.ipynb")
        return f"notebooks/{file.name}#{self.heading.replace(' ', '-')}"


def sections(file):
    """The sections of messages.txt or names.txt: pairs of a Place and its lines."""
    found = []
    for line in (FOLDER / file).read_text("utf-8").splitlines():
        if head := _TARGET.fullmatch(line):
            idea = int(head[4]) if head[4] else None
            found.append((Place(int(head[1]), head[2], head[3], idea), []))
        elif line.strip() and not line.startswith("#"):
            found[-1][1].append(line.strip())
    return found
