"""The commands that course.py runs inside .venv: lab, reset, test and refresh.

Each runs its program in this process: whoever ends it, ends all that it started.
"""

import contextlib
import os
import sys
from pathlib import Path
from urllib.parse import quote

from utils import warm, work
from utils.notebooks import numerics, offline
from utils.notebooks.lessons import LessonError
from utils.setup.arguments import parse, run
from utils.setup.children import end_on_signals

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ROOT / "notebooks"
LAB_EXTENSIONS = Path(__file__).parent / "labextensions"
WORK = "work"  # the folder within it for a learner's own copies
# JupyterLab shows the contents as a page, not as text, and asks for no news from the network.
SETTINGS = Path(work.__file__).with_name("jupyterlab")
MOST_WORKERS = 9  # of pytest: each takes up to 0.7 GB of memory, its kernel half a gigabyte


def find_lessons(name):
    """The paths of the lessons that a number (15), a file name, a pattern or a path means.

    Exits with one sentence, naming the lessons there are, where none is meant.
    """
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return [path.resolve()]
    pattern = f"{int(name):02d}_*" if name.isdecimal() else path.name.removesuffix(".ipynb")
    found = sorted(LESSONS.glob(f"{pattern or '*'}.ipynb"))
    if not found:
        there = ", ".join(lesson.stem for lesson in sorted(LESSONS.glob("*.ipynb")))
        raise SystemExit(f"There is no lesson {name!r}; there are: {there}.")
    return found


def jupyter_arguments(names, options, root):
    """What JupyterLab is told: to open the lesson that is named, or the first one.

    It shows what is in the folder `root`: the learner's own copies, or the course itself.
    """
    page = find_lessons(names[0] if names else "*")[0]
    if page.parent == LESSONS:
        page = root / page.relative_to(ROOT)
    if root not in page.parents:
        raise SystemExit(f"JupyterLab shows nothing outside {root}: put {page.name} into it.")
    if getattr(os, "geteuid", lambda: 1)() == 0 and "--allow-root" not in options:
        print("JupyterLab runs as root here, as in a container: its pages can change every file.")
        options = ["--allow-root", *options]
    told = {
        "log-level": "ERROR",  # it warns of every lesson that nobody has run yet: "not trusted"
        "ServerApp.root_dir": root,
        "LabApp.app_settings_dir": SETTINGS,
        "LabServerApp.extra_labextensions_path": LAB_EXTENSIONS,
        "LabApp.default_url": f"/lab/tree/{quote(page.relative_to(root).as_posix())}",
    }
    given = {option.partition("=")[0] for option in options}  # JupyterLab takes nothing twice
    ours = [f"--{key}={value}" for key, value in told.items() if f"--{key}" not in given]
    return [*ours, *options]


def check_lab_options(options):
    """Exit with one sentence where JupyterLab knows no such option: it would print all it knows."""
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import LabApp

    known = {name for app in (LabApp(), ServerApp()) for name in (*app.aliases, *app.flags)}
    for option in options:
        name = option.partition("=")[0]
        if "." not in name and name[:2] == "--" and name[2:] not in known | {"help-all", "version"}:
            raise SystemExit(f"JupyterLab has no {name}: see course.py lab --help-all.")


def pytest_arguments(names, options):
    """What pytest is told: one session over the lessons and tests that are named, or else all."""
    targets = []
    for name in names:
        exists = Path(name.partition("::")[0]).exists()
        targets += [name] if exists else map(str, find_lessons(name))
    targets = targets or ["tests", "notebooks"]
    arguments = ["-p", "utils.notebooks.plugin", "--lessons"]
    shares = MOST_WORKERS if any(Path(t).is_dir() for t in targets) else len(targets)
    if shares > 1:
        # One more than there are cores: a lesson that waits, for another process or for memory
        # that TensorFlow hopes to get, leaves its core to the others.
        workers = min((os.cpu_count() or 1) + 1, MOST_WORKERS, shares)
        arguments += ["-n", str(workers), "--dist", "loadscope"]
    return [*arguments, *targets, *options]


def lab(chosen):
    """Open JupyterLab; return when it is closed."""
    arguments = jupyter_arguments(chosen.names, chosen.passed, ROOT if chosen.edit else ROOT / WORK)
    if not chosen.edit:
        _write_copies(work.update)
    with _kernels(chosen):
        from jupyterlab.labapp import main  # a second that the other commands need not wait

        check_lab_options(chosen.passed)
        return main(arguments)


def reset(chosen):
    """Lay out the learner's copies of the lessons that are named afresh; return the exit code."""
    if not chosen.names:
        raise SystemExit("Say which lesson is to be laid out afresh: course.py reset 15")
    for path in _lessons(chosen):
        _write_copies(work.reset, path.relative_to(ROOT))
    return 0


def test(chosen):
    """Test lessons and code, once or under every arithmetic; return the exit code."""
    _one_thread("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
    if chosen.numerics:
        return numerics.test(chosen.names or ["notebooks"], chosen.passed)
    arguments = pytest_arguments(chosen.names, chosen.passed)
    with _kernels(chosen):
        import pytest

        return int(pytest.main(arguments))


def refresh(chosen):
    """Execute and store the lessons that are named, or else all; return the exit code."""
    _one_thread()
    paths = _lessons(chosen)
    with _kernels(chosen):
        from utils.notebooks.refresh import refresh

        try:
            refresh(paths)
        except LessonError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def main(arguments):
    """Run one command of the course; return its exit code."""
    chosen = parse(arguments)
    if chosen.offline:
        inside = [word for word in arguments if word != "--offline"]
        command = offline.cut_off([sys.executable, "-m", "utils.notebooks", *inside])
        os.execv(command[0], command)
    end_on_signals()
    try:
        return run(chosen)
    except KeyboardInterrupt:
        return 130


def _lessons(chosen):
    return [path for name in chosen.names or ["*"] for path in find_lessons(name)]


def _write_copies(write, *page):
    """Write learner's copies, and print what the learner should know."""
    try:
        for sentence in write(ROOT, ROOT / WORK, *page):
            print(sentence)
    except OSError as error:
        raise SystemExit(work.refused(ROOT / WORK, error)) from None


@contextlib.contextmanager
def _kernels(chosen):
    """Let kernels be forked while a command runs, unless they are to be cold."""
    with contextlib.nullcontext({}) if chosen.cold else warm.serve() as variables:
        os.environ.update(variables)
        yield


def _one_thread(*more):
    """Keep NumPy's matrix products, and what more variables speak of, to one thread each.

    Where several kernels share theirs among all cores at once, the shares wait for each other:
    small products take ten times as long, and TensorFlow spends a quarter of its time on waiting.
    """
    for name in ("OPENBLAS_NUM_THREADS", *more):
        os.environ.setdefault(name, "1")
