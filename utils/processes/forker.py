"""Make the process from which others are forked end with the process that it serves.

The first module that this process imports. `multiprocessing` ends it too, but only after its
imports, and when the last process forked from it has ended.
"""

import os
import signal

from utils.notebooks.warm_server import end_with_parent

#: The variable that names the process to serve.
OWNER = "COURSE_PROCESSES_OWNER"

if OWNER in os.environ:
    # Out of reach of interrupts, which are meant for a cell.
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(int(os.environ.pop(OWNER)), signal.SIGKILL)
