"""Kernels that start in a moment, forked from a process that has TensorFlow imported.

`import tensorflow` takes 4 to 6 seconds, and almost every lesson begins with it. Inside

    with serve() as environment:
        subprocess.run(["jupyter", "lab"], env={**os.environ, **environment})

every kernel named "python3" is a fork of one preloaded process (`warm_server`); what Jupyter
starts and watches is a small client (`warm_client`). Wherever that cannot work, the client
becomes an ordinary kernel: slower, never broken.
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from ipykernel.kernelspec import write_kernel_spec

# utils.runtime, NumPy and the kernel itself are always imported, before these.
PRELOAD = (
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "ipywidgets",
    "tensorflow",
    "tensorflow.compat.v1",
)


@contextlib.contextmanager
def serve(preload=PRELOAD):
    """Serve warm kernels as long as the context lasts.

    Returns at once; kernels started before the imports are done wait for them.

    Parameters
    ----------
    preload : sequence of str
        The modules to import. They may neither start threads nor open devices: an op, a
        session or a list of devices made by TensorFlow would not outlive the fork. The server
        refuses to serve then, says so on standard error, and ordinary kernels start.

    Yields
    ------
    dict of str
        The environment variables for processes that start kernels; empty where kernels cannot
        be forked: there is no fork on Windows, and on macOS the system's own libraries, which
        NumPy and TensorFlow load, may crash in a fork.
    """
    if sys.platform != "linux":
        yield {}
        return
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(
            # Readable by its owner alone. The server removes it as well, should this process
            # be killed.
            tempfile.TemporaryDirectory(prefix="warm-", ignore_cleanup_errors=True)
        )
        path = str(Path(directory, "socket"))
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        try:
            listener.bind(path)
        except OSError as error:  # a path beyond 107 bytes
            print(f"Kernels start without preloading: {error}: {path}", file=sys.stderr)
            yield {}
            return
        listener.listen(128)
        client = [sys.executable, "-I", "-S", str(Path(__file__).with_name("warm_client.py")), path]
        write_kernel_spec(
            Path(directory, "kernels", "python3"),
            overrides={"argv": [*client, "-f", "{connection_file}"]},
        )
        stack.enter_context(_server(listener, directory, preload))
        listener.close()  # the server holds it now: without the server, clients are refused
        searched = filter(None, (directory, os.environ.get("JUPYTER_PATH")))
        yield {"JUPYTER_PATH": os.pathsep.join(searched)}


@contextlib.contextmanager
def _server(listener, directory, modules):
    """Run the server process; it ends with the context, with this process, or on SIGTERM."""
    arguments = [str(os.getpid()), str(listener.fileno()), directory, *modules]
    server = subprocess.Popen(
        [sys.executable, "-m", "utils.notebooks.warm_server", *arguments],
        pass_fds=[listener.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # out of reach of Ctrl-C, on which JupyterLab asks first
    )
    try:
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
