"""data/runs.csv: what it holds, and that its script finds the same again."""

import sys

import numpy as np
import pytest

from utils import datafiles
from utils.datasets import load_runs


@pytest.fixture
def make(monkeypatch):
    monkeypatch.syspath_prepend(datafiles.DATA)
    import make_runs

    yield make_runs
    for name in ("making", "make_runs"):
        sys.modules.pop(name, None)


def test_the_table_has_every_run_of_the_script(make):
    assert [run[:5] for run in load_runs()] == list(make.settings())


@pytest.mark.parametrize("setting", [(500, "decay", 0.01, 60, 18), (8000, "one", 0.1, 10, 17)])
def test_a_run_is_found_again(make, setting):
    (stored,) = (run for run in load_runs() if run[:5] == setting)
    again = make.train(setting)
    # Processors round differently, and hundreds of steps multiply that.
    assert again.loss == pytest.approx(stored.loss, abs=0.01)
    assert again.lowest == pytest.approx(stored.lowest, abs=0.01)
    assert again.accuracy == pytest.approx(stored.accuracy, abs=0.01)


def test_masks_keep_the_mean_and_gradients_are_those_of_the_loss(make):
    rng = np.random.default_rng(0)
    mask = make.mask((1000, 100), 0.8, rng)
    assert set(np.unique(mask)) == {0, np.float32(1.25)}
    assert mask.mean() == pytest.approx(1, abs=0.01)
    W, b = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))], [rng.normal(size=4), np.zeros(2)]
    x, y, masks, bump = rng.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]], [np.ones(4)], 1e-6

    def loss():
        _, p = make.forward(x, W, b, masks)
        return -np.log((p * y).sum(axis=1)).mean() + 0.3 / 2 * sum((w**2).sum() for w in W)

    gradients = make.backward(x, y, W, b, masks, decay=0.3)
    for weights, gradient in zip(W + b, gradients, strict=True):
        before = loss()
        weights.flat[0] += bump
        assert gradient.flat[0] == pytest.approx((loss() - before) / bump, abs=1e-4)
        weights.flat[0] -= bump
