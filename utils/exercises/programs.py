"""Write a program the short way: as an edit of the reference, or as an expression."""

import ast
import inspect
import linecache
from dataclasses import dataclass
from itertools import pairwise

from utils.exercises.answers import source


@dataclass(frozen=True)
class Edit:
    """Pieces of the reference's source, each followed by what stands in its place."""

    pieces: tuple

    def of(self, text):
        """The edited text; raises `ValueError` for a piece that is not in it exactly once."""
        places = []
        for old, new in zip(self.pieces[::2], self.pieces[1::2], strict=True):
            if not old or text.count(old) != 1:
                found = text.count(old) if old else "any number of"
                raise ValueError(f"{old!r} stands {found} times, not once, in\n{text}")
            places.append((text.index(old), old, new))
        places.sort()
        for (start, old, _), (after, other, _) in pairwise(places):
            if start + len(old) > after:
                raise ValueError(f"{old!r} and {other!r} overlap in\n{text}")
        for start, old, new in reversed(places):
            text = text[:start] + new + text[start + len(old) :]
        return text


def edit(*pieces):
    """The reference with `old` replaced by `new`, as in `edit(old, new, old, new, ...)`.

    Each old piece is looked for in the source of the reference as `solution()` shows it, where
    it must stand exactly once. All are replaced at once, so that two may change places.
    """
    if not pieces or len(pieces) % 2:
        raise ValueError("edit(old, new, ...) takes its texts in pairs.")
    return Edit(pieces)


def program(what, reference, title):
    """The function that `what` stands for: an edit, a text, or itself a function.

    A text is a definition, or an expression of the reference's arguments; it and an edit see what
    the reference sees. `title` names the program in tracebacks, where its source is shown.
    """
    if callable(what):
        return what
    text = source(reference) + "\n"
    if isinstance(what, Edit):
        text = what.of(text)
    elif what.startswith("def "):
        text = what
    else:
        arguments = ast.unparse(ast.parse(text).body[0].args)
        text = f"def {reference.__name__}({arguments}):\n    return ({what.strip()})"
    name = f"<{reference.__module__}.{reference.__name__}, {title}>"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    known, made = reference.__globals__, {}
    outer = inspect.getclosurevars(reference).nonlocals
    exec(compile(text, name, "exec"), {**known, **outer} if outer else known, made)
    return made[reference.__name__]
