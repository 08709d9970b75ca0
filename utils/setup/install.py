"""Make .venv what the lock says, and notice at once when it is so already.

A stamp in .venv says how far it is. "making": half-made, to be made afresh; "installing": to be
repaired in place; "ready": complete, for one lock, one Python and one folder. What stands there
without a stamp is another's, and is left as it is.
"""

import hashlib
import json
import os
import shutil
import sys

from utils.setup.faults import DISK, NETWORK, explain
from utils.setup.venv import (
    PYTHON,
    ROOT,
    STAMP,
    VENV,
    VERSION,
    check_is_ours,
    must,
    run,
    usable,
)

LOCK, GPU_LOCK = ROOT / "requirements.lock", ROOT / "requirements-gpu.lock"
OLDEST_LOCK = ROOT / "requirements-oldest.lock"
# uv installs what pip installs, several times as fast. Where it has no wheel or
# cannot install (from a package mirror that only pip knows), pip does the work.
UV = "uv==0.13.9"


def install(lock=None):
    """Bring .venv to what a lock says; return at once where it is so already.

    Without a lock it stays with the one that it has, at first the plain one.
    """
    check_is_ours()
    stamp = read_stamp()
    here = {path.name: path for path in (LOCK, GPU_LOCK, OLDEST_LOCK)}
    lock = lock or here.get(stamp.get("lock"), LOCK)
    gpu = lock == GPU_LOCK
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    ready = {"state": "ready", "lock": lock.name, "sha256": digest}
    ready |= {"python": VERSION, "root": str(ROOT)}
    if stamp == ready and PYTHON.exists():
        return
    if stamp | {"root": str(ROOT)} == ready and usable():
        # The folder was moved: only the activate scripts still name the old place.
        must(sys.executable, "-m", "venv", "--without-pip", VENV)
        write_stamp(ready)
        return
    what = "TensorFlow for NVIDIA GPUs" if gpu else "TensorFlow"
    wait = "several minutes" if gpu else "about a minute"
    print(f"Installing {what} and Jupyter into {VENV.name}: {wait} the first time.", flush=True)
    if not gpu and sys.platform == "linux" and shutil.which("nvidia-smi"):
        print("This machine has an NVIDIA driver; --gpu installs TensorFlow for it (several GB).")
    if stamp.get("state") == "making" or not usable():
        make_venv(lock)
    with_uv = bootstrap_uv()
    write_stamp({"state": "installing", "lock": lock.name})
    link_utils()
    install_lock(lock, with_uv, repair=stamp.get("state") == "installing")
    write_stamp(ready)


def read_stamp():
    """What .venv was last known to be; empty where nothing is known."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def write_stamp(stamp):
    """Note in .venv what it is now."""
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def make_venv(lock):
    """Make .venv afresh. The stamp stands first, so that a half-made one is recognised."""
    check_is_ours()
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    write_stamp({"state": "making", "lock": lock.name})
    must(sys.executable, "-m", "venv", VENV)


def bootstrap_uv():
    """Put uv into .venv; return whether it starts there. Exit where pip could do no better."""
    if run(PYTHON, "-m", "pip", "--version")[0]:
        must(PYTHON, "-m", "ensurepip")
    code, output = run(PYTHON, "-m", "pip", "install", "--only-binary=:all:", UV)
    if code and explain(output) in (NETWORK, DISK):
        raise SystemExit(explain(output))
    return not code and not run(PYTHON, "-m", "uv", "--version")[0]


def link_utils():
    """Let every Python in .venv import utils, by a path that survives moving the folder."""
    library = VENV / ("Lib" if os.name == "nt" else f"lib/python{VERSION}") / "site-packages"
    (library / "course.pth").write_text(os.path.relpath(ROOT, library) + "\n")


def install_lock(lock, with_uv, repair):
    """Install exactly what the lock names; to repair, over what is there as well.

    Both installers download everything before they change anything.
    """
    only = ["--require-hashes", "--only-binary=:all:"]
    if with_uv:
        # uv then writes scripts that find their Python beside them, wherever the folder moves.
        config = VENV / "pyvenv.cfg"
        text = config.read_text(encoding="utf-8")
        if "relocatable" not in text:
            config.write_text(text + "relocatable = true\n", encoding="utf-8")
        sync = [PYTHON, "-m", "uv", "pip", "sync", "--python", PYTHON, *only, lock]
        code, output = run(*sync, *(["--reinstall"] if repair else []))
        if not code:
            return
        if explain(output) == DISK:
            raise SystemExit(DISK)
    print("uv could not install it; pip tries now: about three minutes.", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--no-deps", *only, "-r", lock]
    must(*pip, *(["--force-reinstall"] if repair else []))
