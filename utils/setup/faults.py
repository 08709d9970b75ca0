"""What installers print when they fail, as one sentence for the person who waits."""

import re
import shutil
import sys
from pathlib import Path

AGAIN = "then run the same command again."
DISK = f"The disk is full: free about 5 GB, {AGAIN}"
NETWORK = (
    "The packages could not be downloaded: check the network (behind a proxy, set HTTPS_PROXY), "
    f"{AGAIN} Nothing is lost."
)
# Searched in this order: a failed install often ends in consequences of its cause.
FAULTS = {
    r"no space left|not enough space|quota exceeded|os error (28|112)\b": DISK,
    r"long path|os error 206\b|file ?name (or extension is )?too long": (
        "The path of this folder is too long: move it nearer to the top "
        f"(C:\\course, for instance), {AGAIN}"
    ),
    r"permission denied|access is denied|read-only file|winerror 32\b|os error (5|13|30|32)\b": (
        "This folder cannot be written, or a program holds its .venv open: close JupyterLab, or "
        f"move the folder to a place of your own, {AGAIN}"
    ),
    r"ensurepip is not available|no module named '?(venv|ensurepip)": (
        "This Python has no complete venv module: install it (on Debian and Ubuntu: sudo apt "
        f"install python{sys.version_info[0]}.{sys.version_info[1]}-venv), {AGAIN}"
    ),
    r"do not match the hashes|hash mismatch": (
        "A downloaded package is not the one in the lock and was not installed: try another "
        f"network or package mirror, {AGAIN}"
    ),
    r"name resolution|getaddrinfo|dns error|newconnectionerror|proxyerror|timed out|certificate"
    r"|connection (broken|refused|reset|aborted)|unreachable|failed to (fetch|lookup|download)": (
        NETWORK
    ),
    r"no usable wheels|has no wheels|no matching distribution": (
        "TensorFlow has no build for this machine: it needs a 64-bit Python on Linux (glibc), on "
        "macOS with Apple silicon, or on Windows with an Intel or AMD processor."
    ),
}


def explain(output):
    """The one sentence for what an installer printed; its last lines where nothing is known."""
    for pattern, sentence in FAULTS.items():
        if re.search(pattern, output, re.IGNORECASE):
            return sentence
    # Some programs fail on a full disk without a word.
    if shutil.disk_usage(Path(__file__).parent).free < 200e6:
        return DISK
    last = "\n".join(output.strip().splitlines()[-15:])
    return f"That failed for the reason below: mend it, or delete .venv, {AGAIN}\n{last}"
