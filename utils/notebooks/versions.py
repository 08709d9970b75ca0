"""What pages show otherwise under the older versions that the course supports: all of it is here.

Pages are stored by the newest versions. Under an older one, what it is known to show otherwise is
expected in place of what the page says, so that a lesson need not speak of versions.
"""

import functools
import importlib.metadata
import re
from typing import NamedTuple

from packaging.version import Version


class Text(NamedTuple):
    """Before version `until` of a package, `older` stands where the page has `page`.

    `page` is a regular expression, `older` its replacement as in re.sub. Seen with the oldest and
    the newest versions that the locks name; which one between changed it is not known.
    """

    package: str
    until: str
    page: str
    older: str


class Cell(NamedTuple):
    """Before version `until` of a package, this cell's output is of the same kinds, no more."""

    package: str
    until: str
    lesson: str
    begins: str
    why: str


TEXTS = [
    Text("numpy", "2", r"np\.str_\(('.*?')\)", r"\1"),
]
CELLS = [
    Cell(
        "tensorflow",
        "2.21",
        "16_classify_digits",
        "graphs.draw(graph)",
        "one more tensor leads from the loss to its gradient",
    ),
]


def expected(outputs):
    """A page's outputs as the installed versions are known to show them."""
    texts = [known for known in TEXTS if _is_older(known)]
    if not texts:
        return outputs

    def older(content):
        if not isinstance(content, str):
            return content
        for known in texts:
            content = re.sub(known.page, known.older, content)
        return content

    return [_with_texts(output, older) for output in outputs]


def differs(lesson, source):
    """Whether the installed versions are known to show something else in this cell."""
    return any(
        known.lesson == lesson and source.startswith(known.begins)
        for known in CELLS
        if _is_older(known)
    )


def _with_texts(output, older):
    output = dict(output)
    for name in ("text", "evalue"):
        if name in output:
            output[name] = older(output[name])
    if "data" in output:
        output["data"] = {
            mime: older(content) if mime.startswith("text/") else content
            for mime, content in output["data"].items()
        }
    return output


def _is_older(known):
    return installed(known.package) < Version(known.until)


@functools.cache
def installed(package):
    """The installed version of a package; of TensorFlow, whichever build is installed."""
    names = [package, "tensorflow-cpu"] if package == "tensorflow" else [package]
    for name in names:
        try:
            return Version(importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            continue
    raise importlib.metadata.PackageNotFoundError(package)
