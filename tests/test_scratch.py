"""Temporary folders: emptied when asked for again, gone however their process ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from warm_kernels import python, wait_until

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


def started(end, folder, **options):
    """Start the program with an ending; its temporary files go to a folder of the test."""
    variables = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))}
    return python(PROGRAM + end, env=variables, text=True, stdin=subprocess.PIPE, **options)


@pytest.mark.parametrize("end", ENDS)
def test_a_folder_is_gone_when_its_process_has_ended(end, tmp_path):
    with started(ENDS[end], tmp_path) as process:
        made = Path(process.stdout.readline().strip())
        assert made.parent.parent == tmp_path
        if end == "by a kill":
            assert (made / "file").exists()
            process.kill()
        process.wait()
    wait_until(lambda: not any(tmp_path.iterdir()))  # the cleaner of a killed one needs a moment


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no group of processes to signal")
def test_a_signal_to_the_group_leaves_a_folder_to_its_process(tmp_path):
    end = """
signal.signal(signal.SIGINT, lambda *_: print("interrupted", flush=True))
print("ready", flush=True)
sys.stdin.readline()
print((made / "file").exists(), flush=True)
"""
    with started(end, tmp_path, start_new_session=True) as process:
        process.stdout.readline()
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        process.stdin.write("\n")
        process.stdin.close()
        assert process.stdout.readline() == "True\n"
        process.wait()
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
