"""What one process prints, returns, or dies of."""

import multiprocessing.connection
import signal


class ProcessFailed(RuntimeError):
    """A program failed in its process, or its process ended early."""


class Process:
    """A process that runs a program; made by `running`.

    Attributes
    ----------
    printed : str
        What the program has printed, as far as it has been received: all of it after `wait` or
        `result`. Lines are sent as soon as they are complete, so a program that dies loses none.
    """

    def __init__(self, name, process, messages):
        self._who = f"{name}()" if name else "The program"
        self._process, self._messages = process, messages
        self.printed = ""

    @property
    def pid(self):
        """The number that the system has given to the process."""
        return self._process.pid

    def readline(self):
        """Wait for the next line that the program prints, and return it without its end.

        Raises ProcessFailed if the program ends or fails without printing another line.
        """
        kind, content = self._receive()
        if kind != "line":
            raise ProcessFailed(f"{self._who} ended without printing another line.")
        return content

    def result(self):
        """Wait for a function to return, and return its result; None for a text.

        Raises ProcessFailed, with the end of the traceback, if it fails or its process dies.
        """
        kind = "line"
        while kind == "line":
            kind, content = self._receive()
        return content

    def wait(self):
        """Wait until the process has ended, in whatever way, and return its exit code.

        0: the program came to its end; 1: it failed; -9: signal 9 ended it (not on Windows).
        """
        try:
            while True:
                self._message()
        except EOFError:
            self._process.join()
        return self._process.exitcode

    def _receive(self):
        """The next message; raise ProcessFailed if it tells of an error or none comes."""
        try:
            kind, content = self._message()
        except EOFError:
            code = self.wait()
            ending = f"exited with status {code}"
            if code < 0:
                ending = f"was ended by signal {signal.Signals(-code).name}"
            raise ProcessFailed(f"{self._who} was cut short: its process {ending}.") from None
        if kind == "error":
            raise ProcessFailed(f"{self._who} failed in its process.\n\n{content}")
        return kind, content

    def _message(self):
        while not self._messages.poll(0.2):  # waiting without end ignores Ctrl-C on Windows
            pass
        kind, content = self._messages.recv()
        if kind == "line":
            self.printed += f"{content}\n"
        return kind, content


def results(processes):
    """Wait for the functions of several processes and list their results.

    Raises ProcessFailed as soon as one fails: the others may be waiting for it.
    """
    found = {}
    while len(found) < len(processes):
        waiting = {process._messages: process for process in processes if process not in found}
        for ready in multiprocessing.connection.wait(waiting, timeout=0.2):
            kind, content = waiting[ready]._receive()
            if kind == "result":
                found[waiting[ready]] = content
    return [found[process] for process in processes]
