"""Fresh processes run programs, tell how these ended, and never stay."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from warm_kernels import ended, kernel, python, streamed, wait_until

from utils import processes
from utils.notebooks import warm
from utils.processes import starting

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="/proc tells what is left; elsewhere nothing is forked"
)
BOTH = ["spawn", *(["forkserver"] if sys.platform == "linux" else [])]


@pytest.fixture(autouse=True)
def light(monkeypatch):
    """Import no TensorFlow: what is imported beforehand makes no difference to these tests."""
    monkeypatch.setattr(starting, "PRELOAD", starting.PRELOAD[:2])


@pytest.fixture(params=BOTH)
def method(request, monkeypatch):
    monkeypatch.setattr(starting, "METHOD", request.param)
    return request.param


def scale(numbers, factor):
    print("scaling")
    return {"scaled": numbers * factor, "module": __name__}


def fail(number):
    print("first")
    print("second, without an end", end="")
    return number / 0


def stay():
    import os
    import time

    print(os.getpid())
    while True:
        time.sleep(0.01)


def stay_stuck():
    """Keep the interpreter to itself: no thread of this process can notice anything."""
    import ctypes
    import os

    print(os.getpid())
    ctypes.PyDLL(None).pause()


SCRIPT = """
from utils.processes import starting
print("here")
starting.PRELOAD = starting.PRELOAD[:2]
print(starting.run("print(42)"))
"""


def test_a_function_returns_its_result_and_a_text_what_it_prints(method):
    result = processes.run(scale, numbers=np.arange(3.0), factor=2)
    np.testing.assert_array_equal(result["scaled"], [0, 2, 4])
    assert result["module"] == "__main__"
    text = "import sys\nprint(__name__, 2 * number)\nprint('end', end='')"
    assert processes.run(text, number=21) == "__main__ 42\nend\n"


def test_a_program_knows_nothing_of_what_surrounds_it():
    with pytest.raises(processes.ProcessFailed, match="NameError: name 'np' is not defined"):
        processes.run("np.arange(3)")


def test_the_script_that_starts_a_process_is_not_run_again(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("here\n42\n\n", "")


def test_a_program_finds_the_environment_and_directory_of_its_owner(tmp_path, monkeypatch):
    processes.prepare()
    monkeypatch.setenv("LESSON", "twenty")
    monkeypatch.chdir(tmp_path)
    program = "import os; print(os.environ[name], os.getcwd(), len(os.environ))"
    assert processes.run(program, name="LESSON") == f"twenty {tmp_path} {len(os.environ)}\n"
    own = processes.run(program, {"NUMBER": "20"}, name="NUMBER")
    assert own == f"20 {tmp_path} {len(os.environ) + 1}\n"


def test_a_failure_is_told_with_the_end_of_its_traceback():
    with processes.running(fail, number=1) as process:
        assert process.readline() == "first"
        with pytest.raises(processes.ProcessFailed) as caught:
            process.result()
        assert process.printed == "first\nsecond, without an end\n"
        assert process.wait() == 1
    sentence, nothing, *traceback = str(caught.value).splitlines()
    assert sentence == "fail() failed in its process."
    assert nothing == ""
    assert traceback[0] == "Traceback (most recent call last):"
    assert traceback[1] == '  File "<fail>", line 4, in fail'
    assert traceback[2] == "    return number / 0"
    assert traceback[-1] == "ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("1 +", "SyntaxError: invalid syntax"),
        ("raise SystemExit('enough')", "SystemExit: enough"),
        (scale, "missing 2 required positional arguments"),
        ("import os; os._exit(7)", "was cut short: its process exited with status 7"),
    ],
)
def test_what_went_wrong_is_said(program, said):
    with pytest.raises(processes.ProcessFailed, match=said):
        processes.run(program)


def test_a_result_that_cannot_be_sent_is_said():
    def generate():
        return (number for number in range(3))

    with pytest.raises(processes.ProcessFailed, match="Its result cannot be sent: TypeError"):
        processes.run(generate)


@linux
def test_what_a_program_printed_before_it_was_killed_is_kept():
    program = "import os\nprint('saved')\nos.kill(os.getpid(), 9)"
    with processes.running(program) as process:
        assert process.wait() == -9
        assert process.printed == "saved\n"
    with pytest.raises(processes.ProcessFailed, match="was ended by signal SIGKILL"):
        processes.run(program)


def test_a_line_that_never_comes_is_said():
    with processes.running("print('only')") as process:
        assert process.readline() == "only"
        with pytest.raises(processes.ProcessFailed, match="ended without printing another line"):
            process.readline()


@pytest.mark.parametrize("program", [lambda: 1, len, 3, np.random.default_rng(0)])
def test_what_has_no_text_is_refused(program):
    with pytest.raises(ValueError, match="a function written with `def`"):
        processes.run(program)


@linux
def test_an_error_in_the_block_ends_the_process(method):
    with pytest.raises(ZeroDivisionError), processes.running(stay) as process:
        assert int(process.readline()) == process.pid
        assert not ended(process.pid)
        raise ZeroDivisionError
    wait_until(lambda: ended(process.pid))


@linux
def test_an_interrupt_while_waiting_ends_the_process(method):
    with pytest.raises(KeyboardInterrupt), processes.running(stay) as process:
        process.readline()
        # As Ctrl-C in a terminal, which reaches both; the process leaves it to its owner.
        os.kill(process.pid, signal.SIGINT)
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        process.result()
    wait_until(lambda: ended(process.pid))


OWNER = """
from utils.processes import starting
starting.METHOD, starting.PRELOAD = {!r}, starting.PRELOAD[:2]
import time
from multiprocessing.util import get_temp_dir
from test_processes import stay, stay_stuck
with starting.running(stay) as one, starting.running({}) as two:
    print(one.readline(), two.readline(), flush=True)
    print(get_temp_dir() if starting.METHOD == "forkserver" else "", flush=True)
    while True:
        time.sleep(0.01)
"""


@linux
@pytest.mark.parametrize(("method", "second"), [("spawn", "stay"), ("forkserver", "stay_stuck")])
def test_everything_ends_when_its_owner_is_killed(method, second):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with python(OWNER.format(method, second), env=environment) as owner:
        started = [int(pid) for pid in owner.stdout.readline().split()]
        folder = owner.stdout.readline().decode().strip()
        if method == "forkserver":
            (forker,) = {parent(pid) for pid in started}
            started.append(forker)
            assert Path(folder).is_dir()
        assert not any(ended(pid) for pid in started)
        owner.kill()
    wait_until(lambda: all(ended(pid) for pid in started))
    assert not folder or not Path(folder).exists()


IMPORTING = """
from utils.processes import starting
starting.PRELOAD = [*starting.PRELOAD[:2], "planted"]
starting.prepare()
from multiprocessing.util import get_temp_dir
print(get_temp_dir(), flush=True)
input()
print(starting.run("import sys; print('planted' in sys.modules)"))
"""
PLANTED = """
import os, pathlib, time
pathlib.Path(__file__).with_name("began").write_text(str(os.getpid()))
while not pathlib.Path(__file__).with_name("go").exists():
    time.sleep(0.01)
"""


@linux
@pytest.mark.parametrize("is_killed", [True, False])
def test_an_import_in_the_background_serves_later_processes_or_ends(tmp_path, is_killed):
    (tmp_path / "planted.py").write_text(PLANTED)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    began, stdin = tmp_path / "began", -1
    with python(IMPORTING, env=environment, stdin=stdin, stderr=None) as owner:
        folder = Path(owner.stdout.readline().decode().strip())
        wait_until(lambda: began.exists() and began.read_text())
        if is_killed:
            owner.kill()
        else:
            (tmp_path / "go").touch()
            assert owner.communicate(b"\n")[0] == b"True\n\n"
    wait_until(lambda: ended(int(began.read_text())))
    wait_until(lambda: not folder.exists())


KILLED = """
from utils.processes import starting
starting.PRELOAD = starting.PRELOAD[:2]
starting.prepare()
print("prepared", flush=True)
input()
"""


@linux
@pytest.mark.parametrize("delay", [0, 0.03, 0.3])
def test_a_group_killed_while_the_forking_process_starts_leaves_nothing(tmp_path, delay):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    options = {"env": environment, "stdin": subprocess.PIPE, "start_new_session": True}
    with python(KILLED, **options) as owner:
        assert owner.stdout.readline() == b"prepared\n"
        assert list(tmp_path.iterdir())
        time.sleep(delay)
        os.killpg(owner.pid, signal.SIGKILL)
    wait_until(lambda: not list(tmp_path.iterdir()))


CELL = """
from utils import processes
from utils.processes import starting
starting.PRELOAD = starting.PRELOAD[:2]
def stay(word):
    import os, time
    print(os.getpid(), word)
    while True:
        time.sleep(0.01)
def run():
    with processes.running(stay, word="here") as process:
        print(process.readline(), flush=True)
        process.result()
"""


@linux
def test_in_a_warm_kernel_an_interrupt_or_a_shutdown_leaves_nothing():
    with warm.serve(["wave"]) as environment, kernel(environment) as running:
        assert running.is_warm
        running.run(CELL)
        for end in ("interrupt", "shutdown"):
            running.client.execute("run()", stop_on_error=False)
            pid, word = streamed(running.client).split()
            assert word == "here"
            forker = parent(pid)
            if end == "interrupt":
                running.manager.interrupt_kernel()
                wait_until(lambda pid=pid: ended(pid))
                assert not ended(forker)
        folder = running_folder(forker)
        running.manager.shutdown_kernel(now=True)
        wait_until(lambda: ended(pid) and ended(forker) and not folder.exists())


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def running_folder(forker):
    """The folder of the socket on which a forking process listens."""
    files = Path(f"/proc/{forker}/fd").iterdir()
    inodes = set()
    for file in files:
        with contextlib.suppress(OSError):
            inodes.add(str(file.readlink()).strip("socket:[]"))
    lines = [line.split() for line in Path("/proc/net/unix").read_text().splitlines()]
    (path,) = {line[7] for line in lines if line[6] in inodes and len(line) > 7}
    return Path(path).parent
