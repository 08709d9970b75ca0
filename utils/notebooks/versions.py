"""What pages show otherwise under the older versions that the course supports: all of it is here.

Pages are stored by the newest versions. Under an older one, what it is known to show otherwise is
expected in place of what the page says, so that a lesson need not speak of versions.
"""

import importlib.metadata
import json
import re

import nbformat
from packaging.version import Version

# Before a version of a package, what matches a pattern stands otherwise (as in re.sub). Seen with
# the oldest and the newest versions that the locks name; which between changed it is not known.
TEXTS = [("numpy", "2", r"np\.str_\(('.*?')\)", r"\1")]
# Before a version of a package, the cell of a lesson that begins so shows the same kinds of
# output, no more.
CELLS = [
    # One more tensor leads from the loss to its gradient.
    ("tensorflow", "2.21", "16_classify_digits", "graphs.draw(graph)"),
]


def expected(outputs):
    """A page's outputs as the installed versions are known to show them."""
    text = json.dumps(outputs)
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


def is_older(package, until):
    """Whether the installed version of a package, of whichever build, comes before another."""
    for name in (package, f"{package}-cpu"):
        try:
            return Version(importlib.metadata.version(name)) < Version(until)
        except importlib.metadata.PackageNotFoundError:
            continue
    raise importlib.metadata.PackageNotFoundError(package)
