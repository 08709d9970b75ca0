"""What a learner reads after a check, a hint or a solution: as text and as HTML."""

import html
import re
from dataclasses import dataclass

# A word, a sign and a colour: the word alone says everything. The colours stand out by at least
# 3 to 1 against white and against near-black; all text keeps the theme's own colour.
_STATES = {
    "correct": ("Correct.", "✓", "#1b8a5a"),
    "unanswered": ("Not answered yet.", "○", "#7d7d7d"),
    "wrong": ("Not yet.", "✗", "#c2630a"),
    "hint": ("Hint.", "?", "#3a7bd5"),
    "progress": ("Progress.", "→", "#3a7bd5"),
    "solution": ("A solution.", "→", "#3a7bd5"),
}
_BOX = "border-left: 4px solid {colour}; padding: 0.3em 0.9em; margin: 0.3em 0;"
_LABEL = "margin-top: 0.5em; font-size: 90%;"
_PRE = (
    "margin: 0.1em 0; padding: 0; background: transparent; color: inherit; "
    "font-family: monospace; line-height: 1.35; white-space: pre-wrap;"
)


@dataclass(frozen=True)
class Feedback:
    """An answer's state, a message, and titled blocks of code or numbers.

    `state` is "correct", "unanswered", "wrong", "hint", "progress" or "solution". In `message`,
    words between backticks are code. True only where the answer is correct.
    """

    state: str
    message: str = ""
    blocks: tuple = ()

    def __bool__(self):
        return self.state == "correct"

    def __repr__(self):
        title = _STATES[self.state][0]
        lines = [f"{title} {self.message}".rstrip()]
        for label, text in self.blocks:
            lines += [f"{label}:" if label else "", *(f"    {line}" for line in text.splitlines())]
        return "\n".join(line.rstrip() for line in lines)

    def _repr_html_(self):
        title, sign, colour = _STATES[self.state]
        message = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(self.message))
        blocks = "".join(
            f'<div style="{_LABEL}">{html.escape(label)}</div>'
            f'<pre style="{_PRE}">{html.escape(text)}</pre>'
            for label, text in self.blocks
        )
        return (
            f'<div style="{_BOX.format(colour=colour)}">'
            f'<span aria-hidden="true" style="color: {colour};">{sign}</span> '
            f"<strong>{title}</strong> {message}{blocks}</div>"
        )
