"""Run the cells of a lesson in one kernel: `test` compares their outputs, `refresh` stores them."""

import os
import subprocess
import tempfile
import time
from queue import Empty

from nbformat.v4 import output_from_msg
from nbval.kernel import start_new_kernel

from utils.notebooks.lessons import (
    ALONE,
    CELL_SECONDS,
    STARTUP_SECONDS,
    LessonError,
    refuse_errors,
    tags,
)

_SHOWN = {"stream", "display_data", "execute_result", "error"}  # what a page keeps of a run
_POLL_SECONDS = 0.25
_INTERRUPTED_SECONDS = 5  # after which a cell is taken not to heed an interrupt


class RunEnded(Exception):
    """A cell ended the run of its lesson: its time was up, or it took its kernel with it."""


class Kernel:
    """A running kernel in the folder of a lesson; as a context manager, it ends with the block."""

    def __init__(self, folder, name="python3", startup_seconds=STARTUP_SECONDS, before=""):
        """Start a kernel and run in it what comes before the cells, and says nothing.

        Raises NoSuchKernel for an unknown name, RuntimeError if the kernel fails, LessonError
        where what comes before shows anything.
        """
        self._like_this = folder, name, startup_seconds, before
        # A kernel that is killed removes none of the files that AutoGraph has written for it.
        self._temporary = tempfile.TemporaryDirectory(prefix="lesson-", ignore_cleanup_errors=True)
        options = {
            "kernel_name": name,
            "startup_timeout": startup_seconds,
            "cwd": str(folder),
            # Under pytest a kernel leaves what C code prints alone, so that it is in no output.
            "env": {
                **os.environ,
                "PYTEST_CURRENT_TEST": "a lesson",
                "TMPDIR": self._temporary.name,
            },
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }
        try:
            self._manager, self._client = start_new_kernel(**options)
        except RuntimeError:
            # A kernel's ports are chosen free, then opened by the kernel a moment later:
            # meanwhile another kernel, of another run perhaps, may have taken one.
            self._manager, self._client = start_new_kernel(**options)
        try:
            if before and (shown := self.run(before)):
                refuse_errors(shown)
                raise LessonError(f"Before the first cell it says: {shown}")
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def is_alive(self):
        return self._manager.is_alive()

    def stop(self):
        """End the kernel, dead or alive, and what is connected to it."""
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)
        self._temporary.cleanup()

    def run_cell(self, cell, seconds=CELL_SECONDS):
        """Execute a cell of a page as `run` does.

        A program tagged as running alone runs in a fresh kernel: it has nothing of the page, and
        the page has nothing of it.
        """
        if ALONE not in tags(cell):
            return self.run(cell.source, seconds)
        with Kernel(*self._like_this) as fresh:
            return fresh.run(cell.source, seconds)

    def run(self, source, seconds=CELL_SECONDS):
        """Execute code; return its outputs as a page holds them, an error among them.

        Nothing is cleared, updated or taken by a widget: what a slider's function draws stands
        on the page, below the slider's place. Raises RunEnded, after which there is no next cell.
        """
        request = self._client.execute(source, allow_stdin=False, stop_on_error=False)
        outputs = []
        try:
            for message in self._messages(request, seconds):
                if message["msg_type"] in _SHOWN:
                    outputs.append(output_from_msg(message))
        except TimeoutError:
            raise RunEnded(f"it ran longer than {seconds:g} s{self._where(request)}") from None
        return outputs

    def _messages(self, request, seconds):
        """What the kernel says while it works on a request, until it is idle again.

        Raises TimeoutError, or RunEnded once nothing can come any more.
        """
        end, alive = time.monotonic() + seconds, True
        while time.monotonic() < end:
            try:
                message = self._client.get_iopub_msg(timeout=_POLL_SECONDS)
            except Empty:
                if not alive:  # and all that it had sent before has been read
                    raise RunEnded(
                        "the kernel died while this cell ran: it ended its own process, "
                        "crashed in native code, or the machine had no memory left"
                    ) from None
                alive = self.is_alive()
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["content"].get("execution_state") == "idle":
                return
            yield message
        raise TimeoutError

    def _where(self, request):
        """Interrupt a cell; return the traceback that says where it was, if it heeds that."""
        self._manager.interrupt_kernel()
        try:
            for message in self._messages(request, _INTERRUPTED_SECONDS):
                if message["msg_type"] == "error":
                    return ":\n" + "\n".join(message["content"]["traceback"])
        except TimeoutError:
            pass
        return ""
