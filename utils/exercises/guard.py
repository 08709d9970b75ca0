"""Keep whatever an answer prints, draws, asks, sets or replaces from the page and the next run."""

import builtins
import contextlib
import io
import operator
import os
import random
import sys
import types
import warnings

import numpy as np

_WATCHED = (
    *("builtins", "math", "random", "numpy", "numpy.linalg", "numpy.random"),
    *("tensorflow", "tensorflow.math", "tensorflow.nn", "tensorflow.random"),
    *("tensorflow.compat.v1", "tensorflow.compat.v1.math", "tensorflow.compat.v1.nn"),
)
# By name: a module, its names as the exercises first saw them, what gives their values, and these.
_FIRST = {}
_SET_BY_THE_KERNEL = {"input", "_"}
_SWITCHES = "disable_", "enable_"  # of TensorFlow as a whole: `disable_v2_behavior`
_LONGEST = 4000  # characters kept of what an answer prints


class Asked(Exception):
    """An answer waits for somebody at the keyboard."""


class Printed(io.TextIOBase):
    """Keeps the beginning of what is written to it."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        if len(self.text) < _LONGEST:
            self.text += text[: _LONGEST - len(self.text)]
        return len(text)


@contextlib.contextmanager
def quiet(seed, printed):
    """Keep warnings and everything printed off the page; start the global generators at `seed`.

    What goes to the standard output is written to `printed`.
    """
    random.seed(seed)
    np.random.seed(seed)
    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        np.printoptions(),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(Printed()),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def untouched():
    """For a learner's program: no keyboard, no pictures, and everything it replaced put back.

    The global generators, too, once for all runs of a check: that takes longer than many a run.
    """
    folder, environment = os.getcwd(), dict(os.environ)  # noqa: PTH109
    states = random.getstate(), np.random.get_state()
    put_back()
    with _no_keyboard(), _no_display(), _no_figures(), _same_tensorflow():
        try:
            yield
        finally:
            put_back()
            random.setstate(states[0])
            np.random.set_state(states[1])
            os.chdir(folder)
            if os.environ != environment:
                os.environ.clear()
                os.environ.update(environment)


def remember():
    """Note the functions of the libraries that have been imported by now."""
    for name in _WATCHED:
        root, *path = name.split(".")
        module = sys.modules.get(root)
        for part in path:
            module = getattr(module, part, None)
        if module is None or name in _FIRST:
            continue
        kinds = (types.BuiltinFunctionType, type) if name == "builtins" else object
        named = {
            key: value
            for key, value in vars(module).items()
            if isinstance(value, kinds)
            and not isinstance(value, types.ModuleType)  # some replace themselves when used
            and key not in _SET_BY_THE_KERNEL
            and not key.startswith(_SWITCHES)
        }
        _FIRST[name] = module, named, operator.itemgetter(*named), tuple(named.values())


def put_back():
    """Give the libraries the functions that they had at first."""
    for module, named, values, first in _FIRST.values():
        with contextlib.suppress(Exception):  # a name is gone, or a value cannot be compared
            if values(vars(module)) == first:
                continue
        for key, value in named.items():
            if vars(module).get(key) is not value:
                setattr(module, key, value)


@contextlib.contextmanager
def _no_keyboard():
    def ask(*_, **__):
        raise Asked

    before = builtins.input, sys.breakpointhook
    builtins.input = sys.breakpointhook = ask
    try:
        yield
    finally:
        builtins.input, sys.breakpointhook = before


@contextlib.contextmanager
def _no_display():
    """Drop what goes to the page without being printed."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        yield
        return
    from IPython.core.displaypub import CapturingDisplayPublisher

    before = shell.display_pub
    shell.display_pub = CapturingDisplayPublisher()
    try:
        yield
    finally:
        shell.display_pub = before


@contextlib.contextmanager
def _no_figures():
    pyplot = sys.modules.get("matplotlib.pyplot")
    open_before = pyplot.get_fignums() if pyplot else []
    settings = dict(dict.items(pyplot.rcParams)) if pyplot else None
    show = pyplot.show if pyplot else None
    if pyplot:
        pyplot.show = lambda *_, **__: None
    try:
        yield
    finally:
        if pyplot:
            pyplot.show = show
        if pyplot and dict(dict.items(pyplot.rcParams)) != settings:
            dict.update(pyplot.rcParams, settings)
        pyplot = sys.modules.get("matplotlib.pyplot")
        for number in pyplot.get_fignums() if pyplot else []:
            if number not in open_before:
                pyplot.close(number)


@contextlib.contextmanager
def _same_tensorflow():
    tensorflow = sys.modules.get("tensorflow")
    config = getattr(tensorflow, "config", None)
    if config is None:  # not imported, or not to the end
        yield
        return
    eagerly, session = config.functions_run_eagerly(), default_session()
    v1, keras = tensorflow.compat.v1, sys.modules.get("keras")
    floats = keras and keras.config.floatx()
    switches = {key: value for key, value in vars(v1).items() if key.startswith(_SWITCHES)}
    for key in switches:  # no way leads back from graphs to values
        setattr(v1, key, lambda *_, **__: None)
    try:
        yield
    finally:
        for key, value in switches.items():
            setattr(v1, key, value)
        if keras:
            keras.config.set_floatx(floats)
        config.run_functions_eagerly(eagerly)
        close_interactive_sessions(session)


def default_session():
    """TensorFlow's default session, or None."""
    return sys.modules["tensorflow"].compat.v1.get_default_session()


def close_interactive_sessions(before):
    """Close the sessions that an answer made the default ones for good, back to `before`."""
    while (left := default_session()) is not before and hasattr(left, "_explicit_graph"):
        left.close()
        if default_session() is left:
            break
