"""Lessons under other arithmetic, and without network."""

import json
import shutil
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest
from utils.notebooks import commands, numerics, offline

# What a test of lessons is told: its arguments and the variables that matter.
VARIABLES = ("TF_ENABLE_ONEDNN_OPTS", "TF_XLA_FLAGS", "OPENBLAS_CORETYPE", "TF_NUM_INTRAOP_THREADS")
CHILD = f"""
import json, os, sys
names = {VARIABLES}
told = {{name: os.environ[name] for name in names if name in os.environ}}
print(json.dumps([sys.argv[1:], told]))
sys.exit(int(told.get("OPENBLAS_CORETYPE") == "Nehalem"))
"""


@pytest.fixture
def children(monkeypatch, tmp_path):
    """Let CHILD stand for the tests that are started; return what it was told."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    program = tmp_path / "child.py"
    program.write_text(CHILD)
    told = []

    def start(command, env):
        child = [sys.executable, program, *command[3:]]
        ended = subprocess.run(child, env=env, stdout=subprocess.PIPE)
        told.append(json.loads(ended.stdout))
        return SimpleNamespace(wait=lambda: ended.returncode)

    monkeypatch.setattr(numerics, "subprocess", SimpleNamespace(Popen=start))
    return told


def test_lessons_are_tested_under_every_variant(children, capsys):
    assert numerics.test(["15", "-x"]) == 1
    assert [told for _, told in children] == [
        {"TF_ENABLE_ONEDNN_OPTS": "0"},
        {"TF_XLA_FLAGS": "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit"},
        {"TF_NUM_INTRAOP_THREADS": "1"},
        {"OPENBLAS_CORETYPE": "Nehalem"},
        {},
        {},
    ]
    arguments = [arguments for arguments, _ in children]
    assert all(given[:3] == ["test", "15", "-x"] for given in arguments)
    assert [given[3:] for given in arguments[-2:]] == [["--disturb", "1e-6"], ["--cold"]]
    results = [line.split()[-3] for line in capsys.readouterr().out.splitlines()[-6:]]
    assert results == ["holds", "holds", "holds", "differs", "holds", "holds"]


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (["--numerics"], ["notebooks"]),
        (["15", "--numerics", "-x"], ["15", "-x"]),
    ],
)
def test_numerics_concern_lessons_only(monkeypatch, arguments, given):
    monkeypatch.setattr(numerics, "test", lambda arguments: arguments)
    monkeypatch.setattr(commands, "ignore_interrupts", lambda: None)
    assert commands.main(["test", *arguments]) == given


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
