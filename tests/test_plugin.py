"""Planted faults, each seen to fail in a real run of pytest with the plugin."""

import base64
import contextlib
import io
import xml.etree.ElementTree as ElementTree

import nbformat
import pytest
from PIL import Image, ImageOps

from utils.notebooks.refresh import refresh

PICTURE = """\
import io, os, sys, time
from IPython.display import Image, display
from PIL import ImageDraw
import PIL.Image

def picture(*corners):
    page = PIL.Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(page).line(corners, fill="blue", width=2)
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    display(Image(buffer.getvalue()), metadata={"image/png": {"alt": "A line"}})
"""
SOURCES = {
    "setup": PICTURE,
    "fourth digit": "print(f'loss {0.912345:.6f}')",
    "integer": "print('steps', 417)",
    "word": "print('the loss falls')",
    "value": "[0.25, 0.5]",
    "html": "from IPython.display import HTML\nHTML('<b>0.912</b> correct')",
    "mirrored figure": "picture(10, 10, 40, 150, 280, 180)",
    "missing figure": "picture(10, 180, 280, 10)",
    "missing figure in the run": "picture(20, 180, 280, 10)",
    "missing picture": "picture(30, 180, 280, 10)",
    "emptied outputs": "print('kept')",
    "cleared": "print('shown')",
    "emptied source": "print('wanted')",
    "never executed": "silent = 1",
    "never executed, with output": "silent + 1",
    "error message": "raise ValueError('feed a batch')",
    "error cured": "1 / 0",
    "unused tag": "quotient = 1",
    "new error": "root = 2 ** 0.5",
    "stderr": "print('calm')",
    "time": "time.time()",
    "time, now printed": "time.time() + 1",
    "third ignored": "print(3)",
    "fourth ignored": "print(4)",
    "fifth ignored": "print(5)",
    "sixth ignored": "print(6)",
    "program that needs its page": "import math\nprint(math.isqrt(50))",
    "page that needs its program": "e = 2.718",
    "killed kernel": "done = True",
    "after the killed kernel": "done",
}
NAMES = list(SOURCES)
TAGS = {
    "error message": ["raises-exception"],
    "error cured": ["raises-exception"],
    "time": ["nbval-ignore-output"],
    "time, now printed": ["nbval-ignore-output"],
    "program that needs its page": ["alone"],
}


def mirrored(png):
    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    buffer = io.BytesIO()
    ImageOps.mirror(picture).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def plant_faults(cells):
    """Alter the page or the program of a lesson in many ways, one a cell."""
    cells["fourth digit"].outputs[0].text = "loss 0.912445\n"
    cells["integer"].outputs[0].text = "steps 418\n"
    cells["word"].outputs[0].text = "the loss rises\n"
    cells["value"].outputs[0].data["text/plain"] = "[0.25, 0.6]"
    cells["html"].outputs[0].data["text/html"] = "<b>0.912</b> wrong"
    figure = cells["mirrored figure"].outputs[0].data
    figure["image/png"] = mirrored(figure["image/png"])
    cells["missing figure"].outputs = []
    cells["missing figure in the run"].source = "pass"
    del cells["missing picture"].outputs[0].data["image/png"]
    cells["emptied outputs"].outputs = []
    cells["cleared"].outputs, cells["cleared"].execution_count = [], None
    cells["emptied source"].source = ""
    cells["never executed"].execution_count = None
    cells["never executed, with output"].execution_count = None
    cells["error message"].outputs[0].evalue = "feed a value"
    cells["error cured"].source = "1 / 1"
    cells["unused tag"].metadata.tags = ["raises-exception"]
    cells["new error"].source += "\nnot_defined"
    cells["stderr"].source += "\nprint('careful', file=sys.stderr)"
    cells["time, now printed"].source = "print(time.time())"
    for name, cell in cells.items():
        if name.endswith("ignored"):
            cell.metadata.tags = ["nbval-ignore-output"]
    cells["program that needs its page"].source += "\ntime.sleep(0)"
    cells["page that needs its program"].source = "e = math.e"
    cells["killed kernel"].source = "os._exit(1)"


COMPLAINTS = {
    "fourth digit": ["page: loss 0.912445", "run:  loss 0.912345", "course.py refresh 02"],
    "integer": ["page: steps 418", "run:  steps 417"],
    "word": ["page: the loss rises", "run:  the loss falls"],
    "value": ["value differs", "page: [0.25, 0.6]"],
    "html": ["HTML output differs"],
    "mirrored figure": ["figure 1 differs", "expected.png"],
    "missing figure": ["figure in the run, but not on the page"],
    "missing figure in the run": ["figure on the page, but not in the run"],
    "missing picture": ["figure in the run, but not on the page"],
    "cleared": ["never executed: run python3 course.py refresh 02"],
    "emptied outputs": ["printed text in the run, but not on the page: kept"],
    "emptied source": ["the cell is empty"],
    "never executed": ["never executed: run python3 course.py refresh 02"],
    "never executed, with output": ["never executed: run python3 course.py refresh 02"],
    "error message": ["page: ValueError: feed a value", "run:  ValueError: feed a batch"],
    "error cured": ["error on the page, but not in the run: ZeroDivisionError"],
    "unused tag": ["tagged raises-exception, but raises none"],
    "new error": ["NameError", "not_defined"],
    "program that needs its page": ["NameError", "time"],
    "page that needs its program": ["NameError", "math"],
    "stderr": ["text on stderr in the run, but not on the page: careful"],
    "time, now printed": ["printed text in the run, but not on the page"],
    "sixth ignored": ["one cell too many tagged nbval-ignore-output: a lesson may have 5"],
    "killed kernel": ["the kernel died while this cell ran"],
}


def run_pytest(folder, *arguments):
    """Run pytest within this process (its imports take longer than the lessons).

    Returns the exit code and what was printed.
    """
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.chdir(folder)
        patch.setattr("tempfile.tempdir", str(folder))
        patch.delenv("PYTEST_ADDOPTS", raising=False)
        # At its end pytest looks for exceptions that nobody heard of, through all of TensorFlow.
        options = ["-p", "no:unraisableexception", "-p", "no:cacheprovider"]
        options += ["--capture=sys", "--rootdir=."]
        code = pytest.main([*options, *arguments])
    return code, printed.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with an honest lesson 01 and its faulty copy 02."""
    folder = tmp_path_factory.mktemp("lessons")
    cells = [nbformat.v4.new_code_cell(source) for source in SOURCES.values()]
    for name, cell in zip(NAMES, cells, strict=True):
        cell.metadata.tags = TAGS.get(name, [])
    honest, faulty = folder / "01_tell_truth.ipynb", folder / "02_plant_faults.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), honest)
    refresh([honest])
    page = nbformat.read(honest, nbformat.NO_CONVERT)
    plant_faults(dict(zip(NAMES, page.cells, strict=True)))
    nbformat.write(page, faulty)
    return folder


@pytest.fixture(scope="module")
def printed(folder):
    """What a run of the plugin over both lessons printed."""
    plugin = ("-p", "utils.notebooks.plugin", "--lessons")
    code, printed = run_pytest(folder, *plugin, "--junitxml=report.xml", ".")
    assert code == pytest.ExitCode.TESTS_FAILED
    return printed


@pytest.fixture(scope="module")
def results(folder, printed):
    """What became of each cell: {(lesson, name): (outcome, message)}."""
    results = {}
    for case in ElementTree.parse(folder / "report.xml").iter("testcase"):
        name = NAMES[int(case.get("name")[4:-1]) - 1]
        verdict = case[0] if len(case) else None
        outcome = "passed" if verdict is None else verdict.tag
        message = "" if verdict is None else f"{verdict.get('message')}\n{verdict.text}"
        results[case.get("classname")[:2], name] = outcome, message
    return results


def test_an_honest_lesson_passes(results):
    outcomes = {name: outcome for (lesson, name), (outcome, _) in results.items() if lesson == "01"}
    assert outcomes == dict.fromkeys(NAMES, "passed")


def test_an_honest_lesson_passes_plain_nbval(folder):
    code, printed = run_pytest(folder, "--nbval", "01_tell_truth.ipynb")
    assert code == pytest.ExitCode.OK, printed


@pytest.mark.parametrize("fault", COMPLAINTS)
def test_a_planted_fault_fails(results, fault):
    outcome, message = results["02", fault]
    assert outcome == "failure"
    assert f"\n02_plant_faults.ipynb, In [{NAMES.index(fault) + 1}]" in message
    assert "plugin exception" not in message
    for complaint in COMPLAINTS[fault]:
        assert complaint in message


def test_cells_without_a_fault_pass_beside_faulty_ones(results):
    others = set(NAMES) - set(COMPLAINTS) - {"after the killed kernel"}
    assert {results["02", name][0] for name in others} == {"passed"}


def test_the_cells_after_a_killed_kernel_are_skipped(results):
    outcome, message = results["02", "after the killed kernel"]
    assert outcome == "skipped"
    assert f"In [{NAMES.index('killed kernel') + 1}] ended the run of this lesson" in message


def test_a_cell_that_does_not_end_is_interrupted_and_says_where_it_was(tmp_path):
    endless = "import time\nwhile True: time.sleep(0.01)"
    cells = [nbformat.v4.new_code_cell(source) for source in (endless, "1")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "03_wait.ipynb")
    plugin = ("-p", "utils.notebooks.plugin", "--lessons", "--nbval-cell-timeout=1")
    code, printed = run_pytest(tmp_path, *plugin, ".")
    assert code == pytest.ExitCode.TESTS_FAILED
    assert "03_wait.ipynb, In [1]: import time\nit ran longer than 1 s:\n" in printed
    assert "KeyboardInterrupt" in printed and "1 failed, 1 skipped" in printed


def test_the_seconds_of_each_lesson_are_shown(printed):
    assert "seconds per lesson" in printed
    assert f"{len(NAMES)} cells  01_tell_truth.ipynb" in printed


def test_the_plugin_and_nbval_do_not_run_the_same_lesson_twice(folder, capsys):
    code, _ = run_pytest(folder, "-p", "utils.notebooks.plugin", "--lessons", "--nbval", ".")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "leave --nbval out" in capsys.readouterr().err
