"""Whoever ends a command, ends what it has started."""

import ctypes
import os
import signal
import subprocess
import sys

PR_SET_PDEATHSIG = 1
INTERRUPTED = (2, 130)  # exit codes of pytest and of the shell


def wait(command, **options):
    """Run a program to its end; return its exit code.

    Ctrl-C reaches it by itself; TERM and a closed terminal (HUP) are passed on as TERM, and on
    Linux so is the end of this process, however it comes.
    """
    process, ending = None, False

    def end(number, _):
        nonlocal ending
        ending = ending or number != signal.SIGINT
        if process and ending:
            process.terminate()

    names = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows lacks the last
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {one: signal.getsignal(one) for one in signals}
    try:
        for one in signals:
            if before[one] is not signal.SIG_IGN:  # as under nohup
                signal.signal(one, end)
        bound = _end_with_parent if sys.platform == "linux" else None
        process = subprocess.Popen(command, preexec_fn=bound, **options)
        if ending:
            process.terminate()
        return process.wait()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _end_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_on_signals():
    """End on TERM and with the terminal (HUP) as on Ctrl-C: in order, leaving nothing running.

    JupyterLab has its own way to end on TERM. Whoever ignores HUP (nohup) goes on without.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    hangup = getattr(signal, "SIGHUP", None)  # which Windows lacks
    if hangup and signal.getsignal(hangup) is not signal.SIG_IGN:
        signal.signal(hangup, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
