"""Write the hints and the solution of every exercise as JSON, for the book.

It runs in .venv, since exercises import TensorFlow: `python -m book.answers FILE`.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from utils import exercises
from utils.exercises.hints import Hints


def told(module: ModuleType):
    """What the exercises of a module tell who asks: by name, hints and solution."""
    return {
        name: {"hints": exercise.hints, "solution": _solution(exercise.solution())}
        for name, exercise in vars(module).items()
        if isinstance(exercise, Hints)
    }


def _solution(feedback):
    """A solution's sentence and its code."""
    return feedback.message, "\n\n".join(text for _, text in feedback.blocks)


if __name__ == "__main__":
    names = sorted(path.stem for path in Path(exercises.__file__).parent.glob("lesson_*.py"))
    modules = {name[-2:]: import_module(f"utils.exercises.{name}") for name in names}
    answers = {number: told(module) for number, module in modules.items()}
    Path(sys.argv[1]).write_text(json.dumps(answers), encoding="utf-8")
