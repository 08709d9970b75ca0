"""Results of products and convolutions, disturbed; graphs as they were.

That errors, too, are told as they were is seen on the pages, under `course.py test --numerics`.
"""

import numpy as np
import pytest
import tensorflow as tf
from utils.notebooks import disturb

v1 = tf.compat.v1
RELATIVE = 1e-3
X = np.linspace(-1, 1.5, 20, dtype=np.float32).reshape(4, 5)


@pytest.fixture
def disturbed(monkeypatch):
    """Disturb this process until the test ends."""
    for name in ("__init__", "run", "close", "make_callable"):
        monkeypatch.setattr(v1.Session, name, getattr(v1.Session, name))
    for module, name in disturb.functions():
        monkeypatch.setattr(module, name, getattr(module, name))
    return lambda: disturb.disturb(RELATIVE)


def moved(before, after):
    """By how much of themselves numbers have moved at most."""
    before, after = np.asarray(before), np.asarray(after)
    return np.max(np.abs(after - before) / np.maximum(np.abs(before), 1e-12))


def train_in_session():
    """Losses of a few steps, what is fetched afterwards, and all that a lesson sees of it."""
    with tf.Graph().as_default() as graph, v1.Session() as session:
        x = v1.placeholder(tf.float32, (None, 5))
        W = v1.Variable(np.arange(15, dtype=np.float32).reshape(5, 3) / 10, name="W")
        h = tf.matmul(x, W, name="h")
        loss = tf.reduce_mean(h**2)
        step = v1.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
        session.run(v1.global_variables_initializer())
        losses = [session.run({"loss": loss, "step": step}, {x: X})["loss"] for _ in range(5)]
        total = tf.reduce_sum(h)  # the graph has grown
        record = v1.RunMetadata()
        options = v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE)
        fetched = session.run([total, W, "h:0"], {x: X}, options, record)
        ran = {
            node.node_name for device in record.step_stats.dev_stats for node in device.node_stats
        }
        nodes = [operation.name for operation in graph.get_operations()]
    return losses, fetched, (nodes, {name for name in ran if name[0] != "_"})


def test_a_session_is_disturbed_and_its_graph_is_not(disturbed):
    losses, fetched, seen = train_in_session()
    disturbed()
    other_losses, other_fetched, other_seen = train_in_session()
    assert 1e-5 < moved(losses, other_losses) < 1e-2
    assert moved(fetched[1], other_fetched[1]) > 1e-5  # trained otherwise
    assert moved(fetched[2], other_fetched[2]) > 1e-5
    assert other_seen == seen
    assert train_in_session()[0] == other_losses  # and the same way again


def gradient(W):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((X @ W) ** 2)
    return tape.gradient(loss, W)


def test_a_queue_is_filled_by_its_threads(disturbed):
    disturbed()
    with tf.Graph().as_default(), v1.Session() as session:
        queue = v1.train.string_input_producer(["a", "b"], shuffle=False)
        coordinator = v1.train.Coordinator()
        threads = v1.train.start_queue_runners(session, coordinator)
        options = v1.RunOptions(timeout_in_ms=20_000)  # without an element it would wait for ever
        assert session.run(queue.dequeue_many(2), options=options).tolist() == [b"a", b"b"]
        coordinator.request_stop()
        coordinator.join(threads)


@pytest.mark.parametrize("wrap", [lambda function: function, tf.function])
def test_gradients_are_disturbed_at_once_and_in_functions(disturbed, wrap):
    W = tf.Variable(np.linspace(1, 2, 15, dtype=np.float32).reshape(5, 3))
    before = wrap(gradient)(W)
    disturbed()
    assert 1e-5 < moved(before, wrap(gradient)(W)) < 1e-1


def test_convolutions_are_disturbed_and_whole_numbers_are_not(disturbed):
    image = X.reshape(1, 4, 5, 1)
    kernel = np.ones((2, 2, 1, 1), np.float32)

    def convolve():
        return tf.nn.conv2d(image, kernel, 1, "VALID")

    before = convolve()
    disturbed()
    assert 1e-5 < moved(before, convolve()) < 2 * RELATIVE
    assert np.array_equal(tf.constant([[2, 3]]) @ tf.constant([[4], [5]]), [[23]])


def test_float64_moves_as_much_less_as_it_is_more_precise(disturbed):
    factors = np.linspace(1, 2, 12).reshape(3, 4), np.linspace(-2, -1, 8).reshape(4, 2)
    before = tf.matmul(*factors)
    disturbed()
    assert 0 < moved(before, tf.matmul(*factors)) < 1e-8 * RELATIVE
