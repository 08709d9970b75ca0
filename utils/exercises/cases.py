"""Drawn inputs, and what programs make of them."""

import inspect

import numpy as np

from utils.exercises.describe import show
from utils.exercises.graphs import Feed
from utils.exercises.runs import run
from utils.exercises.values import Unknown, plain


class Case:
    """One drawn tuple of inputs of an exercise."""

    def __init__(self, exercise, inputs):
        self.exercise, self.inputs, self._outcomes = exercise, inputs, {}

    def run(self, program, seed=0):
        """The `Outcome` of a program, run once; the global random numbers start at `seed`."""
        key = id(program), seed
        if key not in self._outcomes:
            outcome = run(program, self.exercise.use, self.inputs, seed)
            self._outcomes[key] = program, outcome  # an id is good while its program lives
        return self._outcomes[key][1]

    def expected(self):
        """The reference's outcome; raises `RuntimeError` where the reference itself fails."""
        outcome = self.run(self.exercise.reference)
        if outcome.error:
            raise RuntimeError(f"The reference of {self.exercise.name} fails: {outcome.problem}")
        return outcome

    def names(self):
        """What the inputs are called: by the use of the exercise, or else by the reference."""
        used = list(inspect.signature(self.exercise.use).parameters.values())[1:]
        if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in used):
            return list(inspect.signature(self.exercise.reference).parameters)
        return [parameter.name for parameter in used]

    def shown(self):
        """The inputs as readable text, one `name = value` each."""
        pairs = zip(self.names(), self.inputs, strict=True)
        return "\n".join(_assignment(name, value) for name, value in pairs)


def _assignment(name, value):
    if isinstance(value, Feed):
        value = value.value
    if isinstance(value, np.random.Generator):
        text = "a generator of random numbers"
    elif callable(value):
        text = f"the function {getattr(value, '__name__', type(value).__name__)}"
    else:
        try:
            text = show(plain(value))
        except Unknown:
            text = f"a {type(value).__name__}"
    return f"{name} = " + text.replace("\n", "\n" + " " * (len(name) + 3))
