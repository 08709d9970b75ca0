"""Turn a fork of the warm server into a kernel that looks like an ordinary one."""

import importlib.util
import os
import sys

import numpy as np
from ipykernel import kernelapp


def become_kernel(arguments, directory, environment, streams):
    """Run a kernel in this process, which its parent has just forked; never returns.

    Parameters
    ----------
    arguments : list of str
        The arguments of `ipykernel_launcher`.
    directory : str
        The working directory.
    environment : dict of str
        All environment variables.
    streams : list of int
        The file descriptors to use as standard input, output and error.
    """
    os.setsid()
    os.chdir(directory)
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(environment)

    # With one inherited state, all kernels would draw the same numbers and hide a missing seed.
    # Python's own generator seeds itself anew after a fork.
    np.random.seed()

    # The course's own modules change while somebody works on them: read them anew. What they
    # keep from being imported (None) is theirs alone.
    for name, module in list(sys.modules.items()):
        if module is None or name == "utils" or name.startswith("utils."):
            del sys.modules[name]

    launcher = importlib.util.find_spec("ipykernel_launcher").origin
    sys.argv = [launcher, *arguments]
    sys.orig_argv = [sys.executable, "-m", "ipykernel_launcher", *arguments]
    kernelapp.launch_new_instance(parent_handle=os.getppid())
    sys.exit()
