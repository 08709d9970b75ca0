"""Clusters: every process knows its place, and none stays."""

import socket

import psutil
import pytest
from warm_kernels import linux, wait_until

from utils import clusters, processes
from utils.processes import starting


@pytest.fixture(autouse=True)
def light(monkeypatch):
    """Import no TensorFlow: most servers of these tests are not TensorFlow's."""
    monkeypatch.setattr(starting, "PRELOAD", ())


def serve(cluster, job, task):
    import os
    import socket

    port = int(cluster[job][task].rpartition(":")[2])
    with socket.create_server(("localhost", port)) as listener:
        print(job, task)
        caller, _ = listener.accept()
        caller.sendall(f"{job} {task} of {cluster} {os.environ['CUDA_VISIBLE_DEVICES']}".encode())
    listener.accept()


def answer(address):
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port))) as caller, caller.makefile("r") as said:
        return said.read()


def test_each_task_serves_at_its_address_until_the_end():
    with clusters.running(serve, ps=1, worker=2) as cluster:
        assert {job: len(addresses) for job, addresses in cluster.items()} == {"ps": 1, "worker": 2}
        assert len({address for addresses in cluster.values() for address in addresses}) == 3
        for job, task in ("ps", 0), ("worker", 1), ("worker", 0):
            assert answer(cluster[job][task]) == f"{job} {task} of {cluster} -1"
    with pytest.raises(ConnectionRefusedError):
        answer(cluster["ps"][0])


def test_the_first_failure_ends_all():
    def fail(task):
        import time

        if task == 1:
            raise KeyError("a planted fault")
        time.sleep(1000)

    with pytest.raises(processes.ProcessFailed, match="KeyError: 'a planted fault'"):
        clusters.together(fail, 2)


def test_other_ports_are_tried_where_one_has_been_taken(tmp_path):
    def lose(task, folder):
        import pathlib

        mark = pathlib.Path(folder, "tried")
        mark.touch() if not mark.exists() else mark.rename(mark.with_name("again"))
        if not mark.with_name("again").exists():
            raise RuntimeError("Could not start gRPC server")
        return "started"

    assert clusters.together(lose, 1, folder=str(tmp_path)) == ["started"]

    def always(task):
        raise RuntimeError("Could not start gRPC server")

    with pytest.raises(processes.ProcessFailed, match="Could not start gRPC server"):
        clusters.together(always, 1)


def test_a_machine_that_cannot_reach_itself_is_told_what_to_do(monkeypatch):
    def unreachable(*_, **__):
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    with pytest.raises(ConnectionError, match=r"cannot connect to itself \(Network is unreach"):
        clusters.together(serve, 2)


def start_server(cluster, job, task):
    import tensorflow as tf

    server = tf.distribute.Server(cluster, job, task)
    print(job, task)
    server.join()


@linux
def test_a_server_of_tensorflow_answers_this_machine_alone():
    """It listens on every address, and the filter lets nothing in that is not from loopback."""
    with clusters.running(start_server, worker=1) as cluster:
        port = int(cluster["worker"][0].rpartition(":")[2])
        open_ones = (one for one in psutil.net_connections("tcp") if one.status == "LISTEN")
        assert [one.laddr.ip for one in open_ones if one.laddr.port == port] == ["::"]
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
        for address in own_addresses():  # the filter comes in a moment, on a busy machine later
            wait_until(lambda address=address: not answers(address, port), 5)


def answers(address, port):
    try:
        socket.create_connection((address, port), timeout=0.5).close()
    except TimeoutError:
        return False
    return True


def own_addresses():
    """The addresses of this machine in its networks, if it has some."""
    found = (one for each in psutil.net_if_addrs().values() for one in each)
    found = (one.address for one in found if one.family == socket.AF_INET)
    return [address for address in found if not address.startswith("127.")]
