"""The server: import the slow libraries once, then fork for whoever asks.

Started by `utils.warm.serving.Server`; Linux only. One thread, one `select` loop: a fork copies no
other thread, so there must be none. A client (`utils.warm.client.Fork`) sends a line with its
request and three file descriptors. It gets a line with the number of its process, or why there is
none, and at the end one with the exit code. When it closes the connection, the process is killed.
"""

import contextlib
import ctypes
import fcntl
import gc
import json
import os
import runpy
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import warnings
from pathlib import Path

from utils.warm import preload

PR_SET_PDEATHSIG = 1
PATIENCE = 5  # seconds for a client to send its request


class Server:
    """Forks processes and looks after them until standard input is closed, or SIGTERM."""

    def __init__(self, path, listener):
        self.path, self.listener, self.pid = path, listener, os.getpid()
        self.environment = dict(os.environ)
        self.added = {}  # variables that imports have set
        self.said = set()
        self.asking = {}  # connection: when it is given up, what it has sent, file descriptors
        self.forks = {}  # connection: process id
        self.ends = {}  # descriptor that is readable when a process has ended: connection
        listener.setblocking(False)
        signal.signal(signal.SIGTERM, self.end)
        # The system sends SIGTERM when the other end of standard input is closed. (The signal for
        # the death of a parent comes with the death of the *thread* that started this process.)
        fcntl.fcntl(0, fcntl.F_SETOWN, self.pid)
        fcntl.fcntl(0, fcntl.F_SETSIG, signal.SIGTERM)
        fcntl.fcntl(0, fcntl.F_SETFL, os.O_ASYNC)
        if select.select([0], [], [], 0)[0]:
            self.end()

    def end(self, *_):
        """End every process, remove the folder of the socket and exit."""
        if os.getpid() == self.pid:  # and not a fork that is still as it was
            for connection in self.forks:
                self.kill(connection)
            shutil.rmtree(Path(self.path).parent, ignore_errors=True)
        os._exit(0)

    def say(self, why):
        """Tell whoever waits at the terminal, once."""
        if why not in self.said:
            print(f"Started without preloading: {why}", file=sys.stderr, flush=True)
        self.said.add(why)

    def run(self):
        """Serve; return only in a fork, with its request."""
        while True:
            sources = [self.listener, *self.asking, *self.forks, *self.ends]
            for source in select.select(sources, [], [], PATIENCE if self.asking else None)[0]:
                if source is self.listener:
                    self.accept()
                elif source in self.asking:
                    if request := self.read(source):
                        return request
                elif source in self.ends:
                    self.reap(source)
                elif source in self.forks:
                    self.kill(source)
            for connection, (end, *_) in list(self.asking.items()):
                if time.monotonic() > end:
                    self.drop(connection)

    def accept(self):
        with contextlib.suppress(OSError):  # it has gone already
            connection, _ = self.listener.accept()
            connection.setblocking(False)
            self.asking[connection] = time.monotonic() + PATIENCE, bytearray(), []

    def read(self, connection):
        """Take what a client has sent; once it is all, fork, and return the request in the fork."""
        _, message, streams = self.asking[connection]
        try:
            part, descriptors, _, _ = socket.recv_fds(connection, 1 << 16, 3)
            message += part
            streams += descriptors
            if part and not message.endswith(b"\n"):
                return None
            module, arguments, folder, environment = json.loads(message)
            why = preload.difference(environment, self.environment, os.environ)
        except (OSError, ValueError, TypeError):  # it has gone, or is none of ours
            self.drop(connection)
            return None
        if why:
            self.say(why)
            with contextlib.suppress(OSError):
                connection.send(json.dumps([0, why]).encode() + b"\n")
        elif self.fork(connection):
            variables = {**self.added, **environment, "COURSE_FORKS": self.path}
            return module, arguments, folder, variables, streams
        self.drop(connection)
        return None

    def drop(self, connection):
        """Forget a request and the files that came with it, and its client unless it has a fork."""
        for descriptor in self.asking.pop(connection)[2]:
            os.close(descriptor)
        if connection not in self.forks:
            connection.close()

    def fork(self, connection):
        """Fork for a client; return True in the fork."""
        try:
            with warnings.catch_warnings():
                # Python 3.12 and later warn of threads; `preload` has made sure of them.
                warnings.simplefilter("ignore", DeprecationWarning)
                pid = os.fork()
        except OSError as error:  # no memory, or too many processes
            self.say(str(error))
            return False
        if pid:
            self.forks[connection] = pid
            self.ends[os.pidfd_open(pid)] = connection
            return False
        os.setsid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
        if os.getppid() != self.pid:  # it has ended already
            os._exit(1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with contextlib.suppress(OSError):
            connection.send(json.dumps([os.getpid(), ""]).encode() + b"\n")
        for other in self.asking.keys() - {connection}:
            self.drop(other)
        for ours in (self.listener, connection, *self.forks):
            ours.close()
        for descriptor in self.ends:
            os.close(descriptor)
        return True

    def kill(self, connection):
        """Kill a process whose client has gone, and those that it has started."""
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            os.killpg(self.forks[connection], signal.SIGKILL)

    def reap(self, end):
        """Tell the client of a process that has ended how it ended."""
        connection = self.ends.pop(end)
        os.close(end)
        _, status = os.waitpid(self.forks.pop(connection), 0)
        with contextlib.suppress(OSError):
            connection.send(b"%d\n" % os.waitstatus_to_exitcode(status))
        connection.close()


def become(module, arguments, folder, environment, streams, keep=False):
    """Be `python -m module arguments`, in a process that has just been forked.

    keep: whether it goes on with the course's own modules as they were imported.
    """
    os.chdir(folder)
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # it was found in the server's variables
    # With one inherited state, all would draw the same numbers and hide a missing seed. Python's
    # own generator seeds itself anew after a fork.
    sys.modules["numpy"].random.seed()
    # The course's own modules change while somebody works on them: read them anew.
    for name in [] if keep else [name for name in sys.modules if name.partition(".")[0] == "utils"]:
        del sys.modules[name]
    sys.argv = [module, *arguments]
    sys.orig_argv = [sys.executable, "-m", *sys.argv]
    sys.path.insert(0, folder)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    sys.exit()


def main():
    path, descriptor, *modules = sys.argv[1:]
    server = Server(path, socket.socket(fileno=int(descriptor)))
    terminal = os.dup(2)
    os.dup2(1, 2)  # libraries greet on standard error when they are imported
    why = ""
    try:
        server.added = preload.preload(modules)
    except Exception as error:
        why = str(error)
    os.dup2(terminal, 2)
    os.close(terminal)
    if why:
        server.say(why)
        server.end()
    gc.collect()
    gc.freeze()  # a collection in a fork then copies no page of these objects
    become(*server.run(), keep=any(name.startswith("utils.") for name in modules))
