"""Read the notebooks in a zip, of which nothing is unpacked onto the disk."""

import re
import stat
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

LARGEST = 20_000_000  # bytes of a notebook; the largest of the course has one million
DENSEST = 100  # times that what it holds is larger; notebooks reach 20
LONGEST = 255  # characters of a name
MOST = 5000  # files in a zip
HIDDEN = re.compile(r"\.|__MACOSX$")  # such as .ipynb_checkpoints


class RefusedError(Exception):
    """Something is not read; the message says why."""


def limited(opened):
    """The bytes of an open file; raises RefusedError where they are too many."""
    contents = opened.read(LARGEST + 1)
    if len(contents) > LARGEST:
        raise RefusedError(f"It is larger than {LARGEST // 1_000_000} MB: not read.")
    return contents


def members(path, file, refused):
    """The notebooks in a zip: their paths, that of the zip first, times, and how to read them."""
    try:
        with zipfile.ZipFile(file) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, LookupError, NotImplementedError):
        refused.append((path.as_posix(), "It is no readable zip."))
        return
    if len(members) > MOST:
        refused.append((path.as_posix(), f"It holds more than {MOST:,} files: not read."))
        return
    if sum(member.file_size for member in members) > DENSEST * file.stat().st_size + LARGEST:
        refused.append((path.as_posix(), f"It unpacks to {DENSEST} times its size: not read."))
        return
    for member in members:
        inner = Path(*member.filename.replace("\\", "/").split("/"))
        if inner.is_absolute() or ".." in inner.parts or inner.drive:
            refused.append(
                (f"{path.as_posix()}/{member.filename}", "Its name leads out of the zip: not read.")
            )
        elif max(map(len, inner.parts), default=0) > LONGEST:  # regular expressions take long
            refused.append((path.as_posix(), "A name in it is too long: not read."))
        elif any(map(HIDDEN.match, inner.parts)):
            continue
        elif stat.S_ISLNK(member.external_attr >> 16):
            refused.append((f"{path.as_posix()}/{member.filename}", "It is a link: not followed."))
        elif inner.suffix.lower() == ".zip":
            refused.append(
                (f"{path.as_posix()}/{member.filename}", "It is a zip within a zip: not read.")
            )
        elif inner.suffix.lower() == ".ipynb":
            yield path / inner, _time(member), lambda member=member: _unpacked(file, member)


def _time(member):
    try:
        return datetime(*member.date_time).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _unpacked(file, member):
    if member.flag_bits & 1 or member.compress_type not in (0, 8):  # stored, deflated
        raise RefusedError("It is packed with a password, or in an unusual way: not read.")
    try:
        with zipfile.ZipFile(file) as packed, packed.open(member) as opened:
            return limited(opened)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise RefusedError("It is damaged in its zip.") from error
