"""Settings before TensorFlow starts; seeds, progress. How it starts is seen in test_warm."""

import os
import random
import subprocess
import sys

import numpy as np

from utils import runtime


def python(code, **environment):
    """What a fresh Python writes to its streams when it runs `code`."""
    clean = {k: v for k, v in os.environ.items() if k not in runtime._ENVIRONMENT}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**clean, **environment},
        check=False,
    )


def test_an_import_that_fails_is_heard(tmp_path):
    (tmp_path / "tensorflow.py").write_text(
        "import os\nos.write(2, b'a missing library')\nraise ImportError('broken')\n"
    )
    done = python(
        "from utils import runtime\nimport tensorflow",
        PYTHONPATH=str(tmp_path),
    )
    assert done.returncode == 1
    assert "a missing library" in done.stderr
    assert "ImportError: broken" in done.stderr


def test_while_tensorflow_loads_no_garbage_is_looked_for_and_afterwards_not_in_it(tmp_path):
    (tmp_path / "tensorflow.py").write_text("import gc\nseen = gc.isenabled()\nkept = [[]]\n")
    done = python(
        "from utils import runtime\nimport gc\nimport tensorflow as tf\n"
        "looked_through = any(each is tf.kept for each in gc.get_objects())\n"
        "print(tf.seen, looked_through, gc.isenabled())",
        PYTHONPATH=str(tmp_path),
    )
    assert done.stdout == "False False True\n"


def test_a_readers_own_setting_is_kept():
    done = python(
        "from utils import runtime\nimport os\nprint(os.environ['NVIDIA_TF32_OVERRIDE'])",
        NVIDIA_TF32_OVERRIDE="1",
    )
    assert done.stdout == "1\n"


def test_a_seed_fixes_every_source_of_randomness():
    def draws():
        rng = runtime.seed(3)
        return [rng.normal(), np.random.normal(), random.random()]

    assert draws() == draws()


def test_outside_notebooks_a_bar_is_wiped(capsys):
    assert list(runtime.progress(range(3))) == [0, 1, 2]
    written = capsys.readouterr()
    assert written.out == "" and "0/3" in written.err
    assert written.err.split("\r")[-1].strip() == ""
