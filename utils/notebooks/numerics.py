"""Check every page under other arithmetic: what another processor or a GPU would do differently.

A number that does not survive this is a number that its page should not print.
"""

import os
import sys
import time
from pathlib import Path

from utils.setup.children import INTERRUPTED, wait

_CPU = Path("/proc/cpuinfo")
# Where a processor multiplies float16, TensorFlow asks oneDNN to, which ends the process if it is
# told to compute as on an older one: there it does without oneDNN.
_HALVES = _CPU.exists() and "avx512_fp16" in _CPU.read_text("utf-8", "replace")
_OLDER_ONEDNN = {"TF_ENABLE_ONEDNN_OPTS": "0"} if _HALVES else {"ONEDNN_MAX_CPU_ISA": "SSE41"}

# Of each: the variables that are set, and the options that are added.
VARIANTS = {
    "oneDNN off": ({"TF_ENABLE_ONEDNN_OPTS": "0"}, []),
    "XLA": ({"TF_XLA_FLAGS": "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit"}, []),
    "all threads": (
        {
            "TF_NUM_INTRAOP_THREADS": "0",
            "TF_NUM_INTEROP_THREADS": "0",
            "OPENBLAS_NUM_THREADS": str(os.cpu_count()),
        },
        [],
    ),
    # The libraries then compute as on a processor without the newer vector instructions.
    "older processor": (
        {
            "OPENBLAS_CORETYPE": "Nehalem",
            "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX",
            **_OLDER_ONEDNN,
        },
        [],
    ),
    # Twice to ten times what the order of a sum changes in float32: a stand-in for any device.
    "disturbed": ({}, ["--disturb", "1e-6"]),
    "cold kernels": ({}, ["--cold"]),
}


def test(names, options):
    """Test lessons under every variant and print which held; return the exit code."""
    results = {}
    for name, (variables, more) in VARIANTS.items():
        print(f"\n===== {name} =====", flush=True)
        command = [sys.executable, "-m", "utils.notebooks", "test", *names, *options]
        start = time.monotonic()
        code = wait([*command, *more], env={**os.environ, **variables})
        results[name] = "holds" if code == 0 else "differs", time.monotonic() - start
        if code in INTERRUPTED:
            break
    print("\nThe pages under other arithmetic:")
    for name, (result, seconds) in results.items():
        print(f"  {name:17}{result:9}{seconds:5.0f} s")
    return int(any(result == "differs" for result, _ in results.values()))
