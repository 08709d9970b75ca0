"""What the scripts that train a lesson's networks take from its page: its own code."""

import ast

from making import DATA

from utils.notebooks.files import read
from utils.notebooks.lessons import ALONE, code_cells, tags


def program(number):
    """The text of a lesson's program in one cell."""
    (text,) = (cell.source for cell in _cells(number) if ALONE in tags(cell))
    return text


def names(number, constants, changes):
    """What a lesson imports and defines, and those of its `constants`, by their names.

    Of two functions of a name the later counts. `changes` are made to the text first.
    """
    text = "\n".join(cell.source for cell in _cells(number))
    kept = [ast.unparse(node) for node in ast.parse(text).body if _is_kept(node, constants)]
    found = {}
    exec(altered("\n".join(kept), changes), found)
    return found


def altered(text, changes):
    """A text in which each key of `changes` is replaced by its value.

    Raises ValueError where one is not there.
    """
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"the lesson does not have {old!r} any more")
        text = text.replace(old, new)
    return text


def _cells(number):
    (page,) = (DATA.parent / "notebooks").glob(f"{number}_*.ipynb")
    return code_cells(read(page))


def _is_kept(node, constants):
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) in constants
    is_import = isinstance(node, ast.Import | ast.ImportFrom) and "exercises" not in ast.dump(node)
    return is_import or isinstance(node, ast.FunctionDef)
