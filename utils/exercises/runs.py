"""Run one program on one drawn input, where nothing it does can reach the page or the next run."""

import contextlib
import copy
import inspect
from dataclasses import dataclass

from utils.exercises.failures import Failure, overdue, raised, refused, stopped
from utils.exercises.guard import Asked, Printed, put_back, quiet
from utils.exercises.limits import TooLong
from utils.exercises.values import LONGEST, Unknown, plain, unchanged


class Reject(Exception):
    """Raised with one sentence by code that uses an answer and finds that it cannot."""


@dataclass
class Outcome:
    """What came of a run: plain data, or else the failure that says why there are none.

    `changed` are the places of the inputs that the program changed, `printed` is the beginning of
    what it printed.
    """

    value: object = None
    failure: Failure | None = None
    changed: tuple = ()
    printed: str = ""


def run(program, use, inputs, seed=0, budget=None):
    """The `Outcome` of `use(program, *inputs)`.

    The program gets copies of the inputs, generators of random numbers included, so that every
    program meets the same draw; the global generators of `random` and NumPy start from `seed`
    (`untouched` puts them back). With a `Budget` the program is a learner's: its time is limited,
    and what it replaced in the libraries is put back.
    """
    given, printed = copy.deepcopy(inputs), Printed()
    value, failure = None, None
    with quiet(seed, printed):
        try:
            with budget.running() if budget else contextlib.nullcontext():
                value = plain(use(_ending(program) if budget else program, *given))
        except BaseException as error:
            failure = _failure(error, program, budget)
        finally:
            if budget:
                put_back()
    pairs = enumerate(zip(inputs, given, strict=True))
    changed = () if failure else tuple(k for k, pair in pairs if not unchanged(*pair))
    return Outcome(value, failure, changed, printed.text)


def _failure(error, program, budget):
    if isinstance(error, Reject | Unknown):
        return refused(error)
    if isinstance(error, TooLong) and budget:
        return overdue(error, program, budget.seconds)
    if isinstance(error, KeyboardInterrupt):
        return stopped(error, program, "was interrupted", "the check ends here.")
    if isinstance(error, SystemExit):
        verb, advice = "ends the whole program", "to end a function, use `return`."
        return stopped(error, program, verb, advice)
    if isinstance(error, Asked):
        verb = "waits for the keyboard"
        return stopped(error, program, verb, "all that your function needs is in its arguments.")
    return raised(error, program)


def _ending(program):
    """The program; if it is a generator, one that ends, for it may be listed where it is used."""
    if not inspect.isgeneratorfunction(program):
        return program

    def ending(*arguments, **named):
        for count, item in enumerate(program(*arguments, **named)):
            if count == LONGEST:
                raise Reject(f"Your generator has given {LONGEST} parts and goes on: can it end?")
            yield item

    return ending
