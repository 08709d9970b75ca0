"""The picture of each lesson in the README: the first figure of its cell tagged `cover`."""

import base64
from pathlib import Path

from utils.notebooks.lessons import COVER, code_cells, tags


def cover(notebook):
    """The PNG bytes of a lesson's cover and its alternative text; None where no cell has it."""
    for cell in code_cells(notebook):
        if COVER in tags(cell):
            for output in cell["outputs"]:
                if "image/png" in output.get("data", {}):
                    alt = output["metadata"]["image/png"]["alt"]
                    return base64.b64decode(output["data"]["image/png"]), alt
    return None


def place(path):
    """The file of the cover of a lesson, in the folder of the course to which it belongs."""
    path = Path(path)
    return path.parent.parent / "images" / "covers" / f"{path.name[:2]}.png"


def store(notebook, path):
    """Store the cover of the lesson at `path`, if it has one and its course keeps covers."""
    found, file = cover(notebook), place(path)
    if found and file.parent.is_dir() and not (file.exists() and file.read_bytes() == found[0]):
        file.write_bytes(found[0])
