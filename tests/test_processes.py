"""Fresh processes run programs, tell how these ended, and never stay."""

import contextlib
import os
import signal
import socket
import sys
import threading
from pathlib import Path

import numpy as np
import psutil
import pytest
from warm_kernels import ended, linux, python, wait_until

from utils import processes
from utils.processes import loopback, starting

BOTH = [False, *([True] if sys.platform == "linux" else [])]


@pytest.fixture(autouse=True)
def light(monkeypatch):
    """Import no TensorFlow: what is imported beforehand makes no difference to these tests."""
    monkeypatch.setattr(starting, "PRELOAD", ())
    monkeypatch.delenv("COURSE_FORKS", raising=False)


@pytest.fixture(params=BOTH, ids=lambda forks: "fork" if forks else "spawn")
def method(request, monkeypatch):
    monkeypatch.setattr(starting, "FORKS", request.param)


def scale(numbers, factor):
    print("scaling")
    return {"scaled": numbers * factor, "module": __name__}


def fail(number):
    print("first")
    print("second, without an end", end="")
    return number / 0


def generate():
    return (number for number in range(3))


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


def test_a_function_returns_its_result_and_a_text_what_it_prints(method):
    result = processes.run(scale, numbers=np.arange(3.0), factor=2)
    np.testing.assert_array_equal(result["scaled"], [0, 2, 4])
    assert result["module"] == "__main__"
    text = "import sys\nprint(__name__, 2 * number)\nprint('end', end='')"
    assert processes.run(text, number=21) == "__main__ 42\nend\n"


def test_a_program_finds_the_environment_and_directory_of_its_owner(tmp_path, monkeypatch):
    processes.prepare()
    monkeypatch.setenv("LESSON", "twenty")
    monkeypatch.chdir(tmp_path)
    program = "import os; print(os.environ[name], os.environ['HOME'], os.getcwd())"
    home = os.environ["HOME"]
    assert processes.run(program, name="LESSON") == f"twenty {home} {tmp_path}\n"
    assert processes.run(program, {"NUMBER": "20"}, name="NUMBER") == f"20 {home} {tmp_path}\n"


def test_an_import_keeps_no_module_from_others():
    """`None` in sys.modules makes the import of a module fail, for everything in the process."""
    program = "import sys, utils.clusters; print(None in sys.modules.values())"
    assert processes.run(program) == "False\n"


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
        ("np.arange(3)", "NameError: name 'np' is not defined"),
        ("raise SystemExit('enough')", "SystemExit: enough"),
        (scale, "missing 2 required positional arguments"),
        (generate, "Its result cannot be sent: TypeError"),
        ("import os; os._exit(7)", "was cut short: its process exited with status 7"),
    ],
)
def test_what_went_wrong_is_said(program, said):
    with pytest.raises(processes.ProcessFailed, match=said):
        processes.run(program)


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


@linux
def test_a_process_outlives_the_thread_that_started_it():
    """And so does the server, which this thread starts as well."""
    starting._own_server.cache_clear()
    with contextlib.ExitStack() as stack:
        started = []
        running = processes.running(stay)
        thread = threading.Thread(target=lambda: started.append(stack.enter_context(running)))
        thread.start()
        thread.join()
        (process,) = started
        assert int(process.readline()) == process.pid
        assert processes.run("print(1)") == "1\n"
        assert not ended(process.pid)
    assert ended(process.pid)


OWNER = """
from utils.processes import starting
starting.FORKS, starting.PRELOAD = {}, ()
import time
from test_processes import stay, stay_stuck
with starting.running(stay) as one, starting.running({}) as two:
    print(one.readline(), two.readline(), flush=True)
    while True:
        time.sleep(0.01)
"""


@linux
@pytest.mark.parametrize(("forks", "second"), [(False, "stay"), (True, "stay_stuck")])
def test_everything_ends_when_its_owner_is_killed(forks, second, tmp_path):
    variables = {"PYTHONPATH": str(Path(__file__).parent), "TMPDIR": str(tmp_path)}
    with python(OWNER.format(forks, second), env={**os.environ, **variables}) as owner:
        started = [int(pid) for pid in owner.stdout.readline().split()]
        if forks:
            started.append(psutil.Process(started[0]).ppid())
            assert len(list(tmp_path.iterdir())) == 1
        assert not any(ended(pid) for pid in started)
        owner.kill()
    wait_until(lambda: all(ended(pid) for pid in started))
    wait_until(lambda: not list(tmp_path.iterdir()))


IMPORTING = """
from utils.processes import starting
starting.PRELOAD = ["planted"]
starting.prepare()
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
    (tmp_path / "temporary").mkdir()
    variables = {"PYTHONPATH": str(tmp_path), "TMPDIR": str(tmp_path / "temporary")}
    began = tmp_path / "began"
    with python(IMPORTING, env={**os.environ, **variables}, stdin=-1, stderr=None) as owner:
        wait_until(lambda: began.exists() and began.read_text())
        if is_killed:
            owner.kill()
        else:
            (tmp_path / "go").touch()
            assert owner.communicate(b"\n")[0] == b"True\n\n"
    wait_until(lambda: ended(int(began.read_text())))
    wait_until(lambda: not list((tmp_path / "temporary").iterdir()))


@linux
def test_a_process_that_cannot_be_forked_starts_by_itself_and_says_why(monkeypatch):
    monkeypatch.setenv("COURSE_FORKS", "/nowhere/socket")
    with pytest.warns(UserWarning, match="Processes start without preloading: .*No such file"):
        assert processes.run("print(1)") == "1\n"


@linux
def test_a_process_that_asks_for_another_import_gets_one_of_its_own():
    program = "import os; print(os.environ['OMP_NUM_THREADS'], 'COURSE_FORKS' in os.environ)"
    assert processes.run(program, {"OMP_NUM_THREADS": "3"}) == "3 False\n"


# Who may connect ---------------------------------------------------------------------------


@linux
@pytest.mark.parametrize("first", [127, 126])
def test_a_guarded_socket_takes_only_callers_of_a_loopback_address(first, monkeypatch):
    """With another number than 127 in the filter, this machine is one of the others."""
    changed = [(*rest, first if number == 127 else number) for *rest, number in loopback._FILTER]
    monkeypatch.setattr(loopback, "_FILTER", changed)
    with socket.create_server(("", 0)) as listener, socket.socket() as unused:
        assert loopback.restrict(listener)
        assert not loopback.restrict(unused)
        address = "127.0.0.1", listener.getsockname()[1]
        with contextlib.nullcontext() if first == 127 else pytest.raises(TimeoutError):
            socket.create_connection(address, timeout=0.5).close()
    with socket.create_server(("::", 0), family=socket.AF_INET6) as listener:
        loopback.restrict(listener)
        socket.create_connection(("::1", listener.getsockname()[1]), timeout=5).close()
