"""Make the book: a static site of the stored pages, by Sphinx in an environment of its own."""

import shutil

from utils.setup.alone import alone
from utils.setup.children import wait
from utils.setup.environment import ROOT, VERSION, Environment
from utils.setup.install import BOOK_LOCK, install

SOURCE, SITE = ROOT / "book", ROOT / "build" / "book"
ANSWERS = ROOT / "build" / "answers.json"


def book(chosen):
    """Build the site into build/book; return Sphinx's exit code, 1 where it had to warn."""
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
    if not code:
        print(f"The book is made: open {(SITE / 'index.html').relative_to(ROOT)} in a browser.")
    return code


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
