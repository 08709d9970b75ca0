"""A kernel whose death is noticed while a cell waits for it."""

import time
from queue import Empty

from nbval.kernel import RunningKernel

_POLL_SECONDS = 0.25


class KernelDied(Exception):
    """The kernel's process ended while a message from it was awaited."""


class WatchedKernel(RunningKernel):
    """nbval's kernel, except that waiting for a dead one ends at once.

    nbval waits for the reply of a dead kernel until the cell's time is up.
    """

    def __init__(self, kernel_name, cwd, startup_timeout):
        try:
            super().__init__(kernel_name, cwd=cwd, startup_timeout=startup_timeout)
        except RuntimeError:
            # A kernel's ports are chosen free, then opened by the kernel a moment later:
            # meanwhile another kernel, of another run perhaps, may have taken one.
            if self.is_alive():
                self.stop()
            super().__init__(kernel_name, cwd=cwd, startup_timeout=startup_timeout)

    def prepare(self, code):
        """Execute code before the first cell; raise RuntimeError if it fails."""
        reply = self.kc.execute_interactive(code, store_history=False, silent=True)["content"]
        if reply["status"] != "ok":
            raise RuntimeError(f"{reply['ename']}: {reply['evalue']}")

    def get_message(self, stream, timeout=None):
        """Return the next message of a stream.

        Raises queue.Empty when `timeout` seconds have passed, KernelDied when no message
        can come any more.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        dead = False
        while True:
            left = end - time.monotonic()
            try:
                return super().get_message(stream, timeout=max(0, min(left, _POLL_SECONDS)))
            except Empty:
                if dead:  # and what it had sent before has been read
                    raise KernelDied from None
                if left <= _POLL_SECONDS:
                    raise
            dead = not self.is_alive()
