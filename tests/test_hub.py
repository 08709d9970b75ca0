"""A learner's server of JupyterHub begins with the learner's own copies."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def spawner():
    config = Config()
    runpy.run_path(str(ROOT / "hub" / "jupyterhub_config.py"), {"get_config": lambda: config})
    return config.Spawner


@pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub does not run on Windows")
def test_a_server_begins_with_copies_and_starts_among_them(spawner, tmp_path):
    shell, _, line, name = spawner.cmd
    start, _, server = line.rpartition(" && ")
    assert (shell, server) == (
        "sh",
        f'exec {Path(sys.executable).parent}/jupyterhub-singleuser "$@"',
    )
    variables = {**os.environ, **spawner.environment}
    lesson = "notebooks/02_compute_neuron.ipynb"
    for written in ("", "mine"):
        told = [shell, "-c", f"{start} && pwd", name]
        where = subprocess.run(told, cwd=tmp_path, env=variables, text=True, capture_output=True)
        assert where.stdout.endswith(f"{tmp_path / 'course'}\n"), where.stderr
        copy = tmp_path / "course" / lesson
        assert copy.read_text("utf-8") == (written or (ROOT / lesson).read_text("utf-8"))
        copy.write_text("mine", "utf-8")


def test_its_jupyterlab_has_the_settings_of_the_course(spawner):
    folders = [Path(argument.partition("=")[2]) for argument in spawner.args]
    assert folders and all(folder.is_dir() for folder in folders)
    assert spawner.environment == {"PYTHONPATH": str(ROOT)}
