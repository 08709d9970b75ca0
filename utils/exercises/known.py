"""The known mistakes that an answer behaves like: one of them, one beside another fault, or two."""

import re
from itertools import combinations, groupby, islice

import numpy as np

from utils.exercises.answers import by_name, parameters, used
from utils.exercises.trial import Trial
from utils.exercises.values import holds_nan, stacked


def known_mistake(trial, more):
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
    if trial.exercise.judge or not trial.always_the_same():
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


def two_faults(trial, more):
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
        if not trial.shows([c for c in plain_ones if trial.verdict(c, c.run(model))]):
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


def two_known(trial, more):
    """The messages of two known mistakes that, made together, behave like the answer."""
    if trial.exercise.judge or trial.always_the_same() or not trial.shows(trial.cases):
        return None
    pairs = trial.exercise.pairs_of_mistakes.items()
    found = {
        frozenset((one, other)): f"{one} And besides: {other}"
        for model, (one, other) in islice(pairs, 40 if trial.exercise.slow else None)
        if all(trial.alike(model, case) for case in trial.cases + more)
    }
    return "".join(found.values()) if len(found) == 1 else None  # others may come to the same


def exchanged(trial, case, more):
    """What to say of an answer that is a known mistake once two arguments change places in it."""
    own, exercise, outcome = parameters(trial.answer), trial.exercise, trial.outcome(case)
    if exercise.judge or not own or outcome.failure or outcome.changed or trial.always_the_same():
        return None
    for one, other in combinations(own, 2):
        order = [{one: other, other: one}.get(name, name) for name in own]
        program = by_name(trial.answer, order)
        turned = Trial(exercise, trial.answer, program, trial.cases, trial.budget)
        results = [tried.value for tried in turned.outcomes(trial.cases) or ()]
        said = any(map(_varied, results)) and known_mistake(turned, more)
        if said and not praises(said):
            return (
                f"In your function `{one}` and `{other}` have changed places. And besides: {said}"
            )
    return None


def one_of_two(tried, case):
    """The known mistake that a program is once its other slip is mended, or None."""
    for model, message in tried.exercise.known_mistakes.items():
        if tried.alike(model, case) and all(tried.alike(model, c) for c in tried.cases):
            result = case.run(model)
            if result.failure or any(tried.is_input(v, result.value) for v in case.inputs):
                return None
            values = tried.values()
            varied = any(map(_varied, values)) and not tried.always_the_same()
            told = varied and not any(map(holds_nan, values)) and not praises(message)
            return (model, message) if told else None
    return None


def praises(message):
    """Whether a message says that something is right: beside another fault it may not be."""
    return re.search(r"\b(right|works?)\b", message)


def _varied(value):
    """Whether a result is more than one number repeated, which may come of much."""
    value = stacked(value)
    return type(value) is not np.ndarray or value.size < 2 or (value != value.flat[0]).any()
