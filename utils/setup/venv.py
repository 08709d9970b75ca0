"""The project's own virtual environment: where it is, and how programs run in it."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from utils.setup.faults import explain

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = "COURSE_ENVIRONMENT"  # the variable that names another folder in place of .venv
NAME = re.compile(r"\.venv[\w.-]*")  # the only folders that are made, renewed or removed


def folder():
    """Where .venv is; exits with one sentence where the variable names another kind of place."""
    name = os.environ.get(ENVIRONMENT) or ".venv"
    if not NAME.fullmatch(name):
        raise SystemExit(
            f"{ENVIRONMENT} is {name!r}, which nothing was done with: it may only name a folder "
            "in the course's own whose name begins with .venv, such as .venv-2."
        )
    return ROOT / name


VENV = folder()
STAMP = VENV / "course.json"  # the mark of an environment that the course made
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


def check_is_ours():
    """Exit with one sentence where .venv is there and is not what the course made."""
    if not os.path.lexists(VENV):
        return
    real = VENV.is_dir() and not VENV.is_symlink()
    if real and (STAMP.is_file() or not any(VENV.iterdir())):
        return
    raise SystemExit(
        f"{VENV.name} was not made by course.py and is left as it is: rename it, or set the "
        f"variable {ENVIRONMENT} to another name, such as .venv-course."
    )


def environment():
    """The variables for programs in .venv: as if it were activated, and no other Python's."""
    # Without bytecode files, every import of TensorFlow would take ten seconds longer.
    foreign = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", ENVIRONMENT)
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    path = os.pathsep.join(filter(None, [str(BIN), kept.get("PATH")]))
    return {**kept, "PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONUTF8": "1", "PIP_USER": "0"}


def run(*command, stdin=""):
    """Run a command quietly, counting seconds on a screen; return its exit code and its output."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    start = time.monotonic()
    while True:
        try:
            output, _ = process.communicate(stdin, timeout=1)
            return process.returncode, output
        except subprocess.TimeoutExpired:
            stdin = None  # it is on its way
            if sys.stdout.isatty():
                print(f"\r  {time.monotonic() - start:.0f} s \r", end="", flush=True)
        except KeyboardInterrupt:
            process.kill()
            process.wait()
            raise


def must(*command, stdin=""):
    """Run a command; where it fails, exit with the one sentence that explains it."""
    code, output = run(*command, stdin=stdin)
    if code:
        raise SystemExit(explain(output))


def usable():
    """Whether .venv has a Python that starts, in a virtual environment, of this version."""
    probe = "import sys; print('%d.%d' % sys.version_info[:2], sys.prefix != sys.base_prefix)"
    try:
        return run(PYTHON, "-c", probe) == (0, f"{VERSION} True\n")
    except OSError:
        return False
