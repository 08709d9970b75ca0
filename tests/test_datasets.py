"""utils.datasets: what the loaders return, and how damage to a file is noticed."""

import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from utils import datafiles, datasets

LOADERS = {
    "mnist_10k.npz": datasets.load_mnist,
    **{
        f"{name}.{ending}": partial(datasets.load_old_checkpoint, name)
        for name in ("old_checkpoint", "old_program")
        for ending in ("csv", "data-00000-of-00001", "index")
    },
    "penguins.csv": datasets.load_penguins,
    "runs.csv": datasets.load_runs,
    "depths.csv": datasets.load_depths,
    "epochs.csv": datasets.load_epochs,
    "halves.csv": datasets.load_halves,
    "shifts.csv": datasets.load_shifts,
}
FILES = list(LOADERS)


@pytest.fixture(scope="module")
def mnist():
    return datasets.load_mnist()


# --- Digits and penguins


def test_digits_have_their_shapes_and_types_and_each_split_its_share(mnist):
    counts = [np.bincount(split.labels) for split in mnist]
    assert sum(counts).tolist() == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
    for split, found, count in zip(mnist, counts, (8000, 1000, 1000), strict=True):
        assert (split.images.shape, split.images.dtype) == ((count, 28, 28), np.uint8)
        assert (split.labels.shape, split.labels.dtype) == ((count,), np.int64)
        assert (split.images.min(), split.images.max()) == (0, 255)
        assert np.abs(found - sum(counts) * count / 10_000).max() < 1


def test_a_change_in_place_does_not_reach_the_next_call(mnist):
    first = datasets.load_mnist()
    first.train.images[:] = 0
    assert np.array_equal(datasets.load_mnist().train.images, mnist.train.images)


def test_penguins_are_the_birds_of_the_file_in_its_order():
    penguins = datasets.load_penguins()
    types = {column: getattr(penguins, column).dtype.kind for column in penguins._fields}
    assert "".join(types.values()) == "UUffffUi"
    lines = (datafiles.DATA / "penguins.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(penguins._fields)
    measured = [line for line in lines[1:] if "NA,NA,NA,NA" not in line]
    assert (len(lines) - 1, len(measured)) == (344, 342)
    for line, bird in zip(measured, zip(*penguins, strict=True), strict=True):
        text = line.split(",")
        assert [bird[0], bird[1], bird[6]] == [text[0], text[1], text[6]]
        assert [*bird[2:6], bird[7]] == [float(number) for number in [*text[2:6], text[7]]]


# --- Files


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the data folder that the loaders read instead."""
    copy = shutil.copytree(datafiles.DATA, tmp_path / "data")
    monkeypatch.setattr(datafiles, "DATA", copy)
    return copy


def truncate(path):
    path.write_bytes(path.read_bytes()[:-1])


def empty(path):
    path.write_bytes(b"")


def alter_one_byte(path):
    contents = bytearray(path.read_bytes())
    contents[len(contents) // 2] ^= 1
    path.write_bytes(contents)


def convert_line_ends(path):
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


FAULTS = [("penguins.csv", fault) for fault in (truncate, empty, convert_line_ends)]
FAULTS += [(name, fault) for name in FILES for fault in (alter_one_byte, Path.unlink)]


@pytest.mark.parametrize(("name", "fault"), [*FAULTS, ("checksums.txt", Path.unlink)])
def test_a_damaged_or_missing_file_is_named_with_its_cure(data, name, fault):
    fault(data / name)
    told = "missing" if fault is Path.unlink else "truncated or"
    load = LOADERS.get(name, datasets.load_penguins)
    with pytest.raises(datafiles.DataError, match=rf"data/{name} is {told}") as caught:
        load()
    assert f"`git checkout -- data/{name}` in {data.parent}" in str(caught.value)
    script = re.search(r"`python data/(\w+\.py)`", str(caught.value))
    assert (data / script[1]).exists() if name in FILES else not script


@pytest.mark.parametrize("contents", [b"", b"\xff\x00\n\n", b"f204  other.csv\n"])
def test_damaged_checksums_are_named_with_their_cure(data, contents):
    (data / "checksums.txt").write_bytes(contents)
    with pytest.raises(datafiles.DataError, match=r"`git checkout -- data/checksums\.txt`"):
        datasets.load_penguins()


def test_the_readme_agrees_with_the_checksums():
    lines = (datafiles.DATA / "checksums.txt").read_text(encoding="utf-8").splitlines()
    recorded = {name: digest for digest, name in (line.split("  ") for line in lines)}
    readme = (datafiles.DATA / "README.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `([^`]+)` \|.*\| ([\d,]+) \| `([0-9a-f]{64})` \|$", readme, re.MULTILINE
    )
    assert {name: digest for name, _, digest in rows} == recorded
    for name, size, _ in rows:
        assert (datafiles.DATA / name).stat().st_size == int(size.replace(",", ""))


def test_every_data_file_has_a_checksum_and_a_script():
    names = {path.name for path in datafiles.DATA.iterdir() if path.is_file()}
    code_and_text = {name for name in names if name.endswith((".py", ".md", ".txt"))}
    assert names - code_and_text == set(FILES)
    assert {f"make_{name.rpartition('.')[0]}.py" for name in FILES} <= names


def test_the_data_are_found_from_any_folder_and_need_no_tensorflow(tmp_path):
    command = (
        "import sys; from utils import batches, datasets; datasets.load_mnist(); "
        "print(len(datasets.load_penguins().year), 'tensorflow' in sys.modules)"
    )
    run = [sys.executable, "-c", command]
    assert subprocess.check_output(run, cwd=tmp_path, text=True).strip() == "342 False"
