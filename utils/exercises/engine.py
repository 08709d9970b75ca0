"""An exercise that a function answers: its reference, its known mistakes, and the check."""

import zlib

import numpy as np

from utils.exercises.answers import is_stub, source, unfit
from utils.exercises.cases import Case
from utils.exercises.explain import explain, verdict
from utils.exercises.feedback import Feedback
from utils.exercises.graphs import run_graph
from utils.exercises.hints import Hints
from utils.exercises.programs import program


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
    """
    if graph and use:
        raise ValueError("An exercise has graph=True or a use of its own, not both.")
    use = run_graph if graph else use or call

    def decorate(reference):
        return Exercise(reference, inputs, hints, judge, use, draws, tolerance, same_dtype)

    return decorate


def call(answer, *inputs):
    """The plainest use of an answer."""
    return answer(*inputs)


class Exercise(Hints):
    """An exercise that a function answers. Made by the decorator `exercise`."""

    def __init__(self, reference, inputs, hints, judge, use, draws, tolerance, same_dtype):
        super().__init__(hints)
        self.reference, self.name = reference, reference.__name__
        self.makers = inputs if isinstance(inputs, list) else [inputs]
        self.judge, self.use = judge, use
        self.draws, self.tolerance, self.same_dtype = draws, tolerance, same_dtype
        self.known_mistakes, self.alternatives = {}, []

    def mistakes(self, *known):
        """Name programs that are wrong in known ways, as tuples `(message, what, ...)`.

        Each `what` is an `edit` of the reference, an expression of its arguments as text, or a
        function; where several things lead to one message, all of them follow it.
        """
        for message, *ways in known:
            for what in ways:
                title = f"mistake {len(self.known_mistakes) + 1}"
                self.known_mistakes[program(what, self.reference, title)] = message

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

    def cases(self, seed=None, rounds=1):
        """Draw inputs, `rounds` times with every maker; without a seed, new ones every time."""
        keys = [(number, index) for number in range(rounds) for index in range(len(self.makers))]
        generators = [np.random.default_rng(None if seed is None else [seed, *k]) for k in keys]
        return [Case(self, self.makers[k[1]](rng)) for k, rng in zip(keys, generators, strict=True)]

    def known_cases(self):
        """The draws that a check begins with, the same on every run."""
        return self.cases(zlib.crc32(self.name.encode()), self.draws)

    def check(self, *answer):
        """Feedback on the learner's function, the same on every run."""
        call = f"`exercises.{self.name}.check({self.name})`"
        if len(answer) != 1:
            return Feedback("wrong", f"Hand over your function, and it alone: {call}.")
        feedback = self.examine(answer[0], self.known_cases())
        # Results learned by heart do not survive inputs that nobody has seen before.
        return feedback and self.examine(answer[0], self.cases())

    def examine(self, answer, cases):
        """Feedback on a function, from the given cases alone."""
        if answer is None or answer is Ellipsis or is_stub(answer):
            return Feedback(
                "unanswered", f"Write the body of `{self.name}` and run the cell again."
            )
        problem = unfit(answer, self.name, self.reference)
        if problem:
            return Feedback("wrong", problem)
        failure = self.first_failure(answer, cases)
        return explain(answer, cases, *failure) if failure else Feedback("correct")

    def first_failure(self, answer, cases):
        """The first case on which a function is wrong, its outcome and the problem, or None."""
        for case in cases:
            outcome = case.run(answer)
            problem = verdict(case, outcome)
            if problem:
                return case, outcome, problem
        return None

    def solution(self):
        """The reference's source."""
        return Feedback("solution", "Yours may look different.", [("", source(self.reference))])
