"""What must hold for every exercise: each proof is a function of one that asserts it."""

import ast
import inspect
import itertools
from functools import cache

import numpy as np
from mutants import mutants

from utils.exercises.answers import source
from utils.exercises.engine import Exercise, call
from utils.exercises.feedback import Feedback
from utils.exercises.graphs import run_graph
from utils.exercises.prediction import Prediction
from utils.exercises.values import plain

SEEDS, FEWER_SEEDS = range(20), range(8)


class Liar:
    """Equal to everything, and any number that somebody asks for."""

    def __init__(self, value=0):
        self.value = value

    def __eq__(self, other):
        return True

    __hash__ = None

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.value, dtype)

    def __float__(self):
        return float(np.ravel(self.value)[0])

    def __iter__(self):
        return iter(self.value)

    def __len__(self):
        return len(self.value)

    def __getitem__(self, index):
        return self.value[index]


# Answers that are functions ---------------------------------------------------------------


def stub_is_unanswered(exercise):
    arguments = ", ".join(inspect.signature(exercise.reference).parameters)
    for body in ("...", "pass", "'''What to do.'''\n    ...", "return ..."):
        stub = _program(f"def {exercise.name}({arguments}):\n    {body}", exercise.name)
        assert exercise.check(stub).state == "unanswered", f"a stub with the body {body!r}"
    assert exercise.check(...).state == "unanswered"


def right_answers_pass(exercise):
    for seed, cases in enumerate(_drawn(exercise)):
        for program in (exercise.reference, *exercise.alternatives):
            feedback = exercise.examine(program, cases)
            assert feedback, f"{_where(program)} fails with seed {seed}: {feedback!r}"


def another_way_is_known(exercise):
    assert exercise.alternatives, "no program under also_correct"
    shapes = [_shape(program) for program in (exercise.reference, *exercise.alternatives)]
    assert len(set(shapes)) == len(shapes), "an also_correct that is written like another answer"


def mistakes_get_their_own_message(exercise):
    assert exercise.known_mistakes, "no known mistakes"
    # One draw a seed, the makers in turn: of these, every run as long as a check's.
    drawn = [cases[seed % len(cases)] for seed, cases in enumerate(_drawn(exercise))]
    length = exercise.draws * len(exercise.makers)
    for seed in range(len(drawn)):
        cases = list(itertools.islice(itertools.cycle(drawn), seed, seed + length))
        for program, message in exercise.known_mistakes.items():
            feedback = exercise.examine(program, cases)
            assert feedback.state == "wrong", f"{_where(program)} is taken for {feedback.state}"
            assert feedback.message == message, f"{_where(program)} gets {feedback.message!r}"


def forgeries_fail(exercise):
    cases = _known(exercise)
    liars = _replay(exercise, [Liar(case.expected().value) for case in cases])
    assert exercise.first_failure(liars, cases), "objects equal to everything pass"
    if not any(case.inputs for case in cases):
        return  # nothing is handed in, so that the right answer is a constant
    known = _results(exercise)
    constant = _replay(exercise, known[:1])
    assert exercise.first_failure(constant, cases), "a constant passes"
    assert not exercise.check(_replay(exercise, known)), "results learned by heart pass"


def changes_in_place_are_noticed(exercise):
    if exercise.use is not call:
        return  # placeholders cannot be changed, and only the author knows other uses
    changed = []

    def vandal(*arguments):
        result = plain(exercise.reference(*arguments))  # a copy
        for argument in arguments:
            if isinstance(argument, np.ndarray) and argument.size:
                argument[...] = ~argument if argument.dtype == bool else argument + 1
                changed.append(True)
        return result

    feedback = exercise.check(_named(vandal, exercise))
    assert not changed or "in place" in feedback.message, f"changed inputs: {feedback!r}"


def mutants_fail(exercise, equivalent):
    cases = _known(exercise)
    survivors = {
        label
        for label, program in mutants(exercise.reference)
        if exercise.first_failure(program, cases) is None
    }
    new = survivors - set(equivalent)
    assert not new, f"mutants survive; add an input that tells them apart: {sorted(new)}"
    gone = set(equivalent) - survivors
    assert not gone, f"listed as equivalent, but they do not survive: {sorted(gone)}"


def texts_are_fit_to_read(exercise):
    fit_messages(exercise)
    body = ast.parse(source(exercise.reference)).body[0]
    returns = [node.value for node in ast.walk(body) if isinstance(node, ast.Return)]
    codes = [_bare(ast.unparse(value)) for value in returns if not isinstance(value, ast.Name)]
    for message in exercise.known_mistakes.values():
        given_away = [code for code in codes if len(code) > 3 and code in _bare(message)]
        assert not given_away, f"the message {message!r} gives the solution away"
    shown = repr(exercise.solution())
    assert f"def {exercise.name}(" in shown and "@" not in shown.split("def ")[0]


def feedback_is_the_same_twice(exercise):
    assert repr(exercise.check(exercise.reference)) == repr(Feedback("correct"))
    for program in (next(iter(exercise.known_mistakes)), ...):
        first, second = exercise.check(program), exercise.check(program)
        assert repr(first) == repr(second)
        assert first._repr_html_() == second._repr_html_()


# Answers that are values ------------------------------------------------------------------


def value_passes(prediction):
    assert prediction.check(prediction.answer)
    for nothing in (..., None):
        assert prediction.check(nothing).state == "unanswered"
    if isinstance(prediction.answer, tuple):
        assert prediction.check(list(prediction.answer))


def wrong_values_get_their_own_message(prediction):
    assert prediction.wrong, "no wrong value with a message"
    for value, message in prediction.wrong.items():
        feedback = prediction.check(value)
        assert (feedback.state, feedback.message) == ("wrong", message), f"{value!r}: {feedback!r}"


def forged_values_fail(prediction):
    for value in (Liar(prediction.answer), object(), "nobody says this", -7919, (), 3j):
        assert prediction.check(value).state == "wrong", f"{value!r} passes"


def value_texts_are_fit_to_read(prediction):
    fit_messages(prediction)
    assert len(repr(prediction.solution())) > len("A solution. ")


# Both -------------------------------------------------------------------------------------


def fit_messages(exercise):
    # One confusion may lead to several programs or values: they share its message.
    known = exercise.known_mistakes if isinstance(exercise, Exercise) else exercise.wrong
    messages = list(known.values())
    for text in (*messages, *exercise.hints):
        assert text.strip() == text and text[-1:] in (".", "?"), f"no full stop: {text!r}"
    assert exercise.hints, "no hints"
    given = [exercise.hint() for _ in (*exercise.hints, "one more")]
    for hint, feedback in zip(exercise.hints, given, strict=False):
        assert hint in feedback.message
    assert "solution()" in given[-1].message


def proofs():
    """The proofs for functions and for values, each as pairs of a kind and a function."""
    functions = (
        stub_is_unanswered,
        right_answers_pass,
        another_way_is_known,
        mistakes_get_their_own_message,
        forgeries_fail,
        changes_in_place_are_noticed,
        texts_are_fit_to_read,
        feedback_is_the_same_twice,
    )
    values = (
        value_passes,
        wrong_values_get_their_own_message,
        forged_values_fail,
        value_texts_are_fit_to_read,
    )
    return [(Exercise, proof) for proof in functions] + [(Prediction, proof) for proof in values]


@cache
def _known(exercise):
    """The draws of a check, with what programs made of them."""
    return exercise.known_cases()


@cache
def _drawn(exercise):
    """The draws of every seed, made once; fewer where each is run in a session, which is slow."""
    seeds = SEEDS if exercise.use is call else FEWER_SEEDS
    return [exercise.cases(seed) for seed in seeds]


def _program(text, name):
    namespace = {}
    exec(text, namespace)
    return namespace[name]


def _named(program, exercise):
    """A program with the arguments of the reference."""
    program.__signature__ = inspect.signature(exercise.reference)
    return program


def _results(exercise):
    """What the reference returns on the draws of a check, one after the other."""
    results = []

    def recorder(*arguments):
        result = exercise.reference(*arguments)
        results.append(list(result) if inspect.isgenerator(result) else result)
        return results[-1]

    for case in exercise.known_cases():
        outcome = case.run(recorder)
        if exercise.use is run_graph:
            results[-1] = outcome.value
    return results


def _replay(exercise, results):
    """A program that returns the given results in their order, and the last one from then on."""
    left = iter(results)
    last = results[-1]

    def replay(*arguments):
        result = next(left, last)
        if exercise.use is run_graph and not isinstance(result, Liar):
            import tensorflow as tf

            return tf.nest.map_structure(tf.constant, result)
        return result

    return _named(replay, exercise)


def _where(program):
    code = program.__code__
    return f"the program {program.__name__!r} at line {code.co_firstlineno}"


def _shape(program):
    """The source of a program without names of its own, so that rewordings are alike."""
    tree = ast.parse(source(program)).body[0]
    own = [argument.arg for argument in tree.args.args]
    own += [
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in own:
            node.id = str(own.index(node.id))
    return "".join(ast.dump(statement) for statement in tree.body)


def _bare(text):
    return "".join(text.split())
