"""The commands that course.py runs inside .venv."""

import json
import os
import subprocess
import sys

import pytest
from utils import warm
from utils.notebooks import commands, refresh
from utils.notebooks.lessons import LessonError


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    """Three empty lessons, one of which another one's name begins with."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name in ("01_meet_it", "02_compute_it", "02_compute_it_again"):
        (folder / f"{name}.ipynb").touch()
    monkeypatch.setattr(commands, "ROOT", tmp_path)
    monkeypatch.setattr(commands, "LESSONS", folder)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("1", ["01_meet_it"]),
        ("01", ["01_meet_it"]),
        ("2", ["02_compute_it", "02_compute_it_again"]),
        ("02_compute_it", ["02_compute_it"]),
        ("01_meet_it.ipynb", ["01_meet_it"]),
        ("notebooks/01_meet_it.ipynb", ["01_meet_it"]),
        ("notebooks/0*", ["01_meet_it", "02_compute_it", "02_compute_it_again"]),
    ],
)
def test_a_lesson_is_named_by_number_name_pattern_or_path(lessons, name, found):
    assert [path.stem for path in commands.find_lessons(name)] == found


def test_a_notebook_outside_is_named_by_its_path(lessons, tmp_path):
    (tmp_path / "mine.ipynb").touch()
    assert commands.find_lessons("mine.ipynb") == [tmp_path / "mine.ipynb"]


@pytest.mark.parametrize("name", ["3", "compute", "notebooks/03_x.ipynb", "²"])
def test_an_unknown_lesson_is_answered_with_those_there_are(lessons, name):
    with pytest.raises(SystemExit) as stopped:
        commands.find_lessons(name)
    there = "01_meet_it, 02_compute_it, 02_compute_it_again"
    assert str(stopped.value) == f"There is no lesson {name!r}; there are: {there}."


def test_without_names_everything_is_tested_in_parallel(lessons):
    command = commands.pytest_command(["-k", "softmax"])
    assert command[-4:] == ["tests", "notebooks", "-k", "softmax"]
    assert command[command.index("-n") + 1] == str(min(os.cpu_count() + 1, 9))
    assert "--lessons" in command


def test_names_come_first_and_options_are_pytests(lessons):
    command = commands.pytest_command(["1", "-n", "4", "--maxfail", "2"])
    lesson = str(lessons / "01_meet_it.ipynb")
    assert command[command.index("--lessons") + 1 :] == [lesson, "-n", "4", "--maxfail", "2"]


def test_a_test_file_is_tested_alone(lessons, tmp_path):
    (tmp_path / "test_it.py").touch()
    assert commands.pytest_command(["test_it.py::test_a"])[-2:] == [
        "--lessons",
        "test_it.py::test_a",
    ]
    assert commands.pytest_command(["-x", "test_it.py"])[-3:] == ["--lessons", "-x", "test_it.py"]


def test_the_lab_opens_the_first_lesson_or_the_named_one(lessons):
    assert "--LabApp.default_url=/lab/tree/notebooks/01_meet_it.ipynb" in commands.jupyter_command(
        []
    )
    command = commands.jupyter_command(["02_compute_it", "--no-browser"])
    page = "--LabApp.default_url=/lab/tree/notebooks/02_compute_it.ipynb"
    assert command[-2:] == [page, "--no-browser"]


def test_the_lab_opens_the_readme_where_there_is_no_lesson(lessons):
    for lesson in lessons.iterdir():
        lesson.unlink()
    assert commands.jupyter_command([])[-1] == "--LabApp.default_url=/lab/tree/README.md"


def test_a_folder_of_lessons_is_tested_in_parallel(lessons):
    assert "-n" in commands.pytest_command(["notebooks"])


def test_no_more_processes_start_than_there_are_lessons(lessons):
    command = commands.pytest_command(["1", "02_compute_it"])
    assert command[command.index("-n") + 1] == "2"
    assert "-n" not in commands.pytest_command(["1"])


class Kernels:
    """Stands for warm.serve(): notes whether kernels were served."""

    served = False

    def __enter__(self):
        Kernels.served = True
        return {"JUPYTER_PATH": "warm"}

    def __exit__(self, *_):
        pass


@pytest.mark.parametrize("cold", [False, True])
def test_a_program_gets_warm_kernels_unless_cold_and_gives_its_exit_code(
    lessons, monkeypatch, tmp_path, cold
):
    seen = tmp_path / "seen"
    code = f"import json, os, sys; open({str(seen)!r}, 'w').write(json.dumps(" + (
        "[sys.argv[1:], os.environ['JUPYTER_PATH']])); sys.exit(5)"
    )
    monkeypatch.setenv("JUPYTER_PATH", "own")
    monkeypatch.setattr(warm, "serve", Kernels)
    monkeypatch.setattr(Kernels, "served", False)
    monkeypatch.setattr(commands, "pytest_command", lambda a: [sys.executable, "-c", code, *a])
    monkeypatch.setattr(commands.signal, "signal", lambda *_: None)
    assert commands.main(["test", "1", *(["--cold"] if cold else [])]) == 5
    assert Kernels.served is not cold
    assert json.loads(seen.read_text()) == [["1"], "own" if cold else "warm"]


def test_refresh_stores_the_named_lessons_or_all(lessons, monkeypatch):
    stored = []
    monkeypatch.setenv("JUPYTER_PATH", "own")
    monkeypatch.setattr(warm, "serve", Kernels)
    monkeypatch.setattr(refresh, "refresh", lambda paths: stored.append([p.stem for p in paths]))
    assert commands.main(["refresh", "1"]) == commands.main(["refresh"]) == 0
    assert stored == [["01_meet_it"], ["01_meet_it", "02_compute_it", "02_compute_it_again"]]


def test_refresh_says_which_lesson_failed(lessons, monkeypatch, capsys):
    def fail(paths):
        raise LessonError("01_meet_it.ipynb was not stored.")

    monkeypatch.setattr(refresh, "refresh", fail)
    assert commands.main(["refresh", "1", "--cold"]) == 1
    assert capsys.readouterr().err == "01_meet_it.ipynb was not stored.\n"


def test_what_is_no_command_runs_nothing(lessons):
    with pytest.raises(SystemExit, match="no command '--help': choose one of lab, test, refresh"):
        commands.main(["--help"])


def test_the_module_runs_a_command():
    command = [sys.executable, "-m", "utils.notebooks", "lab", "99"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.startswith("There is no lesson '99'; there are: ")
