"""The benchmark measures the same work in every way, and stores what it prints."""

from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from utils import datasets
from utils.benchmark import lessons, report, training

CHECKS = {
    "warm": {"01_meet_it": 1.0, "15_classify_it": 4.0},
    "cold": {"01_meet_it": 1.5, "15_classify_it": 9.0},
    "nbval": {"01_meet_it": 1.5, "15_classify_it": 9.5},
}
RECORD = """<testsuites><testsuite>
<testcase classname="notebooks.01_meet_it.ipynb" name="In [1]" time="1.5" />
<testcase classname="" name="notebooks/01_meet_it.ipynb::Cell 1" time="0.25" />
<testcase classname="notebooks.15_classify_it.ipynb" name="In [1]" time="4" />
</testsuite></testsuites>"""


def test_every_way_of_training_computes_the_same_losses(monkeypatch):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (300, 28, 28), dtype=np.uint8)
    digits = datasets.Split(images, rng.integers(0, 10, 300))
    mnist = datasets.Mnist(digits, digits, digits)
    monkeypatch.setattr(training, "load_mnist", lambda: mnist)
    monkeypatch.setattr(training, "EPOCHS", 2)
    measured = training.seconds_per_epoch()
    assert list(measured) == list(training.WAYS)
    assert all(len(seconds) == 2 for seconds in measured.values())
    ways = {"NumPy": training.in_numpy, "lazy": lambda X, Y: iter([2.3, 2.3, 2.3])}
    monkeypatch.setattr(training, "WAYS", ways)
    with pytest.raises(RuntimeError, match="do not compute the same"):
        training.seconds_per_epoch()


def test_seconds_are_added_up_by_lesson(tmp_path):
    record = tmp_path / "record.xml"
    record.write_text(RECORD)
    paths = [Path("notebooks", f"{name}.ipynb") for name in CHECKS["warm"]]
    assert lessons._read(record, paths) == {"01_meet_it": 1.75, "15_classify_it": 4.0}


def test_a_failing_lesson_is_not_timed(monkeypatch):
    monkeypatch.setattr(lessons.subprocess, "call", lambda *_, **__: 1)
    with pytest.raises(SystemExit, match="A lesson fails"):
        lessons._timed("nbval", [Path("missing.ipynb")])


def test_what_is_measured_is_printed_and_stored(monkeypatch, tmp_path, capsys):
    page, picture = tmp_path / "CONTRIBUTING.md", tmp_path / "speed.png"
    page.write_text("a\n<!-- bench -->\nold\n<!-- end of bench -->\nb\n")
    monkeypatch.setattr(report, "PAGE", page)
    monkeypatch.setattr(report, "PICTURE", picture)
    monkeypatch.setattr(report.lessons, "seconds_per_lesson", lambda paths: CHECKS)
    monkeypatch.setattr(
        report.subprocess, "check_output", lambda *_, **__: '{"NumPy": [3, 2, 9], "session": [1]}'
    )
    report.bench([], store=False)
    assert "old" in page.read_text()
    report.bench([], store=True)
    text = page.read_text()
    assert text.startswith("a\n<!-- bench -->\nSeconds on ")
    assert text.endswith("<!-- end of bench -->\nb\n")
    assert "| 15_classify_it | 4.0 | 9.0 | 9.5 |\n" in text
    assert "| **all, one after the other** | 5.0 | 10.5 | 11.0 |\n" in text
    assert "| NumPy | 3.00 | 3.00 |\n| session | 1.00 | 1.00 |\n" in text
    assert text.split("<!-- bench -->\n")[1].split("<!-- end")[0] in capsys.readouterr().out
    assert matplotlib.image.imread(picture).std() > 0.05
