"""The seconds that each lesson takes to check, one after the other, in three ways."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from utils import warm

OURS = ["-p", "utils.notebooks.plugin", "--lessons"]
WAYS = {"warm": OURS, "cold": OURS, "nbval": ["--nbval"]}


def seconds_per_lesson(paths):
    """Check lessons in each of `WAYS`; return {way: {lesson: seconds}}, kernel start included."""
    return {way: _timed(way, paths) for way in WAYS}


def _timed(way, paths):
    print(f"Checking {len(paths)} lessons, {way} ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "record.xml")
        pytest = [sys.executable, "-m", "pytest", "-q", "--no-header", f"--junitxml={record}"]
        kernels = warm.serve() if way == "warm" else contextlib.nullcontext({})
        with kernels as variables:
            command = [*pytest, *WAYS[way], *map(str, paths)]
            code = subprocess.call(command, env={**os.environ, **variables}, stdout=sys.stderr)
        if code:
            raise SystemExit(
                "A lesson fails, so its time says nothing: run python3 course.py test."
            )
        return _read(record, paths)


def _read(record, paths):
    """Add up the seconds of each lesson's cells in a JUnit record."""
    seconds = Counter()
    for case in ElementTree.parse(record).iter("testcase"):
        text = f"{case.get('classname')}.{case.get('name')}"
        (path,) = (path for path in paths if path.stem in text)
        seconds[path.stem] += float(case.get("time"))
    return dict(seconds)
