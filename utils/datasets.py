"""The course's data sets, read from data/ and checked against their checksums.

Every call reads the file again (a few hundredths of a second) and returns arrays of its own:
changing them in place changes nothing for the next call. A file that is missing or damaged raises
DataError, with the command that restores it. data/README.md describes the files.
"""

import csv
import io
from typing import NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

from utils import datafiles
from utils import runtime  # noqa: F401  Sets TensorFlow's environment before it is imported.
from utils.datafiles import read


class Split(NamedTuple):
    """Some of a data set's examples: row i of `images` shows the digit `labels[i]`."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


class Mnist(NamedTuple):
    """Handwritten digits: fit with `train`, choose with `validation`, judge once with `test`."""

    train: Split
    validation: Split
    test: Split


class Penguins(NamedTuple):
    """Measurements of penguins, one array a column, all of shape (n,): row i is one bird."""

    species: NDArray[np.str_]
    island: NDArray[np.str_]
    bill_length_mm: NDArray[np.float64]
    bill_depth_mm: NDArray[np.float64]
    flipper_length_mm: NDArray[np.float64]
    body_mass_g: NDArray[np.float64]
    sex: NDArray[np.str_]
    year: NDArray[np.int64]


class Run(NamedTuple):
    """One training run of lesson 17's network, judged on the 1,000 validation digits."""

    digits: int  # it was trained on: the first 500, or all 8,000
    recipe: str  # "none", "one" (hidden layers; else two), "momentum", "adam", "decay", ...
    strength: float  # the rate; for "decay" its factor, for "units" and "pixels" the part kept
    epochs: int
    seed: int  # of initial weights, shuffles and masks
    loss: float  # after the last epoch
    accuracy: float  # likewise, 0 to 1
    lowest: float  # validation loss of all epochs
    epoch: int  # that reached it, counted from 1


class Depth(NamedTuple):
    """One training run of lesson 22's dense networks: 32 units a layer, 5 epochs."""

    kind: str  # "plain", "normalized", "shortcuts", or "both"
    depth: int  # hidden layers
    optimizer: str  # "momentum", "adam"
    schedule: str  # of the learning rate: "constant", "steps", "linear", "cosine"
    rate: float  # the first learning rate
    seed: int  # of initial weights and shuffles
    loss: float  # on the 8,000 training digits after the last epoch; NaN: it blew up
    accuracy: float  # likewise, 0 to 1
    validation_loss: float
    validation_accuracy: float


class Reading(NamedTuple):
    """One training run of lesson 22's convolutional network."""

    epochs: int
    seed: int  # of initial weights, shuffles and changed digits
    seconds: float  # of processor time, all cores together
    validation: float  # share of the 1,000 validation digits that it reads
    test: float  # share of the 1,000 test digits


class Product(NamedTuple):
    """A product of two square matrices on a GPU."""

    size: int  # rows and columns
    numbers: str  # "float32", "tf32" (float32 with rounded factors), "float16"
    gpu: str  # its name
    milliseconds: float  # the shortest of twenty


class Shift(NamedTuple):
    """One training run of a network of lesson 18, judged on the 1,000 validation digits."""

    network: str  # "dense" (lesson 17's) or "conv"
    recipe: str  # how training digits were changed: "plain", "jiggled", "shuffled"
    rate: float  # the highest learning rate
    epochs: int
    seed: int  # of initial weights, batches and changes
    loss: float  # after the last epoch
    by_0: float  # accuracy, 0 to 1; by_1: after a shift by 1 pixel, left and right; and so on
    by_1: float
    by_2: float
    by_3: float
    by_4: float
    by_5: float
    by_6: float


_MEASUREMENTS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
_TYPES = {**dict.fromkeys(_MEASUREMENTS, np.float64), "year": np.int64}


def load_mnist() -> Mnist:
    """Return handwritten digits as (train, validation, test), each as (images, labels).

    images: uint8, shape (n, 28, 28), grey levels from 0 (background) to 255 (ink). Divide by
    255 before computing with them: uint8 arithmetic wraps around at 256.
    labels: int64, shape (n,), the digits 0 to 9. (Not uint8, for the same reason; and int64
    is what TensorFlow takes as class numbers.)

    10,000 images of MNIST's training set, split 8,000, 1,000 and 1,000, the classes in equal
    shares. (`tf.keras.datasets.mnist.load_data()` downloads all of MNIST; never judge a network
    trained on it by the test images of these: they are part of its training set.)

    Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
    """
    with np.load(io.BytesIO(read("mnist_10k.npz")), allow_pickle=False) as arrays:
        labels = (arrays[f"{name}_labels"].astype(np.int64) for name in Mnist._fields)
        images = (arrays[f"{name}_images"] for name in Mnist._fields)
        return Mnist(*map(Split, images, labels))


def load_penguins() -> Penguins:
    """Return the Palmer penguins' measurements: 342 birds of three species, in file order.

    bill_length_mm, bill_depth_mm, flipper_length_mm (millimetres), body_mass_g (grams):
    float64. species, island, sex: str; sex is "NA" for the 9 birds where it is not known.
    year: int64. The file has 344 birds; the 2 without measurements are left out.

    Source: Gorman, Williams, Fraser (2014), doi:10.1371/journal.pone.0090081.
    """
    table = io.StringIO(read("penguins.csv").decode("utf-8"), newline="")
    birds = [
        bird
        for bird in csv.DictReader(table)
        if all(bird[measurement] != "NA" for measurement in _MEASUREMENTS)
    ]
    return Penguins(
        *(
            np.array([bird[column] for bird in birds]).astype(_TYPES.get(column, str))
            for column in Penguins._fields
        )
    )


def load_runs() -> list[Run]:
    """Return what data/make_runs.py found, a Run for each setting and start, in file order."""
    return _rows("runs.csv", Run)


def load_depths() -> list[Depth]:
    """Return what data/make_depths.py found, a Depth for each network and start, in file order."""
    return _rows("depths.csv", Depth)


def load_epochs() -> list[Reading]:
    """Return what data/make_epochs.py found, a Reading for each run, in file order."""
    return _rows("epochs.csv", Reading)


def load_halves() -> list[Product]:
    """Return what data/make_halves.py measured on one GPU, in file order."""
    return _rows("halves.csv", Product)


def load_shifts() -> list[Shift]:
    """Return what data/make_shifts.py found, a Shift for each setting and start, in file order."""
    return _rows("shifts.csv", Shift)


def _rows(name, kind):
    """The rows of a table of results, each as a named tuple of this kind."""
    table = csv.reader(io.StringIO(read(name).decode("utf-8"), newline=""))
    next(table)  # the names of the columns
    types = get_type_hints(kind).values()
    return [kind(*(t(v) for t, v in zip(types, row, strict=True))) for row in table]


def load_old_checkpoint(name: str = "old_checkpoint") -> tuple[str, dict[str, list[float]]]:
    """Return a checkpoint's path for `tf.train.load_checkpoint`, and what was computed from it.

    `name` is old_checkpoint or old_program. TensorFlow 1.15.5 wrote both files. The second result
    maps each name in the table to its losses, step by step; data/README.md says what they are, and
    of which programs.
    """
    for ending in ("index", "data-00000-of-00001"):
        read(f"{name}.{ending}")
    table = csv.DictReader(io.StringIO(read(f"{name}.csv").decode("utf-8"), newline=""))
    losses: dict[str, list[float]] = {}
    for row in table:
        losses.setdefault(row["program"], []).append(float(row["loss"]))
    return str(datafiles.DATA / name), losses
