"""From an error's message to the place in the lessons that explains it.

messages.txt   words of messages, and where each leads: lesson 24's index is made of it
names.txt      names of TensorFlow 1 that have gone or moved, and what takes their place
places         the places in the lessons; read those two files
index          look a message up
programs       look the names of a program up
command        `course.py explain`

`%load_ext utils.errors` in a notebook ends each error with a line that names its place. The
lessons have it by themselves (`utils/__init__.py`). Standard library only.
"""

from utils.errors.index import find


def load_ipython_extension(shell):
    """Print, after each error of a cell, where the lessons explain it; nothing if they do not."""
    for known in list(shell.events.callbacks["post_run_cell"]):
        if getattr(known, "__module__", "") == __name__:
            return  # loaded before
    shell.events.register("post_run_cell", _after)


def unload_ipython_extension(shell):
    """Say nothing more after errors."""
    for known in list(shell.events.callbacks["post_run_cell"]):
        if getattr(known, "__module__", "") == __name__:
            shell.events.unregister("post_run_cell", known)


def _after(result):
    error = result.error_in_exec or result.error_before_exec
    if error is not None:
        for place in find(f"{type(error).__name__}: {error}"):
            print(place)
