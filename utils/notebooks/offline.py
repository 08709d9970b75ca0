"""Run a program without any network but this machine's own address, on Linux.

`python -m utils.notebooks.offline PROGRAM ...` is what `unshare` starts, inside a network that has
nothing: it brings up the loopback device, through which kernels and servers talk to their clients.
"""

import os
import shutil
import socket
import struct
import subprocess
import sys

# From <linux/sockios.h> and <net/if.h>: set a device's flags; the flag that it is up.
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


def cut_off(command):
    """The command that runs `command` without network.

    Exits with one sentence where the system does not allow that to its users.
    """
    unshare = shutil.which("unshare")
    isolate = [unshare, "--map-root-user", "--net", "--"]
    if unshare is None or subprocess.run([*isolate, "true"], capture_output=True).returncode:
        raise SystemExit(
            "This system does not let its users cut a program off the network (it takes Linux, "
            "`unshare` and user namespaces): switch the network off by hand instead."
        )
    return [*isolate, sys.executable, "-m", "utils.notebooks.offline", *command]


def bring_up_loopback():
    """Switch on the loopback device of this network."""
    import fcntl  # which Windows lacks

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


if __name__ == "__main__":
    bring_up_loopback()
    os.execvp(sys.argv[1], sys.argv[1:])
