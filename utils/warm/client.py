"""Ask the server for a fork. Run by path, stand in for it.

`python -I -S client.py SOCKET MODULE ARGUMENTS...` is what Jupyter starts, watches and signals as
a kernel, and pytest as a worker: with the standard library alone it stands in a moment. It has
`python -m MODULE ARGUMENTS...` forked, hands signals on to it and ends with its status. Where
nothing is forked, it becomes that program. So nothing here may import `utils`: neither it nor
site-packages are on its path.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys

# Jupyter waits 60 s for a kernel: an ordinary one must still have time to start.
PATIENCE = 30  # seconds
FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


class Refused(OSError):
    """The server would fork, but what it has imported went another way than was asked for."""


class Fork:
    """A process that runs `python -m module arguments`, forked by the server behind a socket.

    It lasts no longer than this process and this object. Methods and attributes are those of
    `subprocess.Popen`.

    path: the socket. module: its name. arguments: texts that it finds in sys.argv.
    environment: all its variables, by default those of this process; the working directory is
    this one's in any case. streams: the file descriptors of standard input, output and error.
    patience: seconds to wait for a server that is still importing; None waits for ever.

    Raises Refused if the environment differs in what is read once, by the imports, and says in
    what; OSError if there is no server, or it cannot fork.
    """

    def __init__(
        self, path, module, arguments=(), environment=None, streams=(0, 1, 2), patience=PATIENCE
    ):
        here = os.getcwd()  # noqa: PTH109 (importing pathlib takes as long as all the rest)
        variables = dict(os.environ if environment is None else environment)
        request = json.dumps([module, list(arguments), here, variables]).encode() + b"\n"
        self.returncode = None
        self._server = socket.socket(socket.AF_UNIX)
        self._answers = self._server.makefile("rb", buffering=0)
        self._server.settimeout(patience)
        self._server.connect(path)
        socket.send_fds(self._server, [request[:1]], streams)
        self._server.sendall(request[1:])
        self.pid, why = json.loads(self._answers.readline() or "[0, null]")
        if why is None:
            raise ConnectionResetError("the server of forks has ended, or has no memory left")
        if why:
            raise Refused(why)
        self._server.settimeout(None)

    def fileno(self):
        """Readable when the process has ended, for `select`."""
        return self._server.fileno()

    def send_signal(self, number):
        """Send a signal to the process and to those that it has started."""
        with contextlib.suppress(ProcessLookupError):  # it has ended
            os.killpg(self.pid, number)

    def kill(self):
        """Have the server kill it and those that it has started: there its number is known."""
        with contextlib.suppress(OSError):  # it has ended
            self._server.shutdown(socket.SHUT_WR)

    def wait(self):
        """Wait for its end and return its exit code, -n if signal n ended it."""
        if self.returncode is None:
            self.returncode = int(self._answers.readline() or -signal.SIGKILL)
        return self.returncode


def main():
    path, module, *arguments = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is a fork, Ctrl-C ends it silently
    # An ordinary kernel ends when Jupyter is killed; it finds its parent in this variable.
    parent = int(os.environ.get("JPY_PARENT_PID") or 0)
    try:
        fork = Fork(path, module, arguments, patience=PATIENCE if parent else None)
    except OSError:
        os.execv(sys.executable, [sys.executable, "-m", module, *arguments])
    for name in FORWARDED:
        signal.signal(getattr(signal, name), lambda number, _: fork.send_signal(number))
    while not select.select([fork], [], [], 1)[0]:
        if parent not in (0, os.getppid()):
            sys.exit(1)
    code = fork.wait()
    sys.exit(code if code >= 0 else 128 - code)  # as in a shell


if __name__ == "__main__":
    main()
