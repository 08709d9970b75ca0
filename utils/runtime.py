"""Start TensorFlow quietly and exactly; seeds, devices, progress.

Import this module before TensorFlow: the environment variables that it sets are read
once, when TensorFlow loads.
"""

import os
import random
import sys

_ENVIRONMENT = {
    # C++ log lines (CPU features, oneDNN) would stand at the head of every lesson.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "GRPC_VERBOSITY": "ERROR",
    # Recent GPUs round the factors of a float32 matrix product to 10 bits (TF32): a relative
    # error of 3e-4, enough to change the digits that a lesson prints.
    "NVIDIA_TF32_OVERRIDE": "0",
    # Several kernels share one card: take memory as needed, not all of it.
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
}

for _name, _value in _ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)
