"""Processes on this machine that work together, each with a port of its own.

They compute on the CPU alone: they would fight for the memory of a GPU. TensorFlow's servers
listen on every address of the machine, whichever one they are given; `utils.processes` sees to it
that only this machine gets through (on Linux).
"""

import contextlib
import json
import os
import socket

from utils import processes

# gRPC, over which TensorFlow's processes talk, sends even what stays on this machine to a
# proxy, should the network have one.
os.environ.setdefault("no_grpc_proxy", "localhost,127.0.0.1")

# XLA, where somebody has switched it on for all, cannot compile for a CPU in a cluster (TensorFlow
# 2.21: "Multiple CPU devices").
_ENVIRONMENT = {"CUDA_VISIBLE_DEVICES": "-1", "TF_XLA_FLAGS": ""}
_TAKEN = "Could not start gRPC server"
_TRIALS = 5


def _cluster(jobs):
    """Addresses of this machine at which nobody listens: {job: ["localhost:port" for each task]}.

    Nothing holds the ports: another program may take one before it is used. Raises
    ConnectionError if this machine cannot connect to itself.
    """
    with contextlib.ExitStack() as stack:
        listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(sum(jobs.values()))]
        ports = [stack.enter_context(one).getsockname()[1] for one in listeners]
        try:
            socket.create_connection(("localhost", ports[0]), timeout=10).close()
        except OSError as error:
            raise ConnectionError(
                f"This machine cannot connect to itself ({error}), so no cluster can run on it. "
                "Switch its loopback interface on (on Linux: `ip link set lo up`)."
            ) from None
        return {job: [f"localhost:{ports.pop()}" for _ in range(n)] for job, n in jobs.items()}


@contextlib.contextmanager
def running(serve, **jobs):
    """Run a server for each task of a cluster, as long as the context lasts.

    serve: called in a process for each task, as `serve(cluster, job, task)`. It starts a server,
    prints a line as soon as that can be reached, and stays. jobs: the number of tasks of each:
    `ps=1, worker=2`.

    Yields the cluster: for each job the list of its tasks' addresses, "localhost:port". Raises
    ConnectionError if this machine cannot connect to itself, ProcessFailed if a server does not
    start.
    """

    def start(stack):
        cluster = _cluster(jobs)
        tasks = [{"job": job, "task": task} for job, count in jobs.items() for task in range(count)]
        started = [
            processes.running(serve, _ENVIRONMENT, cluster=cluster, **task) for task in tasks
        ]
        for process in [stack.enter_context(one) for one in started]:
            process.readline()
        return cluster

    with contextlib.ExitStack() as stack:
        yield _tried(start, stack)


def together(function, workers, **names):
    """Call a function in several processes at once and list what it returns.

    It is called as `function(task, **names)`: `task` numbers the workers from 0. The variable
    TF_CONFIG tells each of them, in the form that TensorFlow's strategies read, where all of
    them are. Raises what `running` does, at the first failure.
    """

    def start(stack):
        cluster, started = _cluster({"worker": workers}), []
        for task in range(workers):
            config = {"cluster": cluster, "task": {"type": "worker", "index": task}}
            environment = {**_ENVIRONMENT, "TF_CONFIG": json.dumps(config)}
            process = processes.running(function, environment, task=task, **names)
            started.append(stack.enter_context(process))
        return processes.results(started)

    with contextlib.ExitStack() as stack:
        return _tried(start, stack)


def _tried(start, outer):
    """What `start` returns; again with other ports where another program took one of them.

    What it enters into the stack that it is given is handed to `outer`.
    """
    for trial in range(_TRIALS):
        try:
            with contextlib.ExitStack() as stack:
                result = start(stack)
                outer.enter_context(stack.pop_all())
                return result
        except processes.ProcessFailed as error:
            if _TAKEN not in str(error) or trial == _TRIALS - 1:
                raise
    return None
