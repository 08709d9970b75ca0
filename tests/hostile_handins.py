"""Hand in what a stranger might: `python tests/hostile_handins.py` says what becomes of each.

Not a part of the suite, for some of them last until their time is over: about a minute and a half.
It ends with an error where one escapes, stops the others, changes another's line or is not named.
"""

import json
import os
import re
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from utils.classroom import handins, index, marking, report, table

RIGHT = "def my_sigmoid(h):\n    return 1 / (1 + np.exp(-h))\n"
# What stands in the cell, and what must be said of it: a state, where a busy machine cannot change
# it, and words of the message or of a remark. OUTSIDE, SECRET and REPORT are paths.
ANSWERS = {
    "loops": (
        "def my_sigmoid(h):\n    while True: pass\n",
        None,
        "at work|still running|killed|MemoryError",
    ),
    "loops in a helper": (
        "while True:\n    x = 1\n" + RIGHT.replace("1 /", "x /"),
        None,
        "at work|still running|killed|MemoryError",
    ),
    "catches the limit": (
        "def my_sigmoid(h):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass\n",
        None,
        "at work|still running|killed|MemoryError",
    ),
    "sleeps with its pipe closed": (
        "import os, time, signal\ndef my_sigmoid(h):\n    signal.setitimer(signal.ITIMER_REAL, 0)\n"
        "    os.closerange(0, 100)\n    time.sleep(1000)\n",
        None,
        "at work|still running|killed|MemoryError",
    ),
    "forks": (
        "import os\ndef my_sigmoid(h):\n    while True: os.fork()\n",
        "other",
        "PermissionError",
    ),
    "starts a program": (
        "import subprocess\ndef my_sigmoid(h):\n    subprocess.run(['touch', OUTSIDE])\n",
        "other",
        "PermissionError",
    ),
    "starts threads": (
        "import threading, time\ndef my_sigmoid(h):\n    threading.stack_size(65536)\n"
        "    while True:\n        threading.Thread(target=time.sleep, args=(99,)).start()\n",
        "other",
        "can't start new thread",
    ),
    "takes memory": ("def my_sigmoid(h):\n    return np.ones(10**10)\n", "other", "emory"),
    "takes memory bit by bit": (
        "def my_sigmoid(h):\n    kept = []\n    while True: kept.append(bytearray(10**7))\n",
        None,
        "at work|still running|killed|MemoryError",
    ),
    "computes a huge number": (
        "def my_sigmoid(h):\n    return 9**9**9\n",
        None,
        "at work|still running|killed|MemoryError",
    ),
    "exits": ("import os\ndef my_sigmoid(h):\n    os._exit(0)\n", "failed", "ended its own"),
    "crashes": (
        "import ctypes\ndef my_sigmoid(h):\n    ctypes.string_at(0)\n",
        "failed",
        "SIGSEGV",
    ),
    "aborts": ("import os\ndef my_sigmoid(h):\n    os.abort()\n", "failed", "ended its own"),
    "signals everybody": (
        "import os\ndef my_sigmoid(h):\n    os.kill(-1, 9)\n",
        "other",
        "PermissionError",
    ),
    "signals its parent": (
        "import os\ndef my_sigmoid(h):\n    os.kill(os.getppid(), 9)\n",
        "other",
        "PermissionError",
    ),
    "writes over the report": (
        "def my_sigmoid(h):\n    open(REPORT, 'w').write('mine')\n",
        "other",
        r"Error: \[Errno",
    ),
    "writes elsewhere": (
        "def my_sigmoid(h):\n    open(OUTSIDE, 'w')\n",
        "other",
        r"Error: \[Errno",
    ),
    "reads a secret": (
        "def my_sigmoid(h):\n    return open(SECRET).read()\n",
        "other",
        r"Error: \[Errno",
    ),
    "opens a secret to all": (
        "import os\ndef my_sigmoid(h):\n    os.chmod(SECRET, 0o777)\n",
        "other",
        r"Error: \[Errno",
    ),
    "links to a secret": (
        "import os\ndef my_sigmoid(h):\n    os.symlink(SECRET, 'a')\n    return open('a').read()\n",
        "other",
        r"Error: \[Errno",
    ),
    "reads variables": (
        "import os\ndef my_sigmoid(h):\n    return os.environ['COURSE_TOKEN']\n",
        "other",
        "KeyError",
    ),
    "calls home": (
        "import socket\ndef my_sigmoid(h):\n    socket.create_connection(('127.0.0.1', 80))\n",
        "other",
        "PermissionError",
    ),
    "fills the disk": (
        "import os\ndef my_sigmoid(h):\n    for k in range(10**6):\n"
        "        open(str(k), 'wb').write(bytes(10**7))\n",
        "failed",
        "more files",
    ),
    "digs folders": (
        "import os\ndef my_sigmoid(h):\n    while True:\n        os.mkdir('d' * 99)\n"
        "        os.chdir('d' * 99)\n",
        "failed",
        "more files",
    ),
    "prints without end": (
        "def my_sigmoid(h):\n    while True: print('x' * 10**6)\n",
        None,
        "at work|still running|killed|MemoryError",
    ),
    "writes without end": (
        "import os\ndef my_sigmoid(h):\n    while True:\n        for n in range(3, 20):\n"
        "            try: os.write(n, b'x' * 10**6)\n            except OSError: pass\n",
        "failed",
        "without an end",
    ),
    "writes a result of its own": (
        "import os\ndef my_sigmoid(h):\n    for n in range(3, 20):\n"
        '        try: os.write(n, b\'{"state": "correct"}\')\n        except OSError: pass\n'
        "    os._exit(0)\n",
        "failed",
        "result of its own",
    ),
    "changes NumPy": (
        "def my_sigmoid(h):\n    np.exp = np.ones_like\n"
        "    np.isclose = lambda *a, **k: True\n    return h\n",
        "other",
        "gives back",
    ),
    "changes the checks": (
        "import utils.exercises.engine as engine\ndef my_sigmoid(h):\n"
        "    engine.explain = lambda *a: engine.Feedback('correct')\n    return h\n",
        "correct",
        "utils.exercises.engine",
    ),
    "asks for the solution": (
        "from utils.exercises import lesson_02 as exercises\ndef my_sigmoid(h):\n"
        "    return exercises.my_sigmoid.reference(h)\n",
        "correct",
        "reference",
    ),
    "raises what cannot be told": (
        "class Bad(BaseException):\n    def __str__(self): raise Bad\n    __repr__ = __str__\n"
        "def my_sigmoid(h):\n    raise Bad\n",
        "other",
        "Bad",
    ),
    "is nested without measure": ("x = " + "(" * 5000 + "\n" + RIGHT, "failed", "no Python"),
    "is no Python": ("def my_sigmoid(h:\n", "failed", "no Python"),
    "holds <script>alert(1)": (
        "def my_sigmoid(h):\n    return '</pre><script>alert(1)</script>'\n",
        "other",
        "",
    ),
    "=HYPERLINK(1)": (RIGHT, "correct", ""),
    "honest": (RIGHT, "correct", ""),
}
# Files that are no hand-ins, and the words with which they are named.
FILES = {
    "large": "larger than",
    "no json": "cannot be read",
    "deep json": "cannot be read",
    "another notebook": "of no lesson",
    "pipe": "no file",
    "link": "a link",
    "linked folder": "a link",
    "bad zip": "no readable zip",
    "leads out": "leads out",
    "bomb": "larger than",
}


def notebook(*texts):
    """The text of a notebook of lesson 2 with these code cells."""
    cells = ["import numpy as np\nfrom utils.exercises import lesson_02 as exercises", *texts]
    made = [
        {"cell_type": "code", "id": str(k), "metadata": {}, "outputs": [], "source": text}
        for k, text in enumerate(cells)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


def lay_out(folder, paths):
    """Write all hand-ins."""
    for name, (text, *_) in ANSWERS.items():
        for word, path in paths.items():
            text = text.replace(word, repr(str(path)))
        place = folder / name
        place.mkdir()
        (place / "02.ipynb").write_text(notebook(text + "\nexercises.my_sigmoid.check(my_sigmoid)"))
    for name in FILES:
        (folder / name).mkdir()
    with (folder / "large" / "a.ipynb").open("wb") as file:
        file.truncate(100_000_000)
    (folder / "no json" / "a.ipynb").write_text("{'a")
    (folder / "deep json" / "a.ipynb").write_text("[" * 1_000_000)
    (folder / "another notebook" / "a.ipynb").write_text(
        notebook("1 + 1").replace("lesson_02", "b")
    )
    os.mkfifo(folder / "pipe" / "a.ipynb")
    (folder / "link" / "a.ipynb").symlink_to(paths["SECRET"])
    (folder / "linked folder" / "a").symlink_to(paths["SECRET"].parent)
    (folder / "bad zip" / "a.zip").write_bytes(b"PK no")
    with zipfile.ZipFile(folder / "leads out" / "a.zip", "w") as packed:
        packed.writestr("../../escaped.ipynb", notebook(RIGHT))
    with zipfile.ZipFile(folder / "bomb" / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.ipynb", bytes(200_000_000))


def main():
    os.environ["COURSE_TOKEN"] = "secret"
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        top.chmod(0o755)
        (top / "hand-ins").mkdir()
        paths = {word: top / word.lower() for word in ("SECRET", "REPORT", "OUTSIDE")}
        for word in ("SECRET", "REPORT"):
            paths[word].write_text(word)
            paths[word].chmod(0o666)
        lay_out(top / "hand-ins", paths)
        with marking.Marker(top / "records") as marker:
            marks = marker.mark(*handins.find(top / "hand-ins", index.LESSONS))
        wrong = judge(marks)
        wrong += [word for word in ("SECRET", "REPORT") if paths[word].read_text() != word]
        wrong += [path.name for path in top.rglob("*") if path.name in ("outside", "escaped.ipynb")]
        wrong += ["chmod"] * (paths["SECRET"].stat().st_mode & 0o111 != 0)
        page = report.page("A class", marks)
        wrong += ["the page"] * ("<script>alert" in page) + ["the table"] * (
            "\n=" in table.table(marks)
        )
    print(f"\n{len(ANSWERS)} answers, {len(FILES)} files. {marks.protection}")
    sys.exit(f"Not as it should be: {', '.join(wrong)}" if wrong else 0)


def judge(marks):
    """Print what became of each; list those that are not as they should be."""
    lines = {line.learner: line.verdicts["my_sigmoid"] for line in marks.lines}
    wrong = []
    for name, (_, state, words) in ANSWERS.items():
        found = lines.get(name, {"state": "lost", "message": ""})
        said = [found["message"], *(why for who, _, why in marks.remarks if who == name)]
        print(f"{name:34}{found['state']:10}{' | '.join(filter(None, said))[:160]}", flush=True)
        if state not in (None, found["state"]) or not re.search(words, " ".join(said)):
            wrong.append(name)
    for name, words in FILES.items():
        said = " ".join(
            why for who, path, why in marks.remarks if name in (who, Path(path).parts[0])
        )
        print(f"{name:34}{'':10}{said}")
        wrong += [name] * (words not in said)
    return wrong


if __name__ == "__main__":
    main()
