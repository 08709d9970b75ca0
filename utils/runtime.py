"""Start TensorFlow quietly and exactly; seeds, devices, progress.

Import this module before TensorFlow: the environment variables that it sets are read
once, when TensorFlow loads.
"""

import contextlib
import gc
import importlib.util
import os
import platform
import random
import sys
import tempfile

import numpy as np

_ENVIRONMENT = {
    # C++ log lines (CPU features, oneDNN) would stand at the head of every lesson.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "GRPC_VERBOSITY": "ERROR",
    # Recent GPUs round the factors of a float32 matrix product to 10 bits (TF32): a relative
    # error of 3e-4, enough to change the digits that a lesson prints.
    "NVIDIA_TF32_OVERRIDE": "0",
    # Several kernels share one card: take memory as needed, not all of it.
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
}

for _name, _value in _ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)


class _QuietImport:
    """A finder that lets TensorFlow load as usual, but unheard.

    While its libraries load, TensorFlow's C++ code does not look at TF_CPP_MIN_LOG_LEVEL yet
    and writes to file descriptor 2 directly.
    """

    def find_spec(self, name, path=None, target=None):
        if name != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None:
            execute = spec.loader.exec_module
            spec.loader.exec_module = lambda module: _load(execute, module)
        return spec


def _load(execute, module):
    with _uncollected():
        _unheard(execute, module)


@contextlib.contextmanager
def _uncollected():
    """Keep the garbage collector away from all that is made meanwhile, and made before.

    TensorFlow's modules are half a million objects, and none of them is ever garbage. To look
    through them takes a quarter of the time in which they load, and some more in each lesson.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def _unheard(function, argument):
    """Call a function while file descriptor 2 leads nowhere, unless it fails."""
    with tempfile.TemporaryFile() as heard, contextlib.ExitStack() as undo:
        stderr = os.dup(2)
        undo.callback(os.close, stderr)
        os.dup2(heard.fileno(), 2)
        undo.callback(os.dup2, stderr, 2)
        try:
            return function(argument)
        except BaseException:
            heard.seek(0)
            os.write(stderr, heard.read())
            raise


if "tensorflow" not in sys.modules:
    sys.meta_path.insert(0, _QuietImport())


def seed(number):
    """Seed every source of random numbers that a lesson may meet, and return a generator.

    Seeds Python's `random`, NumPy's global generator and, where it has been imported,
    TensorFlow's (for the current graph, when called inside one). Returns
    `np.random.default_rng(number)`, which is what lessons draw from.
    """
    random.seed(number)
    np.random.seed(number)  # libraries still draw from it
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].compat.v1.set_random_seed(number)
    return np.random.default_rng(number)


def device_report():
    """One line: the versions of TensorFlow, NumPy and Python, and what they compute on."""
    import tensorflow as tf

    gpus = [
        tf.config.experimental.get_device_details(gpu).get("device_name", "a GPU")
        for gpu in tf.config.list_physical_devices("GPU")
    ]
    devices = f"{os.cpu_count()} CPU cores and {', '.join(gpus) or 'no GPU'}"
    return (
        f"TensorFlow {tf.__version__}, NumPy {np.__version__}, "
        f"Python {platform.python_version()}, on {devices}"
    )


def progress(steps):
    """Iterate over `steps`, an iterable, with a progress bar that leaves nothing in the page.

    In a notebook the bar is an output without content, updated while the loop runs and emptied at
    its end, however it ends; what the loop prints stays. What checks and stores lessons heeds no
    updates, and sees nothing: a page must not depend on timing.
    """
    from IPython import get_ipython
    from IPython.display import display
    from tqdm import tqdm

    if get_ipython() is None:
        return tqdm(steps, leave=False)
    place = display({}, raw=True, display_id=True)

    class Bar(tqdm):
        def display(self, msg=None, pos=None):
            place.update({"text/plain": msg or str(self)}, raw=True)

        def close(self):
            if not self.disable:  # closed a second time, when it is collected
                place.update({}, raw=True)
            super().close()

    return Bar(steps, gui=True)  # gui: nothing is written to stderr
