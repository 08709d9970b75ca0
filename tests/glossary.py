"""The terms of the lessons, the entries of the glossary, and where the two disagree.

What stands in bold in a lesson is a term, where it is defined. Not a term is bold text that

- ends in a full stop, a colon, a question or an exclamation mark: a heading within the text, or
  a rule to remember;
- is the call "Predict";
- has a number in it: what an exercise asks for, "below 0.40".

Emphasis is in italics.
"""

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

_NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__", re.DOTALL)
_ENTRY = re.compile(
    r"- \*\*(?P<term>.+?)\*\*: (?P<sentence>.+) \[(?P<link>.+?)\]\((?P<target>.+)\)"
)


class Entry(NamedTuple):
    term: str
    sentence: str
    link: str  # "Lesson 15"
    target: str  # "notebooks/15_classify_digits.ipynb"


def terms(notebook):
    """The terms that a lesson defines, in its order and its spelling."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for bold in _BOLD.findall(_NOT_PROSE.sub("x", cell.source)):
                text = " ".join("".join(bold).split())
                if not re.search(r"[.:?!]$|^Predict$|(^|\s)\d", text):
                    yield text


def read_glossary(text):
    """The entries of the glossary, in its order, and the lines of its list that are none."""
    _, _, listed = text.partition("\n## ")
    lines = [line for line in listed.splitlines()[1:] if line and not line.startswith("## ")]
    matches = [_ENTRY.fullmatch(line) for line in lines]
    entries = [Entry(**match.groupdict()) for match in matches if match]
    return entries, [line for line, match in zip(lines, matches, strict=True) if not match]


def complaints(text, lessons):
    """Complain about a glossary; `lessons` maps a lesson's file name to the terms it defines."""
    entries, strange = read_glossary(text)
    yield from (f"not an entry: {line}" for line in strange)
    yield from _form(text, entries)
    defined = [(term.casefold(), name) for name, found in lessons.items() for term in found]
    listed = [(entry.term.casefold(), entry.target.partition("/")[2]) for entry in entries]
    for words, where in ((defined, "the lessons"), (listed, "the glossary")):
        for term, count in Counter(term for term, _ in words).items():
            if count > 1:
                yield f"{term!r} is in bold {count} times in {where}"
    for term, name in sorted(set(defined) - set(listed)):
        yield f"{name} defines {term!r}, but the glossary has no entry that says so"
    for term, name in sorted(set(listed) - set(defined)):
        yield f"the glossary says that {name or '?'} defines {term!r}, but it does not"


def _form(text, entries):
    for entry in entries:
        number = re.match(r"notebooks/0?(\d+)_", entry.target)
        if not number or entry.link != f"Lesson {number[1]}":
            yield f"{entry.term!r}: {entry.link} is not {entry.target}"
        if not re.fullmatch(r"[A-Z\"“].*[^.]\.", entry.sentence) or ". " in entry.sentence:
            yield f"{entry.term!r}: its explanation is not one sentence"
    order = [_letters(entry.term) for entry in entries]
    for before, after in pairwise(order):
        if after < before:
            yield f"{after!r} stands after {before!r}"
    letters = [letter.casefold() for letter in re.findall(r"^## (.*)$", text, re.MULTILINE)]
    if letters != sorted({word[0] for word in order}):
        yield f"its letters are {letters}, not those with which its terms begin"
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        for entry in _ENTRY.finditer(section):
            if _letters(entry["term"])[0] != section[0].casefold():
                yield f"{entry['term']!r} stands under {section[0]!r}"


def _letters(term):
    return re.sub(r"[^a-z0-9]", "", term.casefold())
