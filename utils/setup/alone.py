"""One installation at a time: what a second call of course.py waits for."""

import contextlib
import time

from utils.setup.environment import ROOT

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

PLACE = 2**30  # a byte far behind the end of the file: on Windows nobody can read a locked one
QUIET = 5  # tries, a tenth of a second apart, before a word is said


@contextlib.contextmanager
def alone():
    """Wait while another process is in this context, and say so; then keep others out.

    The system lets the next one in when a process ends, however it ends. Where files cannot be
    locked (on some network drives), nobody waits.
    """
    with (ROOT / "course.py").open("rb") as file:
        tries = 0
        while _is_locked(file):
            tries += 1
            if tries == QUIET:
                print("Another call of course.py is installing: waiting for it.", flush=True)
            time.sleep(0.1)
        yield


def _is_locked(file):
    """Lock a file, unless another process holds it locked."""
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.seek(PLACE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        pass
    return False
