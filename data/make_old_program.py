"""Run lesson 20's two programs on TensorFlow 1.15: writes a checkpoint and the losses.

    python3.7 -m venv /tmp/old
    /tmp/old/bin/pip install tensorflow==1.15.5 'protobuf<3.21' 'numpy<1.19'
    /tmp/old/bin/python data/make_old_program.py

takes a minute. The small program is the text that the lesson shows, old_program.py the other: it
makes 400 steps and saves; from there 20 more, without dropout, and their losses are kept.
"""

import ast
import csv
import gzip
import json
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf
from making import DATA, store_losses

if not tf.__version__.startswith("1.15."):
    sys.exit(f"This is TensorFlow {tf.__version__}: the programs are run by 1.15 (see above).")

LESSON = DATA.parent / "notebooks" / "20_keep_program_alive.ipynb"


def penguins(folder):
    """The losses of the lesson's PROGRAM, which is given standardised bills and class numbers."""
    with (DATA / "penguins.csv").open(encoding="utf-8", newline="") as file:
        birds = [row for row in csv.DictReader(file) if row["bill_length_mm"] != "NA"]
    columns = ("bill_length_mm", "bill_depth_mm")
    bills = np.array([[float(bird[name]) for name in columns] for bird in birds])
    bills = ((bills - bills.mean(axis=0)) / bills.std(axis=0)).astype("float32")
    _, species = np.unique([bird["species"] for bird in birds], return_inverse=True)
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    (text,) = ["".join(c["source"]) for c in cells if "".join(c["source"]).startswith("PROGRAM =")]
    names = {"bills": bills, "species": species, "folder": str(folder)}
    exec(ast.literal_eval(text.partition("=")[2].strip()), names)
    return names["history"]


def drawn():
    """What an operation draws that has a seed of its own, in a graph that has one."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(4)
        return sess.run(tf.random_normal([3], seed=7))


def write_digits(folder):
    """Write the course's digits as MNIST's own four files, the validation digits first."""
    with np.load(DATA / "mnist_10k.npz") as digits:
        for kind, magic, ending in (("images", 2051, "idx3"), ("labels", 2049, "idx1")):
            train = [digits[f"{split}_{kind}"] for split in ("validation", "train")]
            arrays = {"train": np.concatenate(train), "t10k": digits[f"test_{kind}"]}
            for name, array in arrays.items():
                array = array.astype(np.uint8)
                head = struct.pack(f">{1 + array.ndim}i", magic, *array.shape)
                with gzip.open(str(folder / f"{name}-{kind}-{ending}-ubyte.gz"), "wb") as file:
                    file.write(head + array.tobytes())


def run(folder, **flags):
    """Run old_program.py in the folder, and return the last number of each line it prints."""
    given = [f"--{name}={value}" for name, value in {"data_dir": folder, **flags}.items()]
    command = [sys.executable, str(DATA / "old_program.py"), *given]
    printed = subprocess.run(command, cwd=str(folder), stdout=subprocess.PIPE, check=True).stdout
    lines = [line.split() for line in printed.decode().splitlines()]
    return [line[-1] for line in lines if line[0] in ("step", "accuracy")]


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    rows = [["penguins", i, f"{loss:.6f}"] for i, loss in enumerate(penguins(folder))]
    rows += [["drawn", i, f"{value:.6f}"] for i, value in enumerate(drawn())]
    write_digits(folder)
    saved = folder / "old_program"
    run(folder, save=saved)
    for ending in ("data-00000-of-00001", "index"):
        shutil.copy(f"{saved}.{ending}", DATA)
    *losses, accuracy = run(folder, resume=saved, save=folder / "later", steps=20, keep_prob=1)
    rows += [["digits", i, loss] for i, loss in enumerate(losses)]
    rows.append(["digits read", 0, accuracy])

store_losses("old_program", rows)
