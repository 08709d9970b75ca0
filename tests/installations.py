"""Copies of course.py that install a tiny lock with the real pip and uv, and without network."""

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
COMMAND = """
import json, os, sys, tiny
print(json.dumps([sys.argv[1:], os.getcwd(), sys.prefix, tiny.version]))
sys.exit(int(os.environ.get("EXIT", 0)))
"""
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24
LARGE = 10_000_000  # bytes
SHARED = "pip", "setuptools", "pkg_resources"  # folders of packages that venv has made
LIBRARY = "Lib/site-packages" if os.name == "nt" else f"lib/python{VERSION}/site-packages"


class Index:
    """A package index in a folder: uv, as it is installed here, and versions of a tiny package."""

    def __init__(self, folder):
        self.folder = folder
        uv = metadata.distribution("uv")
        program = next(path for path in uv.files if path.stem == "uv" and path.suffix != ".py")
        files = {str(path): path.locate().read_bytes() for path in uv.files if path.suffix == ".py"}
        files[f"uv-{uv.version}.data/scripts/{program.name}"] = program.locate().read_bytes()
        self.uv = self.add("uv", uv.version, files)

    def add(self, name, version, files, tag="py3-none-any"):
        """Add a wheel; return the line of a lock that names it."""
        folder = self.folder / "simple" / name
        folder.mkdir(parents=True, exist_ok=True)
        path, info = folder / f"{name}-{version}-{tag}.whl", f"{name}-{version}.dist-info"
        files = {
            **files,
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n",
        }
        files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
        with zipfile.ZipFile(path, "w") as archive:
            for file, content in files.items():
                entry = zipfile.ZipInfo(file)
                entry.external_attr = 0o100755 << 16  # or uv, once installed, could not be started
                archive.writestr(entry, content)
        wheels = sorted(folder.glob("*.whl"))
        (folder / "index.html").write_text(
            "".join(f'<a href="{w.name}">{w.name}</a>' for w in wheels)
        )
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return f"{name}=={version} \\\n    --hash=sha256:{digest}\n"

    def lock(self, version, **options):
        """A lock of uv and one version of the tiny package."""
        files = {
            "tiny.py": f"version = {version!r}\ndef main():\n    print(__file__)\n",
            f"tiny-{version}.dist-info/entry_points.txt": "[console_scripts]\ntiny = tiny:main\n",
        }
        return self.uv + self.add("tiny", version, files, **options)


class Project:
    """A copy of course.py whose command says how it was called."""

    def __init__(self, root, index):
        self.root, self.index = root, index
        self.environment, self.stamp = root / ".venv", root / ".venv" / "course.json"
        if root.exists():
            return
        shutil.copytree(ROOT / "utils" / "setup", root / "utils" / "setup")
        shutil.copy(ROOT / "utils" / "__init__.py", root / "utils")
        (root / "utils" / "notebooks").mkdir()
        (root / "utils" / "notebooks" / "__main__.py").write_text(COMMAND)
        shutil.copy(ROOT / "course.py", root)
        versions = {"requirements": "1.0", "requirements-gpu": "1.1", "requirements-oldest": "0.9"}
        for name, version in versions.items():
            (root / f"{name}.lock").write_text(index.lock(version))

    def copy(self, root):
        """A copy; the thousand files of pip, which nobody changes, are there by links."""
        skip = shutil.ignore_patterns(*SHARED)
        shutil.copytree(self.root, root, symlinks=True, copy_function=_link_large, ignore=skip)
        copy = Project(root, self.index)
        for name in SHARED:
            if (folder := self.environment / LIBRARY / name).exists():
                (copy.environment / LIBRARY / name).symlink_to(folder, target_is_directory=True)
        return copy

    def start(self, *arguments, cwd=None, **variables):
        """Start course.py with pipes for what it prints; it knows no index but ours."""
        foreign = ("PIP_", "UV_", "COURSE_")
        kept = {name: text for name, text in os.environ.items() if not name.startswith(foreign)}
        ours = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": (self.index.folder / "simple").as_uri(),
            "UV_CACHE_DIR": str(self.index.folder / "cache"),
            "UV_PYTHON_DOWNLOADS": "never",
        }
        return subprocess.Popen(
            [sys.executable, self.root / "course.py", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**kept, **ours, **variables},
            cwd=cwd or self.root.parent,
            text=True,
            encoding="utf-8",
            preexec_fn=heed_permissions if sys.platform == "linux" else None,
        )

    def run(self, *arguments, **options):
        process = self.start(*arguments, **options)
        out, err = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def told(self, *arguments, **options):
        """Run a command: its arguments, folder, environment and the version of tiny."""
        result = self.run(*arguments, **options)
        assert (result.returncode, result.stderr) == (0, "")
        return json.loads(result.stdout.splitlines()[-1])

    def said(self, *arguments, **options):
        """What an unsuccessful call says on standard error: one sentence."""
        result = self.run(*arguments, **options)
        assert result.returncode == 1
        assert "\n" not in result.stderr.strip()
        return result.stderr.strip()


def _link_large(source, target):
    """Copy a file; uv, which nobody changes, is one file under two names."""
    copy = os.link if Path(source).stat().st_size > LARGE else shutil.copy2
    copy(source, target)


def heed_permissions():
    """Let root, too, be refused what a file's permissions forbid (others may not ask for this)."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def tree(folder):
    """All that stands in a folder: names, and the bytes of files."""
    paths = sorted(path for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return {p: p.read_bytes() if p.is_file() and not p.is_symlink() else None for p in paths}
