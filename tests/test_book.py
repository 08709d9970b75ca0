"""The pages of the book say what the stored pages say, and what a browser needs besides."""

import json
import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from book import pages

ROOT = Path(__file__).resolve().parents[1]


def lesson(*cells):
    return json.loads(pages.page("notebooks/15_it", json.dumps(new_notebook(cells=list(cells)))))


def test_the_book_has_every_lesson_in_its_order():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert pages.page("README", readme).startswith(readme)
    added = pages.contents(readme)
    listed = re.findall(r"^(\d+) · .+ <notebooks/(.+)>$", added, re.MULTILINE)
    assert [name for _, name in listed] == sorted(p.name for p in ROOT.glob("notebooks/*.ipynb"))
    assert all(int(number) == int(name[:2]) for number, name in listed)
    assert added.count(":caption: Part ") == readme.count("\n**Part ")


def test_a_figure_takes_its_alternative_text_along():
    cell = new_code_cell("plot()", metadata={"alt": "A line that falls."})
    (page,) = lesson(cell)["cells"]
    assert page["metadata"]["mystnb"] == {"image": {"alt": "A line that falls."}}


def test_a_slider_is_left_out_and_its_picture_stays():
    slider = new_output("display_data", {pages.WIDGET: {}, "text/plain": "(a slider)"})
    picture = new_output("display_data", {"image/png": "iVBOR", "text/plain": "<Figure>"})
    (page,) = lesson(new_code_cell("draw()", outputs=[slider, picture]))["cells"]
    assert page["outputs"] == [picture]


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        ("[it](#In-one-cell)", "[it](#in-one-cell)"),
        ("[it](17_Train.ipynb#Today)", "[it](17_Train.ipynb#today)"),
        ("[it](../README.md#the-lessons)", "[it](../README.md#the-lessons)"),
        ("[it](https://example.org/A#B) `f(#A)`", "[it](https://example.org/A#B) `f(#A)`"),
    ],
)
def test_anchors_of_jupyter_become_those_of_the_book(link, becomes):
    (page,) = lesson(new_markdown_cell(link))["cells"]
    assert page["source"] == becomes


@pytest.mark.parametrize(
    ("image", "size"),
    [
        ('<img alt="a" src="../a.png" />', 'width="300" height="150"'),
        ('<img alt="a" src="../a.png" width="200" />', 'width="200" height="100"'),
    ],
)
def test_a_picture_has_its_place_before_it_is_fetched(tmp_path, image, size):
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (300).to_bytes(4, "big") + (150).to_bytes(4, "big")
    (tmp_path / "a.png").write_bytes(header)
    (tmp_path / "notebooks").mkdir()
    wanted = f'<img loading="lazy" {size} alt="a" src="../a.png" />'
    assert pages.finished(image, tmp_path / "notebooks") == wanted
