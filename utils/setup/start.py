"""Install what a command needs, then start it in .venv."""

import os
import sys
from pathlib import Path

from utils.setup import arguments as line
from utils.setup import pythons
from utils.setup.alone import alone
from utils.setup.children import wait
from utils.setup.faults import explain
from utils.setup.install import GPU_LOCK, OLDEST_LOCK, install
from utils.setup.venv import ENVIRONMENT, PYTHON, ROOT, environment


def main(arguments):
    """Do what a command line of course.py says; return the exit code."""
    chosen = line.parse(arguments)
    if chosen.gpu and sys.platform != "linux":
        raise SystemExit(
            "TensorFlow uses NVIDIA GPUs on Linux only (on Windows: inside WSL 2): "
            "run the same command without --gpu."
        )
    if (chosen.python or chosen.oldest) and ENVIRONMENT not in os.environ:
        return pythons.test(chosen, arguments)
    try:
        if chosen.command == "lock":
            return line.run(chosen)
        with alone():
            install(GPU_LOCK if chosen.gpu else OLDEST_LOCK if chosen.oldest else None)
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.")
        return 130
    except OSError as error:
        raise SystemExit(explain(str(error))) from None
    return start(arguments)


def start(arguments):
    """Become the command that a line names, inside .venv: what is sent to this process reaches it.

    On Windows no process can become another: there this one waits, and returns the exit code.
    """
    if Path.cwd() != ROOT:
        arguments = [str(Path(a).resolve()) if Path(a).exists() else a for a in arguments]
    command = [str(PYTHON), "-m", "utils.notebooks", *arguments]
    if os.name == "nt":
        return wait(command, cwd=ROOT, env=environment())
    sys.stdout.flush()
    os.chdir(ROOT)
    return os.execve(command[0], command, environment())
