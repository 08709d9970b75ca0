"""Exercises that know what a beginner confused.

A lesson's exercises are in lesson_NN.py; README.md in this folder says how to write one.

engine      `exercise`: an answer that is a function; check, hint, solution
prediction  `prediction`: an answer that is a value
programs    `edit`: a program written as an edit of the reference, or as an expression
graphs      `feed`, `fresh_session`: answers that build a piece of graph
runs        run a program on a drawn input, cut off from everything else; `Reject`
explain     find the most helpful thing to say about a wrong answer
cases       drawn inputs, and what the known programs make of them
answers     look at a learner's function before it runs: the stub, the arguments
values      any answer as plain data
compare     how two results differ, in words
describe    results and inputs as readable text
hints       one hint a call
feedback    what the learner reads, as text and as HTML
"""

from utils.exercises.engine import exercise
from utils.exercises.graphs import feed, fresh_session
from utils.exercises.prediction import prediction
from utils.exercises.programs import edit
from utils.exercises.runs import Reject

__all__ = ["Reject", "edit", "exercise", "feed", "fresh_session", "prediction"]
