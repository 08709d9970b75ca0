"""Hand in what a stranger might: `python tests/hostile_handins.py` says what becomes of each.

Not a part of the suite, for some of them last until their time is over: about a minute and a half.
It ends with an error where one escapes, stops the others, changes another's line or is not named.
"""

import json
import os
import re
import sys
import tempfile
import textwrap
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from utils.classroom import handins, index, marking, report, table

RIGHT = "def my_sigmoid(h):\n    return 1 / (1 + np.exp(-h))\n"
FILE = Path(__file__).with_name("answers") / "hostile.txt"


def answers():
    """What stands in FILE by name: the cell, the state or "any", and the words."""
    for block in FILE.read_text("utf-8").split("\n\n")[1:]:
        name, _, rest = block.strip("\n").partition("\n")
        code, _, said = rest.rpartition("\n=> ")
        state, _, words = said.partition(":")
        code = f"{textwrap.dedent(code)}\n".replace("DEEP", "(" * 5000)
        yield name, (code, state, words.strip())


ANSWERS = dict(answers())
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
    "bomb": "100 times",
    "deep folders": "too deep",
    "long name": "too long",
    "pipe of a zip": "no file",
    "damaged name": "damaged",
}


def notebook(*texts):
    """The text of a notebook of lesson 2 with these code cells."""
    cells = ["import numpy as np\nfrom utils.exercises import lesson_02 as exercises", *texts]
    made = [
        {"cell_type": "code", "id": str(k), "metadata": {}, "outputs": [], "source": text}
        for k, text in enumerate(cells)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


def lay_out(folder, names, paths):
    """Write the answers of these names, and all files."""
    for name in [*names, *FILES]:
        (folder / name).mkdir(parents=True)
    for name in names:
        text = ANSWERS[name][0]
        for word, path in paths.items():
            text = text.replace(word, repr(str(path)))
        page = notebook(f"{text}\nexercises.my_sigmoid.check(my_sigmoid)")
        (folder / name / "02.ipynb").write_text(page)
    with (folder / "large" / "a.ipynb").open("wb") as file:
        file.truncate(100_000_000)
    (folder / "no json" / "a.ipynb").write_text("{'a")
    (folder / "deep json" / "a.ipynb").write_text("[" * 1_000_000)
    other = notebook("1 + 1").replace("lesson_02", "b")
    (folder / "another notebook" / "a.ipynb").write_text(other)
    os.mkfifo(folder / "pipe" / "a.ipynb")
    os.mkfifo(folder / "pipe of a zip" / "a.zip")
    Path(folder / "deep folders", *"d" * 900).mkdir(parents=True)
    (folder / "half \udcff.ipynb").write_text(notebook(RIGHT))  # a name that is no UTF-8
    (folder / "link" / "a.ipynb").symlink_to(paths["SECRET"])
    (folder / "linked folder" / "a").symlink_to(paths["SECRET"].parent)
    (folder / "bad zip" / "a.zip").write_bytes(b"PK no")
    zips = {
        "long name": ("_" * 60_000 + ".ipynb", ""),
        "damaged name": ("é.ipynb", ""),
        "leads out": ("../../escaped.ipynb", notebook(RIGHT)),
        "bomb": ("a.ipynb", bytes(30_000_000)),
    }
    for name, member in zips.items():
        with zipfile.ZipFile(folder / name / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(*member)
    name = folder / "damaged name" / "a.zip"
    name.write_bytes(name.read_bytes().replace("é".encode(), b"\xff\xff", 1))


def hand_in(top, names):
    """Hand in the answers of these names, and all files, from a folder.

    Returns the marks, and a list of what is not as it should be.
    """
    top.chmod(0o755)
    paths = {word: top / word.lower() for word in ("SECRET", "REPORT", "OUTSIDE")}
    for word in ("SECRET", "REPORT"):
        paths[word].write_text(word)
        paths[word].chmod(0o666)
    lay_out(top / "hand-ins", names, paths)
    with marking.Marker(top / "records") as marker:
        marks = marker.mark(*handins.find(top / "hand-ins", index.LESSONS))
    page = report.page("A class", marks)
    page.encode()
    bad = {
        "the page": "<script>alert" in page,
        "the table": "\n=" in table.table(marks),
        "chmod": paths["SECRET"].stat().st_mode & 0o111,
        **{word: paths[word].read_text() != word for word in ("SECRET", "REPORT")},
        **{path.name: path.name in ("outside", "escaped.ipynb") for path in top.rglob("*")},
    }
    return marks, judge(marks, names) + [what for what in bad if bad[what]]


def judge(marks, names):
    """Print what became of each; list those that are not as they should be."""
    lines = {line.learner: line.verdicts["my_sigmoid"] for line in marks.lines}
    wrong = []
    for name in names:
        _, state, words = ANSWERS[name]
        found = lines.get(name, {"state": "lost", "message": ""})
        said = [found["message"], *(why for who, _, why in marks.remarks if who == name)]
        print(f"{name:34}{found['state']:10}{' | '.join(filter(None, said))[:160]}", flush=True)
        if state not in ("any", found["state"]) or not re.search(words, " ".join(said)):
            wrong.append(name)
    for name, words in FILES.items():
        named = (why for who, path, why in marks.remarks if name in (who, Path(path).parts[0]))
        said = " ".join(named)
        print(f"{name:34}{'':10}{said}")
        wrong += [name] * (words not in said)
    return wrong


if __name__ == "__main__":
    os.environ["COURSE_TOKEN"] = "secret"
    with tempfile.TemporaryDirectory() as name:
        marks, wrong = hand_in(Path(name), ANSWERS)
    print(f"\n{len(ANSWERS)} answers, {len(FILES)} files. {marks.protection}")
    sys.exit(f"Not as it should be: {', '.join(wrong)}" if wrong else 0)
