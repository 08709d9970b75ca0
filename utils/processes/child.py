"""Run a program in a fresh process and report what it prints, returns or raises.

The request comes on standard input, which then stays open as long as the owner lives; messages
go to standard output. Both are the program's no more.
"""

import io
import linecache
import os
import pickle
import signal
import sys
import threading
import traceback

from utils.processes import loopback

MOST_FRAMES = 4  # of a traceback, counted from the error


def main():
    """Run the program that is asked for; exit with status 1 after an error.

    A message is ("line", str) for each line printed, then ("result", bytes) or ("error", str).
    """
    # Ctrl-C may reach all processes at a terminal; the one that started this one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    owner, messages = os.dup(0), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    with os.fdopen(owner, "rb", closefd=False) as given:
        sys.path[:], name, text, names = pickle.load(given)
    threading.Thread(target=_end_with_owner, args=[owner], daemon=True).start()
    loopback.guard()
    sys.stdout = _Lines(messages)
    try:
        result = _executed(name, text, names)
        try:
            message = "result", pickle.dumps(result)
        except Exception as error:
            message = "error", f"Its result cannot be sent: {type(error).__name__}: {error}"
    except BaseException as error:
        message = "error", _told(error)
    sys.stdout.finish()
    sys.stdout.send(message)
    sys.exit(int(message[0] == "error"))


def _executed(name, text, names):
    file = f"<{name or 'program'}>"
    linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
    program = {"__name__": "__main__", **({} if name else names)}
    exec(compile(text, file, "exec"), program)
    return program[name](**names) if name else None


def _told(error):
    """The end of a traceback, without the frames of this module."""
    inner = error.__traceback__.tb_next.tb_next
    lines = traceback.format_exception(type(error), error, inner, limit=-MOST_FRAMES, chain=False)
    return "".join(lines).rstrip()


def _end_with_owner(descriptor):
    while os.read(descriptor, 1):
        pass
    os._exit(1)


class _Lines(io.TextIOBase):
    """A stream that sends every line as soon as it is complete."""

    def __init__(self, messages):
        self.messages, self.rest = messages, ""

    def writable(self):
        return True

    def write(self, text):
        *lines, self.rest = (self.rest + text).split("\n")
        for line in lines:
            self.send(("line", line))
        return len(text)

    def send(self, message):
        self.messages.write(pickle.dumps(message))
        self.messages.flush()

    def finish(self):
        """Send a last line that lacks its end."""
        if self.rest:
            self.write("\n")


if __name__ == "__main__":
    main()
