"""data/depths.csv: what it holds, and that its script finds the same again."""

from itertools import product

import numpy as np
import pytest

from utils.datasets import load_depths


@pytest.fixture
def make(script):
    return script("make_depths")


def test_the_table_has_every_run_of_the_script(make):
    wanted = [
        (*setting, *start)
        for setting in make.settings()
        for start in product(make.RATES[setting[2]], make.SEEDS)
    ]
    assert [run[:6] for run in load_depths()] == wanted


@pytest.mark.parametrize("kind, rate, seed", [("plain", 0.03, 23), ("both", 0.1, 22)])
def test_a_run_is_found_again(make, kind, rate, seed):
    setting = kind, 4, "momentum", "linear"
    (stored,) = (run for run in load_depths() if run[:6] == (*setting, rate, seed))
    (again,) = make.train(*setting, [(rate, seed)])
    # Processors round differently, and hundreds of steps multiply that.
    assert again.loss == pytest.approx(stored.loss, abs=0.02)
    assert again.accuracy == pytest.approx(stored.accuracy, abs=0.01)
    assert again.validation_accuracy == pytest.approx(stored.validation_accuracy, abs=0.02)


@pytest.mark.parametrize("kind", ["plain", "normalized", "shortcuts", "both"])
def test_gradients_are_those_of_the_loss(make, kind):
    rng, bump = np.random.default_rng(0), 1e-6
    network = make.Network(kind, 3, [rng, rng], inputs=4, width=5)
    for weights in (network.W, network.b, network.gamma, network.beta):
        weights[:] = [w + 0.3 * rng.normal(size=w.shape) for w in weights]  # float64
    x, y = rng.normal(size=(2, 6, 4)), np.eye(10)[rng.integers(10, size=(2, 6))]

    def loss():
        p, _ = network.forward(x, training=True)
        return -np.log((p * y).sum(axis=-1)).mean(axis=-1)

    for weights, gradient in zip(network.parameters, network.gradients(x, y), strict=True):
        before = loss()
        weights[:, 0, -1] += bump
        assert gradient[:, 0, -1] == pytest.approx((loss() - before) / bump, abs=1e-4)
        weights[:, 0, -1] -= bump
