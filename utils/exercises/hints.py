"""The hints of an exercise, one a call."""

from utils.exercises.feedback import Feedback


class Hints:
    """What every kind of exercise has: hints that are given one after the other."""

    def __init__(self, hints):
        self.hints, self._given = list(hints), 0

    def hint(self):
        """The next hint; after the last, how to see a solution."""
        self._given += 1
        if self._given > len(self.hints):
            return Feedback("hint", "That was the last one; `.solution()` shows an answer.")
        count = f"{self._given} of {len(self.hints)}: " if len(self.hints) > 1 else ""
        return Feedback("hint", count + self.hints[self._given - 1])
