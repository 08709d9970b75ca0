"""What tests share."""

import importlib
import signal
import sys
from pathlib import Path

import pytest

from utils import datafiles


def pytest_configure():
    """Heed Ctrl-C, as what tests start inherits: a shell ignores it for what it starts with `&`."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def script(monkeypatch):
    """Import a script of data/ by its name."""
    monkeypatch.syspath_prepend(datafiles.DATA)
    yield importlib.import_module
    for name, module in list(sys.modules.items()):
        if Path(getattr(module, "__file__", None) or "").parent == datafiles.DATA:
            del sys.modules[name]
