"""Where each operation of a graph runs, and what is sent between devices (lesson 23)."""

import re
from typing import NamedTuple

import tensorflow.compat.v1 as tf

# How TensorFlow names what a run is fed: in this process, and in a server.
_FED = re.compile(r"_arg_(.+)_\d+_\d+|_recv_(.+)_\d+")


class Trace(NamedTuple):
    """One run of a session; a device is named by its end: "CPU:1", or "worker 0 CPU:0"."""

    value: object  # what was fetched
    devices: dict[str, list[str]]  # what ran on each, in the graph's order, but for what was added
    sent: list[tuple[str, str, str]]  # what made a tensor, the device that it left, and the next


def trace(session, fetches, feed_dict=None):
    """Run `fetches` and read from TensorFlow's record what ran where; return a `Trace`.

    Make the session with `config=graphs.as_written()`, or what TensorFlow optimises away is
    missing.
    """
    record = tf.RunMetadata()
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE, output_partition_graphs=True)
    value = session.run(fetches, feed_dict, options=options, run_metadata=record)
    ran = {}
    for device in record.step_stats.dev_stats:
        for node in device.node_stats:
            ran[node.node_name] = short_name(device.device)
    devices = {}
    for name in (operation.name for operation in session.graph.get_operations()):
        if name in ran:
            devices.setdefault(ran[name], []).append(name)
    sent = set()
    for part in record.partition_graphs:
        for node in part.node:
            if node.op in ("_Send", "_HostSend"):
                ends = (node.attr[key].s.decode() for key in ("send_device", "recv_device"))
                source, target = map(short_name, ends)
                if source != target:
                    sent.add((_made_by(node.input[0]), source, target))
    return Trace(value, devices, sorted(sent))


def _made_by(tensor):
    """The operation that made a tensor; for what is fed, the operation that it is fed to."""
    name = tensor.partition(":")[0]
    fed = _FED.fullmatch(name)
    return fed[1] or fed[2] if fed else name


def short_name(device):
    """The end of a device's name: "CPU:0" on this machine, "worker 0 CPU:0" in a cluster."""
    spec = tf.DeviceSpec.from_string(device)
    end = f"{spec.device_type}:{spec.device_index}"
    return end if spec.job == "localhost" else f"{spec.job} {spec.task} {end}"
