"""Exercises that know what a beginner confused.

A lesson's exercises are in lesson_NN.py; README.md in this folder says how to write one.

engine      `exercise`: an answer that is a function; check, hint, solution
prediction  `prediction`: an answer that is a value
programs    `edit`: a program written as an edit of the reference, or as an expression
graphs      `feed`, `fresh_session`: answers that build a piece of graph
answers     look at a learner's function without running it
cases       drawn inputs; each runs a program once
runs        run a program on a drawn input; `Reject`
guard       keep what a program prints, sets or replaces from everything else
limits      end a program that runs for too long
failures    an exception in words, and when two are the same
advice      what an exception means
values      any answer as plain data
compare     how two results differ, in words
describe    results and inputs as readable text
trial       an answer on its way through the draws
known       the known mistakes that it behaves like
slips       the one place that makes an answer wrong
changes     the small changes that might mend it
loops       and those of what goes wrong from round to round
lapses      what an answer leaves out or does otherwise than the reference
trees       the places of a program's syntax tree, and how to change one
relations   how a wrong result hangs together with the right one
explain     find the most helpful thing to say about a wrong answer
hints       one hint a call
feedback    what the learner reads, as text and as HTML
"""

from utils.exercises.engine import exercise
from utils.exercises.graphs import feed, fresh_session, require_built
from utils.exercises.prediction import prediction
from utils.exercises.programs import edit
from utils.exercises.runs import Reject

__all__ = ["Reject", "edit", "exercise", "feed", "fresh_session", "prediction", "require_built"]
