"""The page on which a message is looked up: the places of utils/errors, and their expressions."""

import json
import re

from utils.errors import index, programs
from utils.errors.places import sections

_OLDER = re.compile(r"^\((.*)\)$")  # words of an older version stand in brackets
_PAGE = """
<div class="lookup"><label for="message">Your message</label>
<textarea id="message" rows="6" spellcheck="false" autocomplete="off"></textarea>
<p id="found" role="status"></p></div>

{entries}

<script type="application/json" id="known">{known}</script>
<script src="../_static/lookup.js"></script>
"""


def page(text):
    """The page's Markdown: the list of all places, for everybody, and what its script reads."""
    listed = sections("messages.txt")
    places = [place.key for place, _ in listed]
    names = {}  # a name in small letters: the entry's number, the name, what takes its place
    for place, rows in sections("names.txt"):
        if place.key not in places:
            places.append(place.key)
            listed.append((place, []))
        for name, _, today in (row.partition(" -> ") for row in rows):
            names[name.lower()] = [places.index(place.key), name, today]
    expressions = [
        [
            [index.longest(words), index.expression(words).pattern]
            for words in lines
            if not words.startswith("index: ")
        ]
        for _, lines in listed
    ]
    noise = [part.pattern for part in (index.COLOURS, index.FRAME, index.CONTEXT)]
    known = {"noise": noise, "expressions": expressions, "names": names}
    # JavaScript names groups without the P.
    known["error"] = index.ERROR.pattern
    known["attribute"] = index.ATTRIBUTE.pattern.replace("?P<", "?<")
    known["inner"] = programs.INNER.pattern
    entries = "\n".join(_entry(*section) for section in listed)
    script = json.dumps(known).replace("<", "\\u003c")
    return text.replace("MESSAGES", _PAGE.format(entries=entries, known=script))


def _entry(place, lines):
    """A place as a line of a list: a link, and the words of its messages."""
    anchor = re.sub(r"[^\w\- ]", "", place.heading.lower()).replace(" ", "-")
    link = f"../{place.link.partition('#')[0]}#{anchor}"
    words = [_OLDER.sub(r"\1", line.removeprefix("index: ")) for line in lines]
    shown = " · ".join(f"`{one}`" for one in words)
    said = re.sub(r"([\[\]*_`<\\])", r"\\\1", place.title)  # __init__ is no bold init
    title = f"[{said[0].upper()}{said[1:]}]({link})"
    return f"- {title}: {shown}" if words else f"- {title}"
