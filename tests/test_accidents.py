"""What happens to people: odd notebooks, odd folders, a full disk, Ctrl-C, two tests at once.

Damaged data are in test_datasets, a damaged .venv and a failed installation in test_course.
"""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest
from installations import heed_permissions
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from test_plugin import run_pytest
from warm_kernels import linux, wait_until

from utils.notebooks import refresh
from utils.notebooks.files import read, to_bytes
from utils.notebooks.lessons import LessonError
from utils.notebooks.normalise import normalise

PLUGIN = ("-p", "utils.notebooks.plugin", "--lessons")


def page(*sources, value="342"):
    """A lesson as it is stored; the last cell shows a value."""
    cells = [new_code_cell(source, execution_count=1) for source in sources]
    shown = new_output("execute_result", data={"text/plain": value}, execution_count=1)
    cells[-1].outputs = [shown]
    return normalise(new_notebook(cells=[new_markdown_cell("# Count penguins"), *cells]))


PENGUINS = "from utils.datasets import load_penguins", "len(load_penguins().year)"


# Notebooks --------------------------------------------------------------------------------


def stored_elsewhere():
    """The page of the penguins as a front end saves it that names no kernel and gives no ids."""
    notebook = page(*PENGUINS)
    notebook.nbformat_minor, notebook.metadata = 0, {}
    for cell in notebook.cells:
        del cell["id"]
    return to_bytes(notebook)


def test_a_lesson_that_names_no_kernel_is_tested_and_one_that_is_not_here_is_named(tmp_path):
    (tmp_path / "01_name_no_kernel.ipynb").write_bytes(stored_elsewhere())
    other = page(*PENGUINS)
    other.metadata.kernelspec.name = "my-kernel"
    (tmp_path / "02_name_another.ipynb").write_bytes(to_bytes(other))
    (tmp_path / "03_merge.ipynb").write_text('{"cells": [\n<<<<<<< HEAD\n')
    options = (*PLUGIN, "--continue-on-collection-errors")
    _, said = run_pytest(tmp_path, *options, *sorted(tmp_path.glob("*.ipynb")))
    assert "2 passed" in said
    for told in (
        "02_name_another.ipynb asks for the kernel 'my-kernel', which is not here: "
        "python3 course.py refresh 02 runs it in python3",
        "03_merge.ipynb is no readable notebook (is a merge unfinished?): ",
    ):
        assert told in said
    assert "Traceback" not in said and "JSONDecodeError" not in said


CELLS = '{{"nbformat": 4, "nbformat_minor": 5, "metadata": {{}}, "cells": [{}]}}'
WHOLE = r"01_meet_it\.ipynb is no readable notebook .*: `git checkout -- 01_meet_it\.ipynb` in its"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *((text, WHOLE) for text in ("", "[]", "null", '{"cells": []}', CELLS.format(3))),
        (CELLS.format('{"cell_type": "code", "source": "", "metadata": {}}'), WHOLE),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', WHOLE),
        (
            '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
            "a notebook of format 3, and lessons are of format 4: open it in JupyterLab and save",
        ),
    ],
)
def test_what_is_no_notebook_is_said_with_its_cure(text, told, tmp_path):
    path = tmp_path / "01_meet_it.ipynb"
    path.write_text(text)
    with pytest.raises(LessonError, match=told):
        read(path)


# Writing ----------------------------------------------------------------------------------


def test_a_page_that_cannot_be_written_stays_whole(tmp_path, monkeypatch):
    path = tmp_path / "01_count_penguins.ipynb"
    path.write_bytes(stored_elsewhere())
    full = os.strerror(errno.ENOSPC)

    def write_half(file, contents):
        with file.open("wb") as opened:
            opened.write(contents[: len(contents) // 2])
        raise OSError(errno.ENOSPC, full, str(file))

    monkeypatch.setattr(refresh, "_execute", lambda notebook, folder: None)
    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(LessonError) as caught:
        refresh.refresh([path])
    assert str(caught.value) == (
        "01_count_penguins.ipynb was not stored.\n"
        f"A file could not be written ({full}): free some space on the disk, or make the folder "
        "writable, and try again. The page is as it was."
    )
    assert path.read_bytes() == stored_elsewhere()
    assert list(tmp_path.iterdir()) == [path]


# Ctrl-C, two at once, and an awkward folder -------------------------------------------------

# As course.py starts it, except for the folder, and that the warm kernels import no TensorFlow.
PROGRAM = """
import functools, os, sys
from pathlib import Path
from utils import warm
from utils.notebooks import commands
commands.ROOT = Path(os.environ["COURSE"])
commands.LESSONS = commands.ROOT / "notebooks"
warm.serve = functools.partial(warm.serve, ("wave",))
sys.exit(commands.main(sys.argv[1:]))
"""
TELL = "import os, pathlib; pathlib.Path(os.environ['HOME'], os.environ['COMMAND'] + {!r}).touch()"
WAIT = "import time", TELL.format(" a cell") + "\nwhile True: time.sleep(0.01)"
MANY_SECONDS = 120  # on a machine that does much else


class Course:
    """A read-only course of two lessons, one of which never ends, in an awkward folder."""

    def __init__(self, folder):
        self.home, self.root = folder / "home", folder / "Mein Kürs, 2. Versuch"
        self.home.mkdir()
        notebooks = self.root / "notebooks"
        notebooks.mkdir(parents=True)
        (notebooks / "01_count_penguins.ipynb").write_bytes(to_bytes(page(*PENGUINS)))
        (notebooks / "02_wait_long.ipynb").write_bytes(to_bytes(page(*WAIT)))
        self.before = self.contents()
        startup = self.home / ".ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "tell.py").write_text(TELL.format(" a kernel"))

    def contents(self):
        """What is in its files, a learner's copies excepted."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in found if self.root / "work" not in path.parents}

    @contextlib.contextmanager
    def read_only(self):
        folders = [self.root, self.root / "notebooks"]
        for path in (*self.before, *folders):
            path.chmod(0o555 if path in folders else 0o444)
        yield
        for path in folders:
            path.chmod(0o755)

    @contextlib.contextmanager
    def run(self, command, *arguments, **options):
        """Run a command of the course elsewhere, as a shell does: in a group of its own."""
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
        variables = {"HOME": str(self.home), "TMPDIR": str(self.home), "COMMAND": command}
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, command, *arguments],
            **{**pipes, **options},
            stderr=subprocess.STDOUT,
            cwd=self.home,
            env={**os.environ, **variables, "COURSE": str(self.root)},
            preexec_fn=heed_permissions,
            start_new_session=True,
            text=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)

    def wait_for(self, told, process):
        """Wait until a command runs a cell, or a kernel."""
        told = self.home / told
        wait_until(lambda: told.exists() or process.poll() is not None, MANY_SECONDS)

    def running(self):
        """Its processes."""
        everything = psutil.process_iter(["environ"])
        return [p for p in everything if (p.info["environ"] or {}).get("COURSE") == str(self.root)]

    def is_left_alone(self):
        """Whether no process and no file of it is left, and no page has changed."""
        assert self.running() == []
        assert [path for path in self.home.iterdir() if path.name.startswith("warm-")] == []
        return self.contents() == self.before


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return Course(tmp_path_factory.mktemp("accidents"))


@linux
def test_of_two_tests_on_a_read_only_checkout_one_is_stopped_and_one_ends(course):
    with (
        course.read_only(),
        course.run("test", "1", "2", "-n", "1") as stopped,
        course.run("test", "1", "--cold") as other,
    ):
        course.wait_for("test a cell", stopped)
        os.killpg(stopped.pid, signal.SIGINT)
        said, said_by_other = stopped.communicate()[0], other.communicate()[0]
    assert (stopped.returncode, other.returncode) == (pytest.ExitCode.INTERRUPTED, 0)
    assert "KeyboardInterrupt" in said and "Traceback" not in said
    assert "2 passed" in said_by_other
    assert course.is_left_alone()


@linux
def test_a_refresh_that_is_stopped_leaves_the_page(course):
    with course.run("refresh", "2", "--cold") as process:
        course.wait_for("refresh a cell", process)
        os.killpg(process.pid, signal.SIGHUP)  # its terminal is closed: heeded as Ctrl-C is
        said = process.communicate()[0]
    assert process.returncode == 128 + signal.SIGINT
    assert said.endswith("\n02_wait_long.ipynb: stopped, and left as it was\n")
    assert "Traceback" not in said
    assert course.is_left_alone()


def kernel_started(port):
    """Whether a Jupyter server answers and has started a kernel."""
    url, headers = f"http://127.0.0.1:{port}/api/kernels", {"Authorization": "token secret"}
    request = urllib.request.Request(url, b'{"name": "python3"}', headers)
    with contextlib.suppress(OSError), urllib.request.urlopen(request) as answer:
        return answer.status == 201
    return False


@linux
@pytest.mark.parametrize("end", ["SIGINT", "SIGKILL"])
def test_a_lab_that_is_stopped_leaves_no_kernel(course, end):
    """By Ctrl-C, and by force."""
    import pty  # Windows has none

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = [f"--ServerApp.port={port}", "--IdentityProvider.token=secret"]
    (course.home / "lab a kernel").unlink(missing_ok=True)
    keyboard, terminal = pty.openpty()  # on a terminal, JupyterLab asks before it ends
    with course.run("lab", *options, "--no-browser", "1", stdin=terminal) as process:
        wait_until(lambda: process.poll() is not None or kernel_started(port), MANY_SECONDS)
        course.wait_for("lab a kernel", process)
        if end == "SIGINT":
            os.killpg(process.pid, signal.SIGINT)
            os.write(keyboard, b"y\n")
        else:
            process.kill()
        said = process.communicate()[0]
    for side in (keyboard, terminal):
        os.close(side)
    assert process.returncode == (-signal.SIGKILL if end == "SIGKILL" else 0)
    # Whatever a kernel says that is stopped while it starts.
    assert ("Shut down this Jupyter server" in said) == (end == "SIGINT")
    wait_until(lambda: not course.running(), 10)
    assert course.is_left_alone()
