"""What a process that is shut in can still do: it is tried out, and said."""

import ast
import contextlib
import os
import socket
from pathlib import Path

#: What it must not be able to do.
CAN = {
    "read": "read your files",
    "write": "change your files",
    "chmod": "change who may read your files",
    "connect": "reach the network",
    "fork": "start processes",
    "root": "start threads without a limit, for you are root",
}


def probe(secret, port):
    """Try out what must fail in here, and say what did not: names of `CAN`."""

    def fork():
        if os.fork() == 0:
            os._exit(0)
        os.wait()

    tries = {
        "read": lambda: Path(secret).read_bytes(),
        "write": lambda: Path(secret).open("ab").close(),
        "chmod": lambda: Path(secret).chmod(0o777),
        "connect": lambda: socket.create_connection(("127.0.0.1", port), timeout=2).close(),
        "fork": fork if hasattr(os, "fork") else bool,
    }
    can = [] if getattr(os, "geteuid", lambda: 1)() else ["root"]
    for name, attempt in tries.items():
        with contextlib.suppress(OSError):
            attempt()
            can.append(name)
    works = bool(Path(__file__).read_bytes() and Path(ast.__file__).read_bytes())
    return {"can": can, "works": works}


def told(can, bubbled):
    """The protection in sentences; `can` are those of CAN that a process can do."""
    if can:
        return (
            "Each answer ran in a process of its own, with a limit of time. But on this system it "
            f"could {', '.join(CAN[name] for name in can)}: look through what strangers handed in "
            "before you check it, or use a Linux with Landlock or bubblewrap."
        )
    means = "bubblewrap, Landlock and seccomp" if bubbled else "Landlock and seccomp"
    return (
        "Each answer ran in a process of its own, with limits of time, memory, files and output. "
        "It could read nothing but Python and the course, write nothing outside a folder of its "
        f"own, reach no network and start no process ({means}; tried out in this run)."
    )
