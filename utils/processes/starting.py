"""Start processes, and end them."""

import ast
import contextlib
import functools
import inspect
import os
import pickle
import subprocess
import sys
import textwrap
import warnings

from utils.processes.process import Process
from utils.warm.client import Fork, Refused
from utils.warm.serving import Server

#: On macOS the system's own libraries, which NumPy and TensorFlow load, may crash in a fork.
FORKS = sys.platform == "linux"
PRELOAD = ("tensorflow", "tensorflow.compat.v1")


def prepare():
    """Begin to import TensorFlow in the background; return at once.

    Without this call the first process waits for the import. Does nothing where there is a server
    of forks already, where processes cannot be forked, or when called again.
    """
    if FORKS and "COURSE_FORKS" not in os.environ:
        _own_server(os.getpid())


@functools.cache
def _own_server(pid):  # a fork of this process needs another one
    return Server(PRELOAD, path=sys.path, stderr=subprocess.DEVNULL)


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
    by itself when this process ends in any way. What listens in it for connections takes those
    from this machine alone (on Linux, see `loopback`).

    program: a text; or a function, of which the text is sent: neither knows anything of what
    surrounds it here, so imports stand inside. environment: variables that differ from those here.
    names: what the text finds as global names, the function as its arguments: numbers, texts,
    arrays, lists and dictionaries of them, or whatever else can be pickled.

    Yields a Process. Raises ValueError if a function is not one written with `def`, or its text
    cannot be found.
    """
    name, text = ("", program) if isinstance(program, str) else _definition(program)
    request = pickle.dumps((sys.path, name, text, names))
    stdin, to_process = os.pipe()
    from_process, stdout = os.pipe()
    with os.fdopen(to_process, "wb") as owner:  # closed by whatever ends this process, too
        try:
            process = _start({**os.environ, **(environment or {})}, (stdin, stdout, 2))
        finally:
            os.close(stdin)
            os.close(stdout)  # a copy here would hide the end of the process
        try:
            result = Process(name, process, os.fdopen(from_process, "rb"))
            with contextlib.suppress(BrokenPipeError):  # it has died: `result` tells
                owner.write(request)
                owner.flush()
            yield result
        finally:
            process.kill()
            process.wait()


def _start(environment, streams):
    """Fork or else start a process that runs `utils.processes.child`."""
    prepare()
    if FORKS:
        path = os.environ.get("COURSE_FORKS") or _own_server(os.getpid()).path
        try:
            return Fork(path, "utils.processes.child", (), environment, streams, patience=None)
        except Refused:  # by what is asked for here, such as other variables
            pass
        except OSError as error:
            warnings.warn(f"Processes start without preloading: {error}", stacklevel=5)
    start = f"import sys; sys.path[:] = {sys.path}; from utils.processes import child; child.main()"
    return subprocess.Popen(
        [sys.executable, "-c", start],
        stdin=streams[0],
        stdout=streams[1],
        env=environment,
        # Ctrl-C reaches all processes of a group; the one here decides what to do.
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


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
