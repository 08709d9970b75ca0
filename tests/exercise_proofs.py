"""What must hold for every exercise: each proof yields sentences on what does not.

`python tests/exercise_proofs.py lesson_16.early_stopping` tells the author of one exercise which
of its mistakes are taken for which, and which mutants survive.
"""

import ast
import importlib
import re
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from mutants import mutants  # noqa: E402

from utils.exercises.answers import parameters, source  # noqa: E402
from utils.exercises.engine import Exercise  # noqa: E402
from utils.exercises.explain import explain  # noqa: E402
from utils.exercises.trial import Trial  # noqa: E402
from utils.exercises.graphs import run_graph  # noqa: E402
from utils.exercises.limits import Budget  # noqa: E402

MANY, FEWER = 6, 1  # further rounds of draws; fewer where each takes a session or a training


def _equivalent():
    """The mutants that are right after all, {exercise: {label: reason}}."""
    found = {}
    text = (Path(__file__).parent / "answers" / "equivalent_mutants.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("lesson_"):
            known_here = found.setdefault(line, {})
        elif line.startswith("    "):
            label, _, reason = line.strip().partition(" => ")
            known_here[label] = reason
    return found


EQUIVALENT = _equivalent()


class Liar:
    """Equal to everything, and any number that somebody asks for."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __array__(self, dtype=None, copy=None):
        return np.asarray(0, dtype)

    def __float__(self):
        return 0.0


# Answers that are functions ---------------------------------------------------------------


def right_answers_pass(exercise, name):
    for program in (exercise.reference, *exercise.alternatives):
        for case in known(exercise) + further(exercise):
            problem = trial(exercise, program).verdict(case, case.run(program))
            if problem:
                yield f"{_where(program)} is right and fails: {problem}"
                break


def another_way_is_known(exercise, name):
    if not exercise.alternatives:
        yield "no program is also correct"
    shapes = [_shape(program) for program in (exercise.reference, *exercise.alternatives)]
    if len(set(shapes)) < len(shapes):
        yield "a way that is also correct is written like another answer"


def mistakes_are_told_apart(exercise, name):
    """Each mistake is run once on each draw of a check, and compared with all others there."""
    if not exercise.known_mistakes:
        yield "no known mistakes"
    for model, message in exercise.known_mistakes.items():
        wrong = trial(exercise, model)
        failure = wrong.outcome(wrong.cases[0]).failure
        if failure and re.search("name '(math|np|tf)' is not", failure.problem):
            yield f"{_where(model)} uses a module that its file does not import"
        if wrong.first_failure() is None:
            yield f"{_where(model)} is taken for correct: {message!r}"
            continue
        for other, words in exercise.known_mistakes.items():
            if other is model:
                break
            if words != message and all(wrong.alike(other, case) for case in wrong.cases):
                yield f"{_where(model)}, {message!r}, is taken for {_where(other)}, {words!r}"
                break


def nobody_is_misled(exercise, name):
    """Trivial answers fail, and get a mistake's message only if they are that mistake."""
    for label, answer in trivial_answers(exercise, name).items():
        tried = trial(exercise, answer)
        case = tried.first_failure()
        if case is None:
            yield f"{label} passes"
            continue
        more = further(exercise)
        message = explain(tried, case, more).message
        for model, words in exercise.known_mistakes.items():
            if not message.startswith(words):
                continue
            same = tried.cases + more[: len(more) // 2]
            if "And besides" in message:
                same = [c for c in same if c.maker == case.maker]
            if all(tried.alike(model, c) for c in same):
                break
        else:
            if any(message.startswith(words) for words in exercise.known_mistakes.values()):
                yield f"{label} is told {message!r}"


def mutants_fail(exercise, name):
    known_here = EQUIVALENT.get(name, {})
    alive = set(survivors(exercise))
    for label in sorted(alive - set(known_here)):
        yield f"a mutant survives; add an input that tells it apart: {label}"
    for label in sorted(set(known_here) - alive):
        yield f"listed as equivalent, but it does not survive: {label}"


def texts_are_fit_to_read(exercise, name):
    yield from _unfit_texts(exercise.known_mistakes.values(), exercise.hints)
    body = ast.parse(source(exercise.reference)).body[0]
    returns = [node.value for node in ast.walk(body) if isinstance(node, ast.Return)]
    codes = [_bare(ast.unparse(value)) for value in returns if not isinstance(value, ast.Name)]
    for message in exercise.known_mistakes.values():
        if any(len(code) > 3 and code in _bare(message) for code in codes):
            yield f"the message {message!r} gives the solution away"


FUNCTIONS = (
    right_answers_pass,
    another_way_is_known,
    mistakes_are_told_apart,
    nobody_is_misled,
    mutants_fail,
    texts_are_fit_to_read,
)


def trivial_answers(exercise, name):
    """Answers that know nothing of the exercise, by what they are called here."""
    wanted, cases = parameters(exercise.reference), known(exercise)
    answers = {"nothing": _given(lambda *_: None, exercise)}
    for label, value in {"zero": 0, "a liar": Liar()}.items():
        answers[label] = _given(lambda *_, value=value: value, exercise)
    if not exercise.acts:
        results = [case.run(exercise.reference).value for case in cases]
        for place in (0,) if _is_slow(exercise) else (0, -1):
            answers[f"result {place} for every input"] = _given(
                lambda *_, result=results[place]: _tensors(exercise, result), exercise
            )
    for place, parameter in enumerate(wanted):
        answers[f"its argument {parameter}"] = _given(lambda *a, k=place: a[k], exercise)
    for other_name, other in all_exercises().items():
        if other is exercise or not isinstance(other, Exercise) or not other.known_mistakes:
            continue
        if parameters(other.reference) == wanted:
            answers[f"a mistake of {other_name}"] = next(iter(other.known_mistakes))
    if not any(parameters(exercise.reference)):
        answers = {"nothing": answers["nothing"], "a liar": answers["a liar"]}
    return answers


def _tensors(exercise, result):
    if exercise.use is not run_graph:
        return result
    import tensorflow as tf

    return tf.nest.map_structure(tf.constant, result)


def _given(function, exercise):
    """A function with the parameters of the reference."""
    wanted = parameters(exercise.reference)
    text = f"lambda {', '.join(wanted)}: function({', '.join(wanted)})"
    return eval(text, {"function": function})


# Answers that are values ------------------------------------------------------------------


def value_passes(prediction, name):
    if not prediction.check(prediction.answer):
        yield f"the answer {prediction.answer!r} is refused"
    if prediction.check(...).state != "unanswered":
        yield "dots are an answer"


def wrong_values_get_their_own_message(prediction, name):
    if not prediction.wrong:
        yield "no wrong value with a message"
    for value, message in prediction.wrong.items():
        feedback = prediction.check(value)
        if (feedback.state, feedback.message) != ("wrong", message):
            yield f"{value!r} gets {feedback!r}"


def forged_values_fail(prediction, name):
    for value in (Liar(), object(), "nobody says this", -7919, (), 3j):
        if prediction.check(value).state != "wrong":
            yield f"{value!r} passes"


def value_texts_are_fit_to_read(prediction, name):
    yield from _unfit_texts(prediction.wrong.values(), prediction.hints)
    if len(repr(prediction.solution())) <= len("A solution. "):
        yield "its solution is empty"


VALUES = (
    value_passes,
    wrong_values_get_their_own_message,
    forged_values_fail,
    value_texts_are_fit_to_read,
)


# Tools ------------------------------------------------------------------------------------


def proofs(exercise):
    """The proofs that an exercise has to pass."""
    return FUNCTIONS if isinstance(exercise, Exercise) else VALUES


@cache
def all_exercises():
    """Every exercise of every lesson, by `lesson_NN.name`."""
    lessons = sorted(path.stem for path in (ROOT / "utils" / "exercises").glob("lesson_*.py"))
    return {
        f"{lesson}.{name}": value
        for lesson in lessons
        for name, value in vars(importlib.import_module(f"utils.exercises.{lesson}")).items()
        if hasattr(value, "check") and hasattr(value, "hint")
    }


def trial(exercise, program):
    """A program on the draws of a check, whose runs are kept."""
    return Trial(exercise, program, program, known(exercise), Budget())


known = cache(Exercise.known_cases)  # the draws of a check, with what programs made of them


@cache
def further(exercise):
    if not parameters(exercise.reference):
        return []  # nothing is drawn
    return exercise.cases(2, FEWER if _is_slow(exercise) else MANY)


def _is_slow(exercise):
    return exercise.acts or exercise.judge or exercise.use is run_graph


def survivors(exercise):
    """The labels of the mutants of the reference that a check takes for correct."""
    for label, program in mutants(exercise.reference):
        if trial(exercise, program).first_failure() is None:
            yield label


def _unfit_texts(messages, hints):
    for text in (*messages, *hints):
        if text.strip() != text or text[-1:] not in (".", "?"):
            yield f"no full stop, or a space at an end: {text!r}"
    if not hints:
        yield "no hints"


def _where(program):
    code = program.__code__
    return f"the program at line {code.co_firstlineno} of {Path(code.co_filename).name}"


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


def main(names):
    """Print what does not hold for the exercises of these names; the number of complaints."""
    complaints = 0
    for name in names:
        exercise = all_exercises()[name]
        for proof in proofs(exercise):
            for complaint in proof(exercise, name):
                complaints += 1
                print(f"{name}: {complaint}")
        if not complaints:
            print(f"{name}: all mistakes are told apart, and every mutant fails.")
    return complaints


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
