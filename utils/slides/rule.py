"""Which slides a stored lesson gives, and what a teacher says with each.

In the lesson's order: its question; every picture under its heading; every *Predict*, with what
came of it on the next slides; every exercise's task; what is broken on purpose, its program first;
the program in one cell; the picture to remember. All other text is for the speaker.
"""

import re
from dataclasses import dataclass, field

from utils.notebooks.lessons import ALONE, tags

SHORT = 6  # lines of a program that stands above what it prints

_HEADING = re.compile(r"(##+) (.+)")
_CHECK = re.compile(r"\n*exercises\.(\w+)\.check\((?!\.\.\.)[^\n]*\n*")
_FENCE = re.compile(r"^(```.*?^```)$", re.MULTILINE | re.DOTALL)
_GIVEN = re.compile(r"^```\w*\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_ASKS = re.compile(r"\?(\s|$)|\*\*")
_PREDICT = re.compile(r"\*\*Predict\b.*", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-Z`$*])")
_REMEMBER = re.compile(r"The picture to remember: (.+)", re.DOTALL)


@dataclass
class Slide:
    """One slide.

    kind is "question", "picture", "predict", "printed", "exercise", "program" or "remember".
    words are Markdown; code a program, printed what one printed; picture a PNG in base64, with its
    alternative text. notes are what the speaker has: paragraphs of Markdown.
    """

    kind: str
    heading: str
    words: str = ""
    code: str = ""
    printed: str = ""
    picture: str = ""
    alt: str = ""
    notes: list = field(default_factory=list)


class _Walk:
    """Goes through a lesson, and keeps what belongs to the next slide."""

    def __init__(self, question, first):
        title, _, rest = first.partition("\n")
        self.slides = [Slide("question", title.removeprefix("# "), question)]
        self.slides[0].notes = rest.strip().split("\n\n")[1:]
        self.heading, self.waiting, self.asked = "", None, []
        self.breaking = self.broken = False
        self.task = 0  # where in `waiting` the text under the last heading begins

    def paragraph(self, text):
        """Take a paragraph of the lesson."""
        if heading := _HEADING.match(text):
            if len(heading[1]) == 2 or "Break it" in heading[2]:
                self.breaking = heading[2].startswith("Break it")
            self.heading = heading[2]
            self.broken = self.breaking and not self.heading.startswith("Exercise")
            if self.broken and "Break it" not in self.heading:
                self.heading = f"Break it · {self.heading}"
            self.waiting = self.waiting or []  # what follows leads to the next slide
            self.task = len(self.waiting)
        elif remember := _REMEMBER.search(text):
            self.note(text)
            words = remember[1][0].upper() + remember[1][1:]
            self.add("remember", heading="The picture to remember", words=words)
        else:
            if predict := _PREDICT.search(text):
                self.asked.append(re.sub(r":$", ".", predict[0]))
                self.waiting = self.waiting or []
            self.note(text)

    def note(self, text):
        """Give the speaker some text: to the next slide where it leads to it, else to the last."""
        (self.slides[-1].notes if self.waiting is None else self.waiting).append(text)

    def add(self, kind, **shown):
        """Add a slide."""
        shown.setdefault("heading", self.heading)
        self.slides.append(Slide(kind, notes=self.waiting or [], **shown))
        self.waiting = None

    def exercise(self, source):
        """Add an exercise: what it asks, and the stub that says what to return."""
        task = (self.waiting or [])[self.task :]
        given = [found[1] for text in task for found in _GIVEN.finditer(text)]
        sentences = [part for text in task for part in _SENTENCE.split(text) if "```" not in text]
        asked = [part for part in sentences if _ASKS.search(part)]
        if not asked and '"""' not in source:
            asked = sentences[:1]
        code = "\n\n".join([*given, _CHECK.sub("", source)])
        self.add("exercise", words=" ".join(asked), code=code)

    def code(self, cell):
        """Take a cell that runs something."""
        source = cell.source
        printed = "".join(map(_printed, cell.outputs)).strip("\n")
        pictures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
        shows = self.broken or ALONE in tags(cell)
        self.broken = False
        if shows:
            self.add("program", code=source)
        came = bool(printed or pictures) and bool(self.asked)
        if came:
            self.add("predict", words="\n\n".join(self.asked))
            self.asked = []
        short = not shows and source.count("\n") < SHORT
        if printed and (came or shows):
            self.add("printed", printed=printed, code=source if short else "")
        elif not shows:
            if not source.startswith("exercises."):  # shows the program of an exercise
                self.note(f"```python\n{source}\n```")
            if printed:
                self.note(f"```\n{printed}\n```")
        for output in pictures:
            alt = output.metadata["image/png"]["alt"]
            self.add("picture", picture=output.data["image/png"], alt=alt)


def _printed(output):
    """What an output says in words; nothing where it is a picture, or a slider."""
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    data = output.get("data", {"text/plain": output.get("text", "")})
    return data["text/plain"] if set(data) <= {"text/plain", "text/html"} else ""


def slides(notebook, question):
    """The slides of a lesson, from its stored page and the question that it answers."""
    walk = _Walk(question, notebook.cells[0].source)
    for cell in notebook.cells[1:]:
        if cell.cell_type == "markdown":
            for part in _FENCE.split(cell.source):
                for text in [part] if part.startswith("```") else part.strip().split("\n\n"):
                    walk.paragraph(text)
        elif ".check(" in cell.source:
            walk.exercise(cell.source)
        else:
            walk.code(cell)
    walk.slides[-1].notes += walk.waiting or []
    return walk.slides
