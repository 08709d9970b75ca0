"""What every stored lesson must satisfy together with the rest of the course.

Each rule is a function of a lesson's path and its notebook that yields complaints.
"""

import re
from pathlib import Path

import links
from lesson_rules import code

EXERCISES = Path(__file__).parents[1] / "utils" / "exercises"
UNANSWERED = "Not answered yet."

_MADE = re.compile(
    r"^@exercise\(.*?^def (\w+)|^(\w+) = (?:exercise|prediction)\(", re.MULTILINE | re.DOTALL
)
_CHECK = re.compile(r"\bexercises\.(\w+)\.check\(")


def exercises_are_those_of_its_module(path, notebook):
    module = EXERCISES / f"lesson_{path.stem[:2]}.py"
    made = _MADE.findall(module.read_text("utf-8")) if module.exists() else []
    written = {name for names in made for name in names if name}
    checked = set()
    for name, cell in code(notebook):
        checks = _CHECK.findall(cell.source)
        checked.update(checks)
        shown = "".join(o.get("data", {}).get("text/plain", "") for o in cell.outputs)
        if shown.count(UNANSWERED) != len(checks):
            yield f"{name}: the page does not show {UNANSWERED!r} for each of its exercises"
    if checked - written:
        yield f"exercises that {module.name} lacks: {', '.join(sorted(checked - written))}"
    if written - checked:
        unasked = ", ".join(sorted(written - checked))
        yield f"exercises of {module.name} that it never asks: {unasked}"


def links_lead_somewhere(path, notebook):
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    yield from links.broken(path, texts)
    places = [links.local(path, target) for target in links.targets(texts)]
    linked = {place[0] for place in places if place}
    lessons = sorted(path.parent.glob("[0-9][0-9]_*.ipynb"))
    position = lessons.index(path)
    neighbours = lessons[max(0, position - 1) : position] + lessons[position + 1 : position + 2]
    for needed in [*neighbours, path.parent.parent / "README.md"]:
        if needed.resolve() not in linked:
            yield f"it has no link to {needed.name}"


RULES = [exercises_are_those_of_its_module, links_lead_somewhere]
