"""Make the book: a static site of the stored pages, by Sphinx in an environment of its own."""

import os
import shutil

from utils.setup.alone import alone
from utils.setup.children import wait
from utils.setup.environment import ROOT, VERSION, Environment
from utils.setup.install import BOOK_LOCK, install

SOURCE, SITE = ROOT / "book", ROOT / "build" / "book"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ANSWERS = ROOT / "build" / "answers.json"


def book(chosen):
    """Build the site into build/book; return Sphinx's exit code, 1 where it had to warn.

    With --pdf a browser prints every lesson besides, into build/book/pdf.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chosen.pdf and not browser:
        raise SystemExit("--pdf prints with Chromium or Chrome, and neither is here.")
    with alone():
        course = install()
        environment = install(BOOK_LOCK, Environment(".venv-book"), max(VERSION, "3.12"))
        _install_katex(environment)
    _write_answers(course)
    if (SITE / ".buildinfo").exists():  # Sphinx's mark
        shutil.rmtree(SITE)
    quiet = ["-q", "-W", "--keep-going", "-E"]
    where = ["-c", SOURCE, "-d", SITE.with_name("doctrees"), ROOT, SITE]
    sphinx = [environment.python, "-m", "sphinx", *quiet, *where]
    code = wait(sphinx, cwd=ROOT, env=environment.variables())
    if not code and chosen.pdf:
        code = _print(browser)
    if not code:
        print(f"The book is made: open {(SITE / 'index.html').relative_to(ROOT)} in a browser.")
    return code


def _print(browser):
    """Let a browser print the lessons; return 0, or its exit code where it fails."""
    (SITE / "pdf").mkdir()
    quiet = ["--headless", "--disable-gpu", "--no-pdf-header-footer", "--log-level=3"]
    quiet += ["--no-sandbox"] * (hasattr(os, "geteuid") and os.geteuid() == 0)  # root has none
    for page in sorted(SITE.glob("notebooks/*.html")):
        file = SITE / "pdf" / f"{page.stem}.pdf"
        code = wait([browser, *quiet, f"--print-to-pdf={file}", page.as_uri()])
        if code:
            return code
    print(f"The lessons are printed, in {(SITE / 'pdf').relative_to(ROOT)}.")
    return 0


def _write_answers(course):
    """Ask the exercises for their hints and solutions, unless none has changed since."""
    exercises = (ROOT / "utils" / "exercises").glob("*.py")
    if not ANSWERS.exists() or ANSWERS.stat().st_mtime < max(p.stat().st_mtime for p in exercises):
        ANSWERS.parent.mkdir(exist_ok=True)
        course.must(course.python, "-m", "book.answers", ANSWERS)


def _install_katex(environment):
    """Let npm install what book/package-lock.json says, unless it is there already."""
    lock, done = SOURCE / "package-lock.json", SOURCE / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        npm = shutil.which("npm", path=environment.programs)
        environment.must(npm, "ci", "--prefix", SOURCE, "--no-audit", "--no-fund")
