"""Time products of matrices on a GPU, in float32 and in float16: writes data/halves.csv.

`python data/make_halves.py` takes some seconds on a machine with an NVIDIA GPU.
"""

import os
import time
from itertools import product

import tensorflow as tf
from making import store

from utils.datasets import Product

del os.environ["NVIDIA_TF32_OVERRIDE"]  # by which utils.runtime forbids TF32, here measured
SIZES = 500, 2000, 8000
NUMBERS = "float32", "tf32", "float16"
TIMES = 20


def settings():
    """The (size, numbers) of every product; "tf32" is float32 with rounded factors."""
    return product(SIZES, NUMBERS)


def measure(gpu, size, numbers):
    """Return a Product: the shortest of twenty, without the transfer of its matrix."""
    tf.config.experimental.enable_tensor_float_32_execution(numbers == "tf32")
    dtype = "float16" if numbers == "float16" else "float32"
    with tf.device("GPU:0"):
        a = tf.cast(tf.random.stateless_normal((size, size), (2, 2)), dtype)
        taken = []
        for _ in range(TIMES + 1):  # the first also prepares
            tf.test.experimental.sync_devices()
            begin = time.perf_counter()
            a @ a
            tf.test.experimental.sync_devices()
            taken.append(1000 * (time.perf_counter() - begin))
    return Product(size, numbers, gpu, min(taken[1:]))


if __name__ == "__main__":
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        raise SystemExit("TensorFlow finds no GPU here, and a GPU is what this measures.")
    gpu = tf.config.experimental.get_device_details(gpus[0])["device_name"]
    store("halves.csv", [measure(gpu, *setting) for setting in settings()], settings=3)
