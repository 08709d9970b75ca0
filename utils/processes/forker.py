"""Make the process from which others are forked end in time and leave nothing behind.

The first module that this process imports. `multiprocessing` ends it too, but only after its
imports, and leaves its socket behind when the process that owns it is killed.
"""

import atexit
import os
import shutil
import signal

from utils.notebooks.warm_server import end_with_parent

#: The variable that names the process to serve and the folder to remove after its end.
OWNER = "COURSE_PROCESSES_OWNER"


def attend_owner():
    """End this process, and remove its folder, when the process that owns it ends."""
    owner, folder = os.environ.pop(OWNER).split(" ", 1)
    owner = int(owner)

    def end(*_):
        # The signal also comes when only the thread ends that has started this process.
        if os.getppid() != owner:
            shutil.rmtree(folder, ignore_errors=True)
            os._exit(0)

    # Out of reach of signals to the group of its owner: an interrupt is meant for a cell, and
    # a group that is killed could not remove a folder.
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)
    # The files of a process are closed just before its end is told: `multiprocessing` may notice
    # first, and while Python shuts down it no longer answers to signals.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    end_with_parent(owner, signal.SIGTERM)


if OWNER in os.environ:
    attend_owner()
