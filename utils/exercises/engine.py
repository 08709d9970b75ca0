"""An exercise that a function answers: its reference, its known mistakes, and the check."""

import contextlib
import functools
import zlib
from itertools import combinations

import numpy as np

from utils.exercises.answers import callable_in_order, fingerprint, is_stub, source, unfit
from utils.exercises.cases import Case, names
from utils.exercises.explain import explain, printed
from utils.exercises.feedback import Feedback
from utils.exercises.graphs import run_graph
from utils.exercises.guard import remember, untouched
from utils.exercises.hints import Hints, progress, remembered
from utils.exercises.known import praises
from utils.exercises.limits import Budget
from utils.exercises.programs import Edit, program
from utils.exercises.trial import Trial


def exercise(
    *,
    inputs,
    hints,
    judge=None,
    use=None,
    graph=False,
    draws=3,
    tolerance=1e-5,
    same_dtype=False,
    updates=(),
):
    """Make an exercise of the reference solution that stands below.

    inputs: a function of a NumPy generator that draws the tuple of arguments, or a list of such
        functions, the plainest first and then the edge cases.
    hints: sentences, each telling a little more.
    judge: for answers that may rightly differ from the reference: `judge(result, *inputs)` gives
        None where the result is right, else the sentence that says what is wrong. Results come
        as plain data: arrays, text, and lists and dictionaries of these.
    use: `use(answer, *inputs)` gives the result, where calling the answer is not enough. It may
        raise `Reject` with a sentence.
    graph: the answer builds a graph. Inputs wrapped in `feed` reach it as placeholders, and the
        tensors that it returns are run in a session of their own.
    draws: how often each function of `inputs` draws for a check.
    tolerance: the relative difference that two equal numbers may have.
    same_dtype: whether results must be of the reference's type, int32 or float32.
    updates: the arguments whose new values are returned: an answer may write them in place, `w +=`.
    """
    remember()
    if graph and use:
        raise ValueError("An exercise has graph=True or a use of its own, not both.")
    use = run_graph if graph else use or call

    def decorate(reference):
        lesson = reference.__globals__  # so that it has `exercises.progress()`
        lesson.setdefault("progress", functools.partial(progress, lesson))
        details = draws, tolerance, same_dtype, updates
        return Exercise(reference, inputs, hints, judge, use, *details)

    return decorate


def call(answer, *inputs):
    """The plainest use of an answer."""
    return answer(*inputs)


class Exercise(Hints):
    """An exercise that a function answers. Made by the decorator `exercise`."""

    def __init__(self, reference, inputs, hints, judge, use, draws, tolerance, same_dtype, updates):
        super().__init__(hints)
        self.reference, self.name = reference, reference.__name__
        self.makers = inputs if isinstance(inputs, list) else [inputs]
        self.judge, self.use = judge, use
        self.draws, self.tolerance, self.same_dtype = draws, tolerance, same_dtype
        self.updates = tuple(map(names(use, reference).index, updates))
        self.known_mistakes, self.alternatives = {}, []
        self._edits = []

    def mistakes(self, *known):
        """Name programs that are wrong in known ways, as tuples `(message, what, ...)`.

        Each `what` is an `edit` of the reference, an expression of its arguments as text, or a
        function; where several things lead to one message, all of them follow it.
        """
        for message, *ways in known:
            for what in ways:
                title = f"mistake {len(self.known_mistakes) + 1}"
                made = program(what, self.reference, title)
                self.known_mistakes[made] = message
                if isinstance(what, Edit):
                    self._edits.append((what, made))

    def mistake(self, message):
        """Decorate a program of several lines that is wrong in a known way with its message."""

        def decorate(function):
            self.mistakes((message, function))
            return function

        return decorate

    def also_correct(self, *ways):
        """Name programs that are right and not written like the reference; or decorate one."""
        for what in ways:
            title = f"way {len(self.alternatives) + 1}"
            self.alternatives.append(program(what, self.reference, title))
        return ways[0]

    @functools.cached_property
    def pairs_of_mistakes(self):
        """The reference with two known mistakes at once: each program, and their messages."""
        found = {}
        for (one, first), (other, second) in combinations(self._edits, 2):
            words = self.known_mistakes[first], self.known_mistakes[second]
            if words[0] != words[1] and not any(map(praises, words)):
                with contextlib.suppress(ValueError, SyntaxError):  # they touch the same piece
                    both = Edit(one.pieces + other.pieces)
                    found[program(both, self.reference, f"mistakes {len(found)}")] = words
        return found

    @property
    def acts(self):
        """Whether answers are used in a way of their own, and may do more than give a result."""
        return self.use not in (call, run_graph)

    @property
    def slow(self):
        """Whether a run takes a session, a training, or a use that may take its time."""
        return bool(self.acts or self.judge or self.use is run_graph)

    def cases(self, seed, rounds=1):
        """Draw inputs, `rounds` times with every maker, the plainest first."""
        return [
            Case(make(np.random.default_rng([seed, number, index])), self.use, index, self.updates)
            for index, make in enumerate(self.makers)
            for number in range(rounds)
        ]

    def known_cases(self):
        """The draws that a check begins with, the same on every run."""
        return self.cases(zlib.crc32(self.name.encode()), self.draws)

    @remembered
    def check(self, *answer):
        """Feedback on the learner's function: the same function always hears the same."""
        call = f"`exercises.{self.name}.check({self.name})`"
        if len(answer) != 1:
            return Feedback("wrong", f"Hand over your function, and it alone: {call}.")
        if answer[0] is None or answer[0] is Ellipsis or is_stub(answer[0]):
            words = f"Write the body of `{self.name}` and run the cell again."
            return Feedback("unanswered", words)
        problem = unfit(answer[0], self.name, self.reference)
        if problem:
            return Feedback("wrong", problem)
        with untouched():
            return self._tried(answer[0])

    def _tried(self, answer):
        program = callable_in_order(answer, self.reference)
        trial = Trial(self, answer, program, self.known_cases(), Budget())
        # Results learned by heart do not survive inputs that nobody has seen before.
        more = self.cases(fingerprint(answer))
        first, case = trial.cases[0], trial.first_failure()
        if case is None:
            trial.cases, more = more, trial.cases
            case = trial.first_failure()
        if case is None and trial.draws_elsewhere(first):
            words = (
                "The result would do, but it is not drawn from the generator that you are given."
            )
            return Feedback("wrong", words)
        if case is None:
            return Feedback("correct", blocks=printed(trial.outcome(first)))
        return explain(trial, case, more)

    def solution(self):
        """The reference's source."""
        return Feedback("solution", "Yours may look different.", [("", source(self.reference))])
