"""Start processes, and end them."""

import ast
import contextlib
import functools
import inspect
import multiprocessing
import multiprocessing.forkserver
import multiprocessing.util
import os
import sys
import textwrap
import types

from utils import scratch
from utils.processes import child
from utils.processes.forker import OWNER
from utils.processes.process import Process

# On macOS the system's own libraries, which NumPy and TensorFlow load, may crash in a fork.
METHOD = "forkserver" if sys.platform == "linux" else "spawn"
# The first of them makes sure that the forking process ends: it stands before the slow ones.
PRELOAD = ["utils.processes.forker", "utils.processes.child", "utils.runtime"]
PRELOAD += ["tensorflow", "tensorflow.compat.v1"]


def prepare():
    """Begin to import TensorFlow in the background; return at once.

    Without this call the first process waits for the import. Does nothing where processes
    cannot be forked, or when called again.
    """
    if METHOD == "forkserver":
        multiprocessing.get_context(METHOD).set_forkserver_preload(PRELOAD)
        _clean_up_after_a_kill()
        os.environ[OWNER] = str(os.getpid())
        try:
            multiprocessing.forkserver.ensure_running()
        finally:
            del os.environ[OWNER]


@functools.cache
def _clean_up_after_a_kill():
    """`multiprocessing` removes the folder of its socket only where this process may exit."""
    return scratch.remove_after_end(multiprocessing.util.get_temp_dir())


def run(program, environment=None, **names):
    """Run a program in a fresh process to its end; see `running`.

    Returns the text that it has printed or, if the program is a function, its result, which
    must be something that can be pickled. Raises ProcessFailed if it fails or dies.
    """
    with running(program, environment, **names) as process:
        result = process.result()
        return process.printed if isinstance(program, str) else result


@contextlib.contextmanager
def running(program, environment=None, **names):
    """Run a program in a fresh process, which lasts no longer than the context.

    The process is killed when the context is left, be it by an error or an interrupt, and ends
    by itself when this process ends in any way.

    Parameters
    ----------
    program : str or function
        The text of a program; or a function, of which the text is sent: neither knows anything
        of what surrounds it here, so imports stand inside.
    environment : dict of str, optional
        Variables of the environment that differ from those here.
    names
        What the text finds as global names, the function as its arguments: numbers, texts,
        arrays, lists and dictionaries of them, or whatever else can be pickled.

    Yields
    ------
    Process

    Raises
    ------
    ValueError
        If a function is not one written with `def`, or its text cannot be found.
    """
    name, text = ("", program) if isinstance(program, str) else _definition(program)
    prepare()
    context = multiprocessing.get_context(METHOD)
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(
        target=child.run,
        args=(
            sender,
            name,
            text,
            names,
            {**os.environ, **(environment or {})},
            METHOD == "forkserver",
        ),
        daemon=True,  # ended even by an interrupt before the next `try`, when this process exits
    )
    with receiver:
        with sender, _no_main_module():  # a copy of `sender` here would hide the process's end
            process.start()
        try:
            yield Process(name, process, receiver)
        finally:
            process.kill()
            process.join()


@contextlib.contextmanager
def _no_main_module():
    """Hide the program that runs here: `multiprocessing` would import its file once more."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _definition(function):
    """The name and the text of a function."""
    try:
        text = textwrap.dedent(inspect.getsource(function))
        (node,) = ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__:
            return node.name, text
    except (OSError, SyntaxError, TypeError):
        pass
    raise ValueError(
        "A process runs the text of a program, or a function written with `def` in a cell or a "
        f"module, not {function!r}."
    )
