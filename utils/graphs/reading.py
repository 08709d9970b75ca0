"""Read a graph: how many operations it holds, of which kinds; which a fetch needs, which ran."""

from collections import Counter

import tensorflow.compat.v1 as tf

_EAGER = (
    "TensorFlow computed it at once (eagerly), so no graph holds it: "
    "build it inside `with tf.Graph().as_default():`."
)


def operations(graph):
    """List the operations of `graph`, in the order in which they were built.

    Raises TypeError if `graph` is not a graph.
    """
    if isinstance(graph, tf.Graph):
        return graph.get_operations()
    kind = type(graph).__name__
    if isinstance(getattr(graph, "graph", None), tf.Graph):
        raise TypeError(f"A tf.Graph is wanted here, not a {kind}: pass its `.graph`.")
    if tf.is_tensor(graph):
        raise TypeError(f"A tf.Graph is wanted here, not a tensor. {_EAGER}")
    raise TypeError(f"A tf.Graph is wanted here, not a {kind}: make one with `tf.Graph()`.")


def count(graph):
    """Count the operations in `graph`, a `tf.Graph`.

    Raises TypeError if `graph` is not a graph.
    """
    return len(operations(graph))


def kinds(graph):
    """Count the operations in `graph` by type: a `Counter` such as {"Const": 2, "AddV2": 1}.

    Raises TypeError if `graph` is not a graph.
    """
    return Counter(operation.type for operation in operations(graph))


def needed(fetches, feeds=()):
    """List the operations that `session.run(fetches, feeds)` has to run, in the graph's order.

    `fetches` is what `Session.run` accepts: a tensor, an operation, a variable, or these in
    lists, tuples and dicts. `feeds` is a feed dict, or the tensors in it: a tensor that is fed
    is not computed, nor is what only it would have needed.

    Raises TypeError if a fetch or a feed is in no graph (an eager tensor, a number), ValueError
    if they are in different graphs.
    """
    feeds = list(feeds)
    everything = elements([fetches, feeds])
    fetched = everything[: len(everything) - len(feeds)]
    fed = {element.name for element in everything[len(fetched) :]}
    found, waiting = set(), list(fetched)
    while waiting:
        element = waiting.pop()
        if isinstance(element, tf.Tensor):
            if element.name in fed:
                continue
            element = element.op
        if element not in found:
            found.add(element)
            waiting += [*element.inputs, *element.control_inputs]
    return [op for op in fetched[0].graph.get_operations() if op in found] if found else []


def elements(things):
    """The tensors and operations that `things` (fetches, nested as they may be) stand for.

    Raises TypeError if one of them is in no graph, ValueError if they are in several.
    """
    found = []
    for thing in tf.nest.flatten(things):
        graph = getattr(thing, "graph", None)
        if not isinstance(graph, tf.Graph):
            reason = _EAGER if tf.is_tensor(thing) else "Pass a tensor or an operation."
            raise TypeError(f"{thing!r} is in no graph. {reason}")
        found.append(graph.as_graph_element(thing))
        if graph is not found[0].graph:
            raise ValueError(f"{thing!r} is in another graph than {found[0].name!r}.")
    return found


def as_written():
    """A `tf.ConfigProto` for a session that runs the graph as it is written.

    By default a session first rewrites the graph to save time, and computes once and for all
    what depends on constants only: the operations that run are then not those of the graph.
    """
    config = tf.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = tf.OptimizerOptions.L0
    return config


def executed(session, fetches, feed_dict=None):
    """Run `fetches` in `session` and list the operations that were executed, in graph order.

    The list comes from the record that TensorFlow keeps of the run. Make the session with
    `config=as_written()`, or what TensorFlow optimises away is missing.
    """
    record = tf.RunMetadata()
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    session.run(fetches, feed_dict, options=options, run_metadata=record)
    names = {node.node_name for device in record.step_stats.dev_stats for node in device.node_stats}
    return [operation for operation in session.graph.get_operations() if operation.name in names]
