"""What one process prints, returns, or dies of."""

import contextlib
import pickle
import queue
import signal
import threading


class ProcessFailed(RuntimeError):
    """A program failed in its process, or its process ended early."""


class Process:
    """A process that runs a program; made by `running`.

    `pid` is the number that the system has given to it, `printed` the text that the program has
    printed, as far as it has been received: all of it after `wait` or `result`. Lines are sent as
    soon as they are complete, so a program that dies loses none.
    """

    def __init__(self, name, started, stream):
        self._who = f"{name}()" if name else "The program"
        self._started, self._messages = started, queue.SimpleQueue()
        self.pid, self.printed = started.pid, ""
        threading.Thread(target=self._listen, args=[stream], daemon=True).start()

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
        while (message := self._receive())[0] != "result":
            pass
        return pickle.loads(message[1])

    def wait(self):
        """Wait until the process has ended, in whatever way, and return its exit code.

        0: the program came to its end; 1: it failed; -9: signal 9 ended it (not on Windows).
        """
        while self._message():
            pass
        return self._started.wait()

    def _listen(self, stream):
        with stream, contextlib.suppress(EOFError, pickle.UnpicklingError):
            while True:
                self._messages.put(pickle.load(stream))
        self._messages.put(None)

    def _receive(self, seconds=None):
        """The next message; raise ProcessFailed if it tells of an error or none comes any more."""
        if message := self._message(seconds):
            if message[0] == "error":
                raise ProcessFailed(f"{self._who} failed in its process.\n\n{message[1]}")
            return message
        code = self.wait()
        ending = f"exited with status {code}"
        if code < 0:
            ending = f"was ended by signal {signal.Signals(-code).name}"
        raise ProcessFailed(f"{self._who} was cut short: its process {ending}.")

    def _message(self, seconds=None):
        """The next message, None after the last; raise queue.Empty if none comes in time."""
        message = self._messages.get(timeout=seconds)
        if message is None:
            self._messages.put(None)
        elif message[0] == "line":
            self.printed += f"{message[1]}\n"
        return message


def results(processes):
    """Wait for the functions of several processes and list their results.

    Raises ProcessFailed as soon as one fails: the others may be waiting for it.
    """
    found = {}
    while len(found) < len(processes):
        for process in processes:
            if process not in found:
                with contextlib.suppress(queue.Empty):
                    kind, content = process._receive(seconds=0.02)
                    if kind == "result":
                        found[process] = pickle.loads(content)
    return [found[process] for process in processes]
