"""What stays in a notebook of cells that update what they show: bars, sliders; and its figures."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from utils.notebooks.commands import LAB_EXTENSIONS
from utils.notebooks.normalise import normalise

BAR = """\
import time
import matplotlib.pyplot as plt, numpy as np
from utils import plotting, runtime
print("before")
for step in runtime.progress(range(3)):
    time.sleep(0.15)
    print(step)
"""
# nbclient may wait for ever where a widget holds a picture as large as this one.
SLIDERS = """\
from ipywidgets import IntSlider
slider = IntSlider(2)

def draw(i, w=1.5):
    print(i, w)
    plt.imshow(np.random.default_rng(i).random((300, 300)))

plotting.sliders(draw, i=slider, w=(0.0, 2.0))
"""
MOVE = "slider.value = 7"
HOOKS = "print([f.__name__ for f in get_ipython().events.callbacks['post_execute']])"
SECONDS = 60  # after which nbclient gives up


@pytest.fixture(scope="module")
def cells():
    """The cells, executed by a program that heeds updates; and what is stored of them.

    The course's own runner heeds none: the pages hold what it shows.
    """
    from nbclient import NotebookClient  # slow, and every process of pytest reads this file

    notebook = new_notebook(cells=[new_code_cell(source) for source in (BAR, SLIDERS, MOVE, HOOKS)])
    NotebookClient(notebook, timeout=SECONDS, interrupt_on_timeout=True).execute()
    for cell in notebook.cells:
        cell.metadata.alt = "Points of every colour"
    return notebook.cells, normalise(notebook).cells


def test_a_progress_bar_leaves_nothing_and_what_is_printed_stays(cells):
    live, stored = cells
    assert [output.data for output in live[0].outputs if "data" in output] == [{}]
    assert "".join(output.text for output in stored[0].outputs) == "before\n0\n1\n2\n"


def test_a_slider_moves_the_picture_in_its_cell(cells):
    live, _ = cells
    place, text, figure = live[1].outputs
    assert "application/vnd.jupyter.widget-view+json" in place.data
    assert place.data["text/plain"].startswith("(Run this cell")
    assert text.data["text/plain"] == "7 1.5\n"
    assert len(figure.data["image/png"]) > 100_000
    assert live[2].outputs == []


def test_a_figure_is_drawn_once(cells):
    live, _ = cells
    assert live[3].outputs[0].text == "['flush_figures']\n"


def test_jupyterlab_finds_what_describes_figures():
    from jupyterlab_server.config import get_federated_extensions

    (found,) = get_federated_extensions([str(LAB_EXTENSIONS)]).values()
    script = LAB_EXTENSIONS / found["name"] / found["jupyterlab"]["_build"]["load"]
    assert f'window._JUPYTERLAB["{found["name"]}"]' in script.read_text("utf-8")
