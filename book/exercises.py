"""An exercise's hints and its solution, each behind a click, as HTML."""

import html
import re

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

_CHECK = re.compile(r"exercises\.(\w+)\.check\(")
UNANSWERED = "Not answered yet."


def opened(cell, answers):
    """The outputs of a cell: in place of "Not answered yet", what the exercise tells who asks.

    answers: what `book.answers` writes of the exercises of this lesson.
    """
    check = _CHECK.search("".join(cell["source"]))
    return [
        {**output, "data": {"text/html": box(**answers[check[1]])}}
        if check and UNANSWERED in "".join(output.get("data", {}).get("text/plain", ""))
        else output
        for output in cell["outputs"]
    ]


def box(hints, solution):
    """Hints and solution, to be opened one by one."""
    sentence, code = solution
    count = len(hints)
    titles = [f"Hint {n} of {count}" if count > 1 else "Hint" for n in range(1, count + 1)]
    parts = [_details(title, _text(hint)) for title, hint in zip(titles, hints, strict=True)]
    shown = highlight(code, PythonLexer(), HtmlFormatter())
    return "".join([*parts, _details("A solution", _text(sentence) + shown)])


def _details(title, body):
    return f'<details class="answer"><summary>{title}</summary>{body}</details>'


def _text(words):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", f"<p>{html.escape(words)}</p>")
