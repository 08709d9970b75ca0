"""What the scripts that make the data files share: fetch, store a table, record a checksum."""

import csv
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent
CHECKSUMS = DATA / "checksums.txt"


def fetch(command, folder):
    """Run a package manager's download `command` (a list) in `folder`; a failure ends the script.

    Registries, proxies and mirrors are left to the package manager's own settings.
    """
    program = shutil.which(command[0])  # On Windows npm is npm.cmd, found by its full name only.
    if program is None:
        sys.exit(f"{command[0]} is not installed: install it, then run this script again.")
    result = subprocess.run([program, *command[1:]], cwd=folder, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"`{' '.join(command)}` failed: is there a network?\n{result.stderr.strip()}")


def record(path, checksums=CHECKSUMS):
    """Write the SHA-256 of the data file `path` into `checksums`, and say whether it changed.

    The file is in the format that `sha256sum --check` reads, sorted by name.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    lines = checksums.read_text(encoding="utf-8").splitlines() if checksums.exists() else []
    digests = {name: known for known, name in (line.split() for line in lines)}
    change = "as recorded" if digests.get(path.name) == digest else f"recorded in {checksums.name}"
    digests[path.name] = digest
    text = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))
    checksums.write_bytes(text.encode("utf-8"))
    print(f"{path.name}: {path.stat().st_size:,} bytes, SHA-256 {digest}, {change}")


def store(name, runs, settings):
    """Write a table of named tuples, one a run, as data/`name`, and record its checksum.

    The first `settings` columns say what was run, exactly; measured numbers get four decimals.
    """
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(runs[0]._fields)
        for run in runs:
            measured = (f"{v:.4f}" if isinstance(v, float) else v for v in run[settings:])
            table.writerow([*run[:settings], *measured])
    record(DATA / name)


def store_losses(name, rows):
    """Write rows of program, step, loss beside the checkpoint data/`name`, and record its files."""
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerows([["program", "step", "loss"], *rows])
    for ending in ("csv", "data-00000-of-00001", "index"):
        record(DATA / f"{name}.{ending}")
