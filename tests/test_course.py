"""course.py as a person meets it: the real pip and uv install a tiny lock, without network."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import venv
from pathlib import Path

import course
import psutil
import pytest
from installations import ROOT, VERSION, Index, Project, tree
from warm_kernels import ended, linux, python, wait_until

from utils.setup import faults
from utils.setup.elsewhere import PYTHONS
from utils.setup.environment import Environment

posix = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal to one process")
NOWHERE = Environment(".venv-nowhere")  # says what programs are called in an environment
# Where no package index answers.
OFFLINE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "UV_HTTP_RETRIES": "0"}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return Index(tmp_path_factory.mktemp("index"))


@pytest.fixture
def project(index, tmp_path):
    return Project(tmp_path / "my cöurse", index)


@pytest.fixture(scope="module")
def template(index, tmp_path_factory):
    """A project that was installed by a call which its command answers with exit code 7.

    What stood there was the course's, and did not start.
    """
    project = Project(tmp_path_factory.mktemp("template") / "my cöurse", index)
    project.environment.mkdir()
    project.stamp.write_text('{"state": "ready"}')
    result = project.run("test", "--cold", "15", "--gpu-less", EXIT="7")
    assert (result.returncode, result.stderr) == (7, "")
    project.first_words = result.stdout.splitlines()
    return project


@pytest.fixture
def installed(template, tmp_path):
    return template.copy(tmp_path / "elsewhere")


# Installing ---------------------------------------------------------------------------------


def test_the_first_call_installs_and_runs_the_command(template):
    says, ran = template.first_words
    assert says == "Installing TensorFlow and Jupyter into .venv: about a minute the first time."
    arguments, cwd, prefix, version = json.loads(ran)
    assert arguments == ["test", "--cold", "15", "--gpu-less"]
    assert (cwd, prefix) == (str(template.root), str(template.environment))
    assert version == "1.0"


def test_a_moved_folder_starts_at_once_without_uv_and_with_its_scripts(installed, tmp_path):
    programs = installed.environment / NOWHERE.programs.name
    shutil.move(programs / NOWHERE.uv.name, tmp_path)
    (tmp_path / "mine.ipynb").touch()
    result = installed.run("test", "mine.ipynb", "15", cwd=tmp_path)
    arguments, cwd, prefix, _ = json.loads(result.stdout)  # and nothing was said before
    assert arguments == ["test", str(tmp_path / "mine.ipynb"), "15"]
    assert (cwd, prefix) == (str(installed.root), str(installed.environment))
    code = "import utils; print(utils.__file__)"
    for program in ([programs / "python", "-c", code], [programs / "tiny"]):
        shown = subprocess.check_output(program, cwd=tmp_path, text=True)
        assert installed.root in Path(shown.strip()).parents


def test_a_changed_lock_is_installed_and_what_fails_changes_nothing(installed, index):
    lock = installed.root / "requirements.lock"
    lock.write_text(re.sub(r"(tiny.*\n.*sha256:)\w+", rf"\g<1>{64 * '0'}", index.lock("2.0")))
    assert "is not the one in the lock" in installed.said("test")
    lock.write_text(index.lock("3.0", tag="cp310-cp310-plan9_mips"))
    assert "no build for this machine" in installed.said("test")
    lock.write_text(index.lock("2.0"))
    assert installed.said("lab", **OFFLINE) == faults.NETWORK
    assert next(installed.environment.rglob("tiny.py")).read_text().startswith("version = '1.0'")
    assert installed.told("test")[3] == "2.0"


@linux
def test_the_gpu_build_stays_once_it_is_asked_for(installed):
    assert installed.told("test", "--gpu")[3] == "1.1"
    assert installed.told("test")[3] == "1.1"


def test_an_interrupted_install_is_repaired_in_place(installed):
    next(installed.environment.rglob("tiny.py")).unlink()
    installed.stamp.write_text('{"state": "installing", "lock": "requirements.lock"}')
    (installed.environment / "kept").touch()
    assert installed.told("test")[3] == "1.0"
    assert (installed.environment / "kept").exists()


def test_a_half_made_environment_is_made_afresh(installed):
    other = installed.root / f".venv-{VERSION}"
    other.mkdir()
    (other / "course.json").write_text("")  # the power went off
    (other / "leftover").touch()
    result = installed.run("test", "--python", VERSION)
    told = json.loads(next(line for line in result.stdout.splitlines() if line.startswith("[")))
    assert told[2:] == [str(other), "1.0"]
    assert not (other / "leftover").exists()


# What the course did not make ---------------------------------------------------------------


WAYS = [["test"], ["lock"], ["test", "--python", VERSION]]  # to install something


def is_left_alone(project, sentence, ways=WAYS[:1], **variables):
    """Whether a call refuses with one sentence, and leaves every file."""
    before = tree(project.root.parent)
    for command in ways:
        assert sentence in project.said(*command, **variables)
        assert tree(project.root.parent) == before


@pytest.mark.parametrize("name", [".", "..", "utils", "../theirs", "/theirs", ".venv/lib"])
def test_only_a_venv_beside_course_py_is_ever_made(name):
    with pytest.raises(SystemExit, match=r"name begins with \.venv"):
        Environment(name)


def test_a_folder_of_others_is_never_made_an_environment(project, tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").touch()
    theirs = str(tmp_path / "theirs")
    is_left_alone(project, "name begins with .venv", COURSE_ENVIRONMENT=theirs)


def linked(path):
    """Make it a link to what the course has made: who linked it may share it."""
    made = path.parent.parent / "elsewhere"
    made.mkdir()
    (made / "course.json").write_text("{}")
    path.symlink_to(made, target_is_directory=True)


# What others may have left where .venv would be.
FOREIGN = {
    "environment": venv.create,
    "folder": lambda path: shutil.copytree(ROOT / "hub", path),
    "link": linked,
    "dangling link": lambda path: path.symlink_to(path.parent / "nothing"),
    "file": Path.touch,
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_the_course_did_not_make_is_left_as_it_is(project, kind):
    FOREIGN[kind](project.environment)
    ways = WAYS if kind == "environment" else WAYS[:1]
    is_left_alone(project, ".venv was not made by course.py and is left as it is: rename it", ways)


def test_an_environment_of_another_name_stands_beside_a_foreign_one(installed):
    assert installed.told("test", COURSE_ENVIRONMENT="")[2] == str(installed.environment)
    installed.environment.rename(installed.root / ".venv-2")
    installed.environment.mkdir()
    (installed.environment / "notes").write_text("mine")
    told = installed.told("test", COURSE_ENVIRONMENT=".venv-2")
    assert told[2] == str(installed.root / ".venv-2")
    assert list(installed.environment.iterdir()) == [installed.environment / "notes"]


# Faults, and other calls --------------------------------------------------------------------


@linux
def test_a_folder_that_cannot_be_written_is_one_sentence(project):
    project.root.chmod(0o555)
    assert "This folder cannot be written" in project.said("lab")
    project.root.chmod(0o755)


@posix
def test_an_installation_that_is_stopped_ends_with_its_installer(installed, index):
    """Its package index never answers; meanwhile a second call waits, then goes on from there."""
    (installed.root / "requirements.lock").write_text(index.lock("2.0"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        slow = f"http://127.0.0.1:{server.getsockname()[1]}/simple"
        first = installed.start("lab", UV_DEFAULT_INDEX=slow, UV_HTTP_TIMEOUT="600")
        asking, _ = server.accept()
        second = installed.start("lab")
        assert second.stdout.readline().startswith("Another call of course.py is installing")
        first.send_signal(signal.SIGINT)
        out, err = first.communicate()
        asking.settimeout(20)
        while asking.recv(4096):  # until uv, which asks, is gone
            pass
        asking.close()
    assert (first.returncode, err) == (130, "")
    assert out.endswith("Stopped. The same command goes on from here.\n")
    assert json.loads(second.communicate()[0].splitlines()[-1])[3] == "2.0"


@posix
def test_an_environment_that_is_being_made_leaves_no_process_when_it_is_stopped(project):
    def makers():
        lines = (" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"]))
        return [line for line in lines if f"{project.root}" in line]

    first = project.start("lab")
    wait_until(lambda: any("ensurepip" in line for line in makers()))  # which venv has started
    first.terminate()
    first.communicate()
    wait_until(lambda: not makers(), 2)


WAITING = """
import sys
from utils.setup.children import wait
program = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
sys.exit(-wait([sys.executable, "-c", program]))
"""


@posix
@pytest.mark.parametrize("sent", ["SIGTERM", pytest.param("SIGKILL", marks=linux)])
def test_what_course_py_waits_for_ends_with_it(sent):
    with python(WAITING) as waiting:
        started = int(waiting.stdout.readline())
        waiting.send_signal(getattr(signal, sent))
        wait_until(lambda: ended(started))
        assert waiting.wait() == (signal.SIGTERM if sent == "SIGTERM" else -signal.SIGKILL)


@posix
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
def test_what_is_sent_to_course_py_reaches_the_command(installed, sent):
    (installed.root / "utils" / "notebooks" / "__main__.py").write_text(
        "import signal, time\n"
        f"signal.signal(signal.{sent}, signal.default_int_handler)\n"
        "try:\n    print('started', flush=True)\n    time.sleep(60)\n"
        "except KeyboardInterrupt:\n    time.sleep(0.2)\n    print('finished')\n    exit(3)\n"
    )
    process = installed.start("lab")
    assert process.stdout.readline() == "started\n"
    process.send_signal(getattr(signal, sent))
    assert process.communicate() == ("finished\n", "")
    assert process.returncode == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("/usr/bin/python3: No module named venv", "no complete venv module"),
        ("not created successfully because ensurepip is not available", "no complete venv module"),
        ("No space left on device (os error 28)", "disk is full"),
        ("There is not enough space on the disk. (os error 112)", "disk is full"),
        ("[Errno 122] Disk quota exceeded", "disk is full"),
        ("because argon2-cffi-bindings==1 has no usable wheels", "no build for this machine"),
        ("[WinError 32] The process cannot access the file", "cannot be written"),
        ("HINT: this system does not have Windows Long Path support enabled", "is too long"),
        ("[Errno 36] File name too long", "is too long"),
        ("SSLError(SSLCertVerificationError(1, 'certificate verify failed'", "check the network"),
        ("NewConnectionError('<pip>: Failed to establish a new connection'", "check the network"),
    ],
)
def test_a_fault_is_known_by_its_words(words, sentence):
    explained = faults.explain(words)
    assert sentence in explained
    assert "\n" not in explained


def test_an_unknown_fault_shows_what_the_installer_said():
    words = "\n".join(f"line {i}" for i in range(40)) + "\nsomething new"
    explained = faults.explain(words)
    assert explained.startswith("That failed for the reason below:")
    assert explained.endswith("something new")
    assert "line 20" not in explained


# Pythons ------------------------------------------------------------------------------------


def test_each_python_tests_in_an_environment_of_its_own_made_afresh_where_half_made(installed):
    half_made = installed.root / f".venv-{VERSION}"
    half_made.mkdir()
    (half_made / "course.json").write_text("")  # the power went off
    (half_made / "leftover").touch()
    # Of all Pythons, this one is here.
    here = {"PATH": str(Path(sys.base_prefix, "bin")), "PYENV_ROOT": str(installed.root)}
    result = installed.run("test", "15", "--python", "all", "-x", EXIT="3", **here)
    told = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("[")]
    table = dict(line.split()[1:3] for line in result.stdout.splitlines() if "exit code" in line)
    assert result.returncode == 1
    assert VERSION in table and table.keys() <= set(PYTHONS)
    assert [prefix for _, _, prefix, _ in told] == [
        str(installed.root / f".venv-{version}") for version in table
    ]
    assert all(arguments == ["test", "15", "--python", "all", "-x"] for arguments, *_ in told)
    assert not (half_made / "leftover").exists()


@pytest.mark.skipif(PYTHONS[-1] == VERSION, reason="TensorFlow 2.16 has no build for it")
def test_the_oldest_tensorflow_has_an_environment_of_its_own(installed):
    result = installed.run("test", "--oldest")
    assert f"\n  Python {VERSION}  passed\n" in result.stdout
    (told,) = (json.loads(line) for line in result.stdout.splitlines() if line.startswith("["))
    assert told[2:] == [str(installed.root / f".venv-{VERSION}-oldest"), "0.9"]


@pytest.mark.parametrize("options", [["--python", "3.9"], ["--oldest", "--python", "3.13"]])
def test_a_python_without_tensorflow_is_one_sentence(project, options):
    sentence = rf"has builds for Python 3.10, .*, not for {options[-1]}\.$"
    assert re.search(sentence, project.said("test", *options))
    assert not project.environment.exists()


def test_the_gpu_build_is_refused_where_there_is_none(monkeypatch):
    from utils.setup import start

    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SystemExit, match="run the same command without --gpu"):
        start.main(["test", "--gpu"])


@pytest.mark.parametrize(
    ("version", "here", "advice"),
    [
        ((3, 9), None, "is Python 3.9: install Python 3.13, then run python3.13 course.py lab 15"),
        ((3, 14), "python3.12", "is Python 3.14: run python3.12 course.py lab 15"),
    ],
)
def test_an_unsupported_python_is_told_which_one_to_use(monkeypatch, version, here, advice):
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "argv", ["course.py", "lab", "15"])
    monkeypatch.setattr(course, "is_there", lambda name: name == here)
    with pytest.raises(SystemExit) as stopped:
        course.check_python()
    assert str(stopped.value).endswith(advice)


def test_the_pythons_are_stated_alike():
    oldest, newest = course.OLDEST, course.NEWEST
    wanted = f'requires-python = ">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"'
    assert wanted in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"Python {oldest[0]}.{oldest[1]} to {newest[0]}.{newest[1]}" in course.__doc__
    assert [PYTHONS[0], PYTHONS[-1]] == [f"{a}.{b}" for a, b in (oldest, newest)]


def test_what_runs_in_the_environment_sees_no_other_python(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/another")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("COURSE_ENVIRONMENT", ".venv-3.10")  # for course.py, not for what it runs
    variables = NOWHERE.variables()
    names = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "COURSE_ENVIRONMENT"}
    assert not names & variables.keys()
    assert variables["PATH"].split(os.pathsep)[0] == str(NOWHERE.programs)
