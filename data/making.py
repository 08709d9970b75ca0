"""What the scripts that make the data files share: fetch a package, record a checksum."""

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
