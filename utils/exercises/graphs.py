"""Answers that build a piece of graph: build it in a fresh graph, run it in a fresh session."""

from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from utils.exercises.guard import close_interactive_sessions
from utils.exercises.runs import Reject


@dataclass
class Feed:
    """An input that reaches the answer as a placeholder and is fed when the graph is run."""

    value: np.ndarray
    shape: tuple


def feed(value, shape=None):
    """Hand `value` to the answer through a placeholder of its type.

    `shape` is the placeholder's, the value's own where it is not given; None stands for a
    dimension that the graph must leave open, as in `feed(X, shape=(None, 784))`.
    """
    value = np.asarray(value)
    return Feed(value, value.shape if shape is None else tuple(shape))


@contextmanager
def fresh_session(optimized=False):
    """A session on a graph of its own, which is the default one inside the `with` block."""
    import tensorflow.compat.v1 as tf

    # Optimizing a graph that runs once takes three times as long as running it.
    config = tf.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = not optimized
    with tf.Graph().as_default() as graph, tf.Session(graph=graph, config=config) as session:
        tf.set_random_seed(0)
        try:
            yield session
        finally:
            close_interactive_sessions(session)


def run_graph(answer, *inputs):
    """Build what `answer` builds, initialize its variables, and run what it returns.

    Returns the values; `...` or None, where the answer returns that. Raises `Reject` where it
    returns anything but tensors of the graph that it was called in.
    """
    import tensorflow.compat.v1 as tf

    with fresh_session() as session:
        feeds, given = {}, []
        for value in inputs:
            if isinstance(value, Feed):
                placeholder = tf.placeholder(value.value.dtype, value.shape)
                feeds[placeholder], value = value.value, placeholder
            given.append(value)
        built = answer(*given)
        if built is None or built is Ellipsis:
            return built
        require_built(session.graph, built)
        if tf.global_variables():
            session.run(tf.global_variables_initializer())
        return session.run(built, feeds)


def require_built(graph, built, operations=False):
    """Raise `Reject` unless all parts of an answer are tensors (or `operations`) of a graph."""
    import tensorflow.compat.v1 as tf

    if isinstance(built, tuple | list | dict):
        for part in built.values() if isinstance(built, dict) else built:
            require_built(graph, part, operations)
        return
    is_operation = isinstance(built, tf.Operation)
    if is_operation and not operations:
        raise Reject(
            f"Your function returned the operation `{built.name}`, which does something but has no "
            "value: return the tensor or the variable that it computes."
        )
    # An eager tensor has a value and, unlike a variable, belongs to no graph.
    if not is_operation and not (tf.is_tensor(built) and hasattr(built, "graph")):
        raise Reject(
            f"Your function returned a value (of type `{type(built).__name__}`) where a tensor "
            f"{'or an operation ' * operations}is due: build it with TensorFlow, and let the "
            "session compute it later."
        )
    if built.graph is not graph:
        raise Reject(
            "What your function returned is in another graph: build it from the arguments, in the "
            "graph that is open when your function is called."
        )
