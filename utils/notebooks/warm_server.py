"""The server of warm kernels: import the slow libraries once, then fork a kernel per request.

Started by `utils.notebooks.warm.serve` as `python -m utils.notebooks.warm_server`; Linux only.
One thread, one `select` loop: a fork copies no other thread, so there must be none.
"""

import contextlib
import ctypes
import gc
import marshal
import os
import select
import shutil
import signal
import socket
import sys
import warnings

from utils.notebooks.warm_preload import preload, starts_alike

PR_SET_PDEATHSIG = 1


def end_with_parent(parent, number):
    """Have the system send signal `number` to this process when the process `parent` ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number))
    if os.getppid() != parent:  # it has ended already
        os.kill(os.getpid(), number)


class Server:
    """Forks kernels and looks after them until SIGTERM.

    Parameters
    ----------
    listener : socket.socket
        The listening Unix socket.
    directory : str
        The private directory of the socket, removed at the end.
    """

    def __init__(self, listener, directory):
        self.listener = listener
        self.directory = directory
        self.environment = dict(os.environ)
        self.added = {}  # variables that imports have set
        self.kernels = {}  # connection to the client: process id
        self.wake, self.waker = socket.socketpair()
        self.waker.setblocking(False)
        signal.set_wakeup_fd(self.waker.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self.end)

    def end(self, *_):
        """End every kernel, remove the directory and exit."""
        for connection in list(self.kernels):
            self.kill(connection)
        shutil.rmtree(self.directory, ignore_errors=True)
        os._exit(0)

    def run(self):
        """Serve; return only in a forked kernel, with the arguments of `become_kernel`."""
        while True:
            ready, _, _ = select.select([self.listener, self.wake, *self.kernels], [], [])
            for source in ready:
                if source is self.listener:
                    if request := self.answer():
                        return request
                elif source is self.wake:
                    self.wake.recv(4096)
                    self.reap()
                elif source in self.kernels:
                    self.forward(source)

    def answer(self):
        """Fork a kernel for the client that has connected; return its request in the fork.

        A client that is not served finds its connection closed and starts an ordinary kernel.
        """
        connection, _ = self.listener.accept()
        connection.settimeout(5)
        request, streams, pid = None, [], None
        try:
            head, streams, _, _ = socket.recv_fds(connection, 8, 3)
            with connection.makefile("rb") as file:
                message = file.read(int.from_bytes(head, "big"))
            arguments, directory, environment = marshal.loads(message)
            if starts_alike(environment, self.environment, os.environ):
                request = (arguments, directory, {**self.added, **environment}, streams)
                pid = self.fork()
        except (OSError, EOFError, ValueError, TypeError):
            pass  # the client has gone, or there is no memory for a fork
        finally:
            if pid != 0:
                for descriptor in streams:
                    os.close(descriptor)
            if not pid:
                connection.close()
        if pid == 0:
            return request
        if pid:
            self.kernels[connection] = pid
            with contextlib.suppress(OSError):
                connection.send(b"+")
        return None

    def fork(self):
        """Fork; in the new process undo what belongs to the server."""
        server = os.getpid()
        handled = {signal.SIGTERM, signal.SIGCHLD}
        signal.pthread_sigmask(signal.SIG_BLOCK, handled)
        try:
            with warnings.catch_warnings():
                # Python 3.12 and later warn of threads; `preload` has made sure of them.
                warnings.simplefilter("ignore", DeprecationWarning)
                pid = os.fork()
            if pid == 0:
                end_with_parent(server, signal.SIGKILL)
                signal.set_wakeup_fd(-1)
                for number in handled:
                    signal.signal(number, signal.SIG_DFL)
                for ours in (self.listener, self.wake, self.waker, *self.kernels):
                    ours.close()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, handled)
        return pid

    def forward(self, connection):
        """Hand the client's signals on to its kernel; kill a kernel whose client has ended."""
        try:
            numbers = connection.recv(64)
        except OSError:
            numbers = b""
        if not numbers:
            self.kill(connection)
        for number in numbers:
            send_signal(self.kernels[connection], number)

    def kill(self, connection):
        """Kill a kernel and the processes that it has started."""
        pid = self.kernels.pop(connection)
        with contextlib.suppress(ProcessLookupError, ChildProcessError):  # it has just ended
            send_signal(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        connection.close()

    def reap(self):
        """Tell the clients of ended kernels how these ended."""
        for connection, pid in list(self.kernels.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self.kernels[connection]
                code = os.waitstatus_to_exitcode(status)
                with contextlib.suppress(OSError):
                    connection.send(code.to_bytes(2, "big", signed=True))
                connection.close()


def send_signal(pid, number):
    """Send a signal to a kernel and to the processes that it has started."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # not yet the leader of its group
        os.kill(pid, number)


def main():
    parent, descriptor, directory, *modules = sys.argv[1:]
    server = Server(socket.socket(fileno=int(descriptor)), directory)
    end_with_parent(int(parent), signal.SIGTERM)
    # As in an ordinary kernel, which puts its working directory first when it starts.
    del sys.path[0]
    terminal = os.dup(2)
    os.dup2(1, 2)  # libraries greet on standard error when they are imported
    try:
        server.added = preload(modules)
    except Exception as error:
        os.write(terminal, f"Kernels start without preloading: {error}\n".encode())
        server.end()
    os.close(terminal)
    gc.collect()
    gc.freeze()  # a collection in a kernel then copies no page of these objects
    request = server.run()

    from utils.notebooks.warm_kernel import become_kernel

    become_kernel(*request)


if __name__ == "__main__":
    main()
