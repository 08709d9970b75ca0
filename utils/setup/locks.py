"""Compile the locks from the requirements, for every system and every Python of the course.

requirements.lock         TensorFlow's CPU build where one exists (Intel and AMD: Linux, Windows)
requirements-gpu.lock     TensorFlow with its CUDA libraries
requirements-oldest.lock  the oldest TensorFlow that the course supports, for tests
book/requirements.lock    what makes the book
utils/slides/requirements.lock  what slides are shown with, alone: nothing that it would need
"""

import hashlib
import re

from utils.setup.alone import alone
from utils.setup.environment import ROOT, Environment
from utils.setup.install import BOOK_LOCK, GPU_LOCK, LOCK, OLDEST_LOCK, SLIDES_LOCK, get_uv

NAMES = ("requirements.txt", "requirements-gpu.txt", "requirements-oldest.txt")
BOOK_NAMES, SLIDES_NAMES = ("book/requirements.txt",), ("utils/slides/requirements.txt",)


def lock(chosen):
    """Compile the locks, keeping every version that still fits unless told --upgrade."""
    print("Compiling the five locks: half a minute.", flush=True)
    with alone():
        uv = [get_uv(), "pip", "compile", *chosen.passed]
    # One version of each package on every Python, so that stored pages look the same on all.
    uv += ["--universal", "--fork-strategy", "fewest"]
    uv += ["--generate-hashes", "--no-emit-index-url", "--no-header"]
    uv += ["--no-emit-package", "introduction-to-deep-learning"]
    plain = (ROOT / NAMES[0]).read_text(encoding="utf-8")
    oldest = re.sub(r"^tensorflow==.*$", "", plain, flags=re.MULTILINE)
    oldest += (ROOT / NAMES[2]).read_text(encoding="utf-8")
    works = {LOCK: ("-", plain), GPU_LOCK: (NAMES[1], ""), OLDEST_LOCK: ("-", oldest)}
    works |= {BOOK_LOCK: (BOOK_NAMES[0], ""), SLIDES_LOCK: (SLIDES_NAMES[0], "")}
    for output, (source, text) in works.items():
        names = {BOOK_LOCK: BOOK_NAMES, SLIDES_LOCK: SLIDES_NAMES}.get(output, NAMES)
        oldest_python = "3.12" if output == BOOK_LOCK else "3.10"
        files = ["--python-version", oldest_python, "--output-file", output, source]
        files += ["--no-deps"] if output == SLIDES_LOCK else []
        Environment().must(*uv, *files, stdin=with_cpu_build(text))
        packages = output.read_text(encoding="utf-8").replace(" -r -\n", f" -r {NAMES[0]}\n")
        header = "# Compiled by `python3 course.py lock`: edit the requirements, not this.\n"
        output.write_text(f"{header}# {requirements_digest(names)}\n{packages}", encoding="utf-8")
    return 0


def with_cpu_build(requirements):
    """Requirements that name TensorFlow's CPU build (half the download) where one exists."""
    intel = "sys_platform != 'darwin' and platform_machine in 'x86_64 AMD64'"
    other = "sys_platform == 'darwin' or platform_machine not in 'x86_64 AMD64'"
    builds = rf"tensorflow-cpu\1 ; {intel}\ntensorflow\1 ; {other}"
    return re.sub(r"^tensorflow(==.*)$", builds, requirements, flags=re.MULTILINE)


def requirements_digest(names=NAMES):
    """What locks are compiled from, as one line that they carry; comments do not count."""
    text = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)
    lines = [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]
    return f"requirements: {hashlib.sha256('|'.join(lines).encode()).hexdigest()[:12]}"
