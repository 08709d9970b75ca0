"""Forks: kernels that behave like ordinary ones, requests that hold up nobody, nothing left."""

import contextlib
import json
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from warm_kernels import (
    MARK,
    Kernel,
    directory_of,
    ended,
    kernel,
    linux,
    processes,
    python,
    reply,
    served,
    streamed,
    wait_until,
)

from utils import runtime, warm
from utils.warm import preload, serving
from utils.warm.client import Fork, Refused

LIGHT = (MARK, "matplotlib.pyplot", "numpy.random")
ORDINARY = {"JUPYTER_PATH": ""}  # the tests themselves may run beside warm kernels


@pytest.fixture(scope="module")
def tensorflow():
    """Variables for kernels with TensorFlow: those of the server behind this run, if it has one."""
    searched = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    if Path(searched[0], "socket").is_socket():
        yield {}
    else:
        with served(*warm.LESSONS) as environment:
            yield environment


@pytest.fixture(scope="module")
def ordinary_python():
    """A process that imports TensorFlow by itself, plants faults (by forks) and computes."""
    begin = PLANT if sys.platform == "linux" else "import os, utils.runtime\n"
    clean = {name: value for name, value in os.environ.items() if name not in runtime._ENVIRONMENT}
    with python(begin + COMPUTE + REPORT, env=clean, stderr=subprocess.PIPE) as process:
        yield process


@pytest.fixture(scope="module")
def ordinary_words(ordinary_python):
    """What that process wrote to its streams."""
    return [stream.decode() for stream in ordinary_python.communicate()]


@pytest.fixture(scope="module")
def light(tensorflow, ordinary_python):  # these two import while the first tests run
    with served(*LIGHT) as environment:
        yield environment


@pytest.fixture(scope="module")
def server(light):
    """The socket of a server."""
    return light["COURSE_FORKS"]


def forked(path, code, **options):
    """Fork a process that runs one statement."""
    return Fork(path, "timeit", ["-n1", "-r1", "-s", code, "pass"], **options)


# Each fault is planted in a fork of its own.
PLANT = """
import os
from utils.warm.preload import check_forkable, thread_count
import utils.runtime
threads = thread_count()
import tensorflow as tf
check_forkable(threads)
for fault in (
    "tf.config.list_logical_devices()",
    "tf.constant(1.0)",
    "with tf.Graph().as_default(): tf.compat.v1.Session()",
    "from tensorflow.python.client import device_lib; device_lib.list_local_devices()",
    "pass",
):
    if os.fork() == 0:
        exec(fault)
        try:
            check_forkable(threads)
        except RuntimeError as error:
            print("noticed:", error, flush=True)
        else:
            print("not noticed:", fault, flush=True)
        os._exit(0)
    os.wait()
"""
# Convolutions and products large enough for every thread, in a session and eagerly.
COMPUTE = """
import numpy as np
import tensorflow as tf
import tensorflow.compat.v1 as v1
rng = np.random.default_rng(15)
images, labels = rng.normal(size=(256, 28, 28, 1)), rng.normal(size=(256, 10))
filters, weights = rng.normal(size=(5, 5, 1, 8)), rng.normal(size=(6272, 10)) / 100
with tf.Graph().as_default(), v1.Session() as session:
    x, y = (tf.constant(array, tf.float32) for array in (images, labels))
    f, w = (v1.Variable(array.astype("float32")) for array in (filters, weights))
    hidden = tf.nn.relu(tf.nn.conv2d(x, f, strides=1, padding="SAME"))
    loss = tf.reduce_mean((tf.reshape(hidden, [256, -1]) @ w - y) ** 2)
    step = v1.train.MomentumOptimizer(1e-4, 0.9).minimize(loss)
    session.run(v1.global_variables_initializer())
    for _ in range(5):
        print(float(session.run([loss, step])[0]).hex())
square = rng.normal(size=(600, 600))
product = tf.function(lambda a: a @ a)(tf.constant(square))
for number in tf.reduce_sum(product), (square @ square).sum():
    print(float(number).hex())
"""
REPORT = """
print(os.environ["NVIDIA_TF32_OVERRIDE"], utils.runtime.device_report())
"""
# What a kernel shows of itself. Both kinds must show the same.
PROBE = """
import json, os, signal, sys, threading, warnings
names = sorted(dir())
import __main__, matplotlib, matplotlib.pyplot
print(json.dumps({
    "names": names,
    "main": sorted(vars(__main__)),
    "argv": [sys.argv[0], sys.argv[1], len(sys.argv)],
    "path": sys.path,
    "flags": str(sys.flags),
    "directory": os.getcwd(),
    "environment": {k: v for k, v in os.environ.items()
                    if k not in ("JUPYTER_PATH", "COURSE_FORKS")},
    "own modules": [name for name in sys.modules if name.split(".")[0] == "utils"],
    "signals": {n.name: str(signal.getsignal(n)) for n in signal.valid_signals()
                if isinstance(n, signal.Signals)},
    "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "wakeup": signal.set_wakeup_fd(-1),
    "threads": sorted(type(thread).__name__ for thread in threading.enumerate()),
    "group": [os.getpgrp() == os.getpid(), os.getsid(0) == os.getpid()],
    "rcParams": {k: str(v) for k, v in matplotlib.rcParams.items()},
    "figures": matplotlib.pyplot.get_fignums(),
    "recursion": sys.getrecursionlimit(),
    "hooks": [str(type(h)) for h in (sys.displayhook, sys.excepthook, sys.breakpointhook)],
}))
"""
FIGURES = """
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
_ = axes.plot([1, 3, 2])
"""


# Kernels ----------------------------------------------------------------------------------


@linux
def test_a_warm_kernel_shows_what_an_ordinary_one_shows(light, tmp_path, monkeypatch):
    monkeypatch.setenv("LESSON", "fünfzehn")
    out, err = tmp_path / "out", tmp_path / "err"
    with out.open("w") as stdout, err.open("w") as stderr:
        forked = Kernel(light, cwd=tmp_path, stdout=stdout, stderr=stderr)
    with contextlib.closing(forked), kernel(ORDINARY, cwd=tmp_path) as ordinary:
        assert forked.is_warm
        assert not ordinary.is_warm
        expected, got = (json.loads("".join(k.run(PROBE))) for k in (ordinary, forked))
        assert got.pop("threads") == expected.pop("threads")
        assert got == expected
        assert got["environment"]["LESSON"] == "fünfzehn"
        assert forked.run(FIGURES) == ordinary.run(FIGURES)
        assert forked.run("display(figure)\nfigure") == ordinary.run("display(figure)\nfigure")
        forked.run("import os; os.write(1, b'from C'); os.write(2, b'error in C')")
    assert out.read_text().endswith("from C")
    assert err.read_text().endswith("error in C")


@pytest.mark.skipif(
    not {"COURSE_FORKS", "PYTEST_XDIST_WORKER"} <= os.environ.keys(),
    reason="a worker is forked where `course.py test` has started several",
)
def test_a_worker_of_these_tests_is_forked_too():
    assert "utils.warm.server" in Path(f"/proc/{os.getppid()}/cmdline").read_text()


@linux
def test_two_kernels_are_strangers(tensorflow):
    draws = """[
        __import__("random").random(),
        np.random.rand(),
        np.random.default_rng().random(),
        float(tf.random.uniform([])),
        float(tf.random.Generator.from_non_deterministic_state().uniform([])),
        float(tf.keras.initializers.RandomUniform()([])),
    ]"""
    with kernel(tensorflow) as one, kernel(tensorflow) as two:
        one.run("x = 1; import json; json.x = 1")
        assert two.run("x") == ["NameError"]
        assert two.value("hasattr(json, 'x')") is False
        for running in (one, two):
            running.run("import numpy as np\nimport tensorflow as tf")
        assert all(a != b for a, b in zip(one.value(draws), two.value(draws), strict=True))
        # The server's socket and its connections carry the name of the directory.
        directory, process = directory_of({**os.environ, **tensorflow}), psutil.Process(two.pid)
        of_server, of_kernel = (
            [one for one in holder.net_connections("unix") if directory in one.laddr]
            for holder in (process.parent(), process)
        )
        assert len(of_server) >= 3
        assert not of_kernel


@linux
def test_the_life_of_a_kernel(light):
    with kernel(light) as running:
        running.run("import time; kept = 5")
        endless = "print('started')\nwhile True: time.sleep(0.01)"
        request = running.client.execute(endless, stop_on_error=False)
        assert streamed(running.client) == "started\n"
        running.manager.interrupt_kernel()
        assert reply(running.client, request)["ename"] == "KeyboardInterrupt"
        assert running.value("kept") == 5

        first = running.pid
        running.restart()
        assert running.run("kept") == ["NameError"]
        assert ended(first)
        assert running.is_warm
        child = running.value("__import__('subprocess').Popen(['sleep', '1000']).pid")
        running.client.execute("import os; os.kill(os.getpid(), 11)")
        assert running.process.wait(timeout=30) == 128 + 11
        assert not running.manager.is_alive()

        # As Jupyter's own restarter: otherwise the next kernel may get the request to shut down.
        running.restart(now=True)
        started = [running.pid, running.value("__import__('os').getpid()"), child]
        os.kill(child, signal.SIGKILL)  # it has outlived a kernel that ended by itself, as usual
        running.process.kill()
        wait_until(lambda: all(ended(pid) for pid in started))


CELL = """
from utils import processes
def stay(word):
    import os, sys, time
    print(os.getpid(), word, "wave" in sys.modules)
    while True:
        time.sleep(0.01)
def run():
    with processes.running(stay, word="here") as process:
        print(process.readline(), flush=True)
        process.result()
"""


@linux
def test_a_warm_kernel_has_its_server_fork_processes_and_leaves_nothing(light):
    with kernel(light) as running:
        assert running.is_warm
        running.run(CELL)
        for end in ("interrupt", "shutdown"):
            running.client.execute("run()", stop_on_error=False)
            pid, word, is_forked = streamed(running.client).split()
            assert (word, is_forked) == ("here", "True")
            if end == "interrupt":
                running.manager.interrupt_kernel()
            else:
                running.manager.shutdown_kernel(now=True)
            wait_until(lambda pid=int(pid): ended(pid))


ROUNDS, CELLS, GAP = 10, 20, 0.003  # seconds


@linux
def test_cells_that_arrive_while_others_are_answered_are_run(light):
    """As in *Run All*: ipykernel 7.0 to 7.3 loses one soon, and all after it (its issue 1554)."""
    with kernel(light) as running:
        # What comes before it has made its lock is taken: else a traceback stood in the terminal.
        running.run("kernel = get_ipython().kernel; del kernel._trait_values['_control_lock']")
        assert running.value("type(kernel._control_lock).__name__") == "Lock"
        running.wait_for_ready()
        for _ in range(ROUNDS):
            waiting = set()
            for _ in range(CELLS):
                waiting.add(running.client.execute("1", store_history=False))
                time.sleep(GAP)
            try:
                while waiting:
                    answer = running.client.get_shell_msg(timeout=10)
                    waiting.discard(answer["parent_header"]["msg_id"])
            except queue.Empty:
                pytest.fail(f"{len(waiting)} of {CELLS} cells are never answered")


MANAGER = """
import sys, time
from jupyter_client.manager import KernelManager

manager = KernelManager(kernel_name="python3", connection_file=sys.argv[1])
manager.start_kernel()
client = manager.blocking_client()
client.start_channels()
client.wait_for_ready(timeout=60)
print(manager.provisioner.process.pid, flush=True)
while True:  # a signal just before one long sleep would wait for its end
    time.sleep(0.01)
"""


@linux
def test_a_kernel_dies_with_the_process_that_manages_it(light, tmp_path):
    file = str(tmp_path / "connection.json")
    before = processes(directory_of(light))
    with python(MANAGER, file, env={**os.environ, **light}) as manager:
        client = int(manager.stdout.readline())
        started = set(processes(directory_of(light))) - set(before)
        assert client in started
        assert len(started) == 2
        manager.kill()
    wait_until(lambda: all(ended(pid) for pid in started))


# Where nothing is forked -------------------------------------------------------------------

# Opens a pipe and reads from it while it keeps the interpreter to itself: no thread of the
# kernel can notice anything.
BUSY = """
import ctypes, os
library = ctypes.PyDLL(None)
library.read(library.open(os.fsencode({!r}), os.O_RDONLY), ctypes.create_string_buffer(1), 1)
"""


@linux
def test_an_ordinary_kernel_starts_when_the_server_has_died(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with served(MARK) as environment, kernel(environment) as running:
        pid, server = running.value("[__import__('os').getpid(), __import__('os').getppid()]")
        running.client.execute(BUSY.format(str(pipe)))
        with pipe.open("wb"):  # once the kernel has opened it as well
            os.kill(server, signal.SIGKILL)
            assert running.process.wait(timeout=30) == 128 + signal.SIGKILL
            wait_until(lambda: ended(pid))
        running.restart()
        assert not running.is_warm
        assert running.value("__import__('sys').flags.isolated") == 0


@linux
def test_a_variable_that_is_read_only_once_is_named(server):
    with pytest.raises(Refused, match="OMP_NUM_THREADS is '3' there"):
        forked(server, "", environment={**os.environ, "OMP_NUM_THREADS": "3"})


@linux
def test_a_server_that_may_not_fork_says_so_and_is_not_used(tmp_path, capfd):
    tmp_path.joinpath("planted.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n"
    )
    running = serving.Server(["planted"], path=[str(tmp_path)])
    with contextlib.closing(running), pytest.raises(OSError):
        forked(running.path, "")
    (line,) = [line for line in capfd.readouterr().err.splitlines() if "preloading" in line]
    assert line.startswith("Started without preloading: the imports started 1 thread")


def test_elsewhere_nothing_is_served(monkeypatch):
    for platform in ("win32", "darwin"):
        monkeypatch.setattr(sys, "platform", platform)
        with warm.serve() as environment:
            assert environment == {}


@linux
def test_a_path_too_long_for_a_socket_is_no_hindrance(tmp_path, monkeypatch, capsys):
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with warm.serve() as environment:
        assert environment == {}
    assert list(long.iterdir()) == []
    assert capsys.readouterr().err.startswith("Started without preloading: AF_UNIX path")


# Requests ---------------------------------------------------------------------------------


@linux
def test_a_client_that_drips_or_babbles_holds_up_nobody(server):
    with socket.socket(socket.AF_UNIX) as dripping, socket.socket(socket.AF_UNIX) as babbling:
        for client in (dripping, babbling):
            client.settimeout(30)
            client.connect(server)
        dripping.send(b"[")
        babbling.send(b"GET / HTTP/1.1\r\n")
        assert babbling.recv(1) == b""
        begun = time.monotonic()
        assert forked(server, "import os; os._exit(3)").wait() == 3
        dripping.send(b"1")  # it has not been given up while the other was served
        assert dripping.recv(1) == b""
        assert time.monotonic() - begun < 20


@linux
def test_who_is_interrupted_while_waiting_for_a_fork_ends_without_a_word(tmp_path):
    with socket.socket(socket.AF_UNIX) as importing:
        importing.bind(str(tmp_path / "s"))
        importing.listen()
        command = warm.command(str(tmp_path / "s"), "timeit")
        with subprocess.Popen(command, stderr=subprocess.PIPE) as waiting:
            connection, _ = importing.accept()
            waiting.send_signal(signal.SIGINT)
            connection.close()  # it may hold the standard error that was sent with the request
            assert waiting.communicate(timeout=30) == (None, b"")
    assert waiting.returncode == -signal.SIGINT


@linux
def test_a_fork_ends_with_its_owner_and_its_files_with_it(server, tmp_path):
    reads, writes = os.pipe()
    one = forked(server, "import time; time.sleep(1000)", streams=(0, writes, 2))
    os.close(writes)
    two = forked(server, "import time; time.sleep(1000)")  # does not hold the pipe of the other
    assert not select.select([reads, one, two], [], [], 0)[0]
    one.kill()
    assert one.wait() == -signal.SIGKILL
    assert os.read(reads, 1) == b""
    os.close(reads)
    pid = two.pid
    del two
    wait_until(lambda: ended(pid))


# What a fork inherits ----------------------------------------------------------------------


@linux
def test_an_open_gpu_is_noticed(tmp_path):
    for number, name in enumerate(["/dev/null", "/dev/nvidiactl", "pipe:[12]", "/dev/kfd"]):
        tmp_path.joinpath(str(number)).symlink_to(name)
    assert preload.device_files(tmp_path) == ["/dev/kfd", "/dev/nvidiactl"]


@linux
def test_what_a_fork_would_lack_is_noticed_and_tensorflow_computes_alike(
    tensorflow, ordinary_words
):
    *noticed, clean, numbers = ordinary_words[0].rpartition("\n0 ")[0].split("\n", 5)
    assert len(noticed) == 4
    assert all(line.startswith("noticed: the imports started") for line in noticed)
    assert clean == "not noticed: pass"
    with kernel(tensorflow) as running:
        assert running.value("'tensorflow' in __import__('sys').modules") is True
        assert "".join(running.run(COMPUTE)) == numbers + "\n"


def test_tensorflow_loads_and_runs_without_a_word_and_with_exact_products(ordinary_words):
    written, errors = ordinary_words
    assert errors == ""
    report = written.splitlines()[-1]
    assert report.startswith("0 TensorFlow 2.")
    assert "CPU cores and" in report
