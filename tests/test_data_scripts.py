"""data/make_*.py: the parts that need no network, and that the stored file is what they make."""

import json
import sys

import numpy as np
import pytest

from utils import datafiles, datasets

LEVELS = np.arange(256)


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(datafiles.DATA)
    yield
    for name in ("making", "make_mnist_10k"):
        sys.modules.pop(name, None)


@pytest.fixture
def make(scripts):
    import make_mnist_10k

    return make_mnist_10k


@pytest.fixture
def making(scripts):
    import making

    return making


def test_every_grey_level_is_recovered(make):
    written = json.dumps(
        [round(level / 255, 3) for level in [*LEVELS, *LEVELS, *LEVELS, *range(16)]]
    )
    images = make.grey_levels(json.loads(written))
    assert (images.shape, images.dtype) == ((1, 28, 28), np.uint8)
    assert np.array_equal(images.ravel()[:256], LEVELS)


@pytest.mark.parametrize("values", [[0.0] * 785, [0.5] * 784, [-0.004] * 784 + [1.5]])
def test_other_contents_are_refused(make, values):
    with pytest.raises(SystemExit, match="whole 28 x 28 images"):
        make.grey_levels(values)


def test_quotas_are_shares_and_add_up(make):
    assert make.quotas([500, 300, 200], 100).tolist() == [50, 30, 20]
    assert make.quotas([334, 333, 333], 100).tolist() == [34, 33, 33]
    assert make.quotas([1, 1, 1], 2).tolist() == [1, 1, 0]


def test_a_split_deals_out_every_image_with_its_label(make):
    # Image i of class c has the value 40 c + i everywhere.
    classes = [np.full((n, 28, 28), 0, np.uint8) for n in (40, 20)]
    for label, images in enumerate(classes):
        images += (40 * label + np.arange(len(images), dtype=np.uint8))[:, None, None]
    arrays = make.split(classes, np.random.default_rng(0), held_out=6)
    again = make.split(classes, np.random.default_rng(0), held_out=6)
    values = {}
    for name, length in (("train", 48), ("validation", 6), ("test", 6)):
        images, labels = arrays[f"{name}_images"], arrays[f"{name}_labels"]
        assert len(images) == len(labels) == length
        assert np.array_equal(images[:, 0, 0] // 40, labels)
        assert (labels == 1).sum() * 3 == length
        assert np.array_equal(images, again[f"{name}_images"])
        values[name] = images[:, 0, 0].tolist()
    assert sorted(values["train"] + values["validation"] + values["test"]) == list(range(60))
    assert values["train"] != sorted(values["train"])


def test_no_split_strays_a_whole_image_from_its_share(make):
    counts = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
    classes = [np.zeros((count, 1), np.uint8) for count in counts]
    arrays = make.split(classes, np.random.default_rng(0))
    for name, length in (("train", 8000), ("validation", 1000), ("test", 1000)):
        dealt = np.bincount(arrays[f"{name}_labels"])
        assert np.abs(dealt - np.array(counts) * length / 10_000).max() < 1


def test_the_stored_arrays_are_those_of_the_script(make):
    with np.load(datafiles.DATA / "mnist_10k.npz") as stored:
        arrays = dict(stored)
    assert make.content_sha256(arrays) == make.CONTENT_SHA256
    arrays["test_labels"][0] ^= 1
    assert make.content_sha256(arrays) != make.CONTENT_SHA256


def test_packing_depends_on_the_arrays_alone(make, tmp_path):
    arrays = {"b": np.arange(6, dtype=np.uint8).reshape(2, 3), "a": np.array([7])}
    packed = make.pack(arrays)
    assert packed == make.pack(dict(reversed(arrays.items())))
    (tmp_path / "packed.npz").write_bytes(packed)
    with np.load(tmp_path / "packed.npz") as loaded:
        assert loaded.files == ["a", "b"]
        for name, array in arrays.items():
            assert np.array_equal(loaded[name], array)
            assert loaded[name].dtype == array.dtype


def test_recording_keeps_the_other_lines_and_says_what_changed(making, tmp_path, capsys):
    checksums = tmp_path / "checksums.txt"
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


def test_a_missing_package_manager_is_named(making, tmp_path):
    with pytest.raises(SystemExit, match="no-such-program is not installed"):
        making.fetch(["no-such-program", "pack"], tmp_path)


def test_a_failed_download_shows_its_reason(making, tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('no route')"]
    with pytest.raises(SystemExit, match=r"is there a network.*\n.*no route"):
        making.fetch(command, tmp_path)


@pytest.mark.parametrize(("name", "settings"), [("runs", 5), ("depths", 6), ("shifts", 5)])
def test_a_table_that_was_read_is_written_as_it_was(making, tmp_path, monkeypatch, name, settings):
    stored = (making.DATA / f"{name}.csv").read_bytes()
    monkeypatch.setattr(making, "DATA", tmp_path)
    monkeypatch.setattr(making, "record", lambda path: None)
    making.store(f"{name}.csv", getattr(datasets, f"load_{name}")(), settings)
    assert (tmp_path / f"{name}.csv").read_bytes() == stored
