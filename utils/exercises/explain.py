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
import re
from itertools import combinations, groupby, islice

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
from utils.exercises.lapses import lapse
from utils.exercises.limits import Budget
from utils.exercises.relations import relation
from utils.exercises.slips import cut_short, slip
from utils.exercises.trial import Trial
from utils.exercises.values import Unknown, holds_ellipsis, holds_nan, plain, stacked

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
        or _known_mistake(trial, more)
        or _no_return(trial, outcome)
        or _swapped(trial)
        or _two_faults(trial, more)
        or _unsteady(trial, case)
        or _given_back(trial)
        or _slip(trial, case, more, of_loops=True)
        or _relation(trial, case, more, of_numbers=False)
        or _slip(trial, case, more)
        or ((said := cut_short(trial.answer)) and f"{said} {problem}")
        or _lapse(trial, case, more)
        or _two_known(trial, more)
        or _exchanged(trial, case, more)
        or _few(trial, case, problem)
        or _constant(trial, problem)
        or _relation(trial, case, more, of_form=False)
        or (not (outcome.failure and outcome.failure.in_answer) and _unused(trial, problem))
    )
    plain_ones = [] if exercise.judge or not case.maker else [c for c in trial.cases if not c.maker]
    if plain_ones and not any(map(trial.problem, plain_ones)) and not said:
        problem = f"{problem} With our plainest inputs your function is right."
    return Feedback("wrong", said or problem, _evidence(trial, case, said and problem))


def _known_mistake(trial, more):
    """The message of the first mistake that behaves like the answer in every case."""
    further = None
    for model, message in trial.exercise.known_mistakes.items():
        if not _fits(trial, model) or not all(trial.alike(model, case) for case in trial.cases):
            continue
        # What coincides on the draws of the check is found out by more of them.
        further = _further(trial, more) if further is None else further
        if all(trial.alike(model, case) for case in further):
            return _with_changes(trial, trial.cases, model, message)
    return None


def _further(trial, more):
    """More cases, and many more for a constant, which coincides with much."""
    if trial.exercise.judge or not _always_the_same(trial):
        return more
    return more + trial.exercise.cases(len(more), rounds=8)


def _with_changes(trial, cases, model, message):
    """A message, and besides what the answer changes in place and the mistake does not."""
    for case in cases:
        places = set(trial.outcome(case).changed) - set(case.run(model).changed)
        if places:
            return f"{message} Besides, {trial.changes(case, places)}"
    return message


def _fits(trial, model):
    """Whether an answer uses what a mistake uses; what acts on its arguments must touch them."""
    if not trial.exercise.acts:
        return True
    answers, models = used(trial.answer), used(model)
    return answers is None or models is None or models <= answers


def _two_faults(trial, more):
    """The mistake that explains the plain draws, and besides what is wrong on the others.

    There the answer must fail where the mistake gives numbers, or be another known mistake: an
    answer that gives other numbers is not that mistake, for all that they coincide on plain draws.
    """
    groups = [list(group) for _, group in groupby(trial.cases, key=lambda case: case.maker)]
    for model, message in trial.exercise.known_mistakes.items():
        explained = 0
        while explained < len(groups) and all(trial.alike(model, c) for c in groups[explained]):
            explained += 1
        plain_ones = [case for group in groups[:explained] for case in group]
        others = [case for group in groups[explained:] for case in group]
        if not _shows(trial, [c for c in plain_ones if trial.verdict(c, c.run(model))]):
            continue
        if not _fits(trial, model) or any(
            trial.verdict(c, c.run(model)) and not trial.problem(c) for c in others
        ):
            continue
        message = _with_changes(trial, plain_ones, model, message)
        others = [c for c in others if not trial.alike(model, c) and trial.problem(c)]
        apart = [list(group) for _, group in groupby(others, key=lambda case: case.maker)]
        seconds = [_second(trial, model, group, plain_ones) for group in apart]
        further = [c for c in more if c.maker in {p.maker for p in plain_ones}]
        if seconds and all(seconds) and all(trial.alike(model, case) for case in further):
            stops = trial.outcome(plain_ones[0]).failure and trial.outcome(apart[0][0]).failure
            return message + f" And besides, with other inputs: {seconds[0]}" * (not stops)
    return None


def _second(trial, model, cases, plain_ones):
    """What else is wrong in cases that a mistake does not explain, or None."""
    values = [outcome.value for outcome in map(trial.outcome, cases) if not outcome.failure]
    strange = any(map(holds_nan, values))
    word = len(values) > 1 and all(type(v) is str and v == values[0] for v in values)
    if not word and (said := _rest(trial, cases, plain_ones, strange)):
        return said
    first = plain_ones[0].maker != plain_ones[-1].maker and trial.outcome(plain_ones[0]).failure
    # Beside what is right; or what raises the same on inputs of two kinds, and comes first.
    told = first or all(_breaks(trial, model, case) for case in cases)
    return trial.problem(cases[0]) if told else None


def _breaks(trial, model, case):
    """Whether an answer fails, or gives what is no number, where a mistake gives numbers."""
    outcome, other = trial.outcome(case), case.run(model)
    if outcome.failure or other.failure:
        return bool(outcome.failure) and not other.failure
    return holds_nan(outcome.value) and not holds_nan(other.value)


def _rest(trial, cases, plain_ones, strange):
    """The message of a mistake that behaves like the answer in all of some cases, or None.

    First of all one that shows there alone, and is right in the plain ones.
    """
    found = [
        (sum(bool(trial.verdict(c, c.run(model))) for c in plain_ones), message)
        for model, message in trial.exercise.known_mistakes.items()
        if all(trial.alike(model, case) for case in cases)
    ]
    if strange:
        found = [pair for pair in found if not pair[0]]  # much comes to no number
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _shows(trial, cases):
    """Whether an answer is wrong in some cases in a way that is its own: not always the same."""
    wrong = [case for case in cases if trial.problem(case)]
    outcomes = [trial.outcome(case) for case in wrong]
    if len(wrong) < 2:
        return False
    if any(outcome.failure for outcome in outcomes):
        return all(outcome.failure and outcome.failure.in_answer for outcome in outcomes)
    return any(trial.unlike(outcomes[0].value, outcome.value) for outcome in outcomes[1:])


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
        return _one_of_two(tried, case)

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
    like = like if _shows(trial, cases[:like]) else len(cases)
    outcomes = trial.outcomes(cases)
    if not outcomes or any(outcome.changed for outcome in outcomes):
        return None
    numbers = [stacked(o.value) for o in outcomes[:like]]
    arrays = all(type(n) is np.ndarray for n in numbers)
    if arrays and len({x for n in numbers for x in n.ravel().tolist()}) < 2:
        return None  # one number, again and again, comes of much
    if not _shows(trial, cases[:like]):
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


def _two_known(trial, more):
    """The messages of two known mistakes that, made together, behave like the answer."""
    if trial.exercise.judge or _always_the_same(trial) or not _shows(trial, trial.cases):
        return None
    pairs = trial.exercise.pairs_of_mistakes.items()
    found = {
        frozenset((one, other)): f"{one} And besides: {other}"
        for model, (one, other) in islice(pairs, 40 if trial.exercise.slow else None)
        if all(trial.alike(model, case) for case in trial.cases + more)
    }
    return "".join(found.values()) if len(found) == 1 else None  # others may come to the same


def _exchanged(trial, case, more):
    """What to say of an answer that is a known mistake once two arguments change places in it."""
    own, exercise, outcome = parameters(trial.answer), trial.exercise, trial.outcome(case)
    if exercise.judge or not own or outcome.failure or outcome.changed or _always_the_same(trial):
        return None
    for one, other in combinations(own, 2):
        order = [{one: other, other: one}.get(name, name) for name in own]
        program = by_name(trial.answer, order)
        turned = Trial(exercise, trial.answer, program, trial.cases, trial.budget)
        results = [tried.value for tried in turned.outcomes(trial.cases) or ()]
        said = any(map(_varied, results)) and _known_mistake(turned, more)
        if said and not praises(said):
            return (
                f"In your function `{one}` and `{other}` have changed places. And besides: {said}"
            )
    return None


def praises(message):
    """Whether a message says that something is right: beside another fault it may not be."""
    return re.search(r"\b(right|works?)\b", message)


def _one_of_two(tried, case):
    """The known mistake that a program is once its other slip is mended, or None."""
    for model, message in tried.exercise.known_mistakes.items():
        if tried.alike(model, case) and all(tried.alike(model, c) for c in tried.cases):
            result = case.run(model)
            if result.failure or any(_is_input(tried, v, result.value) for v in case.inputs):
                return None
            values = _values(tried)
            varied = any(map(_varied, values)) and not _always_the_same(tried)
            told = varied and not any(map(holds_nan, values)) and not praises(message)
            return (model, message) if told else None
    return None


def _varied(value):
    """Whether a result is more than one number repeated, which may come of much."""
    value = stacked(value)
    return type(value) is not np.ndarray or value.size < 2 or (value != value.flat[0]).any()


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


def _values(trial):
    """The results on all draws, or [] where there are fewer than two, or one is missing."""
    outcomes = trial.outcomes(trial.cases) if len(trial.cases) > 1 else None
    return [outcome.value for outcome in outcomes or ()]


def _given_back(trial):
    """What to say of an answer that gives an input back."""
    called = names(trial.cases[0].use, trial.exercise.reference)
    if called != parameters(trial.exercise.reference):
        return None  # it never saw them
    values = _values(trial)
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
        if all(_is_input(trial, case.inputs[place], result) for case, result in pairs):
            return f"`{name}`"
    return None


def _constant(trial, problem):
    """What to say of an answer that gives the same for every input."""
    if trial.exercise.judge or not _always_the_same(trial):
        return None
    if not _unused_places(trial):
        return f"{problem} And your function gives the same for all of our inputs."
    return (
        f"{problem} And your function gives the same for every input: it has to depend on its "
        "arguments."
    )


def _always_the_same(trial):
    values = _values(trial)
    return bool(values) and not any(trial.unlike(values[0], other) for other in values[1:])


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


def _is_input(trial, given, value):
    try:
        return not trial.unlike(plain(getattr(given, "value", given)), value)
    except Unknown:
        return False


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
