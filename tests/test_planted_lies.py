"""Lies planted in every stored page are noticed by the comparison that the plugin uses.

In a copy of a page, one number, word, line or figure that a cell shows is changed, at places drawn
at random: as many of each kind in each lesson. The copy is compared with the true outputs, as
with those of a run. What cannot be noticed is left out, for three reasons: no run can check prose;
of cells tagged `nbval-ignore-output` only the kinds of output are compared; and the comparison
allows for rounding (see lies).
"""

import copy
from pathlib import Path
from typing import NamedTuple

import lies
import numpy as np
import pytest

from utils.notebooks import compare
from utils.notebooks.files import read
from utils.notebooks.lessons import IGNORED, cell_name, code_cells, tags

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("[0-9][0-9]_*.ipynb"))
OF_EACH_KIND = 2  # a lesson, in text
FIGURES = 4  # a lesson, their kinds in turn
TRIES = 20  # places that are drawn to find one where a change is a lie

FEWEST = 200
SHARE = 0.99  # that must be noticed

# Outputs that are compared, by what may be changed in them.
FIGURE, TEXTS = "image/png", ("text/plain", "text/html")


class Lie(NamedTuple):
    """One lie: where it stands, what it says, and the outputs of its cell without and with it."""

    kind: str
    place: str
    change: str
    true: list
    told: list


class Shown(NamedTuple):
    """One thing that a cell shows: text or a figure, and the keys that lead to it in the cell."""

    number: int
    cell: dict
    keys: tuple
    content: str


def shown_by(notebook):
    """Everything that the compared cells of a lesson show."""
    for number, cell in enumerate(code_cells(notebook), start=1):
        if IGNORED in tags(cell):
            continue
        for index, output in enumerate(cell.outputs):
            keys = {"stream": ["text"], "error": ["evalue"]}.get(output.output_type)
            for path in [keys] if keys else [["data", mime] for mime in output.data]:
                if path[-1] in ("text", "evalue", FIGURE, *TEXTS):
                    content = output[path[0]] if len(path) == 1 else output[path[0]][path[1]]
                    yield Shown(number, cell, (index, *path), content)


def told(shown, content):
    """The outputs of a cell with another content in one place."""
    index, *path, last = shown.keys
    outputs = list(shown.cell.outputs)
    outputs[index] = holder = copy.deepcopy(outputs[index])
    for key in path:
        holder = holder[key]
    holder[last] = content
    return outputs


def lie(path, kind, shown, change, content):
    place = f"{path.name}, {cell_name(shown.number, shown.cell)}"
    return Lie(kind, place, change, shown.cell.outputs, told(shown, content))


def lies_in_text(path, texts, rng):
    for kind, (pattern, change) in lies.IN_TEXT.items():
        places = [
            (shown, match)
            for shown in texts
            for match in lies.places(shown.content, pattern, shown.keys[-1] == "text/html")
        ]
        planted = 0
        for place in rng.permutation(len(places))[:TRIES]:
            shown, match = places[place]
            false = change(match, rng)
            if false is None:
                continue
            content = match.string[: match.start()] + false + match.string[match.end() :]
            yield lie(path, kind, shown, f"{match[0]!r} → {false!r}", content)
            planted += 1
            if planted == OF_EACH_KIND:
                break


def lies_in_figures(path, figures, rng, first):
    kinds = list(lies.IN_FIGURES.items())
    for number in range(first, first + FIGURES):
        kind, change = kinds[number % len(kinds)]
        for _ in range(TRIES):
            shown = figures[rng.integers(len(figures))]
            pixels = lies.decoded(shown.content)
            false = change(pixels, rng)
            if lies.is_visible(pixels, false):
                yield lie(path, kind, shown, f"figure {shown.keys}", lies.encoded(false))
                break
    if len(figures) > 1:
        one, other = (figures[place] for place in rng.permutation(len(figures))[:2])
        yield lie(path, "another figure", one, f"figure {one.keys}", other.content)


@pytest.fixture(scope="module")
def planted():
    """The lies of all lessons."""
    found = []
    for order, path in enumerate(LESSONS):
        rng = np.random.default_rng(int(path.name[:2]))
        shown = list(shown_by(read(path)))
        figures = [one for one in shown if one.keys[-1] == FIGURE]
        texts = [one for one in shown if one.keys[-1] != FIGURE]
        found += lies_in_text(path, texts, rng)
        if figures:
            found += lies_in_figures(path, figures, rng, order * FIGURES)
    return found


def unnoticed(planted):
    return [lie for lie in planted if not compare.differences(lie.told, lie.true)]


def test_lies_are_planted_evenly(planted):
    assert len(planted) >= FEWEST
    for path in LESSONS:
        kinds = [lie.kind for lie in planted if lie.place.startswith(path.name)]
        # A lesson may print no number with decimals, but each shows words and figures.
        assert len(kinds) >= (OF_EACH_KIND * len(lies.IN_TEXT) + FIGURES) / 2, path.name
        assert set(kinds) & set(lies.IN_FIGURES), path.name
    for kind in (*lies.IN_TEXT, *lies.IN_FIGURES):
        assert sum(lie.kind == kind for lie in planted) >= len(LESSONS) // 4, kind


def test_lies_are_noticed(planted):
    missed = [f"{lie.kind}, {lie.place}: {lie.change}" for lie in unnoticed(planted)]
    assert len(missed) <= (1 - SHARE) * len(planted), "\n".join(missed)


@pytest.mark.parametrize(
    ("blind", "kinds"),
    [("figure_difference", lies.IN_FIGURES), ("text_difference", lies.IN_TEXT)],
)
def test_a_comparison_that_is_blind_is_noticed(planted, blind, kinds, monkeypatch):
    monkeypatch.setattr(compare, blind, lambda page, run: None)
    told = [lie for lie in planted if lie.kind in kinds]
    assert len(unnoticed(told)) > (1 - SHARE) * len(planted)
