"""Shut a process in, on Linux: what strangers wrote can then do little but compute.

Landlock limits the files that it may read and write (<linux/landlock.h>), `filters` its system
calls, resource limits its time, memory, files and threads; bubblewrap, where there is one, hides
all the rest. Each holds without the others: `checking` tries out what they leave.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import struct
import subprocess
import sys
from pathlib import Path

from utils.classroom import filters

CPU_SECONDS = 30
MEMORY = 2 << 30  # bytes, besides what the process has already
FILE = 16 << 20  # bytes of a file
THREADS = 512  # besides those that there are already
NOBODY = 65534

ROOT = Path(__file__).resolve().parents[2]
_SYSTEM = "/usr /lib /lib64 /etc/ld.so.cache /etc/localtime /sys/devices/system /proc/cpuinfo "
_SYSTEM += "/proc/meminfo /proc/stat /proc/self /dev/null /dev/zero /dev/urandom /dev/random"
_COURSE = (ROOT / name for name in ("utils", "data", "notebooks"))
#: What an answer needs to read: Python, its libraries, what the course shares.
READABLE = [*map(str, (sys.prefix, sys.base_prefix, *_COURSE)), *_SYSTEM.split()]

_PDEATHSIG, _KEEPCAPS, _NO_NEW_PRIVS = 1, 8, 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # by version, how many there are; later ones: 16
_CAP_DAC_READ_SEARCH = 1 << 2


def enter(scratch, threads, drop, pipe):
    """Shut this process in, for ever; it must have no other thread.

    scratch: the folder in which it may write. threads: how many there are on this machine
    already. drop: whether root becomes nobody. pipe: the one file that stays open besides the
    standard ones.
    """
    import resource  # which Windows lacks

    os.closerange(3, pipe)
    os.closerange(pipe + 1, os.sysconf("SC_OPEN_MAX"))
    cores = sorted(os.sched_getaffinity(0))  # one of them, so that pools of threads are small
    os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limits = {
        resource.RLIMIT_AS: pages * resource.getpagesize() + MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: FILE,
        resource.RLIMIT_NOFILE: 128,
        resource.RLIMIT_NPROC: threads + THREADS,
        resource.RLIMIT_CORE: 0,
    }
    for what, limit in limits.items():
        with contextlib.suppress(OSError, ValueError):  # a lower one holds already
            resource.setrlimit(what, (limit, limit))
    libc = ctypes.CDLL(None)
    if os.geteuid() == 0:
        _give_up_root(libc, drop)
    libc.prctl(_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    _guard_files(libc, scratch)
    filters.forbid(libc)


def _give_up_root(libc, drop):
    """Give up root's rights, but that to read, and its name: it has no limit on threads."""
    libc.prctl(_KEEPCAPS, 1, 0, 0, 0)
    with contextlib.suppress(OSError):
        if drop:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    header = struct.pack("Ii", 0x20080522, 0)
    kept = struct.pack("IIIIII", _CAP_DAC_READ_SEARCH, _CAP_DAC_READ_SEARCH, 0, 0, 0, 0)
    if libc.capset(header, kept):
        libc.capset(header, bytes(24))


def _guard_files(libc, scratch):
    """Let this process read what an answer needs, and write in `scratch` alone."""
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return
    every = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    # Rights over files; from version 4 on to bind and connect; from 6 on sockets and signals.
    attributes = struct.pack("QQQ", every, 3, 3)[: 8 + 8 * (version >= 4) + 8 * (version >= 6)]
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    allowed = dict.fromkeys(READABLE, _READ_FILE | _READ_DIR)
    allowed |= {scratch: every & ~_EXECUTE, os.devnull: _READ_FILE | 1 << 1}
    for path, rights in allowed.items():
        with contextlib.suppress(OSError):  # not every system has all of them
            opened = os.open(path, os.O_PATH)
            rights = rights if os.path.isdir(path) else rights & ~_READ_DIR  # noqa: PTH112
            libc.syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, opened), 0)
            os.close(opened)
    libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def bubble(scratch, environment):
    """What to put before a command, so that bubblewrap hides what it need not see.

    Nothing where there is no bubblewrap, or where the system does not let it work.
    """
    if shutil.which("bwrap") is None:
        return []
    command = "bwrap --die-with-parent --unshare-pid --unshare-net --unshare-ipc --unshare-uts "
    command += "--proc /proc --dev /dev "
    if os.geteuid() == 0:
        rights = ("SETUID", "SETGID", "KILL", "DAC_OVERRIDE", "DAC_READ_SEARCH")
        command += "--cap-drop ALL " + " ".join(f"--cap-add CAP_{right}" for right in rights)
    command = command.split()
    for path in READABLE:
        if not path.startswith(("/proc", "/dev")):
            command += ["--ro-bind-try", path, path]
    command += ["--bind", str(scratch), str(scratch), "--chdir", str(ROOT)]
    trial = [*command, sys.executable, "-c", "import numpy, utils"]
    return [] if subprocess.run(trial, env=environment, capture_output=True).returncode else command
