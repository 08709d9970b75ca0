"""The locks are what the requirements say, whole and for every system."""

import re

import pytest
from packaging.requirements import Requirement
from utils.setup import install, locks

LOCKS = [install.LOCK, install.GPU_LOCK]
OF_THEIR_OWN = {install.BOOK_LOCK: locks.BOOK_NAMES, install.SLIDES_LOCK: locks.SLIDES_NAMES}
ALL = [*LOCKS, install.OLDEST_LOCK, *OF_THEIR_OWN]


def packages(lock):
    """The requirements in a lock, each with its number of hashes; no package stands there twice.

    uv adds what a later Python than the project's would need.
    """
    entries = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n?", "", lock.read_text("utf-8"), flags=re.M))
    found = {}
    for entry in entries:
        first, *hashes = (line.strip(" \\") for line in entry.strip().splitlines())
        requirement = Requirement(first)
        if 'python_full_version >= "3.14"' in str(requirement.marker):
            continue
        assert requirement.name not in found
        found[requirement.name] = (requirement, len(hashes))
    return found


def direct_requirements(name):
    lines = (install.ROOT / name).read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


@pytest.mark.parametrize("lock", ALL, ids=lambda lock: lock.name)
def test_a_lock_holds_what_is_required_once_with_hashes_and_names_no_place(lock):
    text, names = lock.read_text("utf-8"), OF_THEIR_OWN.get(lock, locks.NAMES)
    stale = f"{lock.name} is older than the requirements: run python3 course.py lock"
    assert f"# {locks.requirements_digest(names)}\n" in text, stale
    assert not re.search(r"://|@ |index-url|find-links|^-e", text, flags=re.M)
    locked = packages(lock)
    required = {wanted.name: wanted for wanted in direct_requirements(names[0])}
    if lock == install.OLDEST_LOCK:
        oldest = direct_requirements("requirements-oldest.txt")
        required |= {wanted.name: wanted for wanted in oldest}
        assert required["tensorflow"].specifier == "==2.16.*"
    for wanted in required.values():
        (version,) = locked[wanted.name][0].specifier
        assert version.operator == "=="
        assert version.version in wanted.specifier
    assert all(hashes for _, hashes in locked.values())


def test_both_locks_agree_on_what_both_hold():
    plain, gpu = (packages(lock) for lock in LOCKS)
    differ = [
        name for name in plain.keys() & gpu if plain[name][0].specifier != gpu[name][0].specifier
    ]
    assert differ == []
    assert plain.keys() - gpu == {"tensorflow-cpu"}
    assert all(name.startswith("nvidia-") for name in gpu.keys() - plain.keys())


@pytest.mark.parametrize(
    ("machine", "system", "build"),
    [
        ("x86_64", "linux", "tensorflow-cpu"),
        ("AMD64", "win32", "tensorflow-cpu"),
        ("aarch64", "linux", "tensorflow"),
        ("arm64", "darwin", "tensorflow"),
    ],
)
def test_every_machine_gets_one_build_of_tensorflow(machine, system, build):
    locked = packages(install.LOCK)
    here = {"platform_machine": machine, "sys_platform": system}
    builds = [locked[name][0] for name in ("tensorflow", "tensorflow-cpu")]
    assert [b.name for b in builds if b.marker.evaluate(here)] == [build]
