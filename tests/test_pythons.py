"""Tests with other Pythons and the oldest TensorFlow: which are run, and how they are found."""

import subprocess
import sys
from types import SimpleNamespace

import course
import pytest
from utils.setup import pythons
from utils.setup.venv import VERSION


@pytest.fixture
def runs(monkeypatch):
    """Let every Python but 3.11 be installed; note what would be run, and let 3.12 fail."""
    started = []

    def start(command, env):
        started.append((*map(str, command[2:]), env["COURSE_ENVIRONMENT"]))
        return SimpleNamespace(wait=lambda: int(command[0] == "python3.12"))

    def find(version, must=True):
        return None if version == "3.11" else f"python{version}"

    monkeypatch.delenv("COURSE_ENVIRONMENT", raising=False)
    monkeypatch.setattr(pythons, "find", find)
    monkeypatch.setattr(pythons, "subprocess", SimpleNamespace(Popen=start))
    monkeypatch.setattr(pythons.signal, "signal", lambda *_: None)
    return started


def test_each_python_tests_in_a_folder_of_its_own(runs, capsys):
    arguments = ["test", "15", "--python", "3.10", "3.12", "-x"]
    assert course.main(arguments) == 1
    assert runs == [("test", "15", "-x", ".venv-3.10"), ("test", "15", "-x", ".venv-3.12")]
    shown = capsys.readouterr().out.splitlines()[-2:]
    assert [line.split() for line in shown] == [
        ["Python", "3.10", "passed"],
        ["Python", "3.12", "exit", "code", "1"],
    ]


def test_all_are_those_that_are_installed(runs):
    course.main(["test", "--python", "all"])
    assert [folder for *_, folder in runs] == [".venv-3.10", ".venv-3.12", ".venv-3.13"]


def test_the_oldest_tensorflow_goes_with_the_pythons_that_it_has(runs):
    course.main(["test", "--oldest", "--python", "all"])
    assert runs == [
        ("test", "--oldest", ".venv-3.10-oldest"),
        ("test", "--oldest", ".venv-3.12-oldest"),
    ]
    with pytest.raises(SystemExit, match=r"no build for Python 3\.13: leave it out"):
        course.main(["test", "--oldest", "--python", "3.13"])


def test_the_oldest_tensorflow_alone_takes_this_python(runs):
    arguments = ["test", "--oldest"]
    assert pythons.take_versions(arguments) == ([VERSION], arguments)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["test", "--python"], r"takes some of 3\.10, 3\.11, 3\.12, 3\.13, or: all"),
        (["test", "--python", "3.9"], r"takes some of .*, not 3\.9\."),
        (["lab", "--oldest"], "are for test, not for lab"),
    ],
)
def test_what_cannot_be_tested_is_said(runs, arguments, sentence):
    with pytest.raises(SystemExit, match=sentence):
        course.main(arguments)
    assert not runs


def test_a_missing_python_is_said(monkeypatch):
    monkeypatch.setattr(pythons, "candidates", lambda version: [None, "no such program"])
    missing = next(version for version in pythons.SUPPORTED if version != VERSION)
    assert pythons.find(missing, must=False) is None
    with pytest.raises(SystemExit, match=f"Python {missing} is not installed"):
        pythons.find(missing)


def test_a_program_that_does_not_start_as_that_python_is_passed_over(tmp_path, monkeypatch):
    other = next(version for version in pythons.SUPPORTED if version != VERSION)
    monkeypatch.setattr(pythons, "candidates", lambda version: [sys.executable])
    assert pythons.find(VERSION) == sys.executable
    assert pythons.find(other, must=False) is None


def test_pythons_of_pyenv_are_found(tmp_path, monkeypatch):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setattr(pythons.shutil, "which", lambda name: None)
    for version in ("3.12.1", "3.12.3", "3.13.0"):
        (tmp_path / "versions" / version / "bin").mkdir(parents=True)
        (tmp_path / "versions" / version / "bin" / "python").touch()
    found = [str(path) for path in pythons.candidates("3.12") if path]
    folder = tmp_path / "versions"
    assert found == [str(folder / version / "bin" / "python") for version in ("3.12.3", "3.12.1")]


def test_the_pythons_are_those_of_the_course():
    oldest, newest = (".".join(map(str, version)) for version in (course.OLDEST, course.NEWEST))
    assert (pythons.SUPPORTED[0], pythons.SUPPORTED[-1]) == (oldest, newest)
    shown = subprocess.run([sys.executable, "-V"], capture_output=True, text=True).stdout
    assert pythons.answers(sys.executable, ".".join(shown.split()[1].split(".")[:2]))
