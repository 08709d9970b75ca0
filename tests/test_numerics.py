"""Lessons under other arithmetic, and without network."""

import shutil
import socket
import subprocess
import sys

import pytest
from test_accidents import page

from utils.notebooks import numerics, offline
from utils.notebooks.files import to_bytes


def test_a_page_that_one_processor_alone_would_show_is_found(tmp_path, capfd, monkeypatch):
    """It differs under the variables of that variant; the other does not run it."""
    older, *_ = numerics.VARIANTS["older processor"]
    variants = {"collected": ({}, ["--collect-only"]), "older": (older, ["--cold"])}
    monkeypatch.setattr(numerics, "VARIANTS", variants)
    code = "import os\n'older' if 'NPY_DISABLE_CPU_FEATURES' in os.environ else 'as stored'"
    lesson = tmp_path / "01_page.ipynb"
    lesson.write_bytes(to_bytes(page(code, value="'as stored'")))
    assert numerics.test([str(lesson)], ["-q"]) == 1
    *said, holds, differs = capfd.readouterr().out.splitlines()
    assert "  page: 'as stored'" in said and "  run:  'older'" in said
    rows = [line.split()[:2] for line in (holds, differs)]
    assert rows == [["collected", "holds"], ["older", "differs"]]


TALK = """
import socket, sys
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=2)
except OSError:
    print("alone")
"""


@pytest.mark.skipif(
    sys.platform != "linux" or subprocess.run(["unshare", "-rn", "true"]).returncode != 0,
    reason="this system does not let its users cut programs off the network",
)
def test_a_program_without_network_talks_to_itself_alone():
    with socket.create_server(("127.0.0.1", 0)) as outside:
        port = str(outside.getsockname()[1])
        command = offline.cut_off([sys.executable, "-c", TALK, port])
        assert subprocess.check_output(command, text=True) == "alone\n"


def test_a_system_that_cannot_do_so_says_what_to_do(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="switch the network off by hand"):
        offline.cut_off(["true"])
