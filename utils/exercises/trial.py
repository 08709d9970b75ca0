"""An answer on its way through the draws of an exercise."""

import numpy as np

from utils.exercises.cases import names
from utils.exercises.compare import difference, form_difference
from utils.exercises.describe import kind, show
from utils.exercises.failures import same
from utils.exercises.values import Unknown, plain


class Trial:
    """An answer to an exercise, on some drawn cases, within a budget of time."""

    def __init__(self, exercise, answer, program, cases, budget):
        self.exercise, self.answer, self.program = exercise, answer, program
        self.cases, self.budget = cases, budget

    def outcome(self, case, seed=0):
        return case.run(self.program, seed, self.budget)

    def outcomes(self, cases):
        """The outcomes on some cases, or None as soon as one of them is a failure."""
        found = []
        for case in cases:
            found.append(self.outcome(case))
            if found[-1].failure:
                return None
        return found

    def expected(self, case):
        """The reference's result; raises `RuntimeError` where the reference itself fails."""
        outcome = case.run(self.exercise.reference)
        if outcome.failure:
            problem = outcome.failure.problem
            raise RuntimeError(f"The reference of {self.exercise.name} fails: {problem}")
        return outcome.value

    def problem(self, case):
        """None where the answer is right on a case, else a sentence on what is wrong."""
        return self.verdict(case, self.outcome(case))

    def first_failure(self):
        """The first case on which the answer is wrong, or None."""
        return next((case for case in self.cases if self.problem(case)), None)

    def verdict(self, case, outcome):
        """None where an outcome is right for a case, else a sentence on what is wrong."""
        if outcome.failure:
            return outcome.failure.problem
        if self.exercise.judge:
            problem = self._judged(case, outcome)
        else:
            problem = self.unlike(self.expected(case), outcome.value)
        changes = self.changes(case, outcome.changed)
        if problem and changes:
            return f"{problem} Besides, {changes}"
        return f"The result is right, but {changes}" if changes else problem

    def changes(self, case, places):
        """A sentence, without its beginning, on the inputs that the answer changed; or None."""
        if not places:
            return None
        called = names(case.use, self.exercise.reference)
        changed = " and ".join(f"`{called[place]}`" for place in sorted(places))
        return (
            f"your function changes its input {changed} in place, and whoever called it still "
            "needs that: work on a copy, or make a new array."
        )

    def draws_elsewhere(self, case):
        """Whether an answer that is given a generator of random numbers draws from another one."""
        if not any(isinstance(value, np.random.Generator) for value in case.inputs):
            return False
        again = self.outcome(case, seed=1)
        return bool(again.failure or self.unlike(self.outcome(case).value, again.value))

    def right_but_for_changes(self, case):
        outcome = self.outcome(case)
        return bool(outcome.changed) and not self.unlike(self.expected(case), outcome.value)

    def unlike(self, expected, value):
        return difference(expected, value, self.exercise.tolerance, self.exercise.same_dtype)

    def _judged(self, case, outcome):
        """The judge's word; a result that it cannot read has another form than the reference's."""
        try:
            return self.exercise.judge(outcome.value, *case.inputs)
        except Exception:
            expected = self.expected(case)
            form = form_difference(expected, outcome.value)
            if form is None:
                form = f"It is {kind(outcome.value)}, and this would do: {show(expected)}."
            return f"Your result has not the form that is asked for. {form}"

    def alike(self, model, case):
        """Whether an answer shows all that a known program does: result, failure and changes."""
        outcome, other = self.outcome(case), case.run(model)
        if outcome.failure or other.failure:
            return bool(outcome.failure and other.failure) and same(outcome.failure, other.failure)
        if not set(other.changed) <= set(outcome.changed):
            return False
        return not self.unlike(other.value, outcome.value)

    def values(self):
        """The results on all draws, or [] where there are fewer than two, or one is missing."""
        outcomes = self.outcomes(self.cases) if len(self.cases) > 1 else None
        return [outcome.value for outcome in outcomes or ()]

    def always_the_same(self):
        """Whether it gives the same on all draws."""
        values = self.values()
        return bool(values) and not any(self.unlike(values[0], other) for other in values[1:])

    def shows(self, cases):
        """Whether it is wrong in some cases in a way of its own: not always the same."""
        wrong = [case for case in cases if self.problem(case)]
        outcomes = [self.outcome(case) for case in wrong]
        if len(wrong) < 2:
            return False
        if any(outcome.failure for outcome in outcomes):
            return all(outcome.failure and outcome.failure.in_answer for outcome in outcomes)
        return any(self.unlike(outcomes[0].value, outcome.value) for outcome in outcomes[1:])

    def is_input(self, given, value):
        """Whether a result is what was given, a feed by its value."""
        try:
            return not self.unlike(plain(getattr(given, "value", given)), value)
        except Unknown:
            return False
