"""The index and the tables of lesson 24, made of utils/errors/messages.txt.

`python tests/message_index.py` writes them into the lesson afresh.
"""

import re
from itertools import groupby
from pathlib import Path

from utils.errors.places import LESSONS, sections
from utils.notebooks.files import read, to_bytes

LESSON = next(LESSONS.glob("24_*.ipynb"))
INDEX = "index of messages"
TABLE = r"^#+ {}\n(?:[^|\n#][^\n]*\n|\n)*(?P<table>(?:\|[^\n]*\n)+)"  # and above it, its heading


def tables():
    """The tables by the heading that each stands under: the index, and those at the end."""
    found = {INDEX: ["| where | words in the message | more in |", "|---|---|---|"]}
    for place, lines in sections("messages.txt"):
        number = re.match(r"(\d+) ", place.heading)
        page, _, anchor = place.link.removeprefix("notebooks/").partition("#")
        words = _listed(lines)
        (idea,) = LESSONS.glob(f"{place.idea:02}_*.ipynb") if place.idea else [None]
        more = f"[{place.idea}]({idea.name})" if idea else ""
        heading = _escaped(place.heading.replace("`", ""))
        elsewhere = f"[lesson {place.lesson}]({page}), *{heading}*:"
        where = f"[{number[1]}](#{anchor})" if number else elsewhere
        if number or place.lesson != 24:
            found[INDEX].append(f"| {where} {place.title} | {words} | {more} |")
        else:
            rows = found.setdefault(place.heading, ["| message | what to do |", "|---|---|"])
            rows.append(f"| {words} | {_escaped(place.title)} |")
    return {heading: "\n".join(rows) + "\n" for heading, rows in found.items()}


def _listed(lines):
    """The words of messages; three or more that differ in their last word alone become one."""
    listed = []
    for front, alike in groupby(map(_shown, lines), lambda words: words.rpartition(" ")[0]):
        last = [words.rpartition(" ")[2] for words in alike]
        if front and len(last) > 2:
            last = [", ".join(one.removesuffix(")") for one in last) + ")" * (front[0] == "(")]
        listed += [f"{front} {one}".strip() for one in last]
    return " · ".join(listed)


def _shown(words):
    words = words.removeprefix("index: ")
    opened = re.search(r"(?<!\w)'[^']*$", words)  # a name of which only the beginning is given
    return _escaped(words + "…'" * bool(opened)).replace("...", "…")


def _escaped(words):
    return re.sub(r"([\[\]|*_`<])", r"\\\1", words)


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
    """The tables in a lesson by the heading above each: pairs of a cell and a match in it."""
    found, headings = {}, list(tables())
    for cell in notebook.cells:
        for heading in headings if cell.cell_type == "markdown" else ():
            pattern = TABLE.format(re.escape(heading))
            if table := re.search(pattern, f"{cell.source}\n", re.MULTILINE):
                found[heading] = cell, table
    return found


def write():
    """Write the tables into the lesson."""
    notebook = read(LESSON)
    for heading, table in tables().items():
        cell, old = stored(notebook)[heading]
        source = f"{cell.source}\n"
        start, end = old.span("table")
        cell.source = (source[:start] + table + source[end:]).rstrip("\n")
    Path(LESSON).write_bytes(to_bytes(notebook))


if __name__ == "__main__":
    write()
