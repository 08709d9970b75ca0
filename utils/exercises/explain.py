"""Find the most helpful thing to say about a wrong answer.

What an answer may be told, in this order: dots are left; it ran for too long, or ended the
program; a known mistake that it behaves like on every draw; a forgotten `return`; its parameters
have changed places; a known mistake on the plain draws, and besides what else is wrong; it changes
from call to call; it gives an input back; its one slip, also beside a known mistake; what it
leaves out or does otherwise than the reference, or how its results hang together with those that
are due; two known mistakes together, or one beside arguments that have changed places; it takes
too few parts of an argument; it gives the same for every input; an argument that it never uses;
and else how its first wrong result differs.
"""

import ast

import numpy as np

from utils.exercises.answers import (
    by_name,
    callable_in_order,
    code,
    has_gap,
    lacks_return,
    parameters,
    tree_of,
    used,
)
from utils.exercises.cases import names, shown
from utils.exercises.describe import show_pair
from utils.exercises.feedback import Feedback
from utils.exercises.known import exchanged, known_mistake, one_of_two, two_faults, two_known
from utils.exercises.lapses import lapse
from utils.exercises.limits import Budget
from utils.exercises.relations import relation
from utils.exercises.slips import cut_short, slip
from utils.exercises.trial import Trial
from utils.exercises.values import holds_ellipsis, holds_nan, stacked

_SHOWN = 40  # lines of an input or a result
_SECONDS_FOR_SLIPS = 2  # half of them where a run may take its time: few changes mend that
_SECONDS_TO_END = 8  # on top, before a program is ended: TensorFlow does not bear that anywhere


def explain(trial, case, more):
    """Feedback on an answer that is wrong, first in `case`; `more` are cases to make sure with."""
    outcome, exercise = trial.outcome(case), trial.exercise
    if has_gap(trial.answer) if outcome.failure else holds_ellipsis(outcome.value):
        return Feedback("unanswered", f"In `{exercise.name}`, dots still stand for code to come.")
    problem = trial.problem(case)
    if outcome.failure and outcome.failure.final:
        overdue = outcome.failure.same == ("overdue",)
        said = overdue and _unused(trial, problem)
        return Feedback("wrong", said or problem, _evidence(trial, case))
    said = (
        _swapped(trial, sure=True)
        or known_mistake(trial, more)
        or _no_return(trial, outcome)
        or _swapped(trial)
        or two_faults(trial, more)
        or _unsteady(trial, case)
        or _given_back(trial)
        or _slip(trial, case, more, of_loops=True)
        or _relation(trial, case, more, of_numbers=False)
        or _slip(trial, case, more)
        or ((said := cut_short(trial.answer)) and f"{said} {problem}")
        or _lapse(trial, case, more)
        or two_known(trial, more)
        or exchanged(trial, case, more)
        or _few(trial, case, problem)
        or _constant(trial, problem)
        or _relation(trial, case, more, of_form=False)
        or (not (outcome.failure and outcome.failure.in_answer) and _unused(trial, problem))
    )
    plain_ones = [] if exercise.judge or not case.maker else [c for c in trial.cases if not c.maker]
    if plain_ones and not any(map(trial.problem, plain_ones)) and not said:
        problem = f"{problem} With our plainest inputs your function is right."
    return Feedback("wrong", said or problem, _evidence(trial, case, said and problem))


def _slip(trial, case, more, of_loops=False):
    """The one place that makes an answer wrong, where there is one."""
    exercise, made = trial.exercise, code(trial.answer)
    tensors = exercise.slow or made is None or {"tf", "keras"} & set(made.co_names)
    to_end = _SECONDS_TO_END if tensors else 0
    budget = Budget(_SECONDS_FOR_SLIPS / (1 + exercise.slow) + to_end)
    if (exercise.judge and not of_loops) or trial.right_but_for_changes(case):
        return None  # a training that gets there may do so for many reasons
    failure = trial.outcome(case).failure
    if failure and (not failure.in_answer or "raised `NameError" in failure.problem):
        return None  # a refusal says all; to take a name out may be right, but is not meant

    def is_right(program):
        in_order = callable_in_order(program, exercise.reference)
        tried = Trial(exercise, program, in_order, [case, *trial.cases, *more], budget)
        return budget.left > to_end and tried.first_failure() is None

    def still(program):
        in_order = callable_in_order(program, exercise.reference)
        tried = Trial(exercise, program, in_order, [case, *trial.cases, *more], budget)
        return one_of_two(tried, case)

    most = 120 if exercise.slow else 600
    if of_loops or failure:  # what an exception says comes first
        still = None
    return slip(trial.answer, is_right, still, most, of_loops, exercise.reference)


def _lapse(trial, case, more):
    """What the reference does that an answer leaves out, or does otherwise, written in any way."""
    exercise = trial.exercise
    if exercise.judge or trial.outcome(case).failure:
        return None
    cases = sorted([case, *trial.cases, *more], key=lambda c: c.maker != case.maker)
    like = sum(c.maker == case.maker for c in cases)
    like = like if trial.shows(cases[:like]) else len(cases)
    outcomes = trial.outcomes(cases)
    if not outcomes or any(outcome.changed for outcome in outcomes):
        return None
    numbers = [stacked(o.value) for o in outcomes[:like]]
    arrays = all(type(n) is np.ndarray for n in numbers)
    if arrays and len({x for n in numbers for x in n.ravel().tolist()}) < 2:
        return None  # one number, again and again, comes of much
    if not trial.shows(cases[:like]):
        return None
    budget = Budget(_SECONDS_FOR_SLIPS + (_SECONDS_TO_END if exercise.slow else 0))

    def alike(program):
        """What is still to be said where a program gives what the answer gives, else None."""
        for number, (c, outcome) in enumerate(zip(cases, outcomes, strict=True)):
            made = c.run(program, 0, budget)
            if made.failure or made.changed or trial.unlike(made.value, outcome.value):
                beside = number >= like and holds_nan(outcome.value)
                return f" And besides, with other inputs: {trial.problem(c)}" if beside else None
        return ""

    found = lapse(exercise.reference, alike, 150 if exercise.slow else 1000)
    return found and (found if "besides" in found else f"{found} {trial.problem(case)}")


def _relation(trial, case, more, **looked_for):
    """How the results hang together with those that are due, for inputs such as the one shown."""
    cases = [c for c in trial.cases + more if c.maker == case.maker]
    found = _related(trial, cases, looked_for)
    others = found and [c for c in trial.cases if c.maker != case.maker and trial.problem(c)]
    if others and _related(trial, cases + others, looked_for) != found:
        found = f"{found} {trial.problem(case)} And besides, with other inputs:"
        case = others[0]
    return found and f"{found} {trial.problem(case)}"


def _related(trial, cases, looked_for):
    outcomes = None if trial.exercise.judge else trial.outcomes(cases)
    if not outcomes:
        return None
    pairs = [(trial.expected(case), o.value) for case, o in zip(cases, outcomes, strict=True)]
    return relation(pairs, lambda due, result: not trial.unlike(due, result), **looked_for)


def _no_return(trial, outcome):
    """What to say where nothing came back, or where nothing is what could not be used."""
    failure = outcome.failure
    if outcome.value is not None or (failure and failure.in_answer):
        return None
    if lacks_return(trial.answer) and not lacks_return(trial.exercise.reference):
        return "Your function computes but gives nothing back: end it with `return` and the result."
    if not failure:
        return "Your function returned `None` for this input: is there a `return` on every path?"
    return None


def _swapped(trial, sure=False):
    """What to say where the parameters have the right names in another order.

    With `sure`, only where the answer is right when each argument gets what its name says.
    """
    wanted, own = parameters(trial.exercise.reference), parameters(trial.answer)
    if own is None or own == wanted or sorted(own) != sorted(wanted):
        return None
    if sure:
        program = by_name(trial.answer, wanted)
        named = Trial(trial.exercise, trial.answer, program, trial.cases, trial.budget)
        if named.first_failure():
            return None
    return (
        f"Your parameters have changed places: your function takes `({', '.join(own)})`, and is "
        f"called with `({', '.join(wanted)})`."
    )


def _given_back(trial):
    """What to say of an answer that gives an input back."""
    called = names(trial.cases[0].use, trial.exercise.reference)
    if called != parameters(trial.exercise.reference):
        return None  # it never saw them
    values = trial.values()
    if values and (whole := _which(trial, called, values)):
        return f"Your function gives back its argument {whole} as it is."
    if values and all(type(value) is list for value in values):
        parts = [_which(trial, called, part) for part in zip(*values, strict=False)]
        if all(parts) and len(parts) == max(map(len, values)):
            return f"Your function gives back {' and '.join(parts)} as they are."
    return None


def _which(trial, called, results):
    """The argument that the result, or a part of it, is on every draw, or None."""
    for place, name in enumerate(called):
        pairs = zip(trial.cases, results, strict=True)
        if all(trial.is_input(case.inputs[place], result) for case, result in pairs):
            return f"`{name}`"
    return None


def _constant(trial, problem):
    """What to say of an answer that gives the same for every input."""
    if trial.exercise.judge or not trial.always_the_same():
        return None
    if not _unused_places(trial):
        return f"{problem} And your function gives the same for all of our inputs."
    return (
        f"{problem} And your function gives the same for every input: it has to depend on its "
        "arguments."
    )


def _few(trial, case, problem):
    """What to say of an answer that takes so many parts of an argument, and no more."""
    tree, called = tree_of(trial.answer), names(case.use, trial.exercise.reference)
    if tree is None or called != parameters(trial.answer):
        return None
    indexed = {
        id(n.value): n.slice.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Constant)
    }
    for name, value in zip(called, case.inputs, strict=True):
        uses = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name]
        taken = {indexed.get(id(n)) for n in uses}
        if taken and all(type(k) is int for k in taken) and taken == set(range(len(taken))):
            value = getattr(value, "value", value)
            length = len(value) if isinstance(value, list | tuple | np.ndarray) else 0
            if length > len(taken) and not trial.exercise.judge:
                parts = "one part" if len(taken) == 1 else f"{len(taken)} parts"
                return (
                    f"Your function takes {parts} of `{name}`, and here it has {length}. {problem}"
                )
    return None


def _unused(trial, problem):
    """What to say where the answer does not touch an argument that the reference needs."""
    if not (places := _unused_places(trial)):
        return None
    own = parameters(trial.exercise.reference)
    names = " and ".join(f"`{own[place]}`" for place in places)
    return f"Your function never uses its argument{'s' * (len(places) > 1)} {names}. {problem}"


def _unused_places(trial):
    exercise, own = trial.exercise, used(trial.answer)
    needed = [used(program) for program in (exercise.reference, *exercise.alternatives)]
    return [] if None in (*needed, own) else sorted(set.intersection(*needed) - own)


def _unsteady(trial, case):
    """What to say of an answer that gives another result for the same input."""
    if trial.exercise.judge or trial.outcome(case).failure:
        return None
    again = trial.outcome(case, seed=1)
    if again.failure or trial.unlike(trial.outcome(case).value, again.value):
        return (
            "Called twice with the same input, your function gives different results: let it use "
            "its arguments alone, and draw random numbers from a generator it is given."
        )
    return None


def _evidence(trial, case, problem=None):
    """What to show beside the message: the input, both results or what went wrong, the output."""
    outcome, blocks = trial.outcome(case), []
    if case.inputs:
        called = names(case.use, trial.exercise.reference)
        blocks.append(("With this input", shown(called, case.inputs)))
    if outcome.failure:
        blocks += [("What happened", problem)] if problem else []
    else:
        texts = show_pair(trial.expected(case), outcome.value)
        blocks += [] if trial.exercise.judge else [("Expected", texts[0])]
        blocks.append(("Your result", texts[1]))
    return [(title, _first_lines(text, _SHOWN)) for title, text in blocks] + printed(outcome)


def printed(outcome):
    """The first lines that a program printed, as a block."""
    text = "\n".join(line[:200] for line in outcome.printed.rstrip().splitlines())
    return [("It printed", _first_lines(text, 8))] if text else []


def _first_lines(text, most):
    lines = text.splitlines()
    return "\n".join([*lines[:most], "..."] if len(lines) > most else lines)
