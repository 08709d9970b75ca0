"""The process that Jupyter starts, watches and signals in place of a warm kernel.

Run by path, as `python -I -S warm_client.py SOCKET KERNEL_ARGUMENTS...`: with the standard
library alone it stands in 15 ms. It asks the server behind SOCKET to fork a kernel, hands
signals on to it and ends with its status. Where no server answers, it becomes an ordinary
kernel. Nothing here may import `utils`: site-packages are not on its path.
"""

import marshal
import os
import signal
import socket
import sys

# Jupyter waits 60 s for a kernel: an ordinary one must still have time to start.
PATIENCE = 30  # seconds
FORWARDED = {
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
}


def ask(path, arguments):
    """Return the connection to a server that has forked a kernel, or None if there is none."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(path)
        here = os.getcwd()  # noqa: PTH109 (importing pathlib takes as long as all the rest)
        request = marshal.dumps((arguments, here, dict(os.environ)))
        socket.send_fds(connection, [len(request).to_bytes(8, "big")], [0, 1, 2])
        connection.sendall(request)
        if connection.recv(1):
            return connection
    except OSError:
        pass
    connection.close()
    return None


def attend(connection):
    """Forward signals until the kernel has ended; return its exit code.

    A kernel ended by signal n gives 128 + n, as in a shell.
    """
    for number in FORWARDED:
        signal.signal(number, lambda number, _: connection.send(bytes([number])))
    # An ordinary kernel ends when Jupyter is killed; it finds its parent in this variable.
    parent = int(os.environ.get("JPY_PARENT_PID") or 0)
    connection.settimeout(1)
    while parent in (0, os.getppid()):
        try:
            status = connection.recv(2)
        except TimeoutError:
            continue
        code = int.from_bytes(status, "big", signed=True) if status else 1
        return code if code >= 0 else 128 - code
    return 1


def main():
    path, *arguments = sys.argv[1:]
    try:
        connection = ask(path, arguments)
        if connection is not None:
            sys.exit(attend(connection))
    except OSError:  # the server ended, and the kernel with it
        sys.exit(1)
    os.execv(sys.executable, [sys.executable, "-m", "ipykernel_launcher", *arguments])


if __name__ == "__main__":
    main()
