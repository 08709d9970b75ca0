"""The picture of broadcasting writes what NumPy computes, and tells copies from originals."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color

from utils import plotting

matplotlib.use("agg")
TABLE, ROW, COLUMN = np.arange(6).reshape(2, 3), np.array([10, 20, 30]), np.array([[1], [2]])


def drawn(*pairs):
    """The texts of a drawing, in the order of painting."""
    plotting.broadcasting(pairs)
    texts = plt.gca().texts
    plt.close("all")
    return texts


@pytest.mark.parametrize(("a", "b"), [(TABLE, ROW), (TABLE, COLUMN), (ROW, COLUMN)])
def test_the_sum_is_written_number_by_number(a, b):
    numbers = [int(text.get_text()) for text in drawn((a, b)) if text.get_text().isdigit()]
    assert numbers[-6:] == (a + b).ravel().tolist()


def test_every_table_bears_the_shape_that_it_has_before_it_is_stretched():
    titles = [text.get_text() for text in drawn((ROW, COLUMN)) if "(" in text.get_text()]
    assert titles == ["(3,)", "(2, 1)", "(2, 3)"]


def test_copies_are_paler_than_what_there_is():
    numbers = [text for text in drawn((TABLE, ROW)) if text.get_text() == "20"]
    assert [same_color(text.get_color(), "black") for text in numbers] == [True, False]


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="broadcast"):
        plotting.broadcasting([(TABLE, np.arange(4))])
