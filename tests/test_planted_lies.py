"""Lies planted in every stored page are noticed by the comparison that the plugin uses."""

import base64
import copy
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from utils.notebooks.compare import differences
from utils.notebooks.files import read
from utils.notebooks.lessons import IGNORED, cell_name, code_cells, tags

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def other_digit(match):
    return str((int(match[0]) + 1) % 10)


# What is changed in a text, and into what.
IN_TEXT = {
    "a whole number": (r"(?<![\w.])\d(?![\w.])", other_digit),
    "the first digit of a decimal": (r"(?<![\w.])[1-9](?=\d*\.\d)", other_digit),
    "a second digit": (r"(?<=(?<!\d)0\.[1-9])\d(?!\d)", other_digit),
    "the point": (r"(?<=\d)\.(?=\d)", lambda match: ""),
    "a letter": (r"(?<=[a-z])[a-z](?=[a-z])", lambda match: "q" if match[0] != "q" else "z"),
    "a word left out": (r"\b[A-Za-z]{3,}\b", lambda match: ""),
    "a line left out": (r"[^\n]*\w[^\n]*\n", lambda match: ""),
}


def lies_in_text(text, rng):
    """One lie of each kind that there can be, at a place drawn at random."""
    for kind, (pattern, change) in IN_TEXT.items():
        places = list(re.finditer(pattern, text))
        if places:
            match = places[rng.integers(len(places))]
            yield kind, text[: match.start()] + change(match) + text[match.end() :]


def lies_in_figures(png, rng):
    change = (ImageOps.mirror, ImageOps.flip, ImageOps.invert)[rng.integers(3)]
    buffer = io.BytesIO()
    change(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")).save(buffer, "PNG")
    yield "a figure", base64.b64encode(buffer.getvalue()).decode()


@pytest.mark.parametrize("path", LESSONS, ids=[path.name[:2] for path in LESSONS])
def test_lies_are_noticed(path):
    rng = np.random.default_rng(int(path.name[:2]))
    cells = [(n, c) for n, c in enumerate(code_cells(read(path)), 1) if IGNORED not in tags(c)]
    kinds = set()
    for number, cell in cells:
        for place, output in enumerate(cell.outputs):
            shown = {"stream": ("text",), "error": ("evalue",)}.get(output.output_type)
            for key in shown or [k for k in output.data if k in ("text/plain", "image/png")]:
                true = output[key] if shown else output.data[key]
                lies = lies_in_figures if key == "image/png" else lies_in_text
                for kind, false in lies(true, rng):
                    told = copy.deepcopy(cell.outputs)
                    (told[place] if shown else told[place].data)[key] = false
                    kinds.add(kind)
                    found = differences(told, cell.outputs)
                    assert found, f"{kind} in {cell_name(number, cell)}: {false[:200]!r}"
    assert {"a letter", "a figure"} <= kinds
