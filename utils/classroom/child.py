"""A process for one notebook or one answer: shut in, it reads or checks that, and tells.

Run as `python -m utils.classroom.child FOLDER THREADS DROP`. In the folder, the only place where
it may write, it finds its request: a dictionary as a line of JSON, and bytes. It answers through
its standard output.
"""

import ast
import importlib
import json
import linecache
import os
import sys
import tempfile
import traceback
from pathlib import Path

from utils.classroom import extract, index, jail, protection
from utils.exercises.limits import SECONDS, Budget, TooLong, count_computing
from utils.work import merge

#: correct; a mistake that the exercise knows; another; not answered; not found or not to be run.
STATES = ("correct", "known", "other", "unanswered", "failed")
LONGEST = 2000  # characters of a text that is passed on


def read(contents, lessons):
    """What a notebook's bytes hold: {"lesson": its name, "answers": as `extract.answers` gives}.

    An answer that is as the lesson has it is {"unanswered": True}. Or {"message": a sentence},
    where it is no notebook, or one of no lesson.
    """
    try:
        cells = merge.read(contents)["cells"]
    except merge.UnreadableError:
        return {"message": "It cannot be read as a notebook."}
    lesson = index.recognise(cells, lessons)
    if lesson is None:
        return {"message": "It has the cells and exercises of no lesson."}
    answers = extract.answers(index.code(cells), lesson.exercises)
    for name, answer in answers.items():
        if len(answer.get("cells", [])) == 1 and answer["cells"][0] in lesson.texts:
            answers[name] = {"unanswered": True}
    return {"lesson": lesson.name, "answers": answers}


def check(module, name, program):
    """What a check says of a program: {"state", "message", "group", "blocks"}.

    `state` is one of STATES; `group` is equal for answers that hear the same.
    """
    exercise = getattr(importlib.import_module(module), name)
    try:
        with Budget().running():
            given = _run(program)
    except TooLong:
        return failed(f"After {SECONDS} seconds the cells that it needs were still at work.")
    except BaseException as error:
        return failed(f"A cell that it needs {_raised(error)}")
    feedback = exercise.check(*given)
    known = getattr(exercise, "known_mistakes", None) or getattr(exercise, "wrong", {})
    group = next((m for m in known.values() if feedback.message.startswith(m)), None)
    state = {"wrong": "known" if group else "other"}.get(feedback.state, feedback.state)
    message = feedback.message[:LONGEST]
    blocks = [(label, text[:LONGEST]) for label, text in feedback.blocks]
    return {"state": state, "message": message, "group": group or message, "blocks": blocks}


def failed(message):
    """The verdict on what could not be checked."""
    return {"state": "failed", "message": message, "group": message, "blocks": []}


def _run(program):
    """Run the statements that an answer needs; return what its check is given."""
    names = {"__name__": "__main__"}
    parts = zip(program["cells"], program["take"], strict=True)
    for number, (text, places) in enumerate(parts, start=1):
        file, tree = f"<cell {number}>", ast.parse(text)
        linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
        nodes = [tree.body[place] for place in places]
        exec(compile(ast.Module(nodes, []), file, "exec", dont_inherit=True), names)
    if isinstance(program["call"], str):
        return (names[program["call"]],)
    (call,) = (node for node in ast.walk(tree) if extract.place(node) == program["call"])
    given = ast.Expression(ast.Tuple(call.args, ast.Load()))
    return eval(compile(ast.fix_missing_locations(given), file, "eval"), names)


def _raised(error):
    told = traceback.format_exception_only(error)[-1].strip()[:300].replace("`", "'")
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.line for frame in frames if frame.filename.startswith("<cell ")]
    return f"raised `{told}`, in `{lines[-1]}`." if lines and lines[-1] else f"raised `{told}`."


def work(request, body):
    """Do what is asked for, whatever happens."""
    try:
        if request["kind"] == "read":
            return read(body, index.LESSONS.values())
        if request["kind"] == "check":
            return check(request["module"], request["name"], json.loads(body))
        return protection.probe(request["secret"], request["port"])
    except MemoryError:
        return failed("It takes more memory than an answer may.")
    except BaseException as error:
        return failed(f"Its check {_raised(error)}")


def main():
    folder, threads, drop = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "drop"
    head, _, body = (folder / "request").read_bytes().partition(b"\n")
    (folder / "request").unlink()
    request = json.loads(head)
    pipe = os.dup(1)
    os.dup2(0, 1)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    os.chdir(folder)
    if sys.platform == "linux":
        jail.enter(folder, threads, drop, pipe)
        count_computing()
    told = request["token"] + json.dumps(work(request, body))
    with os.fdopen(pipe, "wb") as stream:
        stream.write(told.encode())
        stream.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
