"""Run a program in a fresh process and report what it prints, returns or raises."""

import contextlib
import io
import linecache
import multiprocessing
import os
import signal
import sys
import threading
import traceback

from utils.notebooks.warm_server import end_with_parent

MOST_FRAMES = 4  # of a traceback, counted from the error


def run(sender, name, text, names, environment, forked):
    """Run `text`, then call the function `name`, if it has one; send messages about it.

    A message is ("line", str) for each line printed, then ("result", object) or ("error", str).
    The process exits with status 1 after an error.
    """
    # Ctrl-C reaches all processes of a group; the one that started this one decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if forked:
        end_with_parent(os.getppid(), signal.SIGKILL)
        if "numpy" in sys.modules:  # Python's own generator seeds itself anew after a fork
            sys.modules["numpy"].random.seed()
    else:
        threading.Thread(target=_end_with_owner, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    sys.stdout = _Lines(sender)
    try:
        message = "result", _executed(name, text, names)
    except BaseException as error:
        message = "error", _told(error)
    sys.stdout.finish()
    sys.exit(_send(sender, message))


def _executed(name, text, names):
    file = f"<{name or 'program'}>"
    linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
    main = {"__name__": "__main__", **({} if name else names)}
    exec(compile(text, file, "exec"), main)
    return main[name](**names) if name else None


def _told(error):
    """The end of a traceback, without the frames of this module."""
    inner = error.__traceback__.tb_next.tb_next
    lines = traceback.format_exception(type(error), error, inner, limit=-MOST_FRAMES, chain=False)
    return "".join(lines).rstrip()


def _send(sender, message):
    """Send the last message; return the exit status."""
    try:
        sender.send(message)
    except OSError:  # nobody listens any more
        return 1
    except Exception as error:  # what cannot be pickled
        with contextlib.suppress(OSError):
            sender.send(("error", f"Its result cannot be sent: {type(error).__name__}: {error}"))
        return 1
    return int(message[0] == "error")


def _end_with_owner():
    multiprocessing.parent_process().join()
    os._exit(1)


class _Lines(io.TextIOBase):
    """A stream that sends every line as soon as it is complete."""

    def __init__(self, sender):
        self.sender, self.rest = sender, ""

    def writable(self):
        return True

    def write(self, text):
        *lines, self.rest = (self.rest + text).split("\n")
        for line in lines:
            self.sender.send(("line", line))
        return len(text)

    def finish(self):
        """Send a last line that lacks its end."""
        if self.rest:
            self.write("\n")
