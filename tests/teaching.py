"""What TEACHING.md says of every lesson, made of the lessons and their exercises themselves.

`python tests/teaching.py` writes it afresh.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from utils.exercises.answers import source  # noqa: E402
from utils.exercises.prediction import Prediction  # noqa: E402
from utils.notebooks.files import read  # noqa: E402

PAGE = ROOT / "TEACHING.md"
PART = re.compile(r"(?<=<!-- lessons -->\n).*(?=<!-- end of lessons -->)", re.DOTALL)

_CHECK = re.compile(r"\bexercises\.(\w+)\.check\(")
_TITLE = re.compile(r"^### Exercise (\d+): (.+)$", re.MULTILINE)
LONG = 5  # lines of a solution, from which on two see more than one


def exercises(path):
    """The exercises of a lesson as it asks them: number, title, name."""
    found, heading = [], None
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            heading = [*_TITLE.findall(cell.source), heading][0]
        elif named := _CHECK.search(cell.source):
            found.append((*heading, named[1]))
    return found


def manner(exercise):
    """How a class may answer an exercise, and our estimate of its minutes.

    A value is a matter of a show of hands; two see more than one where many answers are right, so
    that there is something to try out, and where the solution is long.
    """
    if isinstance(exercise, Prediction):
        return "hands", 3
    body = source(exercise.reference).strip().splitlines()[1:]
    if exercise.judge:
        return "pairs", 10
    return ("pairs" if len(body) >= LONG else "alone"), min(10, 4 + len(body))


def confusion(exercise):
    """One mistake to expect of the class.

    Of the programs that an exercise knows, the first: its author thought of it first. Of the wrong
    values, the one with most to say about it: on what tempts nobody there is little to say.
    """
    if isinstance(exercise, Prediction):
        told = max(exercise.wrong.values(), key=len)
    else:
        told = next(iter(exercise.known_mistakes.values()))
    return told.replace("|", r"\|")


def opening(path):
    """Title, need and minutes of a lesson, as its first cell says them."""
    text = read(path).cells[0].source
    title = re.match("# (.+)", text)[1]
    need = re.search(r"\*\*What you need\.\*\* (.+)", text)[1]
    minutes = re.search(r"About (\d+) minutes|About two hours", text)[1]
    return title, re.sub(r"\]\((?=\d\d_)", "](notebooks/", need), int(minutes or 120)


def lessons(known):
    """The part of TEACHING.md that goes through the lessons, as Markdown.

    `known` holds every exercise, by `lesson_NN.name`.
    """
    parts = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        title, need, minutes = opening(path)
        number = path.stem[:2]
        parts.append(
            f"### {int(number)} {title}\n\n"
            f"[Lesson {int(number)}](notebooks/{path.name}) · {minutes} minutes · needs: {need}\n\n"
            "| exercise | minutes | how | what to expect |\n|---|--:|---|---|\n"
        )
        for place, name, attribute in exercises(path):
            exercise = known[f"lesson_{number}.{attribute}"]
            how, takes = manner(exercise)
            parts[-1] += f"| {place} {name} | {takes} | {how} | {confusion(exercise)} |\n"
    return "\n" + "\n".join(parts) + "\n"


def write():
    """Write the part into TEACHING.md."""
    from exercise_proofs import all_exercises  # imports TensorFlow

    part = lessons(all_exercises())
    PAGE.write_text(PART.sub(lambda old: part, PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write()
