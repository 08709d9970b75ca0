"""A program that runs for a command, and ends with it."""

import signal
import subprocess


def wait(command, **options):
    """Run a program to its end; return its exit code.

    Ctrl-C reaches it by itself; TERM and a closed terminal (HUP) are passed on as TERM.
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
        process = subprocess.Popen(command, **options)
        if ending:
            process.terminate()
        return process.wait()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
