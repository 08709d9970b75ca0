"""What tests share."""

import importlib
import signal
import sys
from pathlib import Path

import pytest

from utils import datafiles


def pytest_configure():
    """Let what tests start heed Ctrl-C, which `&` ignores, and HUP, which `nohup` does."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    hangup = getattr(signal, "SIGHUP", None)  # which Windows lacks
    if hangup and signal.getsignal(hangup) is signal.SIG_IGN:
        signal.signal(hangup, lambda *_: None)  # goes on here; a program started anew ends


@pytest.fixture
def script(monkeypatch):
    """Import a script of data/ by its name."""
    monkeypatch.syspath_prepend(datafiles.DATA)
    yield importlib.import_module
    for name, module in list(sys.modules.items()):
        if Path(getattr(module, "__file__", None) or "").parent == datafiles.DATA:
            del sys.modules[name]
