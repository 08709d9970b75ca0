"""Find the notebooks that learners handed in: in folders, in one flat folder, in zips.

No link is followed, and nothing of a zip is unpacked onto the disk.
"""

import os
import re
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from utils.classroom import zips

# What Moodle and Canvas add to a name, with a number of the learner's; what a second copy has.
_PLATFORM = re.compile(r"_(\d+)_assignsubmission_\w+|_(?:LATE_)?(\d{3,})_\d{3,}(_.*)?$")
_COPY = re.compile(
    r"[ _-]*\(\d+\)|[ _-]+copy\b|-\d+$|[ _-]+\d{4}-\d\d-\d\d_\d{6}x*$", re.IGNORECASE
)

_DEEPEST = 50  # folders in folders


class HandIn(NamedTuple):
    """A notebook that was handed in."""

    learner: str
    path: str  # within the folder; what stands in a zip, behind its name
    time: float  # of its last change, in seconds
    read: Callable  # gives its bytes, or raises OSError or zips.RefusedError


def find(folder, lessons=()):
    """The notebooks in a folder or a zip, and what is not read there.

    A folder within it is a learner's, with all that is in it; so is a zip beside others. Of a
    file beside others, the name is the learner's, without the name of a lesson; where nothing is
    left of it, the folder's name is. `lessons` are the names of lessons.

    Returns a list of HandIn; and a list of what is not read, pairs of a path and a sentence that
    says why.
    """
    folder, refused = Path(folder), []
    files = list(_files(folder, refused)) if folder.is_dir() else [(Path(folder.name), folder)]
    if len(files) == 1 and files[0][0].suffix.lower() == ".zip":  # that of the whole class
        parts = [(path.parts[1:], *rest) for path, *rest in zips.members(*files[0], refused)]
        while len({names[:1] for names, *_ in parts}) == 1 and all(len(p[0]) > 1 for p in parts):
            parts = [(names[1:], *rest) for names, *rest in parts]
        found = [(Path(*names), *rest) for names, *rest in parts]
    else:
        packed = [pair for pair in files if pair[0].suffix.lower() == ".zip"]
        found = [member for pair in packed for member in zips.members(*pair, refused)]
        for path, file in files:
            if path.suffix.lower() == ".ipynb":
                found.append((path, file.lstat().st_mtime, lambda file=file: _read(file)))
    names = {path: _name(path, lessons, folder.stem) for path, *_ in found}
    count = Counter(short for _, short in set(names.values()))
    learners = {path: full if count[short] > 1 else short for path, (full, short) in names.items()}
    named = [HandIn(learners[path], _shown(path), *rest) for path, *rest in found]
    return named, [(_shown(Path(path)), why) for path, why in refused]


def _files(folder, refused):
    def refuse(path, why):
        refused.append((Path(path).relative_to(folder).as_posix(), why))

    def unreadable(error):
        refuse(error.filename, f"It cannot be read: {error.strerror}.")

    for here, inner, names in os.walk(folder, onerror=unreadable):
        inner[:] = sorted(name for name in inner if not zips.HIDDEN.match(name))
        for name in sorted(inner + [name for name in names if not zips.HIDDEN.match(name)]):
            path = Path(here, name)
            try:
                mode = path.lstat().st_mode
            except OSError as error:
                unreadable(error)
                continue
            if stat.S_ISLNK(mode):
                refuse(path, "It is a link: not followed.")
            elif stat.S_ISREG(mode):
                yield path.relative_to(folder), path
            elif not stat.S_ISDIR(mode):  # a pipe would wait for ever
                refuse(path, "It is no file.")
        if inner and len(Path(here).relative_to(folder).parts) > _DEEPEST:
            refuse(here, "Its folders are nested too deep: not read.")
            inner.clear()


def _read(file):
    # A pipe would wait for ever, and a link may have come since the files were listed.
    flags = [getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")]
    with os.fdopen(os.open(file, os.O_RDONLY | sum(flags)), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise zips.RefusedError("It is no file.")
        return zips.limited(opened)


def _name(path, lessons, default):
    """The name of a learner with the number that a platform has given them, and without."""
    name = path.parts[0].removesuffix(".zip")
    if len(path.parts) == 1:
        name = _COPY.sub("", path.stem)
        for lesson in [] if _PLATFORM.search(name) else lessons:
            name = re.sub(rf"[ _-]*{re.escape(lesson)}[ _-]*", " ", name, flags=re.IGNORECASE)
        name = _COPY.sub("", name)
    numbered = _PLATFORM.sub(lambda found: f"_{found[1] or found[2]}", name)
    return _tidy(numbered) or default, _tidy(_PLATFORM.sub("", name)) or default


def _tidy(name):
    return " ".join(_shown(Path(name)).split()).strip("_-")


def _shown(path):
    """A path as a text that can be written: bytes in it that are no UTF-8 are spelled out."""
    return path.as_posix().encode("utf-8", "backslashreplace").decode()
