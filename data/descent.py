"""What the scripts that train in NumPy share: the digits, and how weights descend."""

from functools import cache
from math import sqrt

import numpy as np

from utils.datasets import load_mnist


@cache
def digits():
    """Training and validation digits, each as float32 rows (n, 784) and one-hot labels (n, 10)."""
    identity = np.eye(10, dtype=np.float32)
    return [
        (part.images.reshape(-1, 784).astype(np.float32) / 255, identity[part.labels])
        for part in load_mnist()[:2]
    ]


class Momentum:
    """v = 0.9 v + gradient, and the weights, float32 arrays, go against rate * v."""

    def __init__(self, weights):
        self.velocity = [np.zeros_like(w) for w in weights]

    def step(self, weights, gradients, rate):
        for w, v, gradient in zip(weights, self.velocity, gradients, strict=True):
            v *= np.float32(0.9)
            v += gradient
            w -= np.float32(rate) * v


class Adam:
    """Kingma and Ba's, with their defaults; `epsilon` is 1e-8 in TensorFlow 1, 1e-7 in Keras."""

    def __init__(self, weights, epsilon):
        self.mean = [np.zeros_like(w) for w in weights]
        self.square = [np.zeros_like(w) for w in weights]
        self.epsilon = np.float32(epsilon)
        self.count = 0

    def step(self, weights, gradients, rate):
        self.count += 1
        size = np.float32(rate * (sqrt(1 - 0.999**self.count) / (1 - 0.9**self.count)))
        for w, m, s, g in zip(weights, self.mean, self.square, gradients, strict=True):
            m += np.float32(0.1) * (g - m)
            s += np.float32(0.001) * (g * g - s)
            w -= size * m / (np.sqrt(s) + self.epsilon)
