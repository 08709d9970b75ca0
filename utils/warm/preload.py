"""Import what all forks share, and make sure that it survives a fork."""

import contextlib
import importlib
import os
import sys
from pathlib import Path

# Open once the driver of a GPU has been set up, by a list of physical devices for instance.
DEVICE_FILES = ("/dev/nvidia", "/dev/kfd", "/dev/dri")
# Read by the interpreter or by a library when it starts.
READ_ONCE = (
    *("PYTHON", "PYDEVD_", "LANG", "LC_", "LD_", "GLIBC_", "MALLOC_", "MPL", "KERAS_", "TF_"),
    *("XLA_", "GRPC_", "NVIDIA_", "OMP_", "OPENBLAS_", "MKL_", "KMP_"),
)
READ_LATER = ("TF_CONFIG", "TF_XLA_FLAGS")  # by the first strategy, the first graph


def preload(modules):
    """Import `modules`, after `utils.runtime` and NumPy.

    Returns the environment variables that the imports have set, without those of
    `utils.runtime`: it is imported again by every lesson. Raises RuntimeError as
    `check_forkable` does.
    """
    # An ordinary kernel sets this when it starts, before anybody can import pyplot.
    if not os.environ.get("MPLBACKEND"):
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    for name in ("utils.runtime", "numpy"):
        importlib.import_module(name)
    before = dict(os.environ)
    # OpenBLAS, inside NumPy, starts threads when it loads; around forks it stops and restarts
    # them by itself. No other library may have any.
    threads = thread_count()
    # A kernel watches the parent that this variable names when ipykernel is imported.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    for name in modules:
        importlib.import_module(name)
    del os.environ["JPY_PARENT_PID"]
    if kernels := sys.modules.get("ipykernel.kernelbase"):
        # A kernel of ipykernel 6 listens before it makes this lock, and what came early failed.
        kernels.Kernel._control_lock.default_args = ()
    check_forkable(threads)
    return {name: value for name, value in os.environ.items() if before.get(name) != value}


def difference(environment, before, after):
    """Say which variable would have made the imports go another way; "" if there is none.

    `environment` holds the variables of whoever asks for a fork, `before` and `after` those at
    the start and at the end of the imports. What differs in a variable that is read only once
    has to start by itself to heed it.
    """
    for name in sorted({*environment, *before}):
        wanted, once = environment.get(name), name.startswith(READ_ONCE) and name not in READ_LATER
        if once and wanted not in (before.get(name), after.get(name)):
            return f"{name} is {wanted!r} there, and {before.get(name)!r} where they are forked"
    return ""


def check_forkable(threads):
    """Raise RuntimeError if this process holds what a fork does not inherit or may not share.

    More than `threads` threads are such a thing: TensorFlow starts them with the first op,
    session or list of logical devices; importing it starts none. An open GPU is another: a
    list of physical devices opens it. Without a GPU that list leaves nothing behind.
    """
    if (count := thread_count()) > threads:
        raise RuntimeError(
            f"the imports started {count - threads} thread(s), as an op, a session or a list of "
            "devices does; a fork would lack them"
        )
    if files := device_files():
        raise RuntimeError(f"the imports opened {', '.join(files)}; no fork may share a GPU")


def thread_count():
    """Count the threads of this process, those of C libraries included."""
    return len(list(Path("/proc/self/task").iterdir()))


def device_files(descriptors=Path("/proc/self/fd")):
    """List the device files of GPUs among the open files of this process."""
    targets = []
    for link in descriptors.iterdir():
        with contextlib.suppress(OSError):  # the descriptor of this very loop has gone
            targets.append(str(link.readlink()))
    return sorted(target for target in targets if target.startswith(DEVICE_FILES))
