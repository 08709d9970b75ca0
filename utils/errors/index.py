"""Look a message up: which place in the lessons explains it?"""

import re
from functools import cache

from utils.errors.places import sections
from utils.errors.programs import place_of

GAP = 400  # characters, at most, that a `...` stands for

# Lines of code in a traceback quote messages that nobody raised.
FRAME = re.compile(r'^\s*File "[^"]*", line \d+.*\n(?:[ \t]+.*\n(?:[ \t]*[~^]+[ \t]*\n)?)?', re.M)
CONTEXT = re.compile(r"^(?:-+>|[ \t])[ \t]*\d+(?:[ \t].*)?$", re.M)
COLOURS = re.compile(r"\x1b(?:\[[\d;?]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\))")  # and links
ERROR = re.compile(r"^[\w.]*(?:Error|Exception|Warning)\b", re.MULTILINE)
QUOTES = re.compile(r"[`'\"‘’“”*]")
# Who has a part of contrib has an old TensorFlow, from which nothing has gone.
OF_TF = r"tensor(?:flow|board)(?![\w.]*\.contrib)[\w.]*"
ATTRIBUTE = re.compile(
    rf"module '?(?P<module>{OF_TF})'? has no attribute '?(?P<name>\w+)"
    rf"|cannot import name '?(?P<name2>\w+)'? from '?(?P<module2>{OF_TF})"
)


def plain(text):
    """A message on one line, without colours and without the lines of code of its traceback.

    TensorFlow's own code, which a traceback quotes, has words of many messages.
    """
    text = CONTEXT.sub("", FRAME.sub("", COLOURS.sub("", text) + "\n"))
    return " ".join(re.sub("[`‘’“”]", "'", text).split())


def cleaned(text):
    """A message as it is compared: plain, in small letters, without quotation marks."""
    return " ".join(QUOTES.sub("", plain(text)).lower().split())


def expression(words):
    """The regular expression of the words of a message, in which `...` stands for anything."""
    if words[0] + words[-1] == "()":
        words = words[1:-1]
    parts = [re.escape(cleaned(part)).replace(r"\ ", r"\s*") for part in words.split("...")]
    if re.search(r"(?<!\w)'[^']*$", words):  # the beginning of a name
        after = ""
    else:
        after = r"(?!\w|\.\w)" if words[-1] == "'" else r"(?!\w)" if words[-1].isalnum() else ""
    return re.compile(r"(?<!\w)" + rf".{{0,{GAP}}}?".join(parts) + after)


def longest(words):
    """The longest word of a message, without which there is nothing to search for."""
    return max(cleaned(words).strip("()").replace("...", " ").split(), key=len)


@cache
def _expressions():
    return [
        (longest(words), expression(words), place)
        for place, lines in sections("messages.txt")
        for words in lines
        if not words.startswith("index: ")
    ]


def find(text):
    """List the places that explain what a text says, in the order in which it says it.

    The text is a message as somebody pastes it, with or without its traceback, or a whole log.
    Where the words of one message are within those of another, only the longer counts. If it
    says nothing known, its last error, or all of it, is read again as one line: terminals break
    words.
    """
    if found := _find(text):
        return found
    text = COLOURS.sub("", text)
    starts = [0] + [error.start() for error in ERROR.finditer(text)]
    return _find("".join(text[starts[-1] :].splitlines()))


def _find(text):
    hits = []
    for name in ATTRIBUTE.finditer(plain(text)):
        module, last = name["module"] or name["module2"], name["name"] or name["name2"]
        if place := place_of(module, last):
            hits.append((name.span(), place))
    said = cleaned(text)
    spans = [
        (found.span(), place)
        for word, pattern, place in _expressions()
        if word in said and (found := pattern.search(said))
    ]
    for (start, end), place in sorted(spans, key=lambda hit: hit[0]):
        within = ((a, b) for (a, b), _ in spans if a <= start and end <= b and b - a > end - start)
        if not any(within):
            hits.append(((start, end), place))
    return list({place.key: place for _, place in reversed(hits)}.values())[::-1]
