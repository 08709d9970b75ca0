"""The lessons of the course, by which a notebook is recognised."""

import re
from pathlib import Path
from typing import NamedTuple

from utils.work import merge


class Lesson(NamedTuple):
    """A lesson: the ids of its cells, the texts of those with code, its exercises in order."""

    name: str  # "09_run_graphs"
    title: str
    ids: frozenset
    texts: frozenset
    exercises: tuple

    @property
    def module(self):
        """The module that holds the exercises."""
        return f"utils.exercises.lesson_{self.name[:2]}"


def _lesson(path):
    cells = merge.read(path.read_bytes())["cells"]
    texts, ids = code(cells), frozenset(cell["id"] for cell in cells)
    title = "".join(cells[0]["source"]).partition("\n")[0].lstrip("# ")
    names = dict.fromkeys(re.findall(r"exercises\.(\w+)\.check\(", "\n".join(texts)))
    return Lesson(path.stem, title, ids, frozenset(texts), tuple(names))


def code(cells):
    """The texts of the code cells."""
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def recognise(cells, lessons):
    """The lesson that these cells are a copy of, or None; a file's name does not count.

    The ids tell, and where a program has given cells new ones, as Colab does, the exercises that
    they check.
    """
    ids, text = {cell["id"] for cell in cells}, "\n".join(code(cells))
    checked = set(re.findall(r"\.(\w+)\.check\(", text))

    def share(lesson):
        named = len(checked & set(lesson.exercises)) / len(lesson.exercises)
        imported = re.search(rf"\blesson_{lesson.name[:2]}\b", text) is not None
        return len(ids & lesson.ids) / len(lesson.ids) + named + imported / 2

    best = max(lessons, key=share)
    return best if share(best) > 0.2 else None


_FOUND = map(_lesson, sorted(Path(__file__).parents[2].glob("notebooks/[0-9][0-9]_*.ipynb")))
#: Those of this course that have exercises, by name.
LESSONS = {lesson.name: lesson for lesson in _FOUND if lesson.exercises}
