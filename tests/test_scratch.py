"""Temporary folders: emptied when asked for again, gone however their process ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from utils import scratch

# Makes a folder with a file in it, tells its path, and ends as the test says.
PROGRAM = """
import os, signal, sys
from utils import scratch
made = scratch.folder("runs")
(made / "file").write_text("x")
print(made, flush=True)
"""
ENDS = {
    "by itself": "",
    "by an error": "1 / 0",
    "at once": "os._exit(1)",
    "by a kill": "sys.stdin.read()",
}
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}


@pytest.fixture
def start(tmp_path):
    """Start the program with an ending; its temporary files go to a folder of the test."""

    def start(end, **options):
        command = [sys.executable, "-c", PROGRAM + end]
        places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))
        environment = {**os.environ, **places}
        process = subprocess.Popen(command, text=True, env=environment, **PIPES, **options)
        return process, Path(process.stdout.readline().strip())

    return start


@pytest.mark.parametrize("end", ENDS)
def test_a_folder_is_gone_when_its_process_has_ended(end, start, tmp_path):
    process, made = start(ENDS[end])
    with process:
        assert made.parent.parent == tmp_path
        if end == "by a kill":
            assert (made / "file").exists()
            process.kill()
    while any(tmp_path.iterdir()):  # the cleaner of a killed process needs a moment
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no group of processes to signal")
def test_a_signal_to_the_group_leaves_a_folder_to_its_process(start, tmp_path):
    end = """
signal.signal(signal.SIGINT, lambda *_: print("interrupted", flush=True))
print("ready", flush=True)
sys.stdin.readline()
print((made / "file").exists(), flush=True)
"""
    process, _ = start(end, start_new_session=True)
    with process:
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        process.stdin.write("\n")
        process.stdin.close()
        assert process.stdout.readline() == "True\n"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def own_root(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch, "_root", lambda: tmp_path)
    return tmp_path


def test_a_folder_asked_for_again_is_empty(own_root):
    made = scratch.folder("again")
    (made / "file").write_text("x")
    other = scratch.folder("other")
    (other / "file").write_text("x")
    assert scratch.folder("again") == made == own_root / "again"
    assert list(made.iterdir()) == []
    assert (other / "file").exists()


@pytest.mark.parametrize("name", ["", ".", "a/b", "a.b"])
def test_a_name_that_is_not_one_word_is_refused(name, own_root):
    (own_root / "file").touch()
    with pytest.raises(ValueError, match="one word"):
        scratch.folder(name)
    assert [path.name for path in own_root.iterdir()] == ["file"]
