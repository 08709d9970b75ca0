"""Watch a session run: which operations it really executed, from its own record."""

import tensorflow.compat.v1 as tf


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
