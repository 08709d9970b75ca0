"""The course's own virtual environments: where they are, whose they are, how programs run there."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from utils.setup.faults import explain

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = "COURSE_ENVIRONMENT"  # names another folder in place of .venv
NAME = re.compile(r"\.venv[\w.-]*")  # the only folders that are made, renewed or removed
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


class Environment:
    """A virtual environment beside course.py, .venv unless another is named.

    A stamp in it, course.json, marks it as the course's own and says how far it is: "making",
    half-made, to be made afresh; "made"; "installing", to be repaired in place; "ready", complete
    for one lock and one Python. Exits with one sentence where something else stands there.
    """

    def __init__(self, name=None):
        name = name or os.environ.get(VARIABLE) or ".venv"
        if not NAME.fullmatch(name):
            raise SystemExit(
                f"{VARIABLE} is {name!r}, which nothing was done with: it may only name a folder "
                "in the course's own whose name begins with .venv, such as .venv-2."
            )
        self.folder = ROOT / name
        self.programs = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python, self.uv = self._program("python"), self._program("uv")
        self._stamp = self.folder / "course.json"
        if os.path.lexists(self.folder) and not self._is_ours():
            raise SystemExit(
                f"{name} was not made by course.py and is left as it is: rename it, or set the "
                f"variable {VARIABLE} to another name, such as .venv-course."
            )

    def _program(self, name):
        return self.programs / (f"{name}.exe" if os.name == "nt" else name)

    def _is_ours(self):
        if self.folder.is_symlink() or not self.folder.is_dir():
            return False
        return self._stamp.is_file() or not any(self.folder.iterdir())

    @property
    def stamp(self):
        """What it was last known to be; empty where nothing is known."""
        try:
            return dict(json.loads(self._stamp.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    @stamp.setter
    def stamp(self, stamp):
        self._stamp.write_text(json.dumps(stamp), encoding="utf-8")

    def clear(self):
        """Leave nothing in the folder but a stamp, which stands all the while: it stays ours."""
        self.folder.mkdir(exist_ok=True)
        self.stamp = {"state": "making"}
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path != self._stamp:
                path.unlink()

    def starts(self, version):
        """Whether it has a Python of a version that starts, in a virtual environment."""
        probe = "import sys; print('%d.%d' % sys.version_info[:2], sys.prefix != sys.base_prefix)"
        try:
            return self.run(self.python, "-c", probe) == (0, f"{version} True\n")
        except OSError:
            return False

    def variables(self):
        """The variables for programs in it: as if it were activated, and no other Python's."""
        # Without bytecode files, every import of TensorFlow would take ten seconds longer.
        foreign = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", VARIABLE)
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        path = os.pathsep.join(filter(None, [str(self.programs), kept.get("PATH")]))
        own = {"PATH": path, "VIRTUAL_ENV": str(self.folder), "PYTHONUTF8": "1", "PIP_USER": "0"}
        return {**kept, **own}

    def run(self, *command, stdin="", **variables):
        """Run a program quietly, counting seconds on a screen; return its exit code and output."""
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**self.variables(), **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # a group of its own, so that what it starts ends with it
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
                _kill(process)
                process.wait()
                raise

    def must(self, *command, **options):
        """Run a program; where it fails, exit with the one sentence that explains it."""
        code, output = self.run(*command, **options)
        if code:
            raise SystemExit(explain(output))


def _kill(process):
    """Kill a program and, where there are groups of processes, what it has started."""
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
