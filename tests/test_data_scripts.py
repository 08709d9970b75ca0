"""data/make_*.py: the parts that need no network, and that the stored file is what they make."""

import sys
from itertools import product

import numpy as np
import pytest

from utils import datafiles, datasets


def test_the_stored_digits_are_those_of_the_script(script):
    make = script("make_mnist_10k")
    with np.load(datafiles.DATA / "mnist_10k.npz") as stored:
        arrays = dict(stored)
    assert make.content_sha256(arrays) == make.CONTENT_SHA256
    arrays["test_labels"][0] ^= 1
    assert make.content_sha256(arrays) != make.CONTENT_SHA256


def test_another_tensorflow_is_refused_before_an_old_checkpoint_is_written(script):
    with pytest.raises(SystemExit, match=r"the checkpoint is written by 1\.15"):
        script("make_old_checkpoint")


def test_recording_keeps_the_other_lines_and_says_what_changed(script, tmp_path, capsys):
    making, checksums = script("making"), tmp_path / "checksums.txt"
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).write_bytes(b"abc")
        making.record(tmp_path / name, checksums)
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert checksums.read_bytes() == f"{abc}  a.csv\n{abc}  b.csv\n".encode()
    making.record(tmp_path / "a.csv", checksums)
    (tmp_path / "a.csv").write_bytes(b"abd")
    making.record(tmp_path / "a.csv", checksums)
    said = [line.split(", ")[-1] for line in capsys.readouterr().out.splitlines()]
    recorded = "recorded in checksums.txt"
    assert said == [recorded, recorded, "as recorded", recorded]
    assert abc not in checksums.read_text().splitlines()[0]


def test_a_missing_package_manager_is_named(script, tmp_path):
    with pytest.raises(SystemExit, match="no-such-program is not installed"):
        script("making").fetch(["no-such-program", "pack"], tmp_path)


def test_a_failed_download_shows_its_reason(script, tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('no route')"]
    with pytest.raises(SystemExit, match=r"is there a network.*\n.*no route"):
        script("making").fetch(command, tmp_path)


# Tables of results ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "settings"), [("runs", 5), ("depths", 6), ("epochs", 2), ("shifts", 5)]
)
def test_a_table_that_was_read_is_written_as_it_was(script, tmp_path, monkeypatch, name, settings):
    making = script("making")
    stored = (making.DATA / f"{name}.csv").read_bytes()
    monkeypatch.setattr(making, "DATA", tmp_path)
    monkeypatch.setattr(making, "record", lambda path: None)
    making.store(f"{name}.csv", getattr(datasets, f"load_{name}")(), settings)
    assert (tmp_path / f"{name}.csv").read_bytes() == stored


@pytest.mark.parametrize("name", ["runs", "shifts", "depths", "epochs"])
def test_a_table_has_every_run_of_its_script(script, name):
    make, stored = script(f"make_{name}"), getattr(datasets, f"load_{name}")()
    wanted = list(make.settings())
    if name == "depths":  # which trains all starts of a network at once
        starts = (product(make.RATES[setting[2]], make.SEEDS) for setting in wanted)
        wanted = [(*s, *start) for s, each in zip(wanted, starts, strict=True) for start in each]
    assert [run[: len(wanted[0])] for run in stored] == wanted


def test_the_program_that_is_run_for_longer_is_the_lesson_s_own(script):
    make = script("make_epochs")
    own, other = make.program(1, 22), make.program(12, 23)
    assert "from utils.datasets import load_mnist" in own
    lines = zip(own.splitlines(), other.splitlines(), strict=True)
    assert [pair for pair in lines if pair[0] != pair[1]] == [
        ("epochs, layers = 1, keras.layers", "epochs, layers = 12, keras.layers"),
        ("keras.utils.set_random_seed(22)", "keras.utils.set_random_seed(23)"),
    ]


@pytest.mark.parametrize(
    ("name", "setting", "numbers", "within"),
    [
        ("runs", (500, "decay", 0.01, 60, 18), 3, 0.01),  # all but the epoch
        ("shifts", ("conv", "jiggled", 0.03, 1, 19), 8, 0.03),
        ("depths", ("both", 4, "momentum", "linear", 0.1, 22), 4, 0.02),
    ],
)
def test_a_run_is_found_again(script, name, setting, numbers, within):
    make, known = script(f"make_{name}"), len(setting)
    (stored,) = (run for run in getattr(datasets, f"load_{name}")() if run[:known] == setting)
    again = make.train(*setting[:4], [setting[4:]])[0] if name == "depths" else make.train(setting)
    # Processors round differently, and hundreds of steps multiply that.
    found = [run[known : known + numbers] for run in (again, stored)]
    assert found[0] == pytest.approx(found[1], abs=within)


def slope(loss, numbers, place, bump=1e-6):
    """The slope of a loss, measured at one of the numbers that it is computed from."""
    before = loss()
    numbers[place] += bump
    measured = (loss() - before) / bump
    numbers[place] -= bump
    return pytest.approx(measured, abs=1e-4)


def test_masks_keep_the_mean_and_gradients_are_those_of_the_loss(script):
    make = script("make_runs")
    rng = np.random.default_rng(0)
    mask = make.mask((1000, 100), 0.8, rng)
    assert set(np.unique(mask)) == {0, np.float32(1.25)}
    assert mask.mean() == pytest.approx(1, abs=0.01)
    W, b = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))], [rng.normal(size=4), np.zeros(2)]
    x, y, masks = rng.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]], [np.ones(4)]

    def loss():
        _, p = make.forward(x, W, b, masks)
        return -np.log((p * y).sum(axis=1)).mean() + 0.3 / 2 * sum((w**2).sum() for w in W)

    gradients = make.backward(x, y, W, b, masks, decay=0.3)
    for weights, gradient in zip(W + b, gradients, strict=True):
        assert gradient.flat[0] == slope(loss, weights.reshape(-1), 0)


@pytest.mark.parametrize("kind", ["plain", "normalized", "shortcuts", "both"])
def test_gradients_of_deep_networks_are_those_of_the_loss(script, kind):
    rng = np.random.default_rng(0)
    network = script("make_depths").Network(kind, 3, [rng, rng], inputs=4, width=5)
    for weights in (network.W, network.b, network.gamma, network.beta):
        weights[:] = [w + 0.3 * rng.normal(size=w.shape) for w in weights]  # float64
    x, y = rng.normal(size=(2, 6, 4)), np.eye(10)[rng.integers(10, size=(2, 6))]

    def loss():
        p, _ = network.forward(x, training=True)
        return -np.log((p * y).sum(axis=-1)).mean(axis=-1)

    for weights, gradient in zip(network.parameters, network.gradients(x, y), strict=True):
        assert gradient[:, 0, -1] == slope(loss, weights, (slice(None), 0, -1))


def test_images_are_jiggled_each_by_itself_or_alike(script):
    make = script("make_shifts")
    rng = np.random.default_rng(0)
    same = np.repeat(rng.random((1, 28, 28, 1), np.float32), 50, axis=0)
    each, alike = make.jiggled(same, rng), make.alike(same, rng)
    assert each.shape == alike.shape == same.shape
    assert each.dtype == np.float32
    assert len(np.unique(each, axis=0)) == 50
    assert len(np.unique(alike, axis=0)) == 1
    assert not np.array_equal(alike, same)


def test_an_image_moves_by_at_most_its_stretch_and_its_shift(script):
    make = script("make_shifts")
    dot = np.zeros((400, 28, 28, 1), np.float32)
    dot[:, 10:18, 10:18] = 1  # around the middle
    _, rows, columns, _ = np.nonzero(make.jiggled(dot, np.random.default_rng(1)))
    assert min(rows.min(), columns.min()) >= 6
    assert max(rows.max(), columns.max()) <= 21
    assert abs(rows.mean() - 13.5) < 0.2
    assert abs(columns.mean() - 13.5) < 0.2


def test_shuffling_keeps_every_pixel(script):
    make = script("make_shifts")
    image = np.arange(784.0).reshape(1, 28, 28, 1)
    again = make.shuffled(image, None)
    assert sorted(again.ravel()) == sorted(image.ravel())
    assert not np.array_equal(again, image)
