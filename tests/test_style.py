"""Code and lessons are linted and formatted: ruff is content with every .py and .ipynb."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("check", [["check"], ["format", "--check"]], ids=["lint", "format"])
def test_style(check):
    result = subprocess.run(
        [sys.executable, "-m", "ruff", *check, "--no-cache", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_ruff_reads_lessons_as_well_as_modules(tmp_path):
    wrong = '{"cells": [{"cell_type": "code", "id": "a", "execution_count": null, "metadata": {}, '
    wrong += '"outputs": [], "source": ["import os"]}], "metadata": {}, "nbformat": 4, '
    (tmp_path / "lesson.ipynb").write_text(wrong + '"nbformat_minor": 5}')
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--config"]
    command += [ROOT / "pyproject.toml", tmp_path]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 1
    assert "F401" in result.stdout
