"""Let this machine alone connect to what listens in a process (Linux; elsewhere it does nothing).

TensorFlow's servers listen on every address of a machine, whichever one they are given, and ask
for no password. So each listening socket gets a filter in the system's kernel, which drops what
does not come from a loopback address. That asks for no privilege.
"""

import contextlib
import ctypes
import os
import socket
import struct
import sys
import threading
import time
from pathlib import Path

SECONDS = 0.005  # between two looks for new sockets
SO_ATTACH_FILTER = 26
_IP = 0xFFF00000  # the place where the header of the Internet Protocol begins
# Instructions of the Berkeley packet filter: what to do, how many instructions to skip if it is
# true and if not, a number.
_FILTER = (
    (0x30, 0, 0, _IP),  # load a byte,
    (0x54, 0, 0, 0xF0),  # of which the first four bits are the version of the protocol
    (0x15, 0, 2, 0x40),  # is it 4?
    (0x30, 0, 0, _IP + 12),  # load the first byte of the sender's address
    (0x15, 2, 3, 127),  # 127.x.x.x: this machine
    (0x20, 0, 0, _IP + 8),  # version 6: load the first four bytes of the sender's address
    (0x15, 0, 1, 0),  # nobody's begins with zeros but ::1, this machine
    (0x06, 0, 0, 0xFFFFFFFF),  # take it whole
    (0x06, 0, 0, 0),  # drop it
)


def guard():
    """Guard this process from now on: its listening sockets, as soon as they have been opened."""
    if sys.platform == "linux":
        threading.Thread(target=_watch, daemon=True).start()


def _watch():
    guarded = set()
    while True:
        for link in Path("/proc/self/fd").iterdir():
            with contextlib.suppress(OSError):  # closed meanwhile
                name = str(link.readlink())
                if name.startswith("socket:") and name not in guarded:
                    with socket.socket(fileno=os.dup(int(link.name))) as one:
                        if restrict(one):
                            guarded.add(name)
        time.sleep(SECONDS)


def restrict(one):
    """Drop what comes to a listening socket from elsewhere; tell whether it is one.

    Raises OSError where the system has no such filters.
    """
    if one.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    if not one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        return False
    instructions = ctypes.create_string_buffer(
        b"".join(struct.pack("HBBI", *instruction) for instruction in _FILTER)
    )
    program = struct.pack("HP", len(_FILTER), ctypes.addressof(instructions))
    one.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
    return True
