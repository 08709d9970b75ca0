"""Notebooks in files, as they are: nothing is upgraded, checked or given an id."""

from pathlib import Path

import nbformat
from nbformat import reader

from utils.notebooks.lessons import LessonError

_KEYS = {"cell_type", "source", "metadata"}
_KEYS_OF_CODE = _KEYS | {"outputs", "execution_count"}


def read(path):
    """Read a notebook. Raises LessonError if the file is none, or of a format before 4."""
    name = Path(path).name
    try:
        notebook = reader.reads(Path(path).read_text(encoding="utf-8"))
        version = notebook["nbformat"]
        is_whole = version < 4 or all(map(_is_whole, notebook["cells"]))
        reason = "" if is_whole else "a cell lacks parts"
    except (ValueError, nbformat.ValidationError) as error:
        reason = str(error)
    except (AttributeError, LookupError, TypeError):
        reason = "it is JSON of another kind"
    if reason:
        raise LessonError(
            f"{name} is no readable notebook (is a merge unfinished?): {reason}. Take it from "
            f"another copy: `git checkout -- {name}` in its folder gives back the last one stored."
        )
    if version < 4:
        raise LessonError(
            f"{name} is a notebook of format {version}, and lessons are of format 4: open it in "
            "JupyterLab and save it."
        )
    return notebook


def to_bytes(notebook):
    """Return a notebook as it is written: Jupyter's own JSON, UTF-8, LF."""
    return (nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n").encode()


def _is_whole(cell):
    return cell.keys() >= (_KEYS_OF_CODE if cell["cell_type"] == "code" else _KEYS)
