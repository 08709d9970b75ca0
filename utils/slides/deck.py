"""A lesson's slides as a page for a browser, with reveal.js: no network is asked for anything."""

import re
import shutil
import sys
from pathlib import Path

import jinja2
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from utils.notebooks.commands import find_lessons
from utils.notebooks.files import read
from utils.setup.alone import alone
from utils.setup.environment import ROOT, Environment
from utils.setup.install import SLIDES_LOCK, install
from utils.slides.rule import slides

DECKS = ROOT / "build" / "slides"
HERE = Path(__file__).parent
_LINK = re.compile(r"\[([^\]]+)\]\((?!http)[^)]+\)")  # leads to another page of the course
_ROW = r"^\| \d+ \| \[[^]]+\]\(notebooks/{}\) \| (.+?) \|"
WIDE, HIGH = 66, 17  # characters and lines that a slide holds at full size
WIDEST = 90  # characters of a line that is not broken


def make(chosen):
    """Make the slides of the lessons that are named; return the exit code."""
    if not chosen.names:
        raise SystemExit("Say of which lesson you want slides: course.py slides 16")
    paths = [path for name in chosen.names for path in find_lessons(name)]
    with alone():
        environment = install(SLIDES_LOCK, Environment(".venv-slides"))
    (library,) = environment.folder.glob("[Ll]ib/**/site-packages")
    sys.path.append(str(library))
    reveal = library / "sphinx_revealjs" / "_static" / "revealjs"  # with its licence
    shutil.copytree(reveal, DECKS / "reveal", dirs_exist_ok=True)
    for path in paths:
        page = DECKS / f"{path.stem}.html"
        page.write_text(html(slides(read(path), question(path))), "utf-8")
        print(f"Open {page.relative_to(ROOT)} in a browser: S shows the notes, ? all other keys.")
    return 0


def question(path):
    """The question that a lesson answers, as the table in the README has it."""
    row = re.search(
        _ROW.format(re.escape(path.name)), (ROOT / "README.md").read_text("utf-8"), re.M
    )
    return row[1] if row else ""


def html(deck):
    """The page of some slides."""
    loader = jinja2.FileSystemLoader(HERE)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    environment.filters.update(markdown=markdown, python=python)
    environment.globals["size"] = size
    styles = {
        ground: HtmlFormatter(style=style).get_style_defs("pre")
        for ground, style in {"light": "default", "dark": "github-dark"}.items()
    }
    return environment.get_template("deck.html.jinja").render(slides=deck, styles=styles)


class _Renderer(IPythonRenderer):
    """Formulas as MathML, which browsers set without a script and without a font of its own."""

    def inline_math(self, body):
        return _mathml(body, "inline")

    def block_math(self, body):
        return f'<div style="overflow-x: auto">{_mathml(body, "block")}</div>'  # notes are narrow


def _mathml(formula, display):
    from latex2mathml.converter import convert  # in .venv-slides

    return convert(formula, display=display)


def markdown(text):
    """Markdown as HTML; of a link to another page its words remain."""
    renderer = _Renderer(escape=False)
    return MarkdownWithMath(renderer=renderer).render(_LINK.sub(r"\1", text))


def python(code):
    """A program as HTML, in colours."""
    return highlight(code, PythonLexer(), HtmlFormatter(nowrap=True))


def size(slide):
    """The size of letters at which a program and what it prints fit their slide: at most 1."""
    lines = [*slide.code.splitlines(), *slide.printed.splitlines()]
    widest = min(WIDEST, max(map(len, lines)))
    rows = 1 + sum(1 + len(line) // WIDEST for line in lines)
    rows += bool(slide.printed) + len(slide.words) // 25
    return round(min(1, WIDE / widest, HIGH / rows), 2)
