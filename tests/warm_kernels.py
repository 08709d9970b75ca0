"""Start kernels and programs for tests, and see what is left of them."""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from jupyter_client.manager import KernelManager

from utils import warm

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only there are processes forked, bound to others and shut in"
)
MARK = "wave"  # a module that only the server imports: a kernel that has it is warm


class Kernel:
    """A running kernel named python3, found and started as Jupyter does it."""

    def __init__(self, environment, **options):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            self.manager = KernelManager(kernel_name="python3")
            self.manager.start_kernel(**options)
        self.client = self.manager.client()
        self.client.start_channels()
        self.is_ready = False

    def run(self, code):
        """Execute a cell; return its outputs: texts, MIME bundles and names of errors."""
        self.wait_for_ready()
        outputs = []
        # An error aborts what arrives while it is being reported: the next cell, on a busy machine.
        self.client.execute_interactive(
            code, timeout=60, output_hook=outputs.append, stop_on_error=False
        )
        return [reduced(message) for message in outputs if message["msg_type"] in KEYS]

    def wait_for_ready(self):
        if not self.is_ready:
            self.client.wait_for_ready(timeout=60)
        self.is_ready = True

    def restart(self, now=False):
        self.manager.restart_kernel(now=now)
        self.is_ready = False

    def value(self, expression):
        """Return the value of a Python expression, as JSON would."""
        texts = self.run(f"import json; print(json.dumps({expression}))")
        return json.loads("".join(texts))

    @property
    def pid(self):
        return self.value("__import__('os').getpid()")

    @property
    def is_warm(self):
        return self.value(f"{MARK!r} in __import__('sys').modules")

    @property
    def process(self):
        """The process that Jupyter watches."""
        return self.manager.provisioner.process

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


KEYS = {"stream": "text", "display_data": "data", "execute_result": "data", "error": "ename"}


def reduced(message):
    return message["content"][KEYS[message["msg_type"]]]


def reply(client, request):
    """Wait for the reply to a request; others may come before it, to questions of readiness."""
    while True:
        message = client.get_shell_msg(timeout=30)
        if message["parent_header"]["msg_id"] == request:
            return message["content"]


def streamed(client):
    """Wait for the next text that a cell prints."""
    while True:
        message = client.get_iopub_msg(timeout=30)
        if message["msg_type"] == "stream":
            return message["content"]["text"]


@contextlib.contextmanager
def kernel(environment, **options):
    with contextlib.closing(Kernel(environment, **options)) as running:
        yield running


def wait_until(condition, seconds=30):
    """Wait for a condition that must come true; the bound only ends a failing test."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "this never came true"
        time.sleep(0.01)


def processes(word):
    """List the processes with `word` in their command line; a kernel has its server's."""
    running = psutil.process_iter(["cmdline"])
    return [one.pid for one in running if word in " ".join(one.info["cmdline"] or ())]


def ended(pid):
    """Tell whether a process has ended; a zombie has."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def directory_of(environment):
    return environment["JUPYTER_PATH"].split(os.pathsep)[0]


@contextlib.contextmanager
def python(program, *arguments, **options):
    """Run a program, as long as the context lasts."""
    command = [sys.executable, "-c", program, *arguments]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, **options}
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def served(*modules):
    """Serve warm kernels; check at the end that no process and no file is left."""
    with warm.serve(modules) as environment:
        directory = directory_of(environment)
        assert Path(directory).stat().st_mode & 0o777 == 0o700
        yield environment
    assert processes(directory) == []
    assert not Path(directory).exists()
