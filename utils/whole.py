"""Write a file whole or not at all."""

import os


def write(path, contents):
    """Write bytes to a file, a path; what stands there, be it a link, is replaced.

    Raises OSError where that cannot be, and leaves what was there.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.write_bytes(contents)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
