"""Notebooks in files, as they are: nothing is upgraded, checked or given an id."""

from pathlib import Path

import nbformat
from nbformat import reader

from utils.notebooks.lessons import LessonError


def read(path):
    """Read a notebook. Raises LessonError if the file is none."""
    try:
        return reader.reads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise LessonError(
            f"{Path(path).name} is no readable notebook (is a merge unfinished?): {error}"
        ) from None


def to_bytes(notebook):
    """Return a notebook as it is written: Jupyter's own JSON, UTF-8, LF."""
    return (nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n").encode()
