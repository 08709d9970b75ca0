"""An exercise answered by a value: "predict before you run"."""

import ast
import contextlib
import re

import numpy as np

from utils.exercises.compare import difference, type_name
from utils.exercises.describe import kind, show
from utils.exercises.feedback import Feedback
from utils.exercises.hints import Hints, remembered
from utils.exercises.values import Unknown, holds_ellipsis, plain, stacked


def prediction(question="", *, answer, wrong, hints, why="", tolerance=1e-3):
    """Make an exercise whose answer is a value: a number, a shape, a type, a text, a letter.

    question: what is asked, shown with the solution.
    answer: the right value.
    wrong: the values that people give, each with the message that it deserves, in a dictionary.
    hints: sentences, each telling a little more.
    why: a sentence that explains the answer to those who found it.
    tolerance: the relative difference that a number with decimals may have; whole numbers must
        be exact.
    """
    return Prediction(question, answer, wrong, hints, why, tolerance)


_UNIT = r"\s*(?:[^\W\d]+\s+)?([-+]?[\d.]+)\s*[^\W\d]*\s*"  # "16 times", "line 3"


class Prediction(Hints):
    """An exercise that a value answers. Made by `prediction`."""

    def __init__(self, question, answer, wrong, hints, why, tolerance):
        super().__init__(hints)
        self.question, self.answer, self.wrong = question, answer, dict(wrong)
        self.why, self.tolerance = why, tolerance

    @remembered
    def check(self, *given):
        """Feedback on the learner's value, the same on every run."""
        if not given:
            return Feedback("wrong", "Hand over your answer: write it between the parentheses.")
        value = given[0] if len(given) == 1 else given
        if (asked := self._object_of(value)) is not None:
            return Feedback("wrong", asked)
        try:
            value = plain(value)
        except Unknown as unknown:
            return Feedback("wrong", str(unknown))
        if value is None or holds_ellipsis(value):
            return Feedback("unanswered", "Put your answer in place of the dots.")
        value = self._option_in(self._unquoted(value))
        if self._is(self.answer, value):
            return Feedback("correct", self.why)
        for option, message in self.wrong.items():
            if self._is(option, value):
                return Feedback("wrong", message)
        return Feedback("wrong", self._unforeseen(value))

    def _unquoted(self, value):
        """Numbers that stand in quotes, where numbers are asked for."""
        if type(value) is str and type(plain(self.answer)) is not str:
            if kind(plain(self.answer)) == "a number" and (unit := re.fullmatch(_UNIT, value)):
                value = unit[1]
            with contextlib.suppress(ValueError, SyntaxError, Unknown):
                return plain(ast.literal_eval(value.strip()))
        return value

    def _object_of(self, value):
        """What to say to somebody who hands over the thing whose shape or type is asked for."""
        shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
        if shape is None or dtype is None or isinstance(value, type):
            return None
        expected = plain(self.answer)
        if type(expected) is str and type_name(expected):
            return "That is the thing itself: give its type, `.dtype`."
        symbolic = not isinstance(value, np.ndarray | np.generic) and not hasattr(value, "numpy")
        if type(expected) is list and (symbolic or len(shape) > 1):
            return "That is the thing itself: give its shape, `.shape`."
        return None

    def _option_in(self, value):
        """A text that holds just one of the known answers as a word, as that answer."""
        options = [self.answer, *self.wrong]
        if type(value) is not str or any(type(option) is not str for option in options):
            return value
        words = value.casefold()
        ends = {o: "s?" if len(o) > 1 else "" for o in options}  # plurals, but not of letters
        held = [o for o in options if re.search(rf"\b{re.escape(o.casefold())}{ends[o]}\b", words)]
        return held[0] if len(held) == 1 else value

    def solution(self):
        """The answer and, where there is one, the reason."""
        blocks = [("", _shown(plain(self.answer)))]
        return Feedback("solution", " ".join(filter(None, [self.question, self.why])), blocks)

    def _is(self, option, value):
        option = plain(option)
        return _form(option) == _form(value) and not difference(option, value, self.tolerance)

    def _unforeseen(self, value):
        expected = plain(self.answer)
        letters = sorted([self.answer, *self.wrong]) if type(expected) is str else []
        if letters and all(len(letter) == 1 for letter in letters):
            options = ", ".join(f'`"{letter}"`' for letter in letters)
            return f"Choose one of {options}, with the quotes."
        if _form(expected) != _form(value):
            return f"The answer is {_form(expected)}; you gave {_form(value)}."
        one, other = (sorted(map(repr, v)) if type(v) is list else None for v in (expected, value))
        if one and one == other:
            return "The parts are right, and in the wrong order."
        return f"`{_shown(value)}` is not it."


def _shown(value):
    return f"({', '.join(map(_shown, value))})" if type(value) is list else show(value)


def _form(value):
    """What plain data are, but not how many or how long: that may be the question."""
    value = stacked(value)
    if type(value) is list or (type(value) is np.ndarray and value.ndim):
        return "a sequence, such as `(2, 3)`"
    return kind(value)
