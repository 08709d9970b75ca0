"""The seconds of an epoch of lesson 17's network, written in four ways that compute the same.

Run as a program, it prints {way: [seconds, ...]} as JSON, one number an epoch.
"""

from utils import runtime  # noqa: F401  first: it keeps TensorFlow quiet and exact

import itertools
import json
import time

import numpy as np
import tensorflow as tf

from utils.datasets import load_mnist

v1 = tf.compat.v1
SIZES = (784, 128, 64, 10)
BATCH, RATE, MOMENTUM = 100, 0.02, 0.9
EPOCHS = 4  # after a first one that is not counted: it traces and compiles


def initial_weights():
    """He's initial weights and zero biases, as a list W1, b1, W2, b2, ... in float32."""
    rng = np.random.default_rng(16)
    parameters = []
    for n_in, n_out in itertools.pairwise(SIZES):
        W = rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)).astype(np.float32)
        parameters += [W, np.zeros(n_out, np.float32)]
    return parameters


def in_numpy(X, Y):
    """Yield the mean loss after each epoch; so do the other three."""
    parameters = initial_weights()
    velocities = [np.zeros_like(parameter) for parameter in parameters]
    while True:
        losses = []
        for x, y in batches(X, Y):
            outputs = [x]
            for W, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
                outputs.append(np.maximum(outputs[-1] @ W + b, 0))
            logits = outputs[-1] @ parameters[-2] + parameters[-1]
            logits -= logits.max(axis=1, keepdims=True)
            p = np.exp(logits)
            p /= p.sum(axis=1, keepdims=True)
            losses.append(-np.mean(np.log(p[y == 1])))
            delta, gradients = (p - y) / len(x), []
            for layer in (4, 2, 0):
                gradients = [outputs[layer // 2].T @ delta, delta.sum(axis=0), *gradients]
                if layer:
                    delta = delta @ parameters[layer].T * (outputs[layer // 2] > 0)
            for parameter, v, gradient in zip(parameters, velocities, gradients, strict=True):
                v *= MOMENTUM
                v += gradient
                parameter -= RATE * v
        yield np.mean(losses)


def in_session(X, Y):
    with tf.Graph().as_default(), v1.Session() as session:
        x, y = (v1.placeholder(tf.float32, (None, size)) for size in (SIZES[0], SIZES[-1]))
        variables = [v1.Variable(parameter) for parameter in initial_weights()]
        loss = loss_of(x, y, variables)
        step = v1.train.MomentumOptimizer(RATE, MOMENTUM).minimize(loss)
        session.run(v1.global_variables_initializer())
        while True:
            fed = ({x: a, y: b} for a, b in batches(X, Y))
            yield np.mean([session.run((loss, step), batch)[0] for batch in fed])


def in_function(X, Y):
    variables = [tf.Variable(parameter) for parameter in initial_weights()]
    velocities = [tf.Variable(tf.zeros_like(variable)) for variable in variables]

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(x, y, variables)
        gradients = tape.gradient(loss, variables)
        for variable, v, gradient in zip(variables, velocities, gradients, strict=True):
            v.assign(MOMENTUM * v + gradient)
            variable.assign_sub(RATE * v)
        return loss

    while True:
        yield np.mean([step(tf.constant(a), tf.constant(b)).numpy() for a, b in batches(X, Y)])


def in_keras(X, Y):
    layers = [tf.keras.layers.Dense(size, "relu") for size in SIZES[1:-1]]
    layers = [tf.keras.Input((SIZES[0],)), *layers, tf.keras.layers.Dense(SIZES[-1])]
    model = tf.keras.Sequential(layers)
    model.set_weights(initial_weights())
    model.compile(
        tf.keras.optimizers.SGD(RATE, MOMENTUM), tf.keras.losses.CategoricalCrossentropy(True)
    )
    while True:
        history = model.fit(X, Y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
        yield history.history["loss"][0]


WAYS = {"NumPy": in_numpy, "session": in_session, "tf.function": in_function, "Keras fit": in_keras}


def loss_of(x, y, variables):
    """The mean cross-entropy of the network, as a tensor."""
    h = x
    for W, b in zip(variables[:-2:2], variables[1:-2:2], strict=True):
        h = tf.nn.relu(tf.matmul(h, W) + b)
    logits = tf.matmul(h, variables[-2]) + variables[-1]
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=logits))


def batches(X, Y):
    return ((X[i : i + BATCH], Y[i : i + BATCH]) for i in range(0, len(X), BATCH))


def seconds_per_epoch():
    """Train in every way; return {way: [seconds, ...]}.

    Raises RuntimeError if the ways do not compute the same losses.
    """
    train = load_mnist().train
    X = train.images.reshape(-1, SIZES[0]).astype(np.float32) / 255
    Y = np.eye(SIZES[-1], dtype=np.float32)[train.labels]
    seconds, losses = {}, {}
    for name, way in WAYS.items():
        epochs = way(X, Y)
        next(epochs)
        seconds[name], losses[name] = [], []
        for _ in range(EPOCHS):
            start = time.perf_counter()
            losses[name].append(float(next(epochs)))
            seconds[name].append(time.perf_counter() - start)
    spread = max(np.ptp(values) for values in zip(*losses.values(), strict=True))
    if spread > 1e-3:
        raise RuntimeError(f"the four ways do not compute the same: {losses}")
    return seconds


if __name__ == "__main__":
    print(json.dumps(seconds_per_epoch()))
