"""Drawn inputs, and what programs make of them."""

import inspect

import numpy as np

from utils.exercises.describe import show
from utils.exercises.graphs import Feed
from utils.exercises.runs import run
from utils.exercises.values import Unknown, plain


class Case:
    """One drawn tuple of inputs, used in one way; it runs each program once.

    The inputs in the places `updates` may be changed.
    """

    def __init__(self, inputs, use, maker=0, updates=()):
        self.inputs, self.use, self.maker, self._outcomes = inputs, use, maker, {}
        self.updates = updates

    def run(self, program, seed=0, budget=None):
        """The `Outcome` of a program, run once; the global random numbers start at `seed`."""
        key = id(program), seed
        if key not in self._outcomes:
            outcome = run(program, self.use, self.inputs, seed, budget)
            outcome.changed = tuple(k for k in outcome.changed if k not in self.updates)
            self._outcomes[key] = program, outcome  # an id is good while its program lives
        return self._outcomes[key][1]


def names(use, reference):
    """What the inputs are called: by the use of an exercise, or else by its reference."""
    used = list(inspect.signature(use).parameters.values())[1:]
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in used):
        return list(inspect.signature(reference).parameters)
    return [parameter.name for parameter in used]


def shown(names, inputs):
    """The inputs as readable text, one `name = value` each."""
    return "\n".join(map(_assignment, names, inputs))


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
