"""Sliders where a page is run, a sentence in their place where it is read.

ipywidgets' own `interact` keeps the picture inside a widget: a saved page lacks it, and where
a program executes the notebook, the picture is sent back to the kernel, whereupon nbclient may
miss that the cell has ended (its issue 312) and wait for ever. Here the picture is an output of
its cell, and a slider that moves puts another in its place.
"""

import inspect

from IPython import get_ipython
from IPython.display import display
from IPython.utils.capture import capture_output
from ipywidgets import VBox, interactive
from matplotlib import pyplot as plt

_PLACE = "(Run this cell, and a slider appears here.)"


def sliders(draw, **ranges):
    """Call `draw`, and call it again whenever a slider is moved.

    `ranges` gives each argument of `draw` the ends of its slider, or what else ipywidgets'
    `interact` takes; a slider begins at the argument's default, or else in its middle. Whatever
    its arguments, `draw` shows as many things.
    """
    parameters = inspect.signature(draw).parameters
    controls = {
        name: interactive.widget_from_abbrev(choice, parameters[name].default)
        for name, choice in ranges.items()
    }
    places = []

    def follow(_=None):
        with capture_output() as captured:
            draw(**{name: control.value for name, control in controls.items()})
            plt.show()
        shown = [(output.data, output.metadata) for output in captured.outputs]
        if captured.stdout:
            shown.insert(0, ({"text/plain": captured.stdout}, {}))
        if not places:
            places.extend(_show(*one) for one in shown)
            return
        for place, (data, metadata) in zip(places, shown, strict=False):
            place.update(data, metadata=metadata, raw=True)

    for name, control in controls.items():
        control.description = name
        control.observe(follow, "value")
    data, metadata = get_ipython().display_formatter.format(VBox([*controls.values()]))
    _show({**data, "text/plain": _PLACE}, metadata)
    follow()


def _show(data, metadata):
    return display(data, metadata=metadata, raw=True, display_id=True)
