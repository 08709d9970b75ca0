"""The pages of the book say what the stored pages say, and what a browser needs besides."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from book import answers, glossary, lookup, pages
from utils.errors import index
from utils.errors.places import sections
from utils.exercises import lesson_02
from utils.exercises.feedback import Feedback
from utils.setup import arguments, book
from utils.setup.environment import Environment

ROOT = Path(__file__).resolve().parents[1]
HERE = Environment(".venv-book")
BROWSER = next(filter(None, map(shutil.which, book.BROWSERS)), None)


TERMS = {"layers": 1, "learning rate": 3, "loss": 15, "ReLU": 13, "kernel": 2, "std": 20}


def lesson(*cells, told=None):
    text = json.dumps(new_notebook(cells=list(cells)))
    return json.loads(pages.page("notebooks/15_it", text, {"15": told or {}}, TERMS))


def test_the_book_has_every_lesson_in_its_order():
    readme = (ROOT / "README.md").read_text("utf-8")
    in_the_book = pages.page("README", readme, {}, {})
    assert "[an error message](book/messages.md)" in in_the_book
    assert in_the_book.startswith(readme[: readme.index("an error message") - 2])
    added = pages.contents(readme)
    listed = re.findall(r"^(\d+) · .+ <notebooks/(.+)>$", added, re.MULTILINE)
    assert [name for _, name in listed] == sorted(p.name for p in ROOT.glob("notebooks/*.ipynb"))
    assert all(int(number) == int(name[:2]) for number, name in listed)
    assert added.count(":caption: Part ") == readme.count("\n**Part ")


def test_a_figure_takes_its_alternative_text_along_and_a_slider_is_left_out():
    slider = new_output("display_data", {pages.WIDGET: {}, "text/plain": "(a slider)"})
    picture = new_output("display_data", {"image/png": "iVBOR", "text/plain": "<Figure>"})
    told = {"alt": "A line that falls."}
    (page,) = lesson(new_code_cell("draw()", outputs=[slider, picture], metadata=told))["cells"]
    assert page["metadata"]["mystnb"] == {"image": told}
    assert page["outputs"] == [picture]


@pytest.mark.parametrize(("lines", "tags"), [(30, []), (31, ["hide-output"])])
def test_a_long_output_is_folded(lines, tags):
    cell = new_code_cell("tell()", outputs=[new_output("stream", text="so\n" * lines)])
    (page,) = lesson(cell)["cells"]
    assert page["metadata"].get("tags", []) == tags


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
    missing = '<img alt="a" src="b.png" />'
    assert pages.finished(missing, tmp_path) == missing


def test_an_exercise_has_its_hints_and_its_solution_behind_clicks():
    box = Feedback("unanswered", "Write the body.")
    data = {"text/plain": repr(box), "text/html": box._repr_html_()}
    told = {"f": {"hints": ["Divide `a < b`.", "By 2."], "solution": ["Why.", "return x / 2"]}}
    output = new_output("execute_result", data, execution_count=1)
    cell = new_code_cell("exercises.f.check(f)", outputs=[output])
    (page,) = lesson(cell, told=told)["cells"]
    html = page["outputs"][0]["data"]["text/html"]
    titles = re.findall("<summary>(.*?)</summary>", html)
    assert titles == ["Hint 1 of 2", "Hint 2 of 2", "A solution"]
    assert "<p>Divide <code>a &lt; b</code>.</p>" in html
    assert "<p>Why.</p>" in html and "return" in html.rpartition("Why.")[2]
    assert "Not answered" not in json.dumps(page)


def test_what_an_exercise_tells_is_what_its_hints_and_its_solution_are():
    told = answers.told(lesson_02)
    assert len(told) == 5
    for name, parts in told.items():
        exercise = getattr(lesson_02, name)
        assert parts["hints"] == exercise.hints
        lines = "\n".join(parts["solution"]).splitlines()
        assert all(line.strip() in repr(exercise.solution()) for line in lines)


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Two layers, a layer.", "Two {term}`layers <layers>`, a layer."),
        ("Learning rates fall", "{term}`Learning rates <learning rate>` fall"),
        ("a relu, a ReLU", "a relu, a {term}`ReLU <ReLU>`"),
        ("the loss, std, kernel", "the loss, std, kernel"),  # of this lesson, later, everyday
        ("# Layers\n\n`layers` $layers$ **layers**", "# Layers\n\n`layers` $layers$ **layers**"),
        ("[layers](a.ipynb), multi-layer", "[layers](a.ipynb), multi-layer"),
    ],
)
def test_the_first_use_of_a_term_leads_to_the_glossary(text, becomes):
    (page,) = lesson(new_markdown_cell(text))["cells"]
    assert page["source"] == becomes


def test_the_glossary_has_an_entry_for_each_of_its_lines():
    text = (ROOT / "GLOSSARY.md").read_text("utf-8")
    page = glossary.directive(text)
    entries = re.findall(r"^(\S.*)\n  [A-Z\"“].+\(notebooks/", page, re.MULTILINE)
    assert entries == list(glossary.terms(text))
    assert len(entries) == text.count("\n- **")


def test_the_page_of_messages_has_every_place_and_its_expressions():
    page = lookup.page("MESSAGES")
    known = json.loads(re.search("<script[^>]*json[^>]*>(.*)</script>", page)[1])
    entries = re.findall(r"^- \[.+\]\(../(notebooks/.+?)#(.*?)\)", page, re.MULTILINE)
    assert len(entries) == len(known["expressions"])
    for (place, lines), patterns in zip(
        sections("messages.txt"), known["expressions"], strict=False
    ):
        said = [line for line in lines if not line.startswith("index: ")]
        assert [[index.longest(line), index.expression(line).pattern] for line in said] == patterns
        assert entries[known["expressions"].index(patterns)][0] == place.link.partition("#")[0]
    number, name, today = known["names"]["tf.session"]
    assert (name, today) == ("tf.Session", "tf.function")
    assert entries[number][1].startswith("1-module")


def test_printing_without_a_browser_is_one_sentence(monkeypatch):
    monkeypatch.setattr(book.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="prints with Chromium or Chrome, and neither is here"):
        book.book(arguments.parse(["book", "--pdf"]))


@pytest.mark.skipif(
    HERE.stamp.get("state") != "ready" or not BROWSER,
    reason="course.py book has not been here, or no browser",
)
def test_the_book_is_built_and_a_browser_has_nothing_serious_to_complain_of():
    """It runs where `course.py book` has installed the book's packages before and Chromium or
    Chrome is: .github/workflows/book.yml sees to both. BOOK_PAGES=all looks at every page."""
    built = subprocess.run([sys.executable, "course.py", "book"], cwd=ROOT, check=False)
    assert built.returncode == 0
    assert sum(file.stat().st_size for file in book.SITE.rglob("*.*")) < 30e6
    assert all(lesson.stat().st_size < 1e6 for lesson in book.SITE.glob("notebooks/*.html"))
    axe = book.SOURCE / "node_modules/axe-core/axe.min.js"
    command = [HERE.python, ROOT / "tests/book_in_browser.py", BROWSER, book.SITE, axe]
    pages = ["README", "GLOSSARY", "book/messages", "notebooks/15_score_classes"]
    pages += ["notebooks/20_keep_program_alive"]
    if os.environ.get("BOOK_PAGES") != "all":
        command += [f"{page}.html" for page in pages]
    assert subprocess.check_output(command, cwd=ROOT, text=True) == "[]\n"
