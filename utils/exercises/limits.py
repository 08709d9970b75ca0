"""End a program that runs for too long, in any thread and on every system.

Python 3.10 hears no signal and no other thread at the end of a loop that begins with a `try`.
Where that `try` catches all, nothing ends a loop without a call there, nor one in a thread.
"""

import contextlib
import ctypes
import signal
import sys
import threading
import time

SECONDS = 10  # for all runs of one answer together; a check of the longest takes half of one
_AGAIN = 0.05  # an answer may catch the first exception: it gets another, and another
_CAUGHT = 3  # of them, before the lines are watched for one that is in no `try`


_clock = {"now": time.monotonic, "timer": "ITIMER_REAL", "signal": "SIGALRM"}


def count_computing():
    """Count the seconds in which this process computes, from now on, not all that pass.

    Where others keep the machine busy, no answer is late for that. Not for Windows.
    """
    _clock.update(now=time.process_time, timer="ITIMER_PROF", signal="SIGPROF")


class TooLong(BaseException):
    """Raised inside a program whose time is over; no `except Exception` holds it back."""


class Budget:
    """The seconds that the runs of one answer may take together."""

    def __init__(self, seconds=SECONDS):
        self.seconds = self.left = seconds

    @contextlib.contextmanager
    def running(self):
        """Raise `TooLong` in the block when the time is over."""
        start = _clock["now"]()
        main = threading.current_thread() is threading.main_thread()
        ended = _by_signal if main and hasattr(signal, "setitimer") else _by_thread
        try:
            with ended(max(self.left, 0.001)):
                yield
        finally:
            self.left -= _clock["now"]() - start


@contextlib.contextmanager
def _by_signal(seconds):
    """Also ends a sleep or another wait, which an exception from a thread does not."""
    armed, rung, tracer = [True], 0, sys.gettrace()
    watch = _watching(armed)

    def ring(_, frame):
        nonlocal rung
        if armed:
            rung += 1
            if rung <= _CAUGHT:
                raise TooLong
            watch(frame)

    timer, number = getattr(signal, _clock["timer"]), getattr(signal, _clock["signal"])
    before = signal.signal(number, ring)
    try:
        signal.setitimer(timer, seconds, _AGAIN)
        try:
            yield
        finally:
            armed.clear()  # should it ring at this very moment, the outer block still disarms it
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, before)
        if rung > _CAUGHT:
            sys.settrace(tracer)


def _watching(armed):
    """Gives what, told a frame, raises `TooLong` there some of the answer's lines later.

    A loop may call something in a `try` that catches all, and each signal is heard in this call:
    one line more each time comes to one that is in no `try`, as the head of the loop.
    """
    lines, left = 0, -1

    def trace(_, event, __):
        nonlocal left
        left -= event == "line"
        if left < 0 and armed:
            raise TooLong
        return trace

    def watch(frame):
        nonlocal lines, left
        if left < 0:
            lines = left = lines + 1
        while frame and not frame.f_globals.get("__name__", "").startswith("utils.exercises"):
            frame.f_trace = trace
            frame = frame.f_back
        sys.settrace(lambda *_: None)  # or none of them is traced

    return watch


@contextlib.contextmanager
def _by_thread(seconds):
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    this, done = ctypes.c_ulong(threading.get_ident()), threading.Event()

    def ring():
        wait = seconds
        while not done.wait(wait):
            raise_in(this, ctypes.py_object(TooLong))
            wait = _AGAIN

    clock = threading.Thread(target=ring, daemon=True)
    clock.start()
    try:
        try:
            yield
        finally:
            done.set()
    finally:
        done.set()
        clock.join()
        raise_in(this, None)  # what was rung and not yet raised
