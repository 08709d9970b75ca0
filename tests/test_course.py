"""course.py as a person meets it: a copy of it, in a folder with an awkward name.

The programs that it calls (venv, pip, uv, ensurepip) are stand-ins in that folder, where
`python -m` finds them first: each notes its call, and fails with the words that it is given.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import course
import pytest
from utils.setup import faults, install, start, venv

ROOT = Path(course.__file__).parent
STAND_IN = """
import json, os, sys
call = " ".join([{name!r}, *sys.argv[1:]])
with open("calls", "a", encoding="utf-8") as calls:
    print(call, file=calls)
for start, words in json.loads(os.environ.get("FAILING", "{{}}")).items():
    if call.startswith(start):
        sys.exit(words)
"""
REAL_VENV = """
sys.path.remove(os.getcwd())
del sys.modules["__main__"]
import venv
venv.create(sys.argv[-1], symlinks=os.name != "nt")
"""
COMMAND = """
import json, os, sys
print(json.dumps([sys.argv[1:], os.getcwd(), sys.prefix]))
sys.exit(int(os.environ.get("EXIT", 0)))
"""
UV, LOCK = "pip install --only-binary=:all: uv", "pip install --no-deps"
NO_NETWORK = (
    "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after "
    "connection broken by 'NewConnectionError(': Failed to establish a new connection: [Errno -3] "
    "Temporary failure in name resolution')': /simple/uv/\n"
    "ERROR: No matching distribution found for uv"
)
UV_NO_NETWORK = "error: Failed to fetch: `simple/numpy/`\n  Caused by: dns error"
DEBIAN = (
    "The virtual environment was not created successfully because ensurepip is not available.  On "
    "Debian/Ubuntu systems, you need to install the python3-venv package"
)
DISK = "error: Failed to install: numpy\n  Caused by: No space left on device (os error 28)"


class Project:
    """A copy of course.py among stand-ins."""

    def __init__(self, root):
        self.root = root
        self.calls_before = 0
        if root.exists():
            return
        shutil.copytree(ROOT / "utils" / "setup", root / "utils" / "setup")
        shutil.copy(ROOT / "utils" / "__init__.py", root / "utils")
        (root / "utils" / "notebooks").mkdir()
        (root / "utils" / "notebooks" / "__main__.py").write_text(COMMAND)
        for name in ("course.py", "requirements.txt", "requirements-gpu.txt"):
            shutil.copy(ROOT / name, root)
        for name in ("requirements.lock", "requirements-gpu.lock", "requirements-oldest.lock"):
            (root / name).write_text("numpy==1.0\n")
        for name in ("venv", "pip", "uv", "ensurepip"):
            text = STAND_IN.format(name=name) + (REAL_VENV if name == "venv" else "")
            (root / f"{name}.py").write_text(text)

    def start(self, *arguments, **options):
        """Start course.py with pipes for what it prints."""
        command = [sys.executable, self.root / "course.py", *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, **pipes, text=True, encoding="utf-8", **options)

    def run(self, *arguments, failing=None, cwd=None, **variables):
        return subprocess.run(
            [sys.executable, self.root / "course.py", *arguments],
            env={**os.environ, **variables, "FAILING": json.dumps(failing or {})},
            cwd=cwd or self.root.parent,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    def new_calls(self):
        """The calls since this was last asked, each by its first words."""
        try:
            lines = (self.root / "calls").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        before, self.calls_before = self.calls_before, len(lines)
        return [" ".join(line.split()[:3]) for line in lines[before:]]

    @property
    def stamp(self):
        return self.root / ".venv" / "course.json"


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "my cöurse")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("template") / "course")
    assert project.run("test").returncode == 0
    return project.root


@pytest.fixture
def installed(template, tmp_path):
    """A copy of a project that is installed, as if it had been installed in this place."""
    root = tmp_path / "my cöurse"
    shutil.copytree(template, root, symlinks=True)
    (root / "calls").unlink()
    stamp = root / ".venv" / "course.json"
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "root": str(root)}))
    return Project(root)


def said(result):
    """What an unsuccessful call said on standard error: never a traceback."""
    assert result.returncode == 1
    assert "Traceback" not in result.stderr + result.stdout
    return result.stderr.strip()


INSTALLING = [*["pip --version", "pip install --only-binary=:all:", "uv --version"], "uv pip sync"]


def test_the_first_call_installs_and_the_second_starts_at_once(project):
    first = project.run("test", "--cold", "15", "--gpu-less", EXIT="7")
    assert first.returncode == 7
    says, ran = first.stdout.splitlines()
    assert says == "Installing TensorFlow and Jupyter into .venv: about a minute the first time."
    arguments, cwd, prefix = json.loads(ran)
    assert arguments == ["test", "--cold", "15", "--gpu-less"]
    assert (cwd, prefix) == (str(project.root), str(project.root / ".venv"))
    assert project.new_calls() == ["venv " + str(project.root / ".venv"), *INSTALLING]
    second = project.run("lab", cwd=project.root / "utils")
    assert json.loads(second.stdout)[0] == ["lab"]
    assert project.new_calls() == []


def test_a_changed_lock_is_installed(installed):
    (installed.root / "requirements.lock").write_text("numpy==2.0\n")
    assert installed.run("test").returncode == 0
    assert installed.new_calls() == INSTALLING
    assert "--reinstall" not in (installed.root / "calls").read_text(encoding="utf-8")


def test_a_half_made_venv_is_made_afresh(installed):
    installed.stamp.write_text('{"state": "making", "lock": "requirements.lock"}')
    leftover = installed.root / ".venv" / "leftover"
    leftover.touch()
    assert installed.run("test").returncode == 0
    assert installed.new_calls()[1:] == INSTALLING
    assert not leftover.exists()


def test_an_interrupted_install_is_repaired_in_place(installed):
    installed.stamp.write_text('{"state": "installing", "lock": "requirements.lock"}')
    assert installed.run("test").returncode == 0
    assert installed.new_calls() == INSTALLING
    assert (installed.root / "calls").read_text(encoding="utf-8").endswith("--reinstall\n")


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '"ready"'])
def test_an_unreadable_stamp_is_no_stamp(monkeypatch, tmp_path, text):
    monkeypatch.setattr(install, "STAMP", tmp_path / "course.json")
    install.STAMP.write_text(text)
    assert install.read_stamp() == {}


def tree(folder):
    """All that stands in a folder: names, and the bytes of files."""
    paths = sorted(path for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return {p: p.read_bytes() if p.is_file() and not p.is_symlink() else None for p in paths}


def is_left_alone(project, sentence, **variables):
    """Whether test and lock refuse with one sentence, do nothing, and leave every file."""
    before = tree(project.root.parent)
    for command in ("test", "lock"):
        message = said(project.run(command, **variables))
        assert sentence in message
        assert "\n" not in message
        assert tree(project.root.parent) == before


@pytest.mark.parametrize(
    "name", [".", "..", "utils", "../theirs", "ABSOLUTE", ".venv/lib", "./.venv"]
)
def test_only_a_venv_beside_course_py_is_ever_made(project, tmp_path, name):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").touch()
    name = str(tmp_path / "theirs") if name == "ABSOLUTE" else name
    is_left_alone(project, "name begins with .venv", COURSE_ENVIRONMENT=name)


def test_an_empty_name_is_no_name(installed):
    assert json.loads(installed.run("test", COURSE_ENVIRONMENT="").stdout)[0] == ["test"]
    assert installed.new_calls() == []


def foreign_venvs():
    """What others may have left where .venv would be: each makes it."""

    def environment(path):
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", path], check=True)

    def broken(path):
        environment(path)
        shutil.rmtree(path / venv.BIN.name)

    def other_version(path):
        environment(path)
        config = path / "pyvenv.cfg"
        config.write_text(config.read_text().replace(f"version = {venv.VERSION}", "version = 2.7"))

    def folder(path):
        path.mkdir()
        (path / "notes").write_text("mine")

    def link(path):
        """A link to an environment that the course made: who linked it may share it."""
        environment(path.parent.parent / "elsewhere")
        (path.parent.parent / "elsewhere" / "course.json").write_text("{}")
        path.symlink_to(path.parent.parent / "elsewhere", target_is_directory=True)

    def dangling_link(path):
        path.symlink_to(path.parent / "nothing")

    def file(path):
        path.write_text("mine")

    return [environment, broken, other_version, folder, link, dangling_link, file]


@pytest.mark.parametrize("make", foreign_venvs(), ids=lambda make: make.__name__)
def test_what_the_course_did_not_make_is_left_as_it_is(project, make):
    make(project.root / ".venv")
    is_left_alone(project, ".venv was not made by course.py and is left as it is: rename it")


def test_an_empty_folder_may_become_the_environment(project):
    (project.root / ".venv").mkdir()
    assert project.run("test").returncode == 0


@pytest.mark.parametrize("broken", ["no Python", "no virtual environment"])
def test_a_broken_venv_is_made_afresh(installed, broken):
    environment = installed.root / ".venv"
    if broken == "no Python":
        shutil.rmtree(environment / venv.BIN.name)
    else:
        (environment / "pyvenv.cfg").unlink()
        installed.stamp.write_text('{"state": "installing"}')
    assert installed.run("test").returncode == 0
    assert installed.new_calls()[1:] == INSTALLING


def test_a_venv_of_another_python_is_not_usable(installed, monkeypatch):
    environment = installed.root / ".venv"
    monkeypatch.setattr(venv, "PYTHON", environment / venv.BIN.name / venv.PYTHON.name)
    assert venv.usable()
    monkeypatch.setattr(venv, "VERSION", "3.9")
    assert not venv.usable()


def test_a_moved_folder_works_without_a_network(installed, tmp_path):
    installed.root.rename(tmp_path / "elsewhere")
    moved = Project(tmp_path / "elsewhere")
    result = moved.run("test")
    assert json.loads(result.stdout)[2] == str(moved.root / ".venv")
    assert moved.new_calls() == ["venv --without-pip " + str(moved.root / ".venv")]
    python = moved.root / ".venv" / venv.BIN.name / venv.PYTHON.name
    code = "import utils.setup; print(utils.setup.__file__)"
    shown = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert Path(shown.stdout.strip()) == moved.root / "utils" / "setup" / "__init__.py"
    moved.run("test")
    assert moved.new_calls() == []


@pytest.mark.parametrize(
    "failing", [{UV: "no wheel"}, {"uv --version": "cannot start"}, {"uv pip sync": UV_NO_NETWORK}]
)
def test_pip_installs_where_uv_cannot(project, failing):
    result = project.run("test", failing=failing)
    assert result.returncode == 0
    assert "pip tries now" in result.stdout
    assert project.new_calls()[-1] == LOCK


@pytest.mark.parametrize(
    ("failing", "sentence"),
    [
        ({"venv": DEBIAN}, "This Python has no complete venv module: install it"),
        ({UV: NO_NETWORK}, faults.NETWORK),
        ({"uv pip sync": DISK}, faults.DISK),
        ({"uv pip sync": UV_NO_NETWORK, LOCK: NO_NETWORK}, faults.NETWORK),
    ],
)
def test_a_fault_is_one_sentence_and_the_next_call_recovers(project, failing, sentence):
    message = said(project.run("test", failing=failing))
    assert message.startswith(sentence)
    assert "\n" not in message
    project.new_calls()
    assert project.run("test").returncode == 0
    assert project.new_calls()[-1] == "uv pip sync"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("/usr/bin/python3: No module named venv", "no complete venv module"),
        ("No module named ensurepip", "no complete venv module"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS", "not the one in"),
        ("error: Hash mismatch for `numpy==2.2.6`", "not the one in the lock"),
        ("numpy==2.2.6 has no wheels with a matching platform tag", "no build for this machine"),
        ("because argon2-cffi-bindings==1 has no usable wheels", "no build for this machine"),
        ("ERROR: No matching distribution found for tensorflow", "no build for this machine"),
        ("Error: [Errno 13] Permission denied: '/course/.venv'", "cannot be written"),
        ("[WinError 32] The process cannot access the file", "cannot be written"),
        ("There is not enough space on the disk. (os error 112)", "disk is full"),
        ("HINT: this system does not have Windows Long Path support enabled", "is too long"),
        ("SSLError(SSLCertVerificationError(1, 'certificate verify failed'", "check the network"),
    ],
)
def test_a_fault_is_known_by_its_words(words, sentence):
    explained = faults.explain(words)
    assert sentence in explained
    assert "\n" not in explained


def test_an_unknown_fault_shows_what_the_installer_said(project):
    words = "\n".join(f"line {i}" for i in range(40)) + "\nsomething new"
    message = said(project.run("test", failing={"uv pip sync": "?", LOCK: words}))
    assert message.startswith("That failed for the reason below:")
    assert message.endswith("something new")
    assert "line 20" not in message


def test_a_failed_update_leaves_the_installed_packages(installed):
    theirs = installed.root / ".venv" / "installed before"
    theirs.touch()
    (installed.root / "requirements.lock").write_text("numpy==2.0\n")
    for failing in ({UV: NO_NETWORK}, {"uv pip sync": UV_NO_NETWORK, LOCK: NO_NETWORK}):
        assert said(installed.run("test", failing=failing)) == faults.NETWORK
    assert installed.run("test").returncode == 0
    assert theirs.exists()


def test_two_calls_at_once_install_one_after_the_other(project):
    """The first waits in its installer until the second has said that it waits."""
    slow = STAND_IN.format(name="uv") + (
        "import pathlib, time\n"
        "if 'sync' in sys.argv:\n"
        "    pathlib.Path('installing').touch()\n"
        "    while not pathlib.Path('go').exists():\n        time.sleep(0.01)\n"
    )
    (project.root / "uv.py").write_text(slow)
    with project.start("test") as first:
        while not (project.root / "installing").exists():
            assert first.poll() is None
            time.sleep(0.01)
        with project.start("test") as second:
            waits = "Another call of course.py is installing: waiting for it.\n"
            try:
                assert second.stdout.readline() == waits
            finally:
                (project.root / "go").touch()
            assert json.loads(second.communicate()[0])[0] == ["test"]
        assert first.wait() == second.returncode == 0
    assert project.new_calls() == ["venv " + str(project.root / ".venv"), *INSTALLING]


@pytest.mark.skipif(sys.platform != "linux", reason="TensorFlow has CUDA builds for Linux only")
def test_the_gpu_build_stays_once_it_is_asked_for(installed):
    assert "NVIDIA GPUs" in installed.run("test", "--gpu").stdout
    again = installed.run("test")
    assert json.loads(again.stdout)[0] == ["test"]
    calls = (installed.root / "calls").read_text(encoding="utf-8").splitlines()
    assert "requirements-gpu.lock" in calls[-1]


def test_the_gpu_build_is_refused_where_there_is_none(monkeypatch):
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


def test_the_supported_pythons_are_those_of_the_project():
    oldest, newest = course.OLDEST, course.NEWEST
    wanted = f'requires-python = ">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"'
    assert wanted in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"Python {oldest[0]}.{oldest[1]} to {newest[0]}.{newest[1]}" in course.__doc__


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(13, "Permission denied"), "cannot be written"),
        (OSError(30, "Read-only file system"), "cannot be written"),
        (OSError(28, "No space left on device"), "disk is full"),
        (OSError(122, "Disk quota exceeded"), "disk is full"),
        (OSError(36, "File name too long"), "path of this folder is too long"),
    ],
)
def test_a_folder_that_cannot_be_used_is_one_sentence(monkeypatch, error, sentence):
    def fail(lock):
        raise error

    monkeypatch.setattr(start, "install", fail)
    with pytest.raises(SystemExit, match=sentence):
        start.main(["lab"])


def test_a_disk_that_fills_without_a_word_is_recognised(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    assert faults.explain("returned non-zero exit status 1") == faults.DISK


def test_paths_given_elsewhere_reach_the_command(installed, tmp_path):
    (tmp_path / "mine.ipynb").touch()
    ran = installed.run("test", "mine.ipynb", "15", cwd=tmp_path)
    assert json.loads(ran.stdout)[0] == ["test", str(tmp_path / "mine.ipynb"), "15"]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends neither to one process")
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


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot interrupt one process")
def test_an_interrupted_install_ends_quietly_with_its_installer(project):
    waits = "import os, time\nprint(os.getpid(), file=open('new', 'w'), flush=True)\n"
    waits += "os.rename('new', 'waiting')\ntime.sleep(60)\n"
    (project.root / "uv.py").write_text(waits)
    process = project.start("lab")
    while not (project.root / "waiting").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, err) == (130, "")
    assert out.endswith("Stopped. The same command goes on from here.\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int((project.root / "waiting").read_text()), 0)
    (project.root / "uv.py").write_text(STAND_IN.format(name="uv"))
    assert project.run("test").returncode == 0


def test_a_slow_program_gets_its_input_and_gives_all_its_output():
    slow = "import sys, time; print('a', flush=True); time.sleep(1.1); print(sys.stdin.read())"
    assert venv.run(sys.executable, "-c", slow, stdin="b") == (0, "a\nb\n")


def test_the_environment_is_the_projects_own(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/another")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("COURSE_ENVIRONMENT", ".venv-3.10")  # for course.py, not for what it runs
    variables = venv.environment()
    assert "PYTHONPATH" not in variables
    assert "COURSE_ENVIRONMENT" not in variables
    assert "PYTHONDONTWRITEBYTECODE" not in variables
    assert variables["PATH"].split(os.pathsep)[0] == str(venv.BIN)
    assert variables["PYTHONUTF8"] == "1"
