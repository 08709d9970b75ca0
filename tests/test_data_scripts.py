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


def test_a_missing_package_manager_is_named_and_a_failed_download_shows_its_reason(
    script, tmp_path
):
    fetch = script("making").fetch
    with pytest.raises(SystemExit, match="no-such-program is not installed"):
        fetch(["no-such-program", "pack"], tmp_path)
    with pytest.raises(SystemExit, match=r"is there a network.*\n.*no route"):
        fetch([sys.executable, "-c", "raise SystemExit('no route')"], tmp_path)


# Tables of results ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "settings"),
    [("runs", 5), ("depths", 6), ("epochs", 2), ("shifts", 5), ("halves", 3)],
)
def test_a_table_that_was_read_is_written_as_it_was(script, tmp_path, monkeypatch, name, settings):
    making = script("making")
    stored = (making.DATA / f"{name}.csv").read_bytes()
    monkeypatch.setattr(making, "DATA", tmp_path)
    monkeypatch.setattr(making, "record", lambda path: None)
    making.store(f"{name}.csv", getattr(datasets, f"load_{name}")(), settings)
    assert (tmp_path / f"{name}.csv").read_bytes() == stored


@pytest.mark.parametrize("name", ["runs", "shifts", "depths", "epochs", "halves"])
def test_a_table_has_every_run_of_its_script(script, name):
    make, stored = script(f"make_{name}"), getattr(datasets, f"load_{name}")()
    wanted = list(make.settings())
    if name == "depths":  # which trains all starts of a network at once
        starts = (product(make.RATES[setting[2]], make.SEEDS) for setting in wanted)
        wanted = [(*s, *start) for s, each in zip(wanted, starts, strict=True) for start in each]
    assert [run[: len(wanted[0])] for run in stored] == wanted


def test_the_program_that_is_run_for_longer_is_the_lesson_s_own(script):
    make, cells = script("make_epochs"), script("pages")._cells(22)
    own, other = make.program(1, 22), make.program(12, 23)
    assert "from utils.datasets import load_mnist" in own
    lines = zip(own.splitlines(), other.splitlines(), strict=True)
    assert [pair for pair in lines if pair[0] != pair[1]] == [
        ("epochs, layers = 1, keras.layers", "epochs, layers = 12, keras.layers"),
        ("keras.utils.set_random_seed(22)", "keras.utils.set_random_seed(23)"),
    ]
    # The first of its runs is the lesson's: trained again whenever the page is tested.
    (cell,) = (cell for cell in cells if cell.source == own)
    (told,) = cell.outputs
    first = datasets.load_epochs()[0]
    assert first[:2] == (1, 22)
    assert told.text == f"more than 95 in 100 test digits read: {first.test > 0.95}\n"


@pytest.mark.parametrize(
    ("name", "setting", "numbers", "within"),
    [
        ("runs", (500, "decay", 0.01, 60, 18), slice(5, 8), 0.01),  # all but the epoch
        ("shifts", ("dense", "shuffled", 0.01, 1, 18), slice(5, 13), 0.01),
        ("depths", ("both", 4, "momentum", "linear", 0.1, 22), slice(6, 10), 0.02),
    ],
)
def test_a_run_is_found_again(script, name, setting, numbers, within):
    make, stored = script(f"make_{name}"), getattr(datasets, f"load_{name}")()
    (stored,) = (run for run in stored if run[: len(setting)] == setting)
    again = make.train(*setting[:4], [setting[4:]])[0] if name == "depths" else make.train(setting)
    # Processors round differently, and hundreds of steps multiply that.
    assert again[numbers] == pytest.approx(stored[numbers], abs=within)
