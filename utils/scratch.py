"""A folder for what a lesson writes, gone when its kernel ends, however it ends."""

import atexit
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

# Waits until the writing end of its standard input is closed, by whatever ends this process.
_CLEANER = """
import shutil, sys
sys.stdin.read()
shutil.rmtree(sys.argv[1], ignore_errors=True)
"""


def folder(name: str) -> Path:
    """Make an empty folder of this name for temporary files, and return its path.

    A folder of this name that the same process made before is emptied: a cell that calls
    `folder` may run twice. All of them are removed when the process ends, also when it is
    interrupted, killed, or crashes.

    Raises ValueError if the name is not a single word: `..` or a path would lead elsewhere.
    """
    if not name.isidentifier():
        raise ValueError(f"A folder's name is one word of letters, digits and _, not {name!r}.")
    made = _root() / name
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    return made


@cache
def _root():
    root = Path(tempfile.mkdtemp(prefix="course-"))
    cleaner = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _CLEANER, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=root.parent,  # Windows removes no folder in which a process works
        # An interrupt or a kill of the kernel's process group must not reach it.
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    atexit.register(_end, cleaner)
    return root


def _end(cleaner):
    """Let the cleaner do its work and wait for it."""
    cleaner.stdin.close()
    cleaner.wait()
