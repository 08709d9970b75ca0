"""What pages show otherwise under older versions and on a GPU: all of it is here.

Pages are stored by the newest versions, without a GPU. Under an older one that the course
supports, and on a GPU, what is known to be otherwise is expected in place of what the page says,
so that a lesson need not speak of versions.
"""

import importlib.metadata
import json
import re
from functools import cache
from pathlib import Path

import nbformat
from packaging.version import Version

# Before a version of a package, what matches a pattern stands otherwise (as in re.sub). Seen with
# the oldest and the newest versions that the locks name; which between changed it is not known.
TEXTS = [("numpy", "2", r"np\.str_\(('.*?')\)", r"\1")]
# On a GPU, what matches a pattern stands otherwise. Seen on an H200 with TensorFlow 2.21.
ON_GPU = [
    (r"Incompatible shapes: \[\S+\] vs\. \[\S+\] (\[Op:)", r"required broadcastable shapes \1")
]
# Before a version of a package, the cell of a lesson that begins so shows the same kinds of
# output, no more.
CELLS = [
    # One more tensor leads from the loss to its gradient.
    ("tensorflow", "2.21", "16_classify_digits", "graphs.draw(graph)"),
]


def expected(outputs):
    """A page's outputs as the installed versions, on this machine, are known to show them."""
    text = json.dumps(outputs)
    for page, here in ON_GPU if computes_on_gpu() else ():
        text = re.sub(page, here, text)
    for package, until, page, older in TEXTS:
        if is_older(package, until):
            text = re.sub(page, older, text)
    return [nbformat.from_dict(output) for output in json.loads(text)]


def differs(lesson, source):
    """Whether the installed versions are known to show something else in this cell."""
    return any(
        lesson == known and source.startswith(begins) and is_older(package, until)
        for package, until, known, begins in CELLS
    )


@cache
def computes_on_gpu():
    """Whether TensorFlow finds an NVIDIA GPU, as far as can be told without opening it."""
    if not (Path("/dev/nvidia0").exists() or Path("/dev/dxg").exists()):  # the second is WSL's
        return False
    import tensorflow as tf

    return tf.test.is_built_with_cuda()


def is_older(package, until):
    """Whether the installed version of a package, of whichever build, comes before another."""
    for name in (package, f"{package}-cpu"):
        try:
            return Version(importlib.metadata.version(name)) < Version(until)
        except importlib.metadata.PackageNotFoundError:
            continue
    raise importlib.metadata.PackageNotFoundError(package)
