"""Read a file of data/ only if it is the file that the course means."""

import hashlib
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
CHECKSUMS = "checksums.txt"


class DataError(Exception):
    """A data file that is missing or damaged; says what to do."""


def read(name: str) -> bytes:
    """The contents of data/`name`, once their SHA-256 is found to be the one in checksums.txt.

    Raises DataError, with the command that restores the file, if it is missing or has another
    checksum: cut short, altered, its line ends converted.
    """
    recorded = {}
    for line in _bytes(CHECKSUMS).decode("ascii", errors="replace").splitlines():
        digest, _, file = line.partition("  ")
        recorded[file] = digest
    if name not in recorded:
        raise DataError(f"data/{CHECKSUMS} has no line for {name}. {_cure(CHECKSUMS)}")
    contents = _bytes(name)
    if hashlib.sha256(contents).hexdigest() != recorded[name]:
        raise DataError(
            f"data/{name} is truncated or altered: its SHA-256 is not the one in "
            f"data/{CHECKSUMS}. {_cure(name)}"
        )
    return contents


def _bytes(name):
    try:
        return (DATA / name).read_bytes()
    except FileNotFoundError:
        raise DataError(f"data/{name} is missing. {_cure(name)}") from None


def _cure(name):
    script = DATA / f"make_{Path(name).stem}.py"
    remake = f", or run `python data/{script.name}` there" if script.exists() else ""
    return (
        f"To restore it, run `git checkout -- data/{name}` in {DATA.parent}; "
        f"without git, download the course again{remake}."
    )
