"""The index of lesson 24, made of utils/errors/messages.txt. `python tests/message_index.py`
writes it into the lesson afresh."""

import re
from pathlib import Path

from utils.errors.index import LESSONS, sections
from utils.notebooks.files import read, to_bytes

LESSON = next(LESSONS.glob("24_*.ipynb"))
TABLE = re.compile(r"^\| where \|.*?\n(?!\|)", re.MULTILINE | re.DOTALL)


def table():
    """The index as a table of Markdown: a row for each place, in the order of the file."""
    rows = ["| where | words in the message | more in |", "|---|---|---|"]
    for place, lines in sections("messages.txt"):
        number = re.match(r"(\d+) ", place.heading)
        page, _, anchor = place.link.removeprefix("notebooks/").partition("#")
        where = f"[{number[1]}](#{anchor})" if number else f"[lesson {place.lesson}]({page})"
        words = " · ".join(map(_shown, lines))
        (idea,) = LESSONS.glob(f"{place.idea:02}_*.ipynb") if place.idea else [None]
        more = f"[{place.idea}]({idea.name})" if idea else ""
        rows.append(f"| {where} {place.title} | {words} | {more} |")
    return "\n".join(rows) + "\n"


def _shown(words):
    words = words.removeprefix("index: ").replace("...", "…").replace("_", r"\_")
    return words.replace("[", r"\[").replace("|", r"\|").replace("*", r"\*")


def messages():
    """The messages that lesson 24 makes, each with the number of its entry."""
    number = None
    for cell in read(LESSON).cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("#"):
                title = re.match(r"### (\d+) ", line)
                number = title and int(title[1])
        printed = "".join(output.get("text", "") for output in cell.get("outputs", []))
        for text in re.split(r"^(?=\w+Error: )", printed, flags=re.MULTILINE)[1:]:
            if number:
                yield number, text


def stored(notebook):
    """The cell that holds the index, and the index in it."""
    cell = next(cell for cell in notebook.cells if TABLE.search(f"{cell.source}\n"))
    return cell, TABLE.search(f"{cell.source}\n")[0]


def write():
    """Write the index into the lesson."""
    notebook = read(LESSON)
    cell, old = stored(notebook)
    cell.source = f"{cell.source}\n".replace(old, table()).rstrip("\n")
    Path(LESSON).write_bytes(to_bytes(notebook))


if __name__ == "__main__":
    write()
