"""Have notebooks read and answers checked, each in a process of its own that is shut in."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from utils.classroom import jail, protection, watching
from utils.classroom.child import failed
from utils.warm.client import Fork
from utils.warm.serving import Server

FORKS = sys.platform == "linux"
LONGEST = 3_000_000  # bytes that a process may tell
_CHILD = "utils.classroom.child"
_KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "OPENBLAS_NUM_THREADS", "SYSTEMROOT")


class StoppedError(Exception):
    """The process that checks is not there, or not any more; the message says why."""


class Checks(contextlib.ExitStack):
    """A place where notebooks are read and answers are checked; a context manager.

    `modules` are what processes find imported. `protection` says in sentences what learners'
    programs can and cannot do here, as it was tried.
    """

    def __init__(self, modules=()):
        super().__init__()
        self._modules = [_CHILD, *modules]
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
            self._server = Server(self._modules, path, errors, around, self._environment)
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
            watcher = threading.Thread(target=watching.watch, args=(process, folder, why, done))
            watcher.start()
            told = pipe.read(LONGEST + 1).decode("utf-8", "replace")
            if len(told) > LONGEST:
                why.append("It wrote a result without an end.")
                process.kill()
        code = process.wait()
        done.set()
        watcher.join()
        self._running.discard(process)
        watching.remove(folder)
        if not why and told.startswith(token):
            with contextlib.suppress(ValueError, LookupError, TypeError, RecursionError):
                found = json.loads(told.removeprefix(token))
                return watching.sound(found) if request["kind"] == "check" else found
        if not why and told:
            why.append("It wrote a result of its own in place of its check's.")
        return failed(why[0] if why else f"It ended its own process ({watching.how(code)}).")

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
        return protection.told(found.get("can", protection.CAN), bubbled)
