"""A histogram that TensorFlow has written counts the numbers that were in it."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from utils import board


@pytest.mark.parametrize("numbers", [[0.5, 0.5, 1.0, 4.0], [-3.0, 0.0, 2.0], [2.0, 2.0]])
def test_rows_hold_all_numbers_and_lie_side_by_side(numbers, tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        summary = session.run(tf.summary.histogram("W", numbers))
    with tf.Graph().as_default(), tf.summary.FileWriter(str(tmp_path)) as writer:
        writer.add_summary(summary, 7)
    (event,) = EventAccumulator(str(tmp_path)).Reload().Histograms("W")
    left, right, count = board.rows(event.histogram_value).T
    assert (left[0], right[-1], count.sum()) == (min(numbers), max(numbers), len(numbers))
    np.testing.assert_array_equal(left[1:], right[:-1])
    for number in numbers:
        assert count[(left <= number) & (number <= right)].sum() >= numbers.count(number)
