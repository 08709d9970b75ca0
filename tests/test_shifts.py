"""data/shifts.csv: what it holds, and that its script finds the same again."""

import sys

import numpy as np
import pytest

from utils import datafiles
from utils.datasets import load_shifts


@pytest.fixture
def make(monkeypatch):
    monkeypatch.syspath_prepend(datafiles.DATA)
    import make_shifts

    yield make_shifts
    for name in ("making", "make_shifts"):
        sys.modules.pop(name, None)


def test_the_table_has_every_run_of_the_script(make):
    assert [run[:5] for run in load_shifts()] == list(make.settings())


def test_a_run_is_found_again(make):
    setting = ("conv", "jiggled", 0.03, 1, 19)
    (stored,) = (run for run in load_shifts() if run[:5] == setting)
    # Processors round differently, and hundreds of steps multiply that.
    assert make.train(setting)[5:] == pytest.approx(stored[5:], abs=0.03)


def test_images_are_jiggled_each_by_itself_or_alike(make):
    rng = np.random.default_rng(0)
    same = np.repeat(rng.random((1, 28, 28, 1), np.float32), 50, axis=0)
    each, alike = make.jiggled(same, rng), make.alike(same, rng)
    assert each.shape == alike.shape == same.shape
    assert each.dtype == np.float32
    assert len(np.unique(each, axis=0)) == 50
    assert len(np.unique(alike, axis=0)) == 1
    assert not np.array_equal(alike, same)


def test_an_image_moves_by_at_most_its_stretch_and_its_shift(make):
    dot = np.zeros((400, 28, 28, 1), np.float32)
    dot[:, 10:18, 10:18] = 1  # around the middle
    _, rows, columns, _ = np.nonzero(make.jiggled(dot, np.random.default_rng(1)))
    assert min(rows.min(), columns.min()) >= 6
    assert max(rows.max(), columns.max()) <= 21
    assert abs(rows.mean() - 13.5) < 0.2
    assert abs(columns.mean() - 13.5) < 0.2


def test_shuffling_keeps_every_pixel(make):
    image = np.arange(784.0).reshape(1, 28, 28, 1)
    again = make.shuffled(image, None)
    assert sorted(again.ravel()) == sorted(image.ravel())
    assert not np.array_equal(again, image)
