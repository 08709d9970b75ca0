"""Test with other Pythons and with the oldest TensorFlow, each in an environment of its own."""

from utils.setup.alone import alone
from utils.setup.children import INTERRUPTED, wait
from utils.setup.environment import ROOT, VERSION, Environment
from utils.setup.install import LOCK, OLDEST_LOCK, get_uv, install, python

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
OLDEST_HAS = PYTHONS[:-1]  # TensorFlow 2.16


def test(chosen, arguments):
    """Test with every Python that was chosen, `all` being those here; return the exit code.

    uv fetches a Python that is named and not here. Exits with one sentence where there is none.
    """
    possible = OLDEST_HAS if chosen.oldest else PYTHONS
    versions = chosen.python or [VERSION]
    if versions == ["all"]:
        versions = list(filter(_is_here, possible))
    for version in versions:
        if version not in possible:
            what = f"TensorFlow {'2.16' if chosen.oldest else '2.21'} has builds"
            raise SystemExit(f"{what} for Python {', '.join(possible)}, not for {version}.")
    results = {}
    for version in versions:
        name = f".venv-{version}{'-oldest' * chosen.oldest}"
        print(f"\n===== Python {version}{', oldest TensorFlow' * chosen.oldest} =====", flush=True)
        with alone():
            lock = OLDEST_LOCK if chosen.oldest else LOCK
            environment = install(lock, Environment(name), version)
        command = [environment.python, "-m", "utils.notebooks", *arguments]
        results[version] = wait(command, cwd=ROOT, env=environment.variables())
        if results[version] in INTERRUPTED:
            break
    print()
    for version, code in results.items():
        print(f"  Python {version:6}{'passed' if code == 0 else f'exit code {code}'}")
    return int(any(results.values()))


def _is_here(version):
    find = ["python", "find", "--no-project", "--system", "--no-python-downloads"]
    with alone():
        return not Environment().run(get_uv(), *find, python(version))[0]
