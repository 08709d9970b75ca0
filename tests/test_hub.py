"""A learner's server of JupyterHub begins with the learner's own copies."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub does not run there")


@pytest.fixture(scope="module")
def spawner():
    config = Config()
    runpy.run_path(str(ROOT / "hub" / "jupyterhub_config.py"), {"get_config": lambda: config})
    return config.Spawner


@pytest.mark.parametrize("where", ["one machine", "a cluster"])
def test_a_server_begins_with_copies_and_starts_among_them(spawner, where, tmp_path):
    command = spawner.cmd
    if where == "a cluster":
        values = (ROOT / "hub" / "values.yaml").read_text("utf-8")
        command = yaml.safe_load(values.replace("/srv/course", str(ROOT)))["singleuser"]["cmd"]
    shell, option, line, *name = command
    start, _, server = line.rpartition(" && ")
    assert "jupyterhub-singleuser" in server
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, **spawner.environment, "PATH": programs}
    lesson = "notebooks/02_compute_neuron.ipynb"
    for written in ("", "mine"):
        told = [shell, option, f"{start} && pwd", *name]
        ran = subprocess.run(told, cwd=tmp_path, env=variables, text=True, capture_output=True)
        assert ran.stdout.endswith(f"{tmp_path / 'course'}\n"), ran.stderr
        copy = tmp_path / "course" / lesson
        assert copy.read_text("utf-8") == (written or (ROOT / lesson).read_text("utf-8"))
        copy.write_text("mine", "utf-8")
    if where == "one machine":  # no account may read what another writes
        assert (tmp_path / "course").stat().st_mode & 0o077 == 0


def test_its_jupyterlab_has_the_settings_of_the_course(spawner):
    assert "--KernelManager.transport=ipc" in spawner.args  # nor what another hears
    values = [argument.partition("=")[2] for argument in spawner.args]
    assert [Path(value).is_dir() for value in values] == [True, True, False]
    assert spawner.environment == {"PYTHONPATH": str(ROOT)}
