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
    os.mkfifo(folder / "pipe of a zip" / "a.zip")
    Path(folder / "deep folders", *"d" * 900).mkdir(parents=True)
    (folder / "half \udcff.ipynb").write_text(notebook(RIGHT))  # a name that is no UTF-8
    with zipfile.ZipFile(folder / "long name" / "a.zip", "w") as packed:
        packed.writestr("_" * 60_000 + ".ipynb", "")
    with zipfile.ZipFile(folder / "damaged name" / "a.zip", "w") as packed:
        packed.writestr("é.ipynb", "")
    name = (folder / "damaged name" / "a.zip").read_bytes()
    (folder / "damaged name" / "a.zip").write_bytes(name.replace("é".encode(), b"\xff\xff", 1))
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
        page.encode()
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
        if state not in ("any", found["state"]) or not re.search(words, " ".join(said)):
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
