#!/usr/bin/env python3
"""Introduction to Deep Learning: install it, run it, check it.

    python3 course.py lab [LESSON]           open the course in JupyterLab
    python3 course.py test [LESSON ...]      prove the code and every page
    python3 course.py refresh [LESSON ...]   execute lessons and store them with their outputs
    python3 course.py bench [LESSON ...]     measure what checks and training cost here
    python3 course.py lock [--upgrade]       compile the exact versions to install

It needs Python 3.10 to 3.13 and nothing else. The first call installs TensorFlow, Jupyter and the
rest into .venv; later calls start at once. A LESSON is a number, a file name or a path.

--cold      starts every kernel anew instead of from one that has imported TensorFlow already
--gpu       installs TensorFlow for NVIDIA GPUs (Linux, several GB), and .venv stays so

Only for test:
--numerics  checks the pages under other arithmetic: oneDNN off, XLA, an older processor, ...
--offline   cuts the network off first (Linux)
--python    tests with other Pythons, each in a folder beside .venv: --python 3.10 3.12, or all
--oldest    tests with the oldest TensorFlow that the course supports

Only for bench:
--store     puts the tables and a picture into the README

Other options go on to JupyterLab, pytest or uv. Deleting .venv is always safe: the next call makes
it again. A .venv that course.py did not make is never touched.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

COMMANDS = ("lab", "test", "refresh", "bench", "lock")
OLDEST, NEWEST = (3, 10), (3, 13)


def check_python():
    """Exit with one sentence where this Python cannot run the course."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = next(filter(shutil.which, names), None)
    name = "py -3.13" if sys.platform == "win32" else found or names[0]
    advice = f"run {name}" if found else f"install Python 3.13, then run {name}"
    raise SystemExit(
        "The course needs Python 3.10 to 3.13, as TensorFlow does, and this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}: {advice} course.py {' '.join(sys.argv[1:])}"
    )


def main(arguments):
    """Do what the command line says; return the exit code."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    command, *rest = arguments
    if command not in COMMANDS:
        raise SystemExit(f"There is no command {command!r}: choose one of {', '.join(COMMANDS)}.")
    check_python()
    if "--gpu" in rest and sys.platform != "linux":
        raise SystemExit(
            "TensorFlow uses NVIDIA GPUs on Linux only (on Windows: inside WSL 2): "
            "run the same command without --gpu."
        )
    # Only now: these modules need not be readable for a Python that is too old.
    from utils.setup import pythons
    from utils.setup.alone import alone
    from utils.setup.faults import explain
    from utils.setup.install import GPU_LOCK, OLDEST_LOCK, install
    from utils.setup.locks import lock
    from utils.setup.venv import ENVIRONMENT

    if pythons.asks(rest) and ENVIRONMENT not in os.environ:
        if command != "test":
            raise SystemExit(f"--python and --oldest are for test, not for {command}.")
        return pythons.test(rest)
    locks = {"--gpu": GPU_LOCK, pythons.OLDEST: OLDEST_LOCK}
    options = [argument for argument in rest if argument not in locks]
    try:
        if command == "lock":
            lock(options)
            return 0
        with alone():
            install(next((locks[argument] for argument in rest if argument in locks), None))
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.")
        return 130
    except OSError as error:
        raise SystemExit(explain(str(error))) from None
    return start(command, options)


def start(command, arguments):
    """Run a command of the course inside .venv; return its exit code. Ctrl-C is for the child."""
    from utils.setup.venv import PYTHON, ROOT, environment

    if Path.cwd() != ROOT:
        arguments = [str(Path(a).resolve()) if Path(a).exists() else a for a in arguments]
    signal.signal(signal.SIGINT, lambda *_: None)
    module = [PYTHON, "-m", "utils.notebooks", command, *arguments]
    code = subprocess.Popen(module, cwd=ROOT, env=environment()).wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
