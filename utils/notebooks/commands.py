"""The commands that course.py runs inside .venv: lab, test, refresh and bench."""

import contextlib
import functools
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from utils import warm
from utils.notebooks import numerics, offline
from utils.notebooks.lessons import LessonError

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ROOT / "notebooks"
COMMANDS = ("lab", "test", "refresh", "bench")
MOST_WORKERS = 9  # of pytest: each takes up to 0.7 GB of memory, its kernel half a gigabyte
COLD = "--cold"  # ordinary kernels, since a fork can hide a missing seed
NUMERICS = "--numerics"  # lessons under other arithmetic
OFFLINE = "--offline"  # without network
STORE = "--store"  # keep what the benchmark measures, in the README


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
        raise SystemExit(f"There is no lesson {name!r}; there are: {there or 'none yet'}.")
    return found


def jupyter_command(arguments):
    """JupyterLab, opening the lesson that the first argument names, or else the first lesson.

    Where there is no lesson yet, it opens the README. Options are JupyterLab's.
    """
    lessons, options = split(arguments)
    opened = find_lessons(lessons[0]) if lessons else sorted(LESSONS.glob("*.ipynb"))
    page = os.path.relpath([*opened, ROOT / "README.md"][0], ROOT)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--log-level=WARN",
        f"--ServerApp.root_dir={ROOT}",
    ]
    return [*command, f"--LabApp.default_url=/lab/tree/{quote(Path(page).as_posix())}", *options]


def pytest_command(arguments):
    """One session of pytest over lessons and tests: those that the arguments name, or else all.

    Names come first; from the first option on, the arguments are pytest's.
    """
    names, options = split(arguments)
    targets = []
    for name in names:
        exists = Path(name.partition("::")[0]).exists()
        targets += [name] if exists else map(str, find_lessons(name))
    if not targets and not any(option.partition("::")[0].endswith(".py") for option in options):
        targets = ["tests", "notebooks"]
    command = [sys.executable, "-m", "pytest", "-p", "utils.notebooks.plugin", "--lessons"]
    shares = MOST_WORKERS if any(Path(t).is_dir() for t in targets) else len(targets)
    if shares > 1:
        # One more than there are cores: a lesson that waits, for another process or for memory
        # that TensorFlow hopes to get, leaves its core to the others.
        workers = min((os.cpu_count() or 1) + 1, MOST_WORKERS, shares)
        command += ["-n", str(workers), "--dist", "loadscope"]
    return [*command, *targets, *options]


def split(arguments):
    """Split arguments before the first option."""
    first = next((i for i, a in enumerate(arguments) if a.startswith("-")), len(arguments))
    return arguments[:first], arguments[first:]


def refresh_lessons(names):
    """Execute and store the lessons that the names mean, or else all; return the exit code."""
    from utils.notebooks.refresh import refresh  # a second that the other commands need not wait

    paths = [path for name in names or ["*"] for path in find_lessons(name)]
    try:
        refresh(paths)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def run(command):
    """Run a program to its end; return its exit code. Ctrl-C is for the program alone."""
    ignore_interrupts()
    return subprocess.Popen(command).wait()


def ignore_interrupts():
    signal.signal(signal.SIGINT, lambda *_: None)


def main(arguments):
    """Run one command of the course; return its exit code."""
    command, *arguments = arguments
    if command not in COMMANDS:
        raise SystemExit(f"There is no command {command!r}: choose one of {', '.join(COMMANDS)}.")
    if OFFLINE in arguments:
        arguments.remove(OFFLINE)
        return run(offline.cut_off([sys.executable, "-m", "utils.notebooks", command, *arguments]))
    if command != "lab":
        # NumPy's matrix products share their work among all cores. Where several kernels do so at
        # once, the shares wait for each other, and small products take ten times as long.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if NUMERICS in arguments:
        arguments.remove(NUMERICS)
        names, options = split(arguments)
        ignore_interrupts()
        return numerics.test([*(names or ["notebooks"]), *options])
    if command == "bench":
        from utils.benchmark.report import bench  # so that others do not wait for pyplot

        names, options = split(arguments)
        paths = [path for name in names or ["*"] for path in find_lessons(name)]
        bench(paths, store=STORE in options)
        return 0
    kernels = contextlib.nullcontext({}) if COLD in arguments else warm.serve()
    arguments = [argument for argument in arguments if argument != COLD]
    if command == "lab":
        work = functools.partial(run, jupyter_command(arguments))
    elif command == "test":
        work = functools.partial(run, pytest_command(arguments))
    else:
        work = functools.partial(refresh_lessons, arguments)
    with kernels as variables:
        os.environ.update(variables)
        return work()
