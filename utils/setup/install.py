"""Make an environment what a lock says, by uv, and notice at once when it is so already.

Before there is uv, Python's own venv and pip fetch it, as the lock names it, into .venv.
"""

import ast
import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from utils.setup.environment import ROOT, VERSION, Environment
from utils.setup.faults import explain

LOCK, GPU_LOCK = ROOT / "requirements.lock", ROOT / "requirements-gpu.lock"
OLDEST_LOCK = ROOT / "requirements-oldest.lock"
BOOK_LOCK = ROOT / "book" / "requirements.lock"
SLIDES_LOCK = ROOT / "utils" / "slides" / "requirements.lock"
ANNOUNCED = {  # what is installed, and how long it takes
    GPU_LOCK: "TensorFlow for NVIDIA GPUs and Jupyter into {}: several minutes",
    BOOK_LOCK: "Sphinx into {}: half a minute",
    SLIDES_LOCK: "reveal.js into {}: some seconds",
}
HASHED = ("--require-hashes", "--only-binary=:all:")


def install(lock=None, environment=None, version=VERSION):
    """Bring an environment, by default .venv, to what a lock says, and return it.

    Without a lock it stays with the one that it has, at first the plain one.
    """
    environment = environment or Environment()
    stamp = environment.stamp
    here = {path.name: path for path in (LOCK, GPU_LOCK, OLDEST_LOCK)}
    lock = lock or here.get(stamp.get("lock"), LOCK)
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    ready = {"state": "ready", "lock": lock.name, "sha256": digest, "python": version}
    if stamp == ready and environment.python.exists():
        return environment
    if lock not in ANNOUNCED and sys.platform == "linux" and shutil.which("nvidia-smi"):
        print("This machine has an NVIDIA driver; --gpu installs TensorFlow for it (several GB).")
    announced = ANNOUNCED.get(lock, "TensorFlow and Jupyter into {}: about a minute")
    name = environment.folder.name
    print(f"Installing {announced.format(name)} the first time.", flush=True)
    uv = get_uv()
    if environment.stamp.get("state", "making") == "making" or not environment.starts(version):
        environment.clear()
        made = [uv, "venv", "--no-project", "--allow-existing", "--relocatable"]
        environment.must(*made, "--python", python(version), environment.folder)
    repair = ["--reinstall"] if environment.stamp.get("state") == "installing" else []
    environment.stamp = {"state": "installing", "lock": lock.name}
    _link_utils(environment, version)
    sync = [uv, "pip", "sync", "--python", environment.python, *HASHED, *repair, lock]
    settings = _settings_of_pip()
    code, output = environment.run(*sync, **settings)
    if code and "certificate" in output:  # of a network that puts its own in between
        code, output = environment.run(*sync, "--system-certs", **settings)
    if code:
        raise SystemExit(explain(output))
    environment.stamp = ready
    return environment


def get_uv():
    """The path of uv in .venv, which is made where it is not there or does not start."""
    home = Environment()
    ours = home.stamp.get("state", "making") != "making" and home.starts(VERSION)
    if ours and home.uv.exists() and not home.run(home.uv, "--version")[0]:
        return home.uv
    home.clear()
    home.must(sys.executable, "-m", "venv", home.folder)
    wanted = home.folder / "uv.txt"
    wanted.write_text(re.search(r"^uv==(.*\\\n)*.*\n", LOCK.read_text("utf-8"), re.MULTILINE)[0])
    home.must(home.python, "-m", "pip", "install", "--no-deps", *HASHED, "-r", wanted)
    # As `uv venv --relocatable` writes it: scripts then find their Python beside them, wherever the
    # folder goes. But in an environment of its own making, uv would uninstall pip.
    with (home.folder / "pyvenv.cfg").open("a", encoding="utf-8") as config:
        config.write("relocatable = true\n")
    home.stamp = {"state": "made"}
    return home.uv


def python(version):
    """What uv is to take as a Python of a version: this one, pyenv's, or any that it finds.

    Of pyenv's, only those that are switched on are on the path.
    """
    folder = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = [sys.executable] if version == VERSION else []
    return str([version, *sorted(folder.glob(f"versions/{version}.*/bin/python")), *found][-1])


def _link_utils(environment, version):
    """Let every Python in it import utils, by a path that survives moving the folder."""
    inside = "Lib" if os.name == "nt" else f"lib/python{version}"
    library = environment.folder / inside / "site-packages"
    (library / "course.pth").write_text(os.path.relpath(ROOT, library) + "\n")


def _settings_of_pip():
    """The package mirror and the certificate that pip was told of, as uv wants to be told."""
    home = Environment()
    names = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    settings = {}
    listed = home.run(home.python, "-m", "pip", "config", "list")[1].splitlines()
    for key, _, value in (line.partition("=") for line in reversed(listed)):  # variables come last
        if (name := names.get(key.rpartition(".")[2])) and name not in os.environ:
            settings[name] = ast.literal_eval(value)
    return settings
