"""Watch over a process that runs what strangers wrote, and look at what it leaves."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time

from utils.classroom import jail
from utils.classroom.child import LONGEST, STATES

SECONDS = 60 if sys.platform == "linux" else 180  # that it may last: elsewhere it has to import
FOLDER, ENTRIES = 64 << 20, 2000  # what it may leave in its folder: bytes, files and folders
_POLL_SECONDS = 0.2


def sound(found):
    """A verdict with nothing in it but what a verdict has; else raises an error."""
    texts = {name: _told(found[name]) for name in ("message", "group")}
    blocks = [(_told(label), _told(text)) for label, text in found["blocks"]]
    return {"state": STATES[STATES.index(found["state"])], **texts, "blocks": blocks}


def _told(text):
    """A text that is not too long, and without halves of characters, which nothing can write."""
    return str(text)[:LONGEST].encode("utf-8", "replace").decode()


def watch(process, folder, why, done):
    """End a process that lasts too long or fills its folder."""
    end = time.monotonic() + SECONDS
    while not done.wait(_POLL_SECONDS):
        if time.monotonic() > end:
            why.append(f"It was still running after {SECONDS} seconds.")
        elif is_full(folder):
            why.append("It wrote more files than there is room for.")
        if why:
            return process.kill()
    return None


def is_full(folder):
    """Whether more is in a folder than there is room for."""
    entries = size = 0
    todo = [folder]
    while todo:
        try:
            for entry in os.scandir(todo.pop()):
                entries, size = entries + 1, size + entry.stat(follow_symlinks=False).st_size
                if entries > ENTRIES or size > FOLDER:
                    return True
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
        except OSError as error:
            # Nobody needs folders of that depth, or such as cannot be looked into.
            if error.errno in (errno.ENAMETOOLONG, errno.EACCES):
                return True
    return False


def remove(folder):
    """Remove a folder with all that is in it, if it can be."""
    if shutil.which("rm"):  # which minds no depth
        # Folders alone: a file in it may be another name of one that is somebody's.
        opened = ["find", folder, "-type", "d", "!", "-perm", "-u=rwx", "-exec", "chmod", "u+rwx"]
        subprocess.run([*opened, "{}", ";"], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", folder], check=False)
    else:
        shutil.rmtree(folder, ignore_errors=True)


def how(code):
    """How a process ended that did not tell."""
    if code == -9:
        return f"killed after {jail.CPU_SECONDS} seconds of computing, or for want of memory"
    if -code in list(signal.Signals):
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
