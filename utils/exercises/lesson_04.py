"""The exercises of lesson 4, Train with mini-batches."""

import copy
from functools import cache

import numpy as np

from utils.batches import batches as course_batches
from utils.datasets import load_mnist
from utils.exercises import Reject, edit, exercise, prediction

# The noise of a sample -------------------------------------------------------------------

half_the_noise = prediction(
    "100 digits give a certain noise. How many give half of it?",
    answer=400,
    wrong={
        200: "Twice the digits divide the noise by the square root of 2 only, to 71%.",
        50: "Fewer digits give more noise, not less.",
        25: "You have gone the other way: 25 digits have twice the noise of 100.",
        10: "10 digits have three times the noise of 100.",
        1000: "Ten times the digits leave a third of the noise. A half takes fewer.",
        10000: "A hundred times the digits leave a tenth of the noise. A half takes far fewer.",
        300: "300 is what must be added to the 100. The question is how many there are then.",
    },
    hints=[
        "The noise of n examples is s divided by the square root of n.",
        "To halve the result, the square root must double. What must n do then?",
    ],
    why="The square root of 400 is twice the square root of 100, so the noise is half as large. "
    "Half the noise costs four times the work.",
)

# Mini-batches ----------------------------------------------------------------------------

NOT_PAIRS = (
    "Each batch must be a pair `(x, y)`: some rows of X, and the rows of Y of the same examples."
)
UNEQUAL = "In a batch, `x` and `y` have not the same number of rows. Cut out the same rows of both."
FIRST_ALONE = (
    "You give back one batch alone: a `return` inside the loop ends it. Collect the pairs in a "
    "list and return that, or use `yield`."
)
TORN = (
    "Inputs and targets come apart: some rows of `x` stand beside the target of another example. "
    "Draw one order, and use it for both."
)
DROPPED = (
    "The last examples are missing. Where the batch size does not divide m, the last batch is "
    "shorter, but it comes all the same."
)
EMPTY = (
    "There is a batch without a single row. Where the batch size divides m, nothing is left over."
)
TWICE = (
    "In one epoch some examples come several times, and others never. Every example comes once: "
    "draw one order of all the rows, and cut that into pieces."
)
TOO_MANY = (
    "There are more rows in an epoch than there are examples, so that some come several times. "
    "Draw one order of all the rows, and cut that into pieces, the last one shorter."
)
LOST = "Some examples never come. In one epoch every example comes exactly once."
SIZES = "All batches but the last have `size` rows, and the last has what is left."
UNSHUFFLED = (
    "The rows come in the order of the file. Draw a random order first, and take them in that."
)
FROZEN = (
    "Both epochs have the same order. Draw it anew at every call, from the generator `rng` that "
    "you are given."
)
BLOCKS = (
    "The same examples always share a batch: you shuffle the batches, or the rows inside each, "
    "but not all the rows. Draw the order of the rows, and cut it into batches afterwards."
)
NOT_RNG = (
    "Your order does not come from `rng`: the same generator in the same state must give the same "
    "batches, or nobody can repeat a run."
)


def _epochs(answer, X, Y, size, rng):
    """Two epochs of an answer, the rows of each batch as lists of x and y."""
    again = copy.deepcopy((X, Y, size, rng))
    first, second = (_epoch(answer, X, Y, size, rng) for _ in range(2))
    repeated = _same(first, _epoch(answer, *again))
    return {"epochs": [first, second], "repeatable": repeated}


def _epoch(answer, X, Y, size, rng):
    given = answer(X, Y, size, rng)
    if given is None:
        raise Reject("Your function returns nothing: `return` a list of pairs, or `yield` them.")
    pairs = list(given)
    if len(pairs) == 2 and all(np.ndim(x) == X.ndim for x in pairs[0]):
        raise Reject(
            "You give all the `x` and then all the `y`. Give a pair of both for each batch."
        )
    if len(pairs) == 2 and all(np.shape(part)[1:] == X.shape[1:] for part in pairs[:1]):
        raise Reject(FIRST_ALONE)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise Reject(NOT_PAIRS)
        if np.ndim(pair[0]) != X.ndim or np.ndim(pair[1]) != Y.ndim:
            raise Reject(NOT_PAIRS)
        if len(pair[0]) != len(pair[1]):
            raise Reject(UNEQUAL)
    return [(np.array(x), np.array(y)) for x, y in pairs]


def _same(first, second):
    flat = [[part for pair in epoch for part in pair] for epoch in (first, second)]
    return len(flat[0]) == len(flat[1]) and all(map(np.array_equal, *flat))


def _judge_batches(result, X, Y, size, rng):
    rows, problem = zip(*(_rows(epoch, X, Y, size) for epoch in result["epochs"]), strict=True)
    if any(problem):
        return next(filter(None, problem))
    first, second = (np.concatenate(epoch) for epoch in rows)
    if np.array_equal(first, np.arange(len(X))):
        return UNSHUFFLED
    if np.array_equal(first, second):
        return FROZEN
    together = [{frozenset(batch.tolist()) for batch in epoch} for epoch in rows]
    if 1 < size < len(X) and together[0] == together[1]:
        return BLOCKS
    return None if result["repeatable"] else NOT_RNG


def _rows(epoch, X, Y, size):
    """The numbers of the rows in each batch, and what is wrong with them, or None."""
    # Column 0 of X is different in every row.
    known = {float(row[0]): number for number, row in enumerate(X)}
    batches = [np.array([known.get(float(row[0]), -1) for row in x], int) for x, _ in epoch]
    if any(len(batch) == 0 for batch in batches):
        return batches, EMPTY
    rows = np.concatenate(batches) if batches else np.array([], int)
    if len(rows) > len(X):
        return batches, TOO_MANY
    if (rows < 0).any():
        return batches, "Some rows of your batches are not rows of X: take them as they are."
    if not np.array_equal(np.concatenate([y for _, y in epoch]) if epoch else Y[:0], Y[rows]):
        return batches, TORN
    if len(np.unique(rows)) < len(rows):
        return batches, TWICE
    if len(rows) < len(X):
        return batches, DROPPED if len(rows) == len(X) // size * size else LOST
    sizes = [len(batch) for batch in batches]
    if any(n != size for n in sizes[:-1]) or sizes[-1] > size:
        return batches, SIZES
    return batches, None


def _examples(rng, m, size):
    X = np.round(rng.normal(size=(m, 2)), 1)
    X[:, 0] = np.arange(m)
    return X, 10.0 * np.arange(m), size, np.random.default_rng(rng.integers(2**32))


@exercise(
    inputs=[
        lambda rng: _examples(rng, int(rng.integers(14, 16)), 4),  # 2 or 3 rows are left over
        lambda rng: _examples(rng, 18, 6),  # nothing is left over
        lambda rng: _examples(rng, 20, int(rng.integers(30, 40))),  # one batch, and it is short
        lambda rng: _examples(rng, 12, 1),
    ],
    judge=_judge_batches,
    use=_epochs,
    hints=[
        "Draw the order of all rows first: `order = rng.permutation(len(X))`.",
        "Batches start at 0, size, 2 · size, ...: `range(0, len(X), size)`.",
        "The rows of one batch are `order[start : start + size]`. At the end of the order a slice "
        "becomes shorter of its own accord.",
        "Cut both with the same rows: `X[rows], Y[rows]`.",
    ],
)
def batches(X, Y, size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), size):
        rows = order[start : start + size]
        yield X[rows], Y[rows]


@batches.also_correct
def _(X, Y, size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    pieces = np.split(order, range(size, len(X), size))
    return [(X[rows], Y[rows]) for rows in pieces]


@batches.also_correct
def _(X, Y, size, rng):
    order = np.argsort(rng.random(len(X)))
    X, Y = X[order], Y[order]
    return zip(
        [X[i : i + size] for i in range(0, len(X), size)],
        [Y[i : i + size] for i in range(0, len(Y), size)],
        strict=True,
    )


batches.mistakes(
    (DROPPED, edit("len(X), size)", "len(X) // size * size, size)")),
    (UNSHUFFLED, edit("rng.permutation", "np.arange")),
    (TORN, edit("for start", "Y = rng.permutation(Y)\n    for start")),
    (
        "The inputs are shuffled and the targets are not, so each row of `x` gets the target of "
        "another example. Use the same order for both.",
        edit("Y[rows]", "Y[start : start + size]"),
    ),
    (
        "Every epoch has the same order, since you make a new generator with the same seed at "
        "every call. Use the `rng` that you are given: it goes on where it stopped.",
        edit(" rng.", " np.random.default_rng(4)."),
    ),
    (
        "You shuffle the batches, and inside each the examples are still neighbours of the file: "
        "sorted data stay sorted. Draw the order of the rows, and cut it into batches afterwards.",
        edit(
            "rng.permutation(len(X))",
            "np.arange(len(X))",
            "range(0, len(X), size)",
            "size * rng.permutation(-(-len(X) // size))",
        ),
    ),
)


_SHUFFLE_GIVES_NONE = (
    "`rng.shuffle` shuffles in place and gives nothing back, so you go on with `None`. "
    "`rng.permutation` gives back a shuffled order."
)


batches.mistakes(
    (
        _SHUFFLE_GIVES_NONE,
        edit(
            "order = rng.permutation(len(X))",
            "X, Y = rng.shuffle(X), rng.shuffle(Y)",
            "order[start : start + size]",
            "slice(start, start + size)",
        ),
        edit("rng.permutation(len(X))", "rng.shuffle(np.arange(len(X)))"),
    ),
    (
        TWICE,
        edit("order[start : start + size]", "rng.integers(len(X), size=min(size, len(X) - start))"),
    ),
    (
        EMPTY,
        edit("for start in range(0, len(X), size):", "for start in range(0, len(X) + 1, size):"),
    ),
    (
        "Your batches overlap: each starts a single row after the one before. The next batch "
        "starts `size` rows further on.",
        edit("0, len(X), size", "len(X)"),
    ),
    (
        "You fill the last batch up with rows from the beginning, and those come twice. Let "
        "the last batch be shorter.",
        edit(
            "rows = order[start : start + size]",
            'rows = np.take(order, range(start, start + size), mode="wrap")',
        ),
    ),
    (
        "A slice ends where its second number says: `order[start : size]` is empty from the "
        "second batch on. The batch ends at `start + size`.",
        edit(" : start + ", ":"),
    ),
    (
        "The batches of `x` come without their targets. Give a pair `(x, y)` for each.",
        edit(
            "rows = order[start : start + size]\n        yield X[rows], Y[rows]",
            "yield X[order[start : start + size]]",
        ),
    ),
    (
        "Every batch carries all the targets. Cut `Y` with the same rows as `X`.",
        edit(
            "rows = order[start : start + size]\n        yield X[rows], Y[rows]",
            "yield X[order[start : start + size]], Y[order]",
        ),
    ),
    (FIRST_ALONE, edit("yield X[rows], Y[rows]", "return X[rows], Y[rows]\n    return None")),
    (
        "You have cut the data into `size` batches. `size` is the number of rows in each batch.",
        edit(
            "for start in range(0, len(X), size):\n        rows = order[start : start + size]",
            "for rows in np.array_split(order, size):",
        ),
    ),
    (
        "Your order comes from NumPy's global generator and not from `rng`. It works, but a "
        "run can be repeated only if all chance comes from the generator that is handed over.",
        edit(" rng.", " np.random."),
    ),
)


# Steps an epoch --------------------------------------------------------------------------


def _sizes(rng, rest):
    """m and size: `rest` rows are left over, or lack where it is negative."""
    size, full = int(rng.integers(12, 40)), int(rng.integers(3, 30))
    return size * full + rest, size


@exercise(
    inputs=[
        lambda rng: _sizes(rng, 0),
        lambda rng: _sizes(rng, 1),
        lambda rng: _sizes(rng, -1),
        lambda rng: (int(rng.integers(3, 9)), int(rng.integers(10, 99))),  # fewer than a batch
    ],
    hints=[
        "100 examples in batches of 25 make 4 steps. And 101 examples?",
        "Divide and round up. `m // size` rounds down.",
        "`m % size` is how many rows are left over. Or let `np.ceil(m / size)` round up.",
    ],
)
def steps_per_epoch(m, size):
    full = m // size
    return full + 1 if m % size else full


steps_per_epoch.also_correct("int(np.ceil(m / size))", "len(range(0, m, size))")


steps_per_epoch.mistakes(
    ("You have forgotten the last, shorter batch: it makes a step too. Round up.", "m // size"),
    (
        "Where the size divides m there is nothing left over, and you count one step too many.",
        "m // size + 1",
    ),
    ("Rounding to the nearest drops a last batch that is less than half full.", "round(m / size)"),
    (
        "`m % size` rows are left over, and all of them together make one step more.",
        "m // size + m % size",
    ),
    ("There is no part of a step: the last, shorter batch makes a whole one.", "m / size"),
    ("This is how many rows the last batch has. How many batches are there?", "m % size"),
    ("That would be a step for every example: batches of 1.", "m"),
)


# One epoch -------------------------------------------------------------------------------


def _pairs(rng, sizes):
    """Batches of the given sizes for a neuron with three weights, w and a learning rate."""
    pairs = [(rng.normal(size=(n, 3)), rng.integers(0, 2, size=n) * 1.0) for n in sizes]
    return pairs, rng.normal(size=3), float(rng.uniform(0.4, 0.9))


@exercise(
    inputs=[
        lambda rng: _pairs(rng, [2]),
        lambda rng: _pairs(rng, [4, 4, 3]),
        lambda rng: _pairs(rng, [1, 1, 1, 1]),
    ],
    updates=["w"],
    hints=[
        "Begin with `for x, y in pairs:`. What stands in the loop is one step.",
        "A step is lesson 3's: `y_hat` from x and w, then delta, (y − ŷ) times the slope ŷ(1 − ŷ).",
        "The mean of delta · x over the rows of the batch is `x.T @ delta / len(x)`.",
        "`w = w + learning_rate * ...` inside the loop, `return w` after it.",
    ],
)
def sgd_epoch(pairs, w, learning_rate):
    for x, y in pairs:
        y_hat = 1 / (1 + np.exp(-x @ w))
        delta = (y - y_hat) * y_hat * (1 - y_hat)
        w = w + learning_rate * x.T @ delta / len(x)
    return w


@sgd_epoch.also_correct
def _(pairs, w, learning_rate):
    w = np.array(w)
    for x, y in pairs:
        y_hat = (1 + np.tanh(x @ w / 2)) / 2
        slopes = [(y_hat - y) @ (y_hat * (1 - y_hat) * column) / len(y) for column in x.T]
        w -= learning_rate * np.array(slopes)
    return w


def _step(x, y, w):
    y_hat = 1 / (1 + np.exp(-x @ w))
    return x.T @ ((y - y_hat) * y_hat * (1 - y_hat))


sgd_epoch.mistakes(
    (
        "All your steps start from the first weights: each batch must see what the batches "
        "before it have changed. Update w inside the loop.",
        "w + learning_rate * sum(_step(x, y, w) / len(x) for x, y in pairs)",
    ),
    (
        "You collect the directions of all batches and take a single step with their mean: "
        "that is batch gradient descent. Take a step after each batch.",
        "w + learning_rate * np.mean([_step(x, y, w) / len(x) for x, y in pairs], axis=0)",
    ),
    (
        "A `return` inside the loop ends the epoch after the first batch.",
        edit("    return w", "        return w"),
    ),
    (
        "Only the last batch counts: each round of your loop starts again from the old w.",
        "w + learning_rate * _step(*pairs[-1], w) / len(pairs[-1][0])",
    ),
    (
        "You add up over the batch instead of taking the mean, so that a larger batch takes a "
        "longer step. Divide by the number of its rows.",
        edit(" / len(x)", ""),
    ),
    (
        "You divide by the size of the first batch. The last one may be shorter: divide each by "
        "its own number of rows.",
        edit("len(x)", "len(pairs[0][0])"),
    ),
    (
        "You divide by the number of weights (or took `np.mean` along the wrong axis). The mean "
        "is over the rows of the batch.",
        edit("len(x)", "len(w)"),
    ),
    (
        "You divide by the number of batches. The mean is over the rows of one batch: `len(x)`.",
        edit("len(x)", "len(pairs)"),
    ),
    (
        "You walk uphill: the error grows. With (y − ŷ) in the error term, the step is added.",
        edit("w + learning_rate", "w - learning_rate"),
    ),
    (
        "The slope of the sigmoid is missing: the error term is (y − ŷ) times ŷ(1 − ŷ).",
        edit(" * y_hat * (1 - y_hat)", ""),
    ),
    (
        "You take the means of x and of the error terms apart, and multiply them. The mean is that "
        "of the products: multiply example by example first.",
        edit("x.T @ delta / len(x)", "x.mean(axis=0) * delta.mean()"),
    ),
    (
        "The learning rate is missing: your steps have their full length.",
        edit("learning_rate * x.T", "x.T"),
    ),
    (
        "ŷ is the sigmoid of h, and your prediction is h itself. Send `x @ w` through the sigmoid.",
        edit("1 / (1 + np.exp(-x @ w))", "x @ w"),
    ),
    (
        "Your slope is taken at ŷ as if it were h: sigmoid(ŷ)(1 − sigmoid(ŷ)). ŷ is already the "
        "sigmoid of h, so the slope is ŷ(1 − ŷ).",
        edit(
            "delta =",
            "again = 1 / (1 + np.exp(-y_hat))\n        delta =",
            "y_hat * (1 - y_hat)",
            "again * (1 - again)",
        ),
    ),
    (
        "This is how far the weights have moved. Return the weights: the old and the way.",
        edit("for x", "start = w\n    for x", "return w", "return w - start"),
    ),
)


# A better recipe -------------------------------------------------------------------------

TARGET = 0.045


@cache
def _odd_or_even():
    """The lesson's inputs and targets."""
    images, labels = load_mnist().train
    X = np.hstack([images.reshape(-1, 784) / 255, np.ones((len(images), 1))])
    return X, (labels % 2).astype(float)


@cache
def _error_after_one_epoch(size, learning_rate):
    X, y = _odd_or_even()
    w = np.zeros(785)
    for x, target in course_batches(X, y, size, np.random.default_rng(4)):
        w = w + learning_rate * _step(x, target, w) / len(x)
    return np.mean((y - 1 / (1 + np.exp(-X @ w))) ** 2) / 2


def _judge_recipe(given):
    if type(given) is not dict or set(given) != {"size", "learning_rate"}:
        return "Return a dictionary with size and learning_rate, and nothing else."
    size, rate = (np.asarray(given[name]).item() for name in ("size", "learning_rate"))
    if size != int(size) or not 1 <= size <= 8000:
        return "The batch size must be a whole number from 1 to 8000."
    if not 0 < rate < 1e6:
        return "The learning rate must be greater than 0, or nothing is learned."
    error = _error_after_one_epoch(int(size), rate)
    if error < TARGET:
        return None
    found = f"After one epoch the mean error is {error:.4f}, not yet below {TARGET}."
    if size >= 400:
        steps = -(-8000 // int(size))
        many = f"make {steps} step{'s' * (steps > 1)} an epoch: too few, whatever the rate"
        return f"{found} Batches of {int(size)} {many}."
    shorter, longer = (_error_after_one_epoch(int(size), rate * f) for f in (0.5, 2))
    if min(shorter, longer) > error:
        advice = "the rate is about right, and another size would do better"
    elif shorter < longer:
        advice = "shorter steps would do better"
    else:
        advice = "longer steps would do better"
    return f"{found} With batches of {int(size)}, {advice}."


@exercise(
    inputs=lambda rng: (),
    judge=_judge_recipe,
    draws=1,
    hints=[
        "The table of sizes and rates in the lesson goes by one rule: rate = 0.003 · size. All of "
        "it is on the safe side.",
        "Keep the size at 10 or 20, and raise the rate until the error does not fall any more.",
        "Batches of 10 with a rate of 0.03 gave 0.0555. Try ten times that rate.",
        "If one size is far worse than its neighbours, look at its last batch.",
    ],
)
def recipe():
    return {"size": 20, "learning_rate": 0.5}


recipe.also_correct('{"size": 10, "learning_rate": 0.3}')


recipe.mistakes(
    (
        "That is the lesson's own recipe: it ends at 0.0555. Change something.",
        '{"size": 100, "learning_rate": 0.3}',
    ),
)
