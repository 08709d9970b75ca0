"""Look the names of a program up: which of them has TensorFlow 2 no longer?"""

import re
from functools import cache
from typing import NamedTuple

from utils.errors.places import sections

# Python of any age: what is no string and no comment, and in it the names with a dot.
_TOKENS = re.compile(
    r"(?s:'''.*?'''|\"\"\".*?\"\"\")|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*"
    r"|(?<![\w.])(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)"
)
_IMPORT = re.compile(
    r"^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?"
    r"|^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?([\w \t,]+)",
    re.MULTILINE,
)

# What programs write as tf, at the beginning of a module's name.
INNER = re.compile(
    r"^(?:tensorflow(?:_core)?(?:\._api\.v\d)?(?:\.compat\.v\d|\.python\.ops(?=\.nn))?"
    r"|tensorboard\.summary\._tf)(?=\.|$)"
)


class Row(NamedTuple):
    """A name of TensorFlow 1, the place that has it, and what takes its place today, or ""."""

    name: str
    place: tuple
    today: str


@cache
def _rows():
    """The rows of names.txt by their names, and the place of those that compat.v1 still has."""
    found, places = {}, []
    for place, lines in sections("names.txt"):
        places.append(place)
        for line in lines:
            name, _, today = line.partition(" -> ")
            found[name] = Row(name, place, today)
    return found, places[0]


def row_of(name):
    """The row of a name as a program writes it, "tf.contrib.layers.flatten", or None."""
    while "." in name:
        if row := _rows()[0].get(name):
            return row
        name = name.rpartition(".")[0]
    return None


def written(module):
    """A module's name as programs write it: tensorflow._api.v2.train is tf.train."""
    return INNER.sub("tf", module)


def place_of(module, name):
    """The place that has a name which a module lacks, with its row in the title, or None."""
    if not (row := row_of(f"{written(module)}.{name}")):
        return None
    today = f": {row.name}, today {row.today}" if row.today else ""
    return row.place._replace(title=row.place.title + today)


def old_names(source):
    """The names of a program that TensorFlow 2 does not have: pairs of a line and its Row.

    What it takes from `tensorflow.compat.v1` is there, unless compat.v1 lacks it too.
    """
    kept, names = _rows()[1], used_names(source)
    names = [(line, name) for line, name in names if name.startswith("tensorflow")]
    rows = [(line, name, row_of(written(name))) for line, name in names]
    return [
        (line, row)
        for line, name, row in rows
        if row and not (row.place == kept and ".compat.v1" in name)
    ]


def used_names(source):
    """The names that a program imports, or that begin with an import: (line, whole name) pairs.

    `source` may be a program for Python 2: it is read word by word, not parsed. Where it does
    not import tf, that is TensorFlow: it comes out of `from layers import *`.
    """
    modules, found = {"tf": "tensorflow"}, []
    for imported in _IMPORT.finditer(source):
        line = source.count("\n", 0, imported.end()) + 1
        if imported[1]:
            modules[imported[2] or imported[1]] = imported[1]
            names = [imported[1]]
        else:
            parts = [part.split() for part in imported[4].split(",") if part.strip()]
            names = [f"{imported[3]}.{part[0]}" for part in parts]
            modules |= {part[-1]: name for part, name in zip(parts, names, strict=True)}
        found += [(line, name) for name in names]
    for token in _TOKENS.finditer(source):
        first, _, rest = (token["name"] or "").partition(".")
        if first in modules:
            line = source.count("\n", 0, token.start()) + 1
            found.append((line, f"{modules[first]}.{rest}"))
    return sorted(found)
