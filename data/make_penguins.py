"""Make data/penguins.csv from the package palmerpenguins: `python data/make_penguins.py`.

Needs a network. The file is copied as it is; nothing is computed.
"""

import sys
import tempfile
import zipfile
from pathlib import Path

from making import DATA, fetch, record

PACKAGE = "palmerpenguins==0.1.6"
MEMBER = "palmerpenguins/data/penguins.csv"


def main():
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip"]
        fetch([*pip, "download", "--no-deps", "--only-binary", ":all:", PACKAGE], folder)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            table = archive.read(MEMBER)
    path = DATA / "penguins.csv"
    path.write_bytes(table)
    record(path)


if __name__ == "__main__":
    main()
