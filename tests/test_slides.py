"""The slides of every lesson: what they show, and that a teacher has the rest."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from utils.notebooks.files import read
from utils.notebooks.lessons import ALONE, code_cells, tags
from utils.slides import deck, rule

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MOST_WORDS = 60  # on a slide: what is asked, not what is told


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem, scope="module")
def lesson(request):
    notebook = read(request.param)
    return notebook, rule.slides(notebook, deck.question(request.param))


def kinds(slides, kind):
    return [slide for slide in slides if slide.kind == kind]


def markdown(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_a_lesson_begins_with_its_question_and_ends_with_the_picture_to_remember(lesson):
    notebook, slides = lesson
    assert slides[0].kind == "question" and slides[0].words
    there = "The picture to remember:" in markdown(notebook)
    assert [slide.kind for slide in slides[-1:]] == ["remember"] * there or not there


def test_each_picture_is_shown_once_with_its_text(lesson):
    notebook, slides = lesson
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    stored = [o.data["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    assert [slide.picture for slide in slides if slide.picture] == stored
    assert all(slide.alt and slide.heading for slide in kinds(slides, "picture"))


def test_what_came_of_a_prediction_is_on_the_next_slide(lesson):
    notebook, slides = lesson
    followed = [b.kind for a, b in pairwise(slides) if a.kind == "predict"]
    assert set(followed) <= {"picture", "printed"}
    assert len(followed) == len(kinds(slides, "predict"))
    asked = "".join(slide.words for slide in kinds(slides, "predict"))
    paragraphs = [text for text in markdown(notebook).split("\n\n") if "**Predict" in text]
    assert asked.count("**Predict") == len(paragraphs)


def test_no_slide_has_a_paragraph(lesson):
    _, slides = lesson
    for slide in slides:
        assert len(slide.words.split()) <= MOST_WORDS
        assert not (slide.picture and (slide.words or slide.code or slide.printed))


def test_each_exercise_has_its_task_and_no_check_of_a_function(lesson):
    notebook, slides = lesson
    titles = re.findall(r"^### (Exercise .+)$", markdown(notebook), re.MULTILINE)
    assert [slide.heading for slide in kinds(slides, "exercise")] == titles
    for slide in kinds(slides, "exercise"):
        assert "..." in slide.code
        assert slide.words or '"""' in slide.code or "which line" in slide.code


def test_what_is_broken_and_the_whole_program_are_shown(lesson):
    notebook, slides = lesson
    programs = [slide.code for slide in kinds(slides, "program")]
    assert all(cell.source in programs for cell in code_cells(notebook) if ALONE in tags(cell))
    broken = bool(re.search(r"^##+ .*Break it", markdown(notebook), re.MULTILINE))
    assert broken == any("Break it" in slide.heading for slide in slides)


def test_all_that_is_on_no_slide_is_said(lesson):
    notebook, slides = lesson
    notes = "\n\n".join(note for slide in slides for note in slide.notes)
    texts = markdown(notebook).split("# ", 1)[1].split("\n\n")[2:]
    told = [text.strip() for text in texts if not text.startswith(("#", "```"))]
    assert told and all(text in notes for text in told if "```" not in text)


def size(code, **shown):
    return deck.size(rule.Slide("program", "", code=code, **shown))


def test_long_programs_become_small_and_stay_readable():
    assert size("x = 1") == 1
    for code in ("x" * 76, "x\n" * 30, "word " * 100):
        assert 0.5 <= size(code) < 1
    assert size("x\n" * 16, words="Which line of these must change?") < size("x\n" * 16)


def test_a_page_asks_no_network_and_keeps_texts_and_notes():
    slide = rule.Slide("picture", "The *valley*", picture="iVBOR", alt='A path, "down" & out.')
    slide.notes = ["See [lesson 3](03_descend.ipynb#one), and **go**."]
    page = deck.html([slide])
    assert not re.search(r"(src|href)=\"(https?:|//)|@import", page)
    assert 'alt="A path, &#34;down&#34; &amp; out."' in page
    assert "<h1>The <em>valley</em>" in page
    notes = page.partition('<aside class="notes">')[2].partition("</aside>")[0]
    assert "See lesson 3, and <strong>go</strong>." in notes
