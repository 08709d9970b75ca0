"""Draw a TensorFlow graph, count its operations, see which of them run.

reading    how many operations, of which kinds; which of them a fetch needs, which a session ran
drawing    the picture, made of:
boxes      variables and scopes in one box each, and the links between boxes
labels     what is written on boxes and lines
layers     which boxes stand side by side, in which order
centers    how far to the side
layout     where boxes and lines go, in inches
painting   what they look like
"""

from utils.graphs.drawing import draw
from utils.graphs.reading import as_written, count, executed, kinds, needed

__all__ = ["as_written", "count", "draw", "executed", "kinds", "needed"]
