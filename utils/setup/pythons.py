"""Test with other Pythons and with the oldest TensorFlow, each in an environment of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from utils.setup.children import wait
from utils.setup.venv import ENVIRONMENT, ROOT, VERSION

SUPPORTED = ("3.10", "3.11", "3.12", NEWEST := "3.13")


def test(chosen, arguments):
    """Run `course.py test` with every Python that was chosen; return the exit code.

    `--python 3.10 3.12` names two, `--python all` those that are installed, `--oldest` adds the
    oldest TensorFlow. Exits with one sentence where a Python is missing or has no such build.
    """
    versions = chosen.python or [VERSION]
    if versions == ["all"]:
        possible = [version for version in SUPPORTED if not chosen.oldest or version != NEWEST]
        versions = [version for version in possible if find(version, must=False)]
    for version in versions:
        if version not in SUPPORTED:
            raise SystemExit(f"--python takes some of {', '.join(SUPPORTED)}, not {version}.")
    if chosen.oldest and NEWEST in versions:
        raise SystemExit(f"TensorFlow 2.16 has no build for Python {NEWEST}: leave it out.")
    pythons = {version: find(version) for version in versions}
    results = {}
    for version, python in pythons.items():
        print(f"\n===== Python {version}{', oldest TensorFlow' * chosen.oldest} =====", flush=True)
        variables = {**os.environ, ENVIRONMENT: f".venv-{version}{'-oldest' * chosen.oldest}"}
        results[version] = wait([python, ROOT / "course.py", *arguments], env=variables)
    print()
    for version, code in results.items():
        print(f"  Python {version:6}{'passed' if code == 0 else f'exit code {code}'}")
    return int(any(results.values()))


def find(version, must=True):
    """The path of an installed Python of a version.

    Without it: None, or exits with one sentence if it must be there.
    """
    if version == VERSION:
        return sys.executable
    for path in candidates(version):
        if path and answers(path, version):
            return str(path)
    if must:
        raise SystemExit(f"Python {version} is not installed: install it, or leave it out.")
    return None


def candidates(version):
    """Where a Python of a version may be: on the path, in pyenv, registered on Windows."""
    yield shutil.which(f"python{version}")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python"), reverse=True)
    if launcher := shutil.which("py"):
        ask = [launcher, f"-{version}", "-c", "import sys; print(sys.executable)"]
        yield subprocess.run(ask, capture_output=True, text=True).stdout.strip()


def answers(path, version):
    """Whether a program is a Python of a version that starts; the shims of pyenv may not."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        shown = subprocess.run([path, "-c", code], capture_output=True, text=True)
    except OSError:
        return False
    return shown.stdout.strip() == version
