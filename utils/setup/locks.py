"""Compile the locks from the requirements, for every system and every Python of the course.

requirements.lock         TensorFlow's CPU build where one exists (Intel and AMD: Linux, Windows)
requirements-gpu.lock     TensorFlow with its CUDA libraries
requirements-oldest.lock  the oldest TensorFlow that the course supports, for tests
"""

import hashlib
import re

from utils.setup.alone import alone
from utils.setup.environment import ROOT, Environment
from utils.setup.install import GPU_LOCK, LOCK, OLDEST_LOCK, get_uv

NAMES = ("requirements.txt", "requirements-gpu.txt", "requirements-oldest.txt")


def lock(chosen):
    """Compile the locks, keeping every version that still fits unless told --upgrade."""
    print("Compiling the three locks: half a minute.", flush=True)
    with alone():
        uv = [get_uv(), "pip", "compile", *chosen.passed]
    # One version of each package on every Python, so that stored pages look the same on all.
    uv += ["--universal", "--python-version", "3.10", "--fork-strategy", "fewest"]
    uv += ["--generate-hashes", "--no-emit-index-url", "--no-header"]
    uv += ["--no-emit-package", "introduction-to-deep-learning"]
    plain = (ROOT / NAMES[0]).read_text(encoding="utf-8")
    oldest = re.sub(r"^tensorflow==.*$", "", plain, flags=re.MULTILINE)
    oldest += (ROOT / NAMES[2]).read_text(encoding="utf-8")
    works = {LOCK: ("-", plain), GPU_LOCK: (NAMES[1], ""), OLDEST_LOCK: ("-", oldest)}
    for output, (source, text) in works.items():
        wanted = with_cpu_build(text)
        Environment().must(*uv, "--output-file", output, source, stdin=wanted)
        packages = output.read_text(encoding="utf-8").replace(" -r -\n", f" -r {NAMES[0]}\n")
        header = "# Compiled by `python3 course.py lock`: edit the requirements, not this.\n"
        output.write_text(f"{header}# {requirements_digest()}\n{packages}", encoding="utf-8")
    return 0


def with_cpu_build(requirements):
    """Requirements that name TensorFlow's CPU build (half the download) where one exists."""
    intel = "sys_platform != 'darwin' and platform_machine in 'x86_64 AMD64'"
    other = "sys_platform == 'darwin' or platform_machine not in 'x86_64 AMD64'"
    builds = rf"tensorflow-cpu\1 ; {intel}\ntensorflow\1 ; {other}"
    return re.sub(r"^tensorflow(==.*)$", builds, requirements, flags=re.MULTILINE)


def requirements_digest():
    """What the locks are compiled from, as one line that all carry; comments do not count."""
    text = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in NAMES)
    lines = [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]
    return f"requirements: {hashlib.sha256('|'.join(lines).encode()).hexdigest()[:12]}"
