"""Install what a command needs, then start it in .venv."""

import os
import sys
from pathlib import Path

from utils.setup import arguments as line
from utils.setup import elsewhere
from utils.setup.alone import alone
from utils.setup.children import end_on_signals, wait
from utils.setup.environment import ROOT
from utils.setup.faults import explain
from utils.setup.install import GPU_LOCK, install


def main(arguments):
    """Do what a command line of course.py says; return the exit code."""
    chosen = line.parse(arguments)
    if chosen.gpu and sys.platform != "linux":
        raise SystemExit(
            "TensorFlow uses NVIDIA GPUs on Linux only (on Windows: inside WSL 2): "
            "run the same command without --gpu."
        )
    if Path.cwd() != ROOT:
        arguments = [str(Path(a).resolve()) if Path(a).exists() else a for a in arguments]
    end_on_signals()
    try:
        if line.COMMANDS[chosen.command].alone:
            return line.run(chosen)
        if chosen.python or chosen.oldest:
            return elsewhere.test(chosen, arguments)
        with alone():
            environment = install(GPU_LOCK if chosen.gpu else None)
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.")
        return 130
    except OSError as error:
        raise SystemExit(explain(str(error))) from None
    return become([str(environment.python), "-m", "utils.notebooks", *arguments], environment)


def become(command, environment):
    """Run a command of the course in place of this one: what is sent to this process reaches it.

    On Windows no process can become another: there this one waits, and returns the exit code.
    """
    if os.name == "nt":
        return wait(command, cwd=ROOT, env=environment.variables())
    sys.stdout.flush()
    os.chdir(ROOT)
    return os.execve(command[0], command, environment.variables())
