#!/usr/bin/env python3
"""Introduction to Deep Learning: install it, run it, check it.

    python3 course.py lab       open the course in JupyterLab
    python3 course.py --help    what else there is

It needs Python 3.10 to 3.13 and nothing else.
"""

# This file is in the words of every Python since 2.7, so that each can say which one is needed.
import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def check_python():
    """Exit with one sentence where this Python cannot run the course."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    if sys.platform == "win32":
        advice = "run py -3.13"
    else:
        names = ["python3." + str(minor) for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
        found = [name for name in names if is_there(name)]
        advice = "run " + found[0] if found else "install Python 3.13, then run python3.13"
    this = ".".join(map(str, sys.version_info[:2]))
    raise SystemExit(
        "The course needs Python 3.10 to 3.13, as TensorFlow does, and this is Python "
        + (this + ": " + advice + " " + " ".join(sys.argv))
    )


def is_there(name):
    """Whether a program starts: the stand-ins of pyenv are there and may not."""
    import subprocess

    try:
        pipe = subprocess.PIPE
        return not subprocess.Popen([name, "-V"], stdout=pipe, stderr=pipe).wait()
    except OSError:
        return False


if __name__ == "__main__":
    check_python()
    from utils.setup.start import main

    sys.exit(main(sys.argv[1:]))
