"""Run the graph code of lessons 8 to 18 on TensorFlow 1.15.5, and compare what it prints.

A script, part of no test run:

    python3.7 -m venv /tmp/old
    /tmp/old/bin/pip install tensorflow==1.15.5 'protobuf<3.21' 'numpy<1.19' matplotlib
    .venv/bin/python tests/old_tensorflow.py /tmp/old/bin/python [lesson ...]

Every code cell runs there in its order, but for the exercises and what stands under *Today*. The
helper modules are the course's own, their syntax taken back to Python 3.7 as they are imported;
pictures, progress bars and the report on devices are left out. What a cell prints otherwise than
its page is shown, by the rule of every test: messages have other words there. Exits with 1 where
a cell fails.
"""

import __future__

import ast
import contextlib
import importlib.abc
import importlib.util
import io
import json
import re
import subprocess
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GRAPH_LESSONS = range(8, 19)
UNDRAWN = ("utils.plotting", "utils.graphs.drawing")


# In TensorFlow's old Python: everything up to `main` keeps to the syntax of 3.7 -------------------


class Anything:
    """Stands for a picture, and whatever is asked of one."""

    def __call__(self, *arguments, **named):
        return self

    def __getattr__(self, name):
        return self

    def __iter__(self):
        return iter((self, self))


class OldSyntax(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import the course's own modules into an older Python."""

    def find_spec(self, name, path=None, target=None):
        if not name.startswith("utils"):
            return None
        base = ROOT.joinpath(*name.split("."))
        package = base.is_dir()
        file = base / "__init__.py" if package else base.with_suffix(".py")
        return importlib.util.spec_from_file_location(
            name, file, loader=self, submodule_search_locations=[str(base)] if package else None
        )

    def exec_module(self, module):
        if module.__name__ in UNDRAWN:
            module.__dict__.update(draw=Anything(), PALETTE=Anything())
            module.__getattr__ = lambda name: Anything()
            return
        source = Path(module.__spec__.origin).read_text(encoding="utf-8")
        source = source.replace(", strict=True)", ")")
        source = source.replace("from numpy.typing import NDArray", "NDArray = None")
        flags = __future__.annotations.compiler_flag  # so that no annotation is evaluated
        exec(compile(source, module.__spec__.origin, "exec", flags), module.__dict__)
        if module.__name__ == "utils.runtime":
            module.device_report = lambda: None
            module.progress = lambda items, *arguments, **named: items


def run(source, number, names):
    """Run a cell as a notebook does; return what it printed, and the error or None."""
    heard, error, shown = io.StringIO(), None, None
    with contextlib.redirect_stdout(heard):
        try:
            tree = ast.parse(source)
            if isinstance(tree.body[-1], ast.Expr):
                shown = ast.Expression(tree.body.pop().value)
            exec(compile(tree, f"cell {number}", "exec"), names)
            value = eval(compile(shown, f"cell {number}", "eval"), names) if shown else None
            if value is not None and not isinstance(value, Anything) and not source.endswith(";"):
                print(repr(value))
        except Exception:
            error = traceback.format_exc(limit=-2)
    return heard.getvalue(), error


def answer():
    """Run the cells that come on standard input; print what came of each, as JSON."""
    import matplotlib

    matplotlib.use("agg")
    sys.meta_path.insert(0, OldSyntax())
    names = {"__name__": "__main__"}
    results = [run(source, number, names) for number, source in json.load(sys.stdin)]
    print(json.dumps(results))


# In the course's Python --------------------------------------------------------------------------


def graph_cells(lesson):
    """The code cells of a lesson, numbered as on its page, without *Today* and the exercises."""
    number, heading = 0, ""
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            heading = (re.findall(r"^## (.*)", cell.source, re.MULTILINE) or [heading])[-1]
        else:
            number += 1
            source = re.sub(r"^from utils.exercises import .*\n?", "", cell.source, flags=re.M)
            exercise = re.search(r"\bexercises\.|# your code", source)
            if heading != "Today" and not exercise and source.strip():
                yield number, source, cell


def compare(python, path):
    """Print which cells of a lesson fail, or print something else; return how many fail."""
    from utils.notebooks.compare_text import text_difference
    from utils.notebooks.files import read
    from utils.notebooks.lessons import IGNORED, tags

    cells = list(graph_cells(read(path)))
    old = subprocess.run(
        [python, "-W", "ignore", __file__, "--answer"],
        input=json.dumps([(number, source) for number, source, _ in cells]),
        cwd=path.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    results, failed, others = json.loads(old.stdout.splitlines()[-1]), 0, 0
    for (number, _, cell), (printed, error) in zip(cells, results, strict=True):
        page = "".join(
            out.text if out.output_type == "stream" else out.data.get("text/plain", "")
            for out in cell.outputs
            if out.output_type in ("stream", "execute_result")
        )
        if bool(error) != ("raises-exception" in tags(cell)):
            failed += 1
            print(f"In[{number}] fails: {error or 'no exception is raised'}")
        elif not error and IGNORED not in tags(cell):
            found = text_difference(page.strip(), printed.strip())
            if found:
                others += 1
                print(f"In[{number}], line {found[0]}\n  page: {found[1]}\n  here: {found[2]}")
    print(f"{path.stem}: {len(cells)} cells, {failed} fail, {others} print otherwise", flush=True)
    return failed


def main(python, *wanted):
    numbers = [int(number) for number in wanted] or GRAPH_LESSONS
    paths = [next((ROOT / "notebooks").glob(f"{number:02}_*.ipynb")) for number in numbers]
    return sum(compare(python, path) for path in paths) > 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--answer"]:
        answer()
    else:
        sys.path.insert(0, str(ROOT))
        sys.exit(main(*sys.argv[1:]))
