"""Start a real TensorBoard on a free port of this machine, read its data over HTTP, end it."""

import contextlib
import importlib.util
import io
import json
import urllib.parse
import urllib.request
from pathlib import Path

import numpy as np

from utils import processes

_PROGRAM = """
import threading
from utils import board
print(board.launch(folder))
threading.Event().wait()
"""
SECONDS = 30  # without an answer, after which a question is given up


class BoardError(RuntimeError):
    """TensorBoard is missing, has ended, or does not have what is asked for."""


@contextlib.contextmanager
def serve(folder):
    """Start TensorBoard on the summaries in `folder`; end it when the context is left.

    It is a process of its own and answers on 127.0.0.1 alone. It reads the folder once, before
    its first answer (`tensorboard --logdir` reads it again every five seconds).

    Yields a Board. Raises BoardError if the folder holds no summaries or TensorBoard is not
    installed, and ProcessFailed, with the reason, if it does not start.
    """
    folder = Path(folder)
    if not any(folder.rglob("*tfevents*")):
        raise BoardError(
            f"There are no summaries in {folder.name}: write some with a FileWriter, close it, "
            "and give the folder above them."
        )
    if importlib.util.find_spec("tensorboard") is None:
        raise BoardError("TensorBoard is not installed: run `python -m pip install tensorboard`.")
    with processes.running(_PROGRAM, folder=str(folder)) as process:
        yield Board(process.readline())


def launch(folder):
    """Start TensorBoard on `folder` in a thread of this process; return its address."""
    from tensorboard.program import TensorBoard

    with contextlib.redirect_stderr(io.StringIO()):  # its log belongs to no cell
        board = TensorBoard()
        board.configure(
            logdir=str(folder),
            host="127.0.0.1",
            port=0,  # a free one, which the system chooses
            load_fast="false",
            reload_interval=0,
            reload_task="blocking",
        )
        return board.launch()


class Board:
    """A running TensorBoard; made by `serve`.

    Attributes
    ----------
    url : str
        Where a browser finds it while it runs.
    """

    def __init__(self, url):
        self.url = url
        # No proxy that the environment names can reach this machine's own address.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def version(self):
        """The version that it says it has."""
        return self._get("environment")["version"]

    def tags(self, plugin="scalars"):
        """What it has, of one kind ("scalars" or "histograms"): {run: [tags]}, sorted."""
        found = self._get(f"plugin/{plugin}/tags")
        return {run: sorted(found[run]) for run in sorted(found)}

    def scalars(self, run, tag):
        """A curve: the steps and the values, arrays of shape (n,), of at most 1,000 steps.

        Raises BoardError if there is no such run or tag.
        """
        _, steps, values = zip(*self._series("scalars", run, tag), strict=True)
        return np.array(steps), np.array(values)

    def histograms(self, run, tag):
        """How numbers were spread at each step: {step: array of shape (n, 3)}.

        A row is an interval and how many of the numbers lie in it: left, right, count. Of more
        than 50 steps TensorBoard keeps a random sample.
        Raises BoardError if there is no such run or tag.
        """
        return {step: np.array(rows) for _, step, rows in self._series("histograms", run, tag)}

    def _series(self, plugin, run, tag):
        tags = self.tags(plugin)
        if tag not in tags.get(run, []):
            raise BoardError(f"TensorBoard has no {tag!r} of run {run!r}; its {plugin}: {tags}.")
        query = urllib.parse.urlencode({"run": run, "tag": tag})
        return self._get(f"plugin/{plugin}/{plugin}?{query}")

    def _get(self, path):
        """The answer to one question, as Python data."""
        try:
            with self._opener.open(f"{self.url}data/{path}", timeout=SECONDS) as answer:
                return json.load(answer)
        except OSError:
            raise BoardError(
                f"No TensorBoard answers at {self.url}: it ends with the `with` block that "
                "started it."
            ) from None
