"""Start the server of forks, and have Jupyter take its kernels from it. Linux only."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

KERNEL = ("ipykernel.ipkernel", "ipykernel.debugger")
#: What lessons import.
LESSONS = (
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "ipywidgets",
    "tensorflow",
    "tensorflow.compat.v1",
)


class Server:
    """A process that imports `modules` and then forks for whoever asks at `path`.

    Whoever asks earlier waits. It ends, with all its forks, by `close` or when this process ends,
    in whatever way. It looks for modules in the folders of `path`, too; what it has to say goes to
    `stderr`, as `subprocess` understands it. `around` is a command that runs the server as its last
    arguments, `environment` all its variables, if they are not those of this process.

    The modules may neither start threads nor open devices: an op, a session or a list of devices
    made by TensorFlow would not outlive a fork. The server says so then, and does not serve.

    Raises OSError if no socket can be made, in a folder with too long a path for instance.
    """

    def __init__(self, modules, path=(), stderr=None, around=(), environment=None):
        # Readable by its owner alone. The server removes it as well, should this process be killed.
        self.folder = tempfile.TemporaryDirectory(prefix="warm-", ignore_cleanup_errors=True)
        self.path = str(Path(self.folder.name, "socket"))
        # An ordinary kernel, too, does not look in the folder where Jupyter was started.
        start = f"import sys; sys.path[:1] = {list(path)}; import utils.warm.server as s; s.main()"
        with socket.socket(socket.AF_UNIX) as listener:
            try:
                listener.bind(self.path)
            except OSError as error:
                self.folder.cleanup()
                raise OSError(f"{error}: {self.path}") from None
            listener.listen(128)
            self.process = subprocess.Popen(
                [*around, sys.executable, "-c", start, self.path, str(listener.fileno()), *modules],
                pass_fds=[listener.fileno()],
                stdin=subprocess.PIPE,  # closed by whatever ends this process
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env=environment,
                start_new_session=True,  # out of reach of Ctrl-C, on which JupyterLab asks first
            )

    def close(self):
        """End the server and all its forks."""
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


def command(path, module):
    """What has the server at `path` fork a process that runs a module; its arguments come next."""
    client = Path(__file__).with_name("client.py")
    return [sys.executable, "-I", "-S", str(client), path, module]


@contextlib.contextmanager
def serve(modules=LESSONS):
    """Serve warm kernels, which have imported `modules`, as long as the context lasts.

    Yields a dictionary of the environment variables for processes that start kernels. It is empty
    where kernels cannot be forked: there is no fork on Windows, and on macOS the system's own
    libraries, which NumPy and TensorFlow load, may crash in a fork.
    """
    if sys.platform != "linux":
        yield {}
        return
    try:
        server = Server([*KERNEL, *modules])
    except OSError as error:
        print(f"Started without preloading: {error}", file=sys.stderr)
        yield {}
        return
    from ipykernel.kernelspec import write_kernel_spec  # slow, and not for every process

    with contextlib.closing(server):
        kernel = [*command(server.path, "ipykernel_launcher"), "-f", "{connection_file}"]
        folder = Path(server.path).parent
        write_kernel_spec(folder / "kernels" / "python3", overrides={"argv": kernel})
        searched = filter(None, (str(folder), os.environ.get("JUPYTER_PATH")))
        yield {"JUPYTER_PATH": os.pathsep.join(searched), "COURSE_FORKS": server.path}
