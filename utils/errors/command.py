"""`course.py explain`: say where the lessons explain a message, a log or a program."""

import json
import re
import sys
from bisect import bisect
from functools import cache
from pathlib import Path

from utils.errors.index import find
from utils.errors.programs import Row, old_names, used_names

NOTHING = "The lessons have no entry for this; lesson 24 shows how to read any message."

# Of these, the index has names that have gone; other modules may be a program's own.
OTHERS = {"PIL", "collections", "distutils", "imp", "inspect", "keras", "numpy", "scipy"}
OTHERS |= {"StringIO", "cPickle", "sklearn", "time", "urllib2"}

NO_NAME = "It uses no name that the lessons know to have gone."


def explain(chosen):
    """Print the places for what a command line names, or standard input; 1 if there is none."""
    sys.stdout.reconfigure(errors="replace")  # where a terminal has no arrow
    if len(chosen.names) < 2 or not all(map(_is_there, chosen.names)):
        return _explain(" ".join(chosen.names))
    codes = []
    for name in chosen.names:
        print(f"{name}:")
        codes.append(_explain(name))
    return min(codes)


def _explain(name):
    cells = []
    if not name:
        if sys.stdin.isatty():
            print("Paste the message, then Enter and Ctrl-D (on Windows: Ctrl-Z and Enter).")
        text = _decoded(sys.stdin.buffer.read())
    elif re.fullmatch(r"(?!tf\.)\S+\.(py|ipynb|log|txt)", name) or _is_there(name):
        cells, text = _read(Path(name))
    else:
        text = name
    lines = [line for place in find(text) for line in (str(place), f"  {place.link}")]
    asked = [] if lines or "Error" in text or "\n" in text.strip() else [text]  # after a name
    lines += _of_program(cells or asked)
    print("\n".join(lines) or (NO_NAME if cells else NOTHING))
    return 0 if lines else 1


def _decoded(data):
    """Bytes as text; in UTF-16 if they begin so, as a log of PowerShell does."""
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if utf_16 else "utf-8", errors="replace")


def _is_there(name):
    try:
        return Path(name).exists()
    except OSError:  # longer than a path may be: a message
        return False


def _of_program(cells):
    """What is to be said of a program, a list of its cells: places, their names, where they are."""
    starts = [0]
    for cell in cells:
        starts.append(starts[-1] + cell.count("\n") + 1)
    by_place, lines = {}, []
    source = "\n".join(cells)
    for number, row in old_names(source) + _other_names(source):
        where = f"line {number}" if len(cells) == 1 else f"cell {bisect(starts, number - 1)}"
        found = by_place.setdefault(row.place, {}).setdefault(row, [])
        found += [] if where in found else [where]
    for place, rows in by_place.items():
        lines += [str(place), f"  {place.link}"]
        for row, found in rows.items():
            where = ", ".join(found[:2]) + (" ..." if len(found) > 2 else "")
            lines.append(f"    {where:<22} {row.name:<34} {row.today}".rstrip())
    return lines


def _other_names(source):
    """The names that other libraries have dropped, as in old_names: by the message of each."""
    names = [(line, name) for line, name in used_names(source) if name.split(".")[0] in OTHERS]
    return [(line, Row(name, place, "")) for line, name in names for place in _gone(name)]


@cache
def _gone(name):
    module, _, last = name.rpartition(".")
    return find(f"module '{module}' has no attribute '{last}'") or find(f"No module named '{name}'")


def _read(path):
    """The program in a file, a list of its cells, and the messages in it.

    Exits with a sentence if the file cannot be read.
    """
    if path.is_dir():
        raise SystemExit(f"{path} is a folder: name a file in it.")
    try:
        text = _decoded(path.read_bytes())
    except OSError as error:
        raise SystemExit(f"{path} cannot be read: {error.strerror}.") from None
    if path.suffix != ".ipynb":
        return ([text], "") if path.suffix == ".py" else ([], text)
    try:
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
        outputs = [output for cell in cells for output in cell["outputs"]]
        said = ["".join(o["text"]) for o in outputs if o["output_type"] == "stream"]
        said += [f"{o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"]
    except (ValueError, LookupError, TypeError):
        raise SystemExit(f"{path} is no notebook of format 4.") from None
    return sources, "\n".join(said)
