"""What ran where, and what was sent, is read from TensorFlow's record and drawn."""

import matplotlib.pyplot as plt
import pytest

from utils import runtime  # noqa: F401  (before TensorFlow)

import tensorflow.compat.v1 as tf

from utils import graphs, placement, plotting


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def trace():
    """A run that is fed, and crosses from one CPU to the other and back."""
    config = graphs.as_written()
    config.device_count.update({"CPU": 2, "GPU": 0})
    with tf.Graph().as_default(), tf.Session(config=config) as session:
        with tf.device("/CPU:1"):
            x = tf.placeholder(tf.float32, (), name="x")
            y = tf.square(x, name="part/y")
        with tf.device("/CPU:0"):
            z = tf.negative(y, name="z")
        with tf.device("/CPU:1"):
            tf.exp(x, name="idle")
            end = tf.abs(z, name="part/end")
        return placement.trace(session, end, {x: 3.0})


def test_the_record_tells_what_ran_where_and_what_was_sent(trace):
    assert trace.value == 9
    assert trace.devices == {"CPU:0": ["z"], "CPU:1": ["part/y", "part/end"]}
    assert trace.sent == [
        ("part/end", "CPU:1", "CPU:0"),  # fetched
        ("part/y", "CPU:1", "CPU:0"),
        ("x", "CPU:0", "CPU:1"),  # fed
        ("z", "CPU:0", "CPU:1"),
    ]


@pytest.mark.parametrize(
    ("device", "short"),
    [
        ("/job:localhost/replica:0/task:0/device:GPU:2", "GPU:2"),
        ("/job:worker/replica:0/task:1/device:CPU:0", "worker 1 CPU:0"),
    ],
)
def test_names_of_devices_are_shortened(device, short):
    assert placement.short_name(device) == short


def test_a_drawing_names_devices_scopes_and_parcels(trace):
    plotting.devices(trace, [["CPU:0"], ["CPU:1"]])
    (ax,) = plt.gcf().axes
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts if text.get_text()}
    assert set(heights) == {"CPU:0", "z", "CPU:1", "part/…", "part/end\npart/y", "x\nz"}
    assert heights["CPU:0"] > heights["z"] > heights["CPU:1"] > heights["part/…"]


@pytest.mark.parametrize("rows", [[["CPU:0"]], [["CPU:0", "CPU:1"], ["CPU:1"]], [["GPU:0"]]])
def test_a_drawing_with_other_devices_is_refused(trace, rows):
    with pytest.raises(ValueError, match=r"once: CPU:0, CPU:1\."):
        plotting.devices(trace, rows)


def test_many_operations_are_summed_up():
    trace = placement.Trace(0, {"CPU:0": list("abcdefg"), "CPU:1": list("abcde")}, [])
    plotting.devices(trace, [["CPU:0", "CPU:1"]])
    written = [text.get_text() for text in plt.gcf().axes[0].texts]
    assert written == ["CPU:0", *"abcd", "and 3 more", "CPU:1", *"abcde"]
