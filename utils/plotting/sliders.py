"""Sliders where a page is run, a sentence in their place where it is read."""

from IPython.display import display
from ipywidgets import interactive

_PLACE = "(Run this cell, and a slider appears here.)"


def sliders(draw, **ranges):
    """Call `draw`, and call it again whenever a slider is moved.

    `ranges` gives each argument of `draw` the ends of its slider, or what else ipywidgets'
    `interact` takes. On paper a widget shows its own class and arguments; this one shows a
    sentence.
    """
    widget = interactive(draw, **ranges)
    display({**widget._repr_mimebundle_(), "text/plain": _PLACE}, raw=True)
