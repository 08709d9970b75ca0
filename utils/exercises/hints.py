"""The hints of an exercise, one a call; and how far a learner is, by what the last checks said."""

import functools

from utils.exercises.feedback import Feedback

_SIGNS = {"correct": "✓", "wrong": "✗", "unanswered": "○"}


class Hints:
    """What every kind of exercise has: hints that are given one after the other.

    `said` is the feedback of its last check, or None.
    """

    def __init__(self, hints):
        self.hints, self._given, self.said = list(hints), 0, None

    def hint(self):
        """The next hint; after the last, how to see a solution."""
        self._given += 1
        if self._given > len(self.hints):
            return Feedback("hint", "That was the last one; `.solution()` shows an answer.")
        count = f"{self._given} of {len(self.hints)}: " if len(self.hints) > 1 else ""
        return Feedback("hint", count + self.hints[self._given - 1])


def remembered(check):
    """Let a check leave its feedback in `said`."""

    @functools.wraps(check)
    def checked(self, *answer):
        self.said = None
        self.said = check(self, *answer)
        return self.said

    return checked


def progress(names):
    """What the last checks of a lesson's exercises said, of those among `names`."""
    exercises = {
        name: exercise
        for name, exercise in names.items()
        if isinstance(exercise, Hints) and not name.startswith("_")
    }
    lines = []
    for name, exercise in exercises.items():
        said = exercise.said
        sign = "·" if said is None else _SIGNS[said.state]
        wrong = said.message if said is not None and said.state == "wrong" else ""
        lines.append(f"{sign} {name}  {wrong}".rstrip())
    correct = sum(bool(exercise.said) for exercise in exercises.values())
    words = f"{correct} of {len(exercises)} exercises are correct."
    if any(exercise.said is None for exercise in exercises.values()):
        words += " (A dot: not checked since this kernel started.)"
    return Feedback("progress", words, [("", "\n".join(lines))])
