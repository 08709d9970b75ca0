"""Find the most helpful thing to say about a wrong answer."""

from utils.exercises.answers import has_gap, lacks_return
from utils.exercises.compare import difference
from utils.exercises.describe import kind, show
from utils.exercises.feedback import Feedback
from utils.exercises.values import holds_ellipsis


def verdict(case, outcome):
    """None where the outcome is right for the case, else a sentence on what is wrong."""
    if outcome.error:
        return outcome.problem
    exercise = case.exercise
    problem = _judged(case, outcome) if exercise.judge else _compared(case, outcome)
    if not outcome.changed:
        return problem
    names = " and ".join(f"`{name}`" for n, name in enumerate(case.names()) if n in outcome.changed)
    return (
        f"{problem + ' Besides,' if problem else 'The result is right, but'} your function changes "
        f"its input {names} in place, and whoever called it still needs that: work on a copy, or "
        "make a new array."
    )


def _compared(case, outcome):
    exercise, expected = case.exercise, case.expected().value
    return difference(expected, outcome.value, exercise.tolerance, exercise.same_dtype)


def _judged(case, outcome):
    """The judge's word; a result that it cannot read has another form than the reference's."""
    try:
        return case.exercise.judge(outcome.value, *case.inputs)
    except Exception:
        due, got = kind(case.expected().value), kind(outcome.value)
        return f"Your result has not the form that is asked for: it is {got}, and {due} would do."


def explain(answer, cases, case, outcome, problem):
    """Feedback on an answer that is wrong in `case`, where its outcome was found a `problem`.

    In this order: a stub half filled in; a known mistake that the answer behaves like in every
    case; a forgotten `return`; a result that changes from call to call; the difference itself.
    """
    exercise = case.exercise
    if has_gap(answer) if outcome.error else holds_ellipsis(outcome.value):
        return Feedback("unanswered", f"In `{exercise.name}`, dots still stand for code to come.")
    message = _known_mistake(answer, cases) or _no_return(answer, case, outcome)
    if message is None and not exercise.judge and not outcome.error:
        again = case.run(answer, seed=1)
        if _unlike(again, outcome, exercise):
            message = (
                "Called twice with the same input, your function gives different results: let it "
                "use its arguments alone, and draw random numbers from a generator it is given."
            )
    return Feedback("wrong", message or problem, _evidence(case, outcome, message and problem))


def _known_mistake(answer, cases):
    """The message of the first mistake that behaves like the answer in every case."""
    if not cases or not cases[0].exercise.known_mistakes:
        return None
    exercise, outcomes = cases[0].exercise, [case.run(answer) for case in cases]
    for program, message in exercise.known_mistakes.items():
        pairs = (
            (outcome, case.run(program)) for outcome, case in zip(outcomes, cases, strict=True)
        )
        if all(alike(*pair, exercise) for pair in pairs):
            return message
    return None


def alike(outcome, model, exercise):
    """Whether an outcome shows all that a known program does: its result, error and changes."""
    if not set(model.changed) <= set(outcome.changed):
        return False
    return not _unlike(outcome, model, exercise)


def _unlike(outcome, other, exercise):
    if outcome.error or other.error:
        return outcome.error != other.error
    return difference(other.value, outcome.value, exercise.tolerance, exercise.same_dtype)


def _no_return(answer, case, outcome):
    """What to say where nothing came back, or where nothing is what could not be used."""
    if outcome.value is not None or outcome.in_answer:
        return None
    if lacks_return(answer) and not lacks_return(case.exercise.reference):
        return "Your function computes but gives nothing back: end it with `return` and the result."
    if not outcome.error:
        return "Your function returned `None` for this input: is there a `return` on every path?"
    return None


def _evidence(case, outcome, problem):
    """What to show beside the message: the input, and both results or what went wrong."""
    blocks = [("With this input", case.shown())] if case.inputs else []
    if outcome.error:
        return [*blocks, ("What happened", problem)] if problem else blocks
    if not case.exercise.judge:
        blocks.append(("Expected", show(case.expected().value)))
    return [*blocks, ("Your result", show(outcome.value))]
