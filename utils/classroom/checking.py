"""Have notebooks read and answers checked, each in a process of its own that is shut in."""

import contextlib
import errno
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from utils.classroom import index, jail
from utils.classroom.child import LONGEST as TEXT
from utils.classroom.child import STATES, failed
from utils.warm.client import Fork
from utils.warm.serving import Server

FORKS = sys.platform == "linux"
SECONDS = 60 if FORKS else 180  # that a process may last
LONGEST = 3_000_000  # bytes that it may tell
FOLDER, ENTRIES = 64 << 20, 2000  # what it may leave in its folder: bytes, files and folders
_POLL_SECONDS = 0.2
_CHILD = "utils.classroom.child"
_KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "OPENBLAS_NUM_THREADS", "SYSTEMROOT")
#: What processes find imported.
PRELOADED = ["tensorflow", "tensorflow.compat.v1", _CHILD]
PRELOADED += [lesson.module for lesson in index.LESSONS.values()]
#: What a process must not be able to do.
CAN = {
    "read": "read your files",
    "write": "change your files",
    "chmod": "change who may read your files",
    "connect": "reach the network",
    "fork": "start processes",
    "root": "start threads without a limit, for you are root",
}


class StoppedError(Exception):
    """The process that checks is not there, or not any more; the message says why."""


class Checks(contextlib.ExitStack):
    """A place where notebooks are read and answers are checked; a context manager.

    `protection` says in sentences what learners' programs can and cannot do here, as it was tried.
    """

    def __init__(self):
        super().__init__()
        self._server, self._threads, self._drop, self._running = None, "0", "drop", set()

    def __enter__(self):
        made = tempfile.TemporaryDirectory(prefix="class-", ignore_cleanup_errors=True)
        folder = Path(self.enter_context(made))
        folder.chmod(0o711)  # for nobody, whom root becomes
        self._scratch, self._errors = folder / "scratch", folder / "errors"
        self._scratch.mkdir(0o711)
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self._environment = {**kept, "HOME": str(self._scratch), "MPLBACKEND": "agg"}
        around = []
        if FORKS:
            self._threads = Path("/proc/loadavg").read_text().split()[3].partition("/")[2]
            around = jail.bubble(self._scratch, self._environment)
            errors = self.enter_context(self._errors.open("wb"))
            path = [str(jail.ROOT)]
            self._server = Server(PRELOADED, path, errors, around, self._environment)
            self.callback(self._server.close)
        self.callback(lambda: [process.kill() for process in list(self._running)])
        try:
            self.protection = self._tried(folder / "secret", bool(around))
        except BaseException:
            self.close()
            raise
        return self

    def run(self, jobs):
        """Do jobs, several at a time; yield each one's key with what came of it, as they end.

        jobs: iterable of (key, request as a dictionary, function that gives its bytes).
        """
        pool = ThreadPoolExecutor(os.cpu_count())
        try:
            keys = {pool.submit(self.ask, request, body): key for key, request, body in jobs}
            for done in as_completed(keys):
                yield keys[done], done.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def ask(self, request, body):
        """What a process answers to a request, or the verdict on what became of it."""
        try:
            contents = body()
        except Exception as error:  # a file that has changed since it was found
            return failed(f"It cannot be read any more: {error}")
        folder = Path(tempfile.mkdtemp(dir=self._scratch))
        folder.chmod(0o777)
        token = secrets.token_hex()
        head = json.dumps({**request, "token": token}).encode()
        (folder / "request").write_bytes(head + b"\n" + contents)
        receive, send = os.pipe()
        with os.fdopen(receive, "rb") as pipe:
            try:
                process = self._start(folder, send)
            finally:
                os.close(send)
            self._running.add(process)
            why, done = [], threading.Event()
            watcher = threading.Thread(target=_watch, args=(process, folder, why, done))
            watcher.start()
            told = pipe.read(LONGEST + 1).decode("utf-8", "replace")
            if len(told) > LONGEST:
                why.append("It wrote a result without an end.")
                process.kill()
        code = process.wait()
        done.set()
        watcher.join()
        self._running.discard(process)
        _remove(folder)
        if not why and told.startswith(token):
            with contextlib.suppress(ValueError, LookupError, TypeError, RecursionError):
                found = json.loads(told.removeprefix(token))
                return _sound(found) if request["kind"] == "check" else found
        if not why and told:
            why.append("It wrote a result of its own in place of its check's.")
        return failed(why[0] if why else f"It ended its own process ({_how(code)}).")

    def _start(self, folder, pipe):
        arguments = [str(folder), self._threads, self._drop]
        with Path(os.devnull).open("r+b") as null:
            if self._server is None:
                command = [sys.executable, "-m", _CHILD, *arguments]
                streams = {"stdin": null, "stdout": pipe, "stderr": null}
                return subprocess.Popen(command, cwd=jail.ROOT, env=self._environment, **streams)
            streams = null.fileno(), pipe, null.fileno()
            try:
                return Fork(self._server.path, _CHILD, arguments, self._environment, streams, None)
            except OSError as error:
                lines = self._errors.read_text("utf-8", "replace").splitlines() or [str(error)]
                raise StoppedError(f"The process that checks has ended: {lines[-1]}") from None

    def _tried(self, secret, bubbled):
        """What a process that is shut in can do, in sentences."""
        secret.write_text("secret", "utf-8")
        secret.chmod(0o666)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            request = {"kind": "probe", "secret": str(secret), "port": port}
            found = self.ask(request, bytes)
            if "can" not in found:  # nobody may not read the course here
                self._drop = "stay"
                found = self.ask(request, bytes)
        bad = [words for name, words in CAN.items() if name in found.get("can", CAN)]
        here = "Each answer ran in a process of its own, with limits of time, memory and output. "
        if bad:
            return here + (
                f"But on this system it could {', '.join(bad)}: look through what strangers "
                "handed in before you check it, or use a Linux with Landlock or bubblewrap."
            )
        means = "bubblewrap, Landlock and seccomp" if bubbled else "Landlock and seccomp"
        return here + (
            "It could read nothing but Python and the course, write nothing outside a folder of "
            f"its own, reach no network and start no process ({means}; tried out in this run)."
        )


def _sound(found):
    """A verdict with nothing in it but what a verdict has; else raises an error."""
    texts = {name: str(found[name])[:TEXT] for name in ("message", "group")}
    blocks = [(str(label)[:TEXT], str(text)[:TEXT]) for label, text in found["blocks"]]
    return {"state": STATES[STATES.index(found["state"])], **texts, "blocks": blocks}


def _watch(process, folder, why, done):
    """End a process that lasts too long or fills its folder."""
    end = time.monotonic() + SECONDS
    while not done.wait(_POLL_SECONDS):
        if time.monotonic() > end:
            why.append(f"It was still running after {SECONDS} seconds.")
        elif _is_full(folder):
            why.append("It wrote more files than there is room for.")
        if why:
            return process.kill()
    return None


def _is_full(folder):
    entries = size = 0
    todo = [folder]
    while todo:
        try:
            for entry in os.scandir(todo.pop()):
                entries, size = entries + 1, size + entry.stat(follow_symlinks=False).st_size
                if entries > ENTRIES or size > FOLDER:
                    return True
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:  # nobody needs folders of that depth
                return True
    return False


def _remove(folder):
    if shutil.which("rm"):  # which minds no depth
        subprocess.run(["rm", "-rf", folder], check=False)
    else:
        shutil.rmtree(folder, ignore_errors=True)


def _how(code):
    if code == -9:
        return f"killed after {jail.CPU_SECONDS} seconds of computing, or for want of memory"
    if -code in list(signal.Signals):
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
