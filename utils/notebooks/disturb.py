"""Disturb the results of matrix products and convolutions, as another device would.

Devices add float32 numbers in different orders; a result moves by about 1e-7 to 1e-6 of itself.
`disturb` makes TensorFlow do so in this process, on purpose, so that a page which depends on the
device is noticed on a machine that has only one. A lesson sees its own graphs undisturbed.
"""

import functools
import importlib
import threading
from weakref import WeakKeyDictionary

import numpy as np
import tensorflow as tf

# Kinds of operations, and the functions that make them: those that TensorFlow's own gradients
# call, which have no public name.
KINDS = {
    "MatMul": ("gen_math_ops", "mat_mul"),
    "BatchMatMulV2": ("gen_math_ops", "batch_mat_mul_v2"),
    "Conv2D": ("gen_nn_ops", "conv2d"),
    "Conv2DBackpropInput": ("gen_nn_ops", "conv2d_backprop_input"),
    "Conv2DBackpropFilter": ("gen_nn_ops", "conv2d_backprop_filter"),
}
# By how much less than float32's the results of a type move.
_FLOATS = {tf.float32: 1.0, tf.float64: float(np.finfo(np.float64).eps / np.finfo(np.float32).eps)}
_FREQUENCY = 12345.0  # results that differ a little get noise that differs much


def disturb(relative):
    """Move every float32 result of the operations in `KINDS` by up to `relative` of itself.

    Results in float64 move as much less as they are more precise. The noise depends on nothing
    but the result, so that a run can be repeated. Interactive sessions, and those on another
    machine, stay as they are.
    """
    for module, name in functions():
        setattr(module, name, _disturbed(getattr(module, name), relative))
    _disturb_sessions(relative)


def functions():
    """The module and the name of every function that `disturb` replaces."""
    return [
        (importlib.import_module(f"tensorflow.python.ops.{module}"), name)
        for module, name in KINDS.values()
    ]


def _noise(result, relative):
    return tf.stop_gradient(_FLOATS[result.dtype] * relative * result * tf.sin(_FREQUENCY * result))


def _disturbed(operation, relative):
    """Wrap a function that computes at once, or inside tf.function."""

    @functools.wraps(operation)
    def call(*args, **kwargs):
        result = operation(*args, **kwargs)
        at_once = tf.executing_eagerly() or tf.compat.v1.get_default_graph().building_function
        return result + _noise(result, relative) if at_once and result.dtype in _FLOATS else result

    return call


def _disturb_sessions(relative):
    """Let sessions run a disturbed copy of their graph.

    An error of the copy is raised as the session itself words it.
    """
    kind = tf.compat.v1.Session
    init, run, close, make = kind.__init__, kind.run, kind.close, kind.make_callable
    copies, twins = WeakKeyDictionary(), WeakKeyDictionary()

    @functools.wraps(init)
    def disturbed_init(self, target="", graph=None, config=None):
        init(self, target, graph, config)
        if not target:
            copy = copies.setdefault(self.graph, _Copy(relative))
            twins[self] = kind.__new__(kind)
            init(twins[self], graph=copy.graph, config=config)

    @functools.wraps(run)
    def disturbed_run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        own = (self, fetches, feed_dict, options, run_metadata)
        if self not in twins:
            return run(*own)
        copy, graph = copies[self.graph], self.graph
        with copy.lock:
            copy.extend(graph)
        there = functools.partial(copy.counterpart, graph)
        try:
            fed = {there(key): value for key, value in (feed_dict or {}).items()}
            wanted = tf.nest.map_structure(there, fetches)
        except Exception:
            return run(*own)  # which says what cannot be run
        try:
            results = run(twins[self], wanted, fed, options, run_metadata)
        except Exception as error:
            try:
                run(*own)
            except type(error):
                raise  # in its own words
            except Exception:  # its variables have no values
                pass
            raise error from None
        if run_metadata is not None:
            copy.hide(run_metadata)
        return results

    @functools.wraps(close)
    def disturbed_close(self):
        if self in twins:
            close(twins.pop(self))
        close(self)

    @functools.wraps(make)
    def disturbed_make(self, fetches, feed_list=None, accept_options=False):
        if self not in twins:
            return make(self, fetches, feed_list, accept_options)
        fed = feed_list or []
        return lambda *values: self.run(fetches, dict(zip(fed, values, strict=True)))

    kind.__init__, kind.run, kind.close = disturbed_init, disturbed_run, disturbed_close
    kind.make_callable = disturbed_make  # by which a queue's threads fill it


class _Copy:
    """A copy of a graph whose products are disturbed; every tensor keeps its name."""

    def __init__(self, relative):
        self.graph = tf.Graph()
        self.relative = relative
        self.version = 0
        self.names, self.hidden = set(), set()
        self.lock = threading.Lock()  # the threads of queues run the graph as well

    def counterpart(self, graph, element):
        return self.graph.as_graph_element(graph.as_graph_element(element).name)

    def extend(self, graph):
        """Copy the nodes that the graph has got since the last call."""
        if graph.version == self.version:
            return
        # In this order: another thread may add to the graph meanwhile.
        self.version, added = graph.version, graph.as_graph_def()
        nodes = [node for node in added.node if node.name not in self.names]
        del added.node[:]
        new = {node.name for node in nodes}
        outer = {name for node in nodes for name in node.input if _owner(name) not in new}
        self.names |= new
        for node in nodes:
            node.attr.pop("_class", None)  # it may name a node that was copied before
            added.node.extend(self.disturbed(node))
        known = {name: self.graph.as_graph_element(name.removeprefix("^")) for name in outer}
        known = {
            name: found if name[0] == "^" or isinstance(found, tf.Tensor) else found.outputs[0]
            for name, found in known.items()
        }
        with self.graph.as_default():
            tf.import_graph_def(added, input_map=known, name="")

    def disturbed(self, node):
        """The node itself, or the nodes that compute its result and disturb it under its name."""
        if node.op not in KINDS or node.attr["T"].type not in _FLOATS:
            return [node]
        name, kind = node.name, tf.as_dtype(node.attr["T"].type)
        node.name = f"{name}/exact"
        with tf.Graph().as_default() as small:
            exact = tf.compat.v1.placeholder(kind, name="exact")
            tf.add(exact, _noise(exact, self.relative), name="sum")
        added = [inner for inner in small.as_graph_def().node if inner.name != "exact"]
        for inner in added:
            inner.name = name if inner.name == "sum" else f"{name}/{inner.name}"
            inner.input[:] = [f"{name}/{other}" for other in inner.input]
            inner.device = node.device
        self.hidden |= {inner.name for inner in (node, *added) if inner.name != name}
        return [node, *added]

    def hide(self, run_metadata):
        """Leave out of what ran the nodes that the original graph does not have."""
        for device in run_metadata.step_stats.dev_stats:
            kept = [stats for stats in device.node_stats if stats.node_name not in self.hidden]
            del device.node_stats[:]
            device.node_stats.extend(kept)


def _owner(name):
    """The node whose result or completion an input of a node names."""
    return name.removeprefix("^").partition(":")[0]
