"""Check every page under other arithmetic: what another processor or a GPU would do differently.

A number that does not survive this is a number that its page should not print.
"""

import os
import subprocess
import sys
import time
from typing import NamedTuple

INTERRUPTED = (2, 130)  # exit codes of pytest and of the shell


class Variant(NamedTuple):
    """Environment variables and options of a test."""

    environment: dict
    options: tuple = ()


VARIANTS = {
    "oneDNN off": Variant({"TF_ENABLE_ONEDNN_OPTS": "0"}),
    "XLA": Variant({"TF_XLA_FLAGS": "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit"}),
    "one thread": Variant(
        {
            "TF_NUM_INTRAOP_THREADS": "1",
            "TF_NUM_INTEROP_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
    ),
    # The libraries then compute as on a processor without the newer vector instructions.
    "older processor": Variant(
        {
            "OPENBLAS_CORETYPE": "Nehalem",
            "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX",
            "ONEDNN_MAX_CPU_ISA": "SSE41",
        }
    ),
    # Twice to ten times what the order of a sum changes in float32: a stand-in for any device.
    "disturbed": Variant({}, ("--disturb", "1e-6")),
    "cold kernels": Variant({}, ("--cold",)),
}


def test(arguments):
    """Test lessons under every variant and print which held; return the exit code."""
    rows, failed = [], False
    for name, variant in VARIANTS.items():
        print(f"\n===== {name} =====", flush=True)
        command = [sys.executable, "-m", "utils.notebooks", "test", *arguments, *variant.options]
        start = time.monotonic()
        code = subprocess.Popen(command, env={**os.environ, **variant.environment}).wait()
        rows.append((name, "holds" if code == 0 else "differs", time.monotonic() - start))
        failed = failed or code != 0
        if code in INTERRUPTED:
            break
    print("\nThe pages under other arithmetic:")
    for name, result, seconds in rows:
        print(f"  {name:17}{result:9}{seconds:5.0f} s")
    return int(failed)
