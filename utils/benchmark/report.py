"""Measure, print the tables, and, if asked to, store them and a picture for CONTRIBUTING.md."""

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt

from utils.benchmark import lessons
from utils.plotting import PALETTE

ROOT = Path(__file__).resolve().parents[2]
PICTURE, PAGE = ROOT / "images" / "speed.png", ROOT / "CONTRIBUTING.md"
PLACE = re.compile(r"(?<=<!-- bench -->\n).*?(?=<!-- end of bench -->)", re.DOTALL)


def bench(paths, store):
    """Time lessons and training, and print tables; with `store`, put them into CONTRIBUTING.md.

    The picture is stored beside it. Storing is for all lessons on a quiet machine.
    """
    checks = lessons.seconds_per_lesson(paths)
    # Of its own environment: training may use every core, the checks use one thread each.
    free = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    command = [sys.executable, "-m", "utils.benchmark.training"]
    training = json.loads(subprocess.check_output(command, env=free))
    text = tables(checks, {way: median(seconds) for way, seconds in training.items()})
    print(text)
    if store:
        draw(checks, PICTURE)
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(PLACE.sub(lambda _: text, page), encoding="utf-8")


def tables(checks, training):
    """Both tables in Markdown, with the machine that they were measured on."""
    ways = list(checks)
    rows = [[name, *(checks[way][name] for way in ways)] for name in checks[ways[0]]]
    rows.append(["**all, one after the other**", *(sum(checks[way].values()) for way in ways)])
    fastest = min(training.values())
    slower = [[way, seconds, seconds / fastest] for way, seconds in training.items()]
    return f"""Seconds on {os.cpu_count()} cores ({platform.machine()}, {platform.system()}, \
Python {platform.python_version()}), one lesson after the other:

{_table(["lesson", "warm kernel", "ordinary kernel", "plain nbval"], rows, "{:.1f}")}

One epoch of lesson 17's network (8,000 digits in batches of 100), the same losses in each:

{_table(["written in", "seconds", "times the fastest"], slower, "{:.2f}")}
"""


def _table(head, rows, form):
    lines = [head, ["---", *["--:"] * (len(head) - 1)]]
    lines += [[name, *map(form.format, values)] for name, *values in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def draw(checks, path):
    """Store a picture of the seconds that each lesson takes in each way."""
    names = list(next(iter(checks.values())))
    looks = zip(checks, ("blue", "orange", "grey"), ("o", "s", "^"), strict=True)
    with plt.style.context(ROOT / "utils" / "plotting" / "course.mplstyle"):
        figure, ax = plt.subplots(figsize=(7.5, 0.24 * len(names) + 1))
        for way, color, marker in looks:
            seconds = [checks[way][name] for name in names]
            ax.plot(seconds, names, marker, color=PALETTE[color], label=way)
        ax.set(xlabel="seconds to check the lesson", xlim=(0, None))
        ax.invert_yaxis()
        figure.legend(loc="outside upper center", ncols=len(checks))
        figure.savefig(path, metadata={"Software": None})
        plt.close(figure)
