"""The exercises of lesson 22, Train deeper networks."""

from itertools import islice

import numpy as np
import tensorflow as tf
from tensorflow import keras

from utils.exercises import Reject, edit, exercise

# Batch normalization ----------------------------------------------------------------------


def _batch(rng, spread=1.0):
    """h, gamma, beta: five examples, three units."""
    h = rng.normal(rng.uniform(-2, 2, size=3), spread * rng.uniform(0.5, 2, size=3), size=(5, 3))
    return h, rng.uniform(0.5, 2, size=3), rng.normal(size=3)


def _silent_unit(rng):
    """The last unit says the same to every example: its variance is 0."""
    h, gamma, beta = _batch(rng)
    h[:, 2] = 1.5
    return h, gamma, beta


@exercise(
    inputs=[_batch, _silent_unit],
    hints=[
        "A unit is a column of `h`: its mean runs down the rows, `h.mean(axis=0)`.",
        "`h.var(axis=0)` is the variance of each column. Add 0.001 to it, then take the root.",
        "First the mean off, then divide by that root; then times `gamma`, and plus `beta`.",
    ],
)
def batch_norm(h, gamma, beta):
    mean = h.mean(axis=0)
    variance = h.var(axis=0)
    normal = (h - mean) / np.sqrt(variance + 0.001)
    return gamma * normal + beta


@batch_norm.also_correct
def _(h, gamma, beta):
    scale = gamma * (np.mean((h - np.mean(h, 0)) ** 2, 0) + 0.001) ** -0.5
    return h * scale + (beta - np.mean(h, 0) * scale)


batch_norm.mistakes(
    (
        "Your mean and variance run over the units of one example. A batch is normalized unit by "
        "unit, over the examples, down the columns; yours is called layer normalization.",
        edit(
            "h.mean(axis=0)",
            "h.mean(axis=1, keepdims=True)",
            "h.var(axis=0)",
            "h.var(axis=1, keepdims=True)",
        ),
        edit("h.mean(axis=0)", "h.mean(axis=1)", "h.var(axis=0)", "h.var(axis=1)"),
    ),
    (
        "One mean or variance for the whole table: a unit that is always large stays so. Each unit "
        "has a mean and a variance of its own.",
        edit("h.mean(axis=0)", "h.mean()", "h.var(axis=0)", "h.var()"),
        edit("h.mean(axis=0)", "h.mean()", "h.var(axis=0)", "h.var() - 0.001"),
        edit("h.mean(axis=0)", "h.mean()"),
        edit("h.var(axis=0)", "h.var()"),
    ),
    (
        "You divide by the variance. Its root, the standard deviation, is on the scale of h.",
        edit("np.sqrt(variance + 0.001)", "(variance + 0.001)"),
        edit("np.sqrt(variance + 0.001)", "variance"),
    ),
    (
        "The 0.001 is added to the standard deviation. It belongs to the variance, under the root.",
        edit("np.sqrt(variance + 0.001)", "(np.sqrt(variance) + 0.001)"),
    ),
    (
        "The 0.001 is added to the result. It belongs to the variance, under the root.",
        edit("np.sqrt(variance + 0.001)", "np.sqrt(variance) + 0.001"),
        edit("variance + 0.001", "variance", "+ beta", "+ beta + 0.001"),
    ),
    (
        "Only a part of it is divided by the root: put h minus the mean in brackets.",
        edit("gamma * normal", "gamma * h - mean / np.sqrt(variance + 0.001)"),
        edit("(h - mean)", "h - mean"),
    ),
    (
        "Your variance is none: it is the mean of the squared distances from the mean, "
        "`h.var(axis=0)`.",
        edit("h.var(axis=0)", "np.mean(h ** 2, axis=0)"),
        edit("h.var(axis=0)", "np.sum(h - mean, axis=0) ** 2 / len(h)"),
    ),
    (
        "The 0.001 is missing: a unit that says the same to all examples is divided by 0.",
        edit("variance + 0.001", "variance"),
    ),
    (
        "Your variance is divided by m - 1. Here it is the plain mean of the squares, divided by "
        "m, as `np.var` has it.",
        edit("h.var(axis=0)", "h.var(axis=0, ddof=1)"),
    ),
    (
        "Scale and shift are missing: the result is normalized, times gamma, plus beta.",
        edit("gamma * normal + beta", "normal"),
    ),
    (
        "The scale is missing: multiply by gamma before you add beta.",
        edit("gamma * normal + beta", "normal + beta"),
    ),
    (
        "The shift is missing: add beta at the end.",
        edit("gamma * normal + beta", "gamma * normal"),
    ),
    (
        "You scale what has been shifted. First times gamma, then plus beta.",
        edit("gamma * normal + beta", "gamma * (normal + beta)"),
    ),
    (
        "The two are swapped: gamma multiplies, beta is added.",
        edit("gamma * normal + beta", "beta * normal + gamma"),
    ),
    (
        "The mean is still in: subtract it before you divide.",
        edit("(h - mean)", "h"),
    ),
    (
        "That is what Keras's layer says if it isn't told `training=True`: it subtracts a moving "
        "mean of 0 and divides by a moving variance of 1.",
        "gamma * h / np.sqrt(1.001) + beta",
    ),
)

# Training and afterwards ------------------------------------------------------------------


def _moving(rng, training, momentum=None):
    """h, moving_mean, moving_variance, momentum, training."""
    h, _, _ = _batch(rng)
    momentum = momentum or float(rng.choice([0.7, 0.8, 0.9]))
    return h, rng.normal(size=3), rng.uniform(0.5, 2, size=3), momentum, training


_TEST_STATISTICS = (
    "When it is not training, your layer still normalizes by the batch that it gets: then the "
    "answer to one digit depends on which others came along. Use the moving ones."
)
_MOMENTUM = (
    "The momentum is the part that is *kept* of the moving value; one minus it is the part taken "
    "from the batch. In PyTorch the word means the opposite."
)


@exercise(
    inputs=[
        lambda rng: _moving(rng, True),
        lambda rng: _moving(rng, False),
    ],
    updates=["moving_mean", "moving_variance"],
    hints=[
        "Two cases: training, the batch's own mean and variance; otherwise, the moving ones.",
        "Only while training do the moving ones change.",
        "`momentum * moving_mean + (1 - momentum) * mean`, and the variance alike.",
    ],
)
def normalize(h, moving_mean, moving_variance, momentum, training):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = h.mean(axis=0), h.var(axis=0)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    normal = (h - mean) / np.sqrt(variance + 0.001)
    return normal, moving_mean, moving_variance


@normalize.also_correct
def _(h, moving_mean, moving_variance, momentum, training):
    if not training:
        return (h - moving_mean) / np.sqrt(moving_variance + 1e-3), moving_mean, moving_variance
    m, v = h.mean(0), h.var(0)
    new_mean = moving_mean - (1 - momentum) * (moving_mean - m)
    new_variance = moving_variance - (1 - momentum) * (moving_variance - v)
    return (h - m) / np.sqrt(v + 1e-3), new_mean, new_variance


normalize.mistakes(
    (
        _MOMENTUM,
        edit(
            "momentum * moving_mean + (1 - momentum) * mean",
            "(1 - momentum) * moving_mean + momentum * mean",
            "momentum * moving_variance + (1 - momentum) * variance",
            "(1 - momentum) * moving_variance + momentum * variance",
        ),
    ),
    (
        _TEST_STATISTICS,
        edit(
            "    normal = (h - mean)",
            "    mean, variance = h.mean(axis=0), h.var(axis=0)\n    normal = (h - mean)",
        ),
    ),
    (
        "Yours does the same in training and afterwards. In training a batch is normalized by its "
        "own mean and variance; afterwards by the moving ones, which then stay as they are.",
        edit("if training:", "if True:"),
        edit(
            "if training:",
            "if True:",
            "(h - mean)",
            "(h - moving_mean)",
            "(variance + 0.001)",
            "(moving_variance + 0.001)",
        ),
    ),
    (
        "While training, a batch is normalized by its own mean and variance. Yours uses the moving "
        "ones, which are for afterwards.",
        edit(
            "    normal = (h - mean)",
            "    mean, variance = moving_mean, moving_variance\n    normal = (h - mean)",
        ),
    ),
    (
        "The moving ones never change. While training, each batch moves them a little.",
        edit(
            "        moving_mean = momentum * moving_mean + (1 - momentum) * mean\n"
            "        moving_variance = momentum * moving_variance + (1 - momentum) * variance\n",
            "",
        ),
    ),
    (
        "The batch replaces the moving ones. They should remember earlier batches too.",
        edit(
            "momentum * moving_mean + (1 - momentum) * mean",
            "mean",
            "momentum * moving_variance + (1 - momentum) * variance",
            "variance",
        ),
    ),
    (
        "One of the moving ones stays as it was: mean and variance both move with the batch.",
        edit("momentum * moving_variance + (1 - momentum) * variance", "moving_variance"),
        edit("momentum * moving_mean + (1 - momentum) * mean", "moving_mean"),
    ),
    (
        "The parts don't add up to 1: what is new comes in with one minus the momentum.",
        edit("(1 - momentum) * mean", "mean", "(1 - momentum) * variance", "variance"),
    ),
    (
        "Mean and variance run over the units of one example. Each unit has its own, over the "
        "examples: axis 0.",
        edit("h.mean(axis=0)", "h.mean(axis=1)", "h.var(axis=0)", "h.var(axis=1)"),
        edit(
            "h.mean(axis=0)",
            "h.mean(axis=1, keepdims=True)",
            "h.var(axis=0)",
            "h.var(axis=1, keepdims=True)",
        ),
    ),
    (
        "One mean for the whole table. Each unit has a mean and a variance of its own: axis 0.",
        edit("h.mean(axis=0)", "h.mean()", "h.var(axis=0)", "h.var()"),
    ),
    (
        "The 0.001 is added to the result. It belongs to the variance, under the root.",
        edit("np.sqrt(variance + 0.001)", "np.sqrt(variance) + 0.001"),
    ),
    (
        "The standard deviation stands where the variance belongs: it is the variance that moves, "
        "with the 0.001 added before the root.",
        edit("h.var(axis=0)", "h.std(axis=0)"),
        edit(
            "np.sqrt(variance + 0.001)",
            "(variance + 0.001)",
            "h.var(axis=0)",
            "h.std(axis=0)",
            "mean, variance = moving_mean, moving_variance",
            "mean, variance = moving_mean, np.sqrt(moving_variance + 0.001) - 0.001",
        ),
    ),
    (
        "Training and testing are swapped.",
        edit("if training:", "if not training:"),
    ),
)


@normalize.mistake(
    "Your layer goes on learning when it is not training: what it is tested on changes it."
)
def _(h, moving_mean, moving_variance, momentum, training):
    mean, variance = h.mean(axis=0), h.var(axis=0)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    if not training:
        mean, variance = moving_mean, moving_variance
    return (h - mean) / np.sqrt(variance + 0.001), new_mean, new_variance


# A residual block -------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=(3, 3)), None),
        lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=(3, 5)), rng.normal(size=(3, 5))),
    ],
    hints=[
        "The branch is two steps: ReLU, `np.maximum(h, 0)`, and then `@ W`.",
        "The shortcut is `h`, as it came in. Add it to the branch.",
        "Is there a `P` (`if P is not None`)? Then the shortcut is `h @ P`.",
    ],
)
def block(h, W, P=None):
    branch = np.maximum(h, 0) @ W
    shortcut = h if P is None else h @ P
    return shortcut + branch


@block.also_correct
def _(h, W, P=None):
    if P is None:
        P = np.eye(len(W))
    return h @ P + (h * (h > 0)) @ W


block.mistakes(
    (
        "The shortcut is missing: that is a plain layer. Add `h`, as it came in.",
        edit("shortcut + branch", "branch"),
    ),
    (
        "Where `P` is None your block has no shortcut: there it is `h` itself.",
        edit("h if P is None", "0 if P is None"),
    ),
    (
        "You apply ReLU after adding, to the shortcut as well: what is negative can't pass any "
        "more. Nothing stands on the shortcut.",
        edit("shortcut + branch", "np.maximum(shortcut + branch, 0)"),
    ),
    (
        "ReLU and W have changed places: first ReLU, then `@ W`. Otherwise the branch can only "
        "add, never take away.",
        edit("np.maximum(h, 0) @ W", "np.maximum(h @ W, 0)"),
    ),
    (
        "Your shortcut begins after the ReLU: half of `h` is lost. It begins at `h` itself.",
        edit(
            "h if P is None else h @ P", "np.maximum(h, 0) @ (np.eye(len(W)) if P is None else P)"
        ),
    ),
    (
        "The branch has lost its ReLU: without it, this block is one matrix (lesson 6).",
        edit("np.maximum(h, 0)", "h"),
    ),
    (
        "The branch begins with ReLU; yours begins with another function.",
        edit("np.maximum(h, 0)", "1 / (1 + np.exp(-h))"),
        edit("np.maximum(h, 0)", "np.tanh(h)"),
    ),
    (
        "With another width the sum doesn't fit, (4, 3) and (4, 5): then `P` has to bring `h` to "
        "the new width.",
        edit("h if P is None else h @ P", "h"),
    ),
    (
        "`P` is None where the widths agree: then the shortcut is `h` alone.",
        edit("h if P is None else h @ P", "h @ P"),
    ),
    (
        "Two arrays side by side are twice as wide. A shortcut is added, number by number.",
        edit("shortcut + branch", "np.concatenate([shortcut, branch], axis=1)"),
        edit("shortcut + branch", "np.concatenate([h, branch], axis=1)"),
    ),
    (
        "`P` belongs to the shortcut alone; your branch goes through it too, or around `W`.",
        edit("np.maximum(h, 0) @ W", "np.maximum(h if P is None else h @ P, 0) @ W"),
    ),
    (
        "Where the width changes, the branch is missing: `P` takes the shortcut's `h` to the new "
        "width, and the branch is added there too.",
        edit("shortcut + branch", "shortcut + branch if P is None else shortcut"),
    ),
)

# A pipeline -------------------------------------------------------------------------------


def _epochs_of(pipeline, images, labels, size):
    """Five epochs of the answer's dataset, each a list of batches [images, labels]."""
    dataset = pipeline(images, labels, size)
    if not isinstance(dataset, tf.data.Dataset):
        raise Reject("What you return is not a `tf.data.Dataset`: begin with `from_tensor_slices`.")
    most = 2 * len(images)
    epochs = [list(islice(dataset, most)) for _ in range(5)]
    if len(epochs[0]) == most:
        raise Reject("An epoch does not end: leave out `repeat`, `fit` begins anew by itself.")
    if not isinstance(epochs[0][0], tuple) or len(epochs[0][0]) != 2:
        raise Reject("Each batch should be a pair, images and labels.")
    return [[[x.numpy(), y.numpy()] for x, y in epoch] for epoch in epochs]


_NO_BATCHES = (
    "There are no batches: each element is a single example. Use `batch(size)`, and keep what it "
    "returns: no dataset changes in place."
)
_WHOLE = (
    "All examples are one element: `from_tensor_slices` cuts them apart, `from_tensors` does not."
)
_LOST = "Some examples never come. The last batch is shorter, and it is kept."
_SCALE = "The images have to be the grey levels divided by 255, once: numbers from 0 to 1."
_PAIRS = (
    "Images have got the labels of others: the two were shuffled apart. Put them into one dataset, "
    "as a pair, and shuffle that."
)
_NO_SHUFFLE = "The examples come in the order in which they lie: `shuffle` is missing."
_SAME = (
    "Every epoch has the same order. `shuffle` draws a new one each time, unless it's told not to "
    "or a `cache` after it keeps the first."
)
_BATCHES = (
    "You shuffle finished batches: the same examples come together in every epoch. First "
    "`shuffle`, then `batch`."
)
_BUFFER = (
    "The first batch only ever has examples from the beginning: the buffer of `shuffle` is small. "
    "Make it as large as the data, `len(images)`."
)


def _first(x, y):
    return x


def _second(x, y):
    return y


def _judge_pipeline(epochs, images, labels, size):
    m = len(images)
    x, y = epochs[0][0]
    if y.ndim == 0:
        return _NO_BATCHES
    if y.ndim == 2:
        return _WHOLE if x.ndim == 3 else "The two are swapped: first images, then labels."
    orders = [[label for _, part in epoch for label in part] for epoch in epochs]
    if any(sorted(order) != list(range(m)) for order in orders):
        return _LOST if len(orders[0]) < m else "Every example should come once in an epoch."
    pixels = np.concatenate([np.ravel(part) for part, _ in epochs[0]])
    if pixels.max() > 1:
        return _SCALE
    if not np.allclose(pixels, np.ravel(images)[orders[0]] / 255, atol=1e-3):
        told_apart = np.array_equal(np.argsort(pixels), np.argsort(orders[0]))
        if not np.mod(pixels, 1).any():
            return "`//` throws the fractions away: divide with `/`, and use what comes of it."
        return _SCALE if told_apart else _PAIRS
    if all(order == sorted(order) for order in orders):
        return _NO_SHUFFLE
    if all(order == orders[0] for order in orders):
        return _SAME
    firsts = [{tuple(sorted(part)) for _, part in epoch} for epoch in epochs]
    if all(parts == firsts[0] for parts in firsts):
        return _BATCHES
    first = len(epochs[0][0][1])
    if first != size:
        return f"The first batch has {first} examples, and {size} were asked for."
    if all(max(epoch[0][1]) < m // 2 + size for epoch in epochs):
        return _BUFFER
    return None


def _digits(rng, m=60):
    """images: one pixel each, as bright as its number says; labels: that number."""
    size = int(rng.integers(7, 9))
    return (np.arange(m) * 4 + 3).astype(np.uint8).reshape(m, 1), np.arange(m), size


@exercise(
    inputs=_digits,
    use=_epochs_of,
    judge=_judge_pipeline,
    draws=2,
    hints=[
        "`tf.data.Dataset.from_tensor_slices((images, labels))` gives pairs, one at a time.",
        "Shuffle examples, not batches: `.shuffle(len(images))` comes before `.batch(size)`.",
        "The scaling can be done at once, in NumPy: `images / 255`.",
    ],
)
def pipeline(images, labels, size):
    pairs = tf.data.Dataset.from_tensor_slices((images / 255, labels))
    return pairs.shuffle(len(images)).batch(size)


@pipeline.also_correct
def _(images, labels, size):
    pairs = tf.data.Dataset.from_tensor_slices((images / np.float32(255), labels))
    return pairs.cache().shuffle(10 * len(images), seed=1).batch(size).prefetch(tf.data.AUTOTUNE)


pipeline.mistakes(
    (
        _BATCHES,
        edit(
            ".shuffle(len(images)).batch(size)",
            ".batch(size).shuffle(len(images))",
        ),
    ),
    (_BUFFER, edit("shuffle(len(images))", "shuffle(size)")),
    (
        _SAME,
        edit("shuffle(len(images))", "shuffle(len(images), reshuffle_each_iteration=False)"),
        edit("shuffle(len(images))", "shuffle(len(images)).cache()"),
    ),
    (_NO_SHUFFLE, edit(".shuffle(len(images))", "")),
    (_LOST, edit("batch(size)", "batch(size, drop_remainder=True)")),
    (_NO_BATCHES, edit(".batch(size)", "")),
    (_SCALE, edit(" / 255", ""), edit("images / 255", "images / 256")),
    (_WHOLE, edit("from_tensor_slices", "from_tensors")),
    (
        "`from_tensor_slices` takes one thing: the pair, in brackets of its own.",
        edit("((images / 255, labels))", "(images / 255, labels)"),
    ),
    (
        _PAIRS,
        edit(
            "return pairs.shuffle(len(images)).batch(size)",
            "x, y = (pairs.map(part).shuffle(len(images)) for part in (_first, _second))\n"
            "    return tf.data.Dataset.zip((x, y)).batch(size)",
        ),
    ),
)

# Training and validation ------------------------------------------------------------------

_LEAK = (
    "Some validation examples come up in training: `shuffle` draws a new order whenever the "
    "dataset is read, so `take` and `skip` cut another deck each time. Say "
    "`reshuffle_each_iteration=False` there, and shuffle the training part again afterwards."
)
_INSIDE = (
    "The validation examples are in the training data too, for those are all of `digits`. Training "
    "gets the others: `skip` them."
)
_FRONT = (
    "The validation examples are the first in the file, or the last. If it is sorted, by class or "
    "by date, they are of one kind: draw them."
)
_NEAR_FRONT = (
    "The validation examples are all from the beginning of the file: the buffer of `shuffle` is "
    "small. Make it as large as the data, `len(digits)`."
)
_FIXED = "The training examples come in the same order in every epoch: shuffle them once more."


def _parts(split, m, held_out):
    both = split(tf.data.Dataset.range(m), held_out)
    if not isinstance(both, (tuple, list)) or len(both) != 2:
        raise Reject("Return two datasets: training, validation.")
    if not all(isinstance(part, tf.data.Dataset) for part in both):
        raise Reject("Both should be a `tf.data.Dataset`.")
    if any(spec.shape.rank for part in both for spec in tf.nest.flatten(part.element_spec)):
        raise Reject("Give single examples, as `digits` has them: batches come later.")
    return [[[int(v) for v in islice(part, 2 * m)] for part in both] for _ in range(4)]


def _judge_split(epochs, m, held_out):
    epochs = [[[int(v) for v in part] for part in both] for both in epochs]
    sizes = tuple(map(len, epochs[0]))
    if sizes == (held_out, m - held_out):
        return "The two are swapped: first training, then validation."
    if sizes == (m, held_out):
        return _INSIDE
    if sizes != (m - held_out, held_out):
        return (
            f"They have {sizes[0]} and {sizes[1]} examples; of {m}, {held_out} are to be held out."
        )
    seen = {v for training, _ in epochs for v in training}
    if seen & {v for _, held in epochs for v in held}:
        return _LEAK
    if set(epochs[0][1]) in (set(range(held_out)), set(range(m - held_out, m))):
        return _FRONT
    if max(epochs[0][1]) < m * 2 / 3:  # by chance once in a million
        return _NEAR_FRONT
    if all(training == epochs[0][0] for training, _ in epochs):
        return _FIXED
    return None


@exercise(
    inputs=lambda rng: (int(rng.integers(80, 90)), int(rng.integers(26, 30))),
    use=_parts,
    judge=_judge_split,
    draws=2,
    hints=[
        "`take(n)` gives the first n of a dataset, `skip(n)` all the others.",
        "Shuffle before you cut; but both have to cut the same deck.",
        "`shuffle(n, reshuffle_each_iteration=False)` keeps its order. The training part gets a "
        "`shuffle` of its own after the cut.",
    ],
)
def split(digits, held_out):
    mixed = digits.shuffle(len(digits), reshuffle_each_iteration=False)
    training = mixed.skip(held_out)
    return training.shuffle(len(digits)), mixed.take(held_out)


@split.also_correct
def _(digits, held_out):
    numbers = np.random.default_rng(0).permutation(list(digits.as_numpy_iterator()))
    slices = tf.data.Dataset.from_tensor_slices
    return slices(numbers[held_out:]).shuffle(len(numbers)), slices(numbers[:held_out])


split.mistakes(
    (_LEAK, edit(", reshuffle_each_iteration=False", "")),
    (_INSIDE, edit("training.shuffle", "digits.shuffle")),
    (_FRONT, edit("digits.shuffle(len(digits), reshuffle_each_iteration=False)", "digits")),
    (_NEAR_FRONT, edit("digits.shuffle(len(digits), r", "digits.shuffle(10, r")),
    (_FIXED, edit("training.shuffle(len(digits))", "training")),
    (
        "The two are swapped: first training, then validation.",
        edit(
            "return training.shuffle(len(digits)), mixed.take(held_out)",
            "return mixed.take(held_out), training.shuffle(len(digits))",
        ),
    ),
    (
        _LEAK,
        edit("mixed.skip(held_out)", "mixed.take(len(digits) - held_out)"),
    ),
)

# The end of a network ---------------------------------------------------------------------

_LOSSES = 0.9, 0.7, 0.6, 0.65, 0.62, 0.5, 0.45, 0.44, 0.47, 0.48, 0.49, 0.5  # of validation


class _Epochs:
    """A model that a callback watches: its one weight is the number of the epoch."""

    stop_training, weights, metrics = False, [0], ()

    def get_weights(self):
        return list(self.weights)

    def set_weights(self, weights):
        self.weights = list(weights)


def _watched(stop):
    """The epoch after which the callback ends training, and whose weights the model has then."""
    model = _Epochs()
    stop.set_model(model)
    stop.on_train_begin()
    for epoch, loss in enumerate(_LOSSES):
        model.set_weights([epoch + 1])
        stop.on_epoch_end(epoch, {"loss": 1 / (epoch + 1), "val_loss": loss})
        if model.stop_training:
            break
    stop.on_train_end()
    return epoch + 1, model.weights[0]


def _at_work(ending, classes, h, labels):
    """What the layer says, the mean loss of that, what the callback watches and how it ends."""
    made = ending(classes)
    if not isinstance(made, (tuple, list)) or len(made) != 3:
        raise Reject("Return three things: layer, loss, callback.")
    layer, loss, stop = made
    if not isinstance(layer, keras.layers.Layer):
        raise Reject("The first should be a layer, such as `keras.layers.Dense`.")
    own = type(stop).__module__.partition(".")[0] != "keras"
    known = keras.callbacks.Callback if own else keras.callbacks.EarlyStopping
    if not isinstance(stop, known):
        raise Reject("The third should be the callback that stops: `EarlyStopping`, and it alone.")
    said, monitor = layer(h).numpy(), getattr(stop, "monitor", "val_loss")
    value = np.mean(keras.losses.get(loss)(labels, tf.constant(said)))
    epochs = _watched(stop) if monitor == "val_loss" else (0, 0)
    return said, value, monitor, *epochs


_TWICE = (
    "Softmax twice: your layer applies it, and `from_logits=True` tells the loss to apply it too. "
    "Keras warns, and leaves one out, where it sees both; behind a `Flatten`, say, it doesn't, and "
    "with ten classes the loss can't fall below 1.46. Drop one of the two."
)
_NEVER = (
    "No softmax at all: your layer gives scores, and the loss takes them for probabilities. Nobody "
    "warns. Say `from_logits=True`, or let the layer apply softmax."
)
_CUT = (
    "The activation of your last layer cuts scores off. Scores may be any numbers: leave it out "
    "(or take softmax, and a loss that expects it)."
)
_ONE_HOT = (
    "That loss wants a row for each label, a 1 among zeros. For whole numbers there is "
    "`SparseCategoricalCrossentropy`."
)
_SOON = "It stops at the first epoch without a new low. `patience` is 0, unless you say otherwise."
_LATE = "It goes on after two epochs in a row without a new low: its `patience` is too large."
_HIGH = "It waits for the highest loss. The lowest is the best."
_LAST = (
    "It stops in time, and the model keeps the weights of the last epoch. Going back to the best "
    "ones has to be asked for: `restore_best_weights=True`."
)
_TRAINING = (
    "It watches the training loss, which goes on falling while a network overfits. Watch "
    "`val_loss`, as `EarlyStopping` does by itself."
)


def _judge_ending(result, classes, h, labels):
    said, value, monitor, ended, kept = result
    if said.shape != (len(h), classes):
        return f"Of {classes} classes each needs an output; your layer has {said.shape[-1]}."
    entropy = keras.losses.sparse_categorical_crossentropy
    as_given, as_scores = (
        float(np.mean(entropy(labels, said, logits))) for logits in (False, True)
    )
    applied = said.min() >= 0 and np.allclose(said.sum(axis=1), 1, atol=1e-4)
    if not applied and (said.min() >= 0 or abs(said).max() <= 1):
        return _CUT
    right, wrong = (as_given, as_scores) if applied else (as_scores, as_given)
    if not np.isclose(value, right, rtol=1e-3):
        if np.isclose(value, wrong, rtol=1e-3):
            return _TWICE if applied else _NEVER
        return f"Your loss is {value:.2f} where the mean cross-entropy is {right:.2f}."
    if monitor != "val_loss":
        return _TRAINING if monitor == "loss" else f"It watches `{monitor}`, not the `val_loss`."
    if kept == 1:
        return _HIGH
    if ended != 5:
        return _SOON if ended < 5 else _LATE
    return _LAST if kept == 5 else None


@exercise(
    inputs=lambda rng: (
        int(rng.integers(4, 12)),
        rng.normal(0, 3, size=(40, 5)).astype(np.float32),
        rng.integers(4, size=40),
    ),
    use=_at_work,
    judge=_judge_ending,
    draws=2,
    hints=[
        "`keras.layers.Dense(classes)` gives scores. Which loss takes whole numbers as labels?",
        "A loss expects probabilities, unless you say `from_logits=True`.",
        "`EarlyStopping` has `patience` and `restore_best_weights`.",
    ],
)
def ending(classes):
    layer = keras.layers.Dense(classes)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    stop = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    return layer, loss, stop


@ending.also_correct
def _(classes):
    stop = keras.callbacks.EarlyStopping("val_loss", 0, 2, mode="min", restore_best_weights=True)
    return keras.layers.Dense(classes, "softmax"), "sparse_categorical_crossentropy", stop


ending.mistakes(
    (_TWICE, edit("Dense(classes)", 'Dense(classes, activation="softmax")')),
    (
        _NEVER,
        edit("from_logits=True", ""),
        edit(
            "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
            '"sparse_categorical_crossentropy"',
        ),
    ),
    (_LAST, edit(", restore_best_weights=True", "")),
    (_SOON, edit("patience=2, ", "")),
    (_LATE, edit("patience=2", "patience=3")),
    (_HIGH, edit("patience=2", 'patience=2, mode="max"')),
    (_TRAINING, edit("patience=2", 'monitor="loss", patience=2')),
    (
        _CUT,
        edit("Dense(classes)", 'Dense(classes, activation="relu")'),
        edit("Dense(classes)", 'Dense(classes, activation="sigmoid")'),
    ),
    (_ONE_HOT, edit("SparseCategorical", "Categorical")),
    (
        "That loss measures how far numbers are apart, and class 7 is no nearer to 8 than to 0: "
        "classes have a cross-entropy.",
        edit("keras.losses.SparseCategoricalCrossentropy(from_logits=True)", '"mse"'),
    ),
)
