"""What a command line of course.py asks for, and the commands that run inside .venv."""

import os

import pytest

from utils.notebooks import commands
from utils.setup import arguments
from utils.setup.arguments import parse


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


# The command line ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "names", "passed"),
    [
        ("lab --no-browser 15", ["15"], ["--no-browser"]),
        ("lab 15 --port 8889 --ip=0.0.0.0", ["15"], ["--port", "8889", "--ip", "0.0.0.0"]),
        ("test -x 2", ["2"], ["-x"]),
        ("test 15 -k name", ["15"], ["-k", "name"]),
        ("test 1 -n 4 2 --maxfail 2", ["1", "2"], ["-n", "4", "--maxfail", "2"]),
        ("test -x tests/test_it.py::test_a", ["tests/test_it.py::test_a"], ["-x"]),
        ("refresh 3 4", ["3", "4"], []),
        ("lock --upgrade -P numpy", [], ["-P", "numpy", "--upgrade"]),
    ],
)
def test_options_and_names_stand_in_any_order(line, names, passed):
    chosen = parse(line.split())
    assert (chosen.names, chosen.passed) == (names, passed)


def test_options_of_the_course_are_its_own():
    chosen = parse(["test", "--cold", "15", "--oldest", "-x", "--python", "3.10", "3.13", "16"])
    assert (chosen.cold, chosen.oldest, chosen.gpu) == (True, True, False)
    assert (chosen.python, chosen.names, chosen.passed) == (["3.10", "3.13"], ["15", "16"], ["-x"])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "tset",
            "There is no command 'tset': choose one of lab, reset, progress, class, test, refresh, "
            "explain, book, slides, lock.",
        ),
        ("--cold test", "There is no command '--cold': choose one of"),
        ("refresh --fast", "refresh takes no --fast: see course.py refresh --help."),
        ("lock numpy", "lock takes no numpy"),
        ("progress 3", "progress takes no 3"),
        ("lab 1 2", "lab takes one lesson, not 2."),
        ("refresh --oldest", "refresh takes no --oldest"),
        ("test -k", "Argument -k: expected one argument: see course.py test --help."),
        ("test --python 15", "--python takes versions, such as 3.10 3.12, or all."),
    ],
)
def test_what_is_wrong_is_one_sentence(line, sentence):
    with pytest.raises(SystemExit) as stopped:
        parse(line.split())
    assert str(stopped.value).startswith(sentence)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize("line", ["", "--help", *(f"{name} -h" for name in arguments.COMMANDS)])
def test_help_names_what_there_is(line, capsys):
    with pytest.raises(SystemExit) as stopped:
        parse(line.split())
    assert not stopped.value.code
    shown = capsys.readouterr().out
    for name in [line.split()[0]] if "-h" in line.split() else arguments.COMMANDS:
        assert f"course.py {name}" in shown


# Lessons ------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("name", ["3", "compute", "notebooks/03_x.ipynb", "²"])
def test_an_unknown_lesson_is_answered_with_those_there_are(lessons, name):
    with pytest.raises(SystemExit) as stopped:
        commands.find_lessons(name)
    there = "01_meet_it, 02_compute_it, 02_compute_it_again"
    assert str(stopped.value) == f"There is no lesson {name!r}; there are: {there}."


# What JupyterLab and pytest are told --------------------------------------------------------


def test_without_names_everything_is_tested_in_parallel_else_each_lesson(lessons):
    told = commands.pytest_arguments([], ["-k", "softmax"])
    assert told[-4:] == ["tests", "notebooks", "-k", "softmax"]
    assert told[told.index("-n") + 1] == str(min(os.cpu_count() + 1, 9))
    told = commands.pytest_arguments(["1", "02_compute_it"], [])
    assert told[told.index("-n") + 1] == "2"
    told = commands.pytest_arguments(["1"], ["-x"])
    assert told[2:] == ["--lessons", str(lessons / "01_meet_it.ipynb"), "-x"]


@pytest.mark.parametrize(
    ("names", "page"),
    [([], "01_meet_it"), (["02_compute_it"], "02_compute_it"), (["my file.ipynb"], "my%20file")],
)
def test_the_lab_opens_the_first_lesson_or_the_named_one(lessons, monkeypatch, names, page):
    (lessons / "my file.ipynb").touch()
    monkeypatch.chdir(lessons)
    for root in (lessons.parent / "work", lessons.parent):
        told = commands.jupyter_arguments(names, ["--no-browser"], root)
        assert f"--ServerApp.root_dir={root}" in told
        assert f"--LabApp.default_url=/lab/tree/notebooks/{page}.ipynb" in told
        assert told[-1] == "--no-browser"


@pytest.mark.parametrize("option", [["--log-level=INFO"], ["--log-level", "INFO"]])
def test_an_option_that_the_lab_gives_itself_is_the_callers_where_it_is_named(lessons, option):
    """JupyterLab does not start where an option of one value comes twice."""
    told = commands.jupyter_arguments([], option, lessons.parent)
    assert [word for word in told if word.startswith("--log-level")] == option[:1]
    assert told[-len(option) :] == option


def test_an_option_that_jupyterlab_does_not_know_is_one_sentence():
    commands.check_lab_options(["--ip=0.0.0.0", "--no-browser", "--ServerApp.quit_button=False"])
    with pytest.raises(SystemExit, match=r"^JupyterLab has no --no-brower: see .* --help-all\.$"):
        commands.check_lab_options(["--port", "8889", "--no-brower"])


def test_the_lab_opens_a_notebook_of_the_learners_own_and_none_that_is_elsewhere(lessons):
    mine = lessons.parent / "work/mine.ipynb"
    mine.parent.mkdir()
    mine.touch()
    told = commands.jupyter_arguments([str(mine)], [], mine.parent)
    assert "--LabApp.default_url=/lab/tree/mine.ipynb" in told
    with pytest.raises(SystemExit, match=r"shows nothing outside .*: put mine\.ipynb into it"):
        commands.jupyter_arguments([str(mine)], [], lessons)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no root")
@pytest.mark.parametrize("user", [0, 1000])
def test_the_lab_runs_as_root_and_says_so(lessons, monkeypatch, capsys, user):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert ("--allow-root" in commands.jupyter_arguments([], [], lessons.parent)) == (user == 0)
    assert ("as root" in capsys.readouterr().out) == (user == 0)


# A learner's copies ------------------------------------------------------------------------


def test_reset_lays_lessons_out_afresh_and_says_where_the_old_copies_are(lessons, capsys):
    copies = lessons.parent / "work/notebooks"
    copies.mkdir(parents=True)
    (copies / "01_meet_it.ipynb").write_text("mine")
    assert commands.reset(parse(["reset", "1"])) == 0
    assert "yours is now 01_meet_it_" in capsys.readouterr().out
    assert (copies / "01_meet_it.ipynb").read_text() == ""
    with pytest.raises(SystemExit, match="Say which lesson"):
        commands.reset(parse(["reset"]))


def test_copies_that_cannot_be_written_are_one_sentence(lessons):
    (lessons.parent / "work").write_text("a file")
    with pytest.raises(SystemExit, match=r"could not be written \(.+\): make room"):
        commands.reset(parse(["reset", "1"]))
