"""Code and lessons are linted and formatted: ruff is content with every .py and .ipynb."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("check", [["check"], ["format", "--check"]], ids=["lint", "format"])
def test_style(check):
    command = [sys.executable, "-m", "ruff", *check, "--no-cache", "."]
    result = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
