"""The exercises of lesson 23, Use many devices."""

import numpy as np
import tensorflow.compat.v1 as tf

from utils import graphs, placement
from utils.exercises import Reject, edit, exercise, prediction

# Place two operations ---------------------------------------------------------------------


def _run_on_two_cpus(answer, x):
    """Build what `answer` builds, run it with two CPUs, and tell its value and what ran where."""
    config = graphs.as_written()
    config.device_count["CPU"], config.device_count["GPU"] = 2, 0
    with tf.Graph().as_default() as graph, tf.Session(config=config) as session:
        given = tf.placeholder(tf.float32, (None,), name="x")
        built = answer(given)
        if built is None or built is Ellipsis:
            return built
        if getattr(built, "graph", None) is not graph:
            raise Reject("Return the tensor that you have built from `x` with TensorFlow.")
        try:
            trace = placement.trace(session, built, {given: x})
        except tf.errors.InvalidArgumentError as error:
            if "Cannot assign a device" not in str(error):
                raise
            raise Reject(
                "A device that you ask for is not there: this session has `/CPU:0` and `/CPU:1`, "
                "counted from 0."
            ) from None
        places = {name: device for device, names in trace.devices.items() for name in names}
        # Whatever operations do it: the first that needs x begins to add, the last ends.
        needing, ran = {given.op}, []
        for operation in graph.get_operations():
            if needing & {tensor.op for tensor in operation.inputs}:
                needing.add(operation)
                if operation.type != "Identity" and operation.name in places:
                    ran.append(places[operation.name])
        return {
            "value": trace.value,
            "adding up, on": ran[0] if ran else "nowhere",
            "the exponential, on": ran[-1] if ran else "nowhere",
        }


@exercise(
    use=_run_on_two_cpus,
    inputs=lambda rng: (rng.uniform(-1, 1, size=rng.integers(2, 6)).astype(np.float32),),
    draws=2,
    hints=[
        "What is built inside `with tf.device(...):` gets that wish. You need two such blocks.",
        'In the first, `with tf.device("/CPU:0"):`, comes `tf.reduce_sum(x)`.',
        'In the second, `with tf.device("/CPU:1"):`, comes `tf.exp` of it.',
    ],
)
def spread(x):
    with tf.device("/CPU:0"):
        total = tf.reduce_sum(x)
    with tf.device("/CPU:1"):
        return tf.exp(total)


@spread.also_correct
def _(x):
    with tf.device("/CPU:1"):
        with tf.device("/CPU:0"):
            total = tf.reduce_sum(x)
        return tf.exp(total)


spread.mistakes(
    (
        "The two have changed places: `CPU:0` is to add up, `CPU:1` to take the exponential.",
        edit("CPU:0", "CPU:1", "CPU:1", "CPU:0"),
    ),
    (
        "Both ran on `CPU:0`, where all goes for which nothing is said. A wish counts for what is "
        "*built* inside its block: a tensor that exists already stays where it is.",
        edit("total = tf.reduce_sum(x)", "y = tf.exp(tf.reduce_sum(x))", "tf.exp(total)", "y"),
    ),
    (
        "Both ran on `CPU:1`. The sum needs a block of its own, with `/CPU:0`.",
        edit("CPU:0", "CPU:1"),
    ),
    (
        "The places are right, but this is the sum of the exponentials: first the sum, then one "
        "exponential of it. The two blocks must also come in that order.",
        edit(
            "CPU:0",
            "CPU:1",
            "tf.reduce_sum(x)",
            "tf.exp(x)",
            "CPU:1",
            "CPU:0",
            "tf.exp(total)",
            "tf.reduce_sum(total)",
        ),
    ),
    (
        "This is the sum of the exponentials: first the sum, on `CPU:0`, then one exponential of "
        "it.",
        edit("reduce_sum", "exp", "exp(", "reduce_sum("),
    ),
    (
        "A device that you ask for is not there: this session has `/CPU:0` and `/CPU:1`, counted "
        "from 0.",
        edit("CPU:0", "CPU:1", "CPU:1", "CPU:2"),
    ),
    ("The sum alone is not enough: return its exponential.", edit("tf.exp(total)", "total")),
)


# Average the gradients --------------------------------------------------------------------


def _shards(rng, sizes, shape=(2, 4)):
    return [rng.normal(size=shape) for _ in sizes], list(sizes)


@exercise(
    inputs=[
        lambda rng: _shards(rng, [int(n) for n in rng.permutation([10, 30, 60])]),
        lambda rng: _shards(rng, [8, 8]),
        lambda rng: _shards(rng, [int(rng.integers(1, 9))]),
        lambda rng: _shards(rng, [int(n) for n in rng.integers(1, 100, size=5)], (4,)),
    ],
    hints=[
        "Each worker's gradient is a mean over its shard. Times the number of its examples, it is "
        "a sum.",
        "The sums add up to the sum over the whole batch. What makes a mean of it?",
        "Divide by the number of all examples, `sum(sizes)`.",
    ],
)
def average_gradients(gradients, sizes):
    total = sum(sizes[k] * gradients[k] for k in range(len(sizes)))
    return total / sum(sizes)


average_gradients.also_correct("np.average(np.array(gradients), axis=0, weights=sizes)")


@average_gradients.also_correct
def _(gradients, sizes):
    shares = np.array(sizes) / np.sum(sizes)
    return np.tensordot(shares, np.stack(gradients), axes=1)


average_gradients.mistakes(
    (
        "This is the plain average of the workers, a mean of means: a shard of 10 examples "
        "gets as much say as one of 60. Give each gradient the weight of its examples.",
        "sum(gradients) / len(gradients)",
    ),
    (
        "This is the sum over the workers. Each of them brings a mean; their sum is a step as "
        "many times too long as there are workers.",
        "sum(gradients)",
    ),
    (
        "The weights are right. Now it is the sum over all the examples: it would grow with "
        "the batch. Divide by their number.",
        "sum(n * g for g, n in zip(gradients, sizes, strict=True))",
    ),
    (
        "You divide by the number of workers. The weighted gradients add up to a sum over "
        "*examples*: divide by how many there are of those.",
        "sum(n * g for g, n in zip(gradients, sizes, strict=True)) / len(sizes)",
    ),
    (
        "You divide the sum of the means by the number of examples. Each gradient is divided "
        "by its own number already: undo that first.",
        "sum(gradients) / sum(sizes)",
    ),
    (
        "You divide each gradient by its number of examples, which gives small shards the "
        "most say. It is a mean already: *multiply*.",
        "sum(g / n for g, n in zip(gradients, sizes, strict=True))",
    ),
    (
        "This averages all numbers of all workers into one. A gradient has an entry for each "
        "weight: average over the workers alone.",
        "np.mean(gradients)",
    ),
    (
        "The share of each worker is right, and taken twice: the weights m_k / m add up to 1, so "
        "nothing is left to divide by.",
        "np.tensordot(np.array(sizes) / np.sum(sizes), np.stack(gradients), axes=1) / len(sizes)",
    ),
    (
        "Without `axis=0`, `np.average` takes all numbers of all gradients together.",
        "np.average(gradients, weights=sizes)",
    ),
)


# What a worker sends ----------------------------------------------------------------------

traffic = prediction(
    "Four workers, a gradient of 100 MB, a ring. How many MB does each worker send in a step?",
    answer=150,
    wrong={
        100: "That would be the whole gradient once. Each chunk goes round twice, but not quite: "
        "once to be added up, once to be handed out.",
        200: "Almost: twice the gradient is the limit for very many workers. With four, three of "
        "the four chunks pass through each worker in each half.",
        300: "In each of the rounds a worker sends one *chunk*, a quarter of the gradient.",
        400: "That is what all workers together send in half of the rounds, or so: (N − 1)/N · B "
        "each. What does one send, in both halves?",
        600: "That is what all four send together: 6 chunks of 25 MB each, times four.",
        800: "That goes through the cable of a *server*: 2NB. In a ring there is none.",
        75: "That is one half of the way: the chunks are added up. Then they must be handed out.",
        50: "Two chunks of 25 MB? Each half of the way has N − 1 = 3 rounds.",
        150_000_000: "The number is right in bytes. Asked for are MB.",
        25: "That is one chunk, which is sent in one round. How many rounds are there?",
    },
    hints=[
        "A chunk is a quarter of the gradient. In each round each worker sends one chunk.",
        "There are 2(N − 1) rounds.",
    ],
    why="Each worker sends 2(N − 1) = 6 chunks of 100 / 4 = 25 MB.",
)

# The limit --------------------------------------------------------------------------------

limit = prediction(
    "4 of 100 minutes cannot be divided. How many times as fast can the training become at most?",
    answer=25,
    wrong={
        96: "96 minutes can be divided, that is so. With very many workers they shrink to nothing. "
        "What remains, and what share of the whole is it?",
        100: "That would be so if nothing but one minute remained. How long does the training "
        "take when the divided part has shrunk to nothing?",
        24: "96 / 4 compares the divided part with the rest. The speed-up compares the *whole* "
        "time before with the whole time after.",
        4: "4 minutes is what remains. By what factor is that shorter than 100?",
        0.04: "That is the share that stays, s. The limit is 1/s.",
    },
    hints=[
        "With very many workers, how long do the other 96 minutes take?",
        "Then the whole training takes 4 minutes. Before it took 100.",
    ],
    why="The share s = 4/100 stays, so the limit is 1/s = 25, for any number of workers.",
)

# A second machine -------------------------------------------------------------------------


def _constants(rng):
    """size, bandwidth, latency, example: such that every term matters."""
    return (
        float(rng.uniform(1e8, 3e8)),
        float(rng.uniform(0.8e9, 2e9)),
        float(rng.uniform(0.01, 0.05)),
        float(rng.uniform(1e-4, 1e-3)),
    )


@exercise(
    inputs=_constants,
    draws=3,
    hints=[
        "Write T(2) with the formula: what do the three terms become for N = 2?",
        "T(2) is T1 / 2 + size / bandwidth + 2 * latency. Two workers are as fast as one where "
        "that equals T1.",
        "Then T1 / 2 = size / bandwidth + 2 * latency, and T1 is m examples of `example` seconds.",
    ],
)
def break_even(size, bandwidth, latency, example):
    return 2 * (size / bandwidth + 2 * latency) / example


@break_even.also_correct
def _(size, bandwidth, latency, example):
    N = 2
    sending = 2 * (N - 1) / N * size / bandwidth + 2 * (N - 1) * latency
    return sending / (example - example / N)


break_even.mistakes(
    (
        "This is the time of a step, in seconds. How many examples are computed in that time?",
        "2 * (size / bandwidth + 2 * latency)",
    ),
    (
        "Your batch must be twice as large. The exchange may take as long as the second worker "
        "*saves*, which is half of T1; and a ring of two has 2(N − 1) = 2 rounds.",
        "(size / bandwidth + 2 * latency) / example",
        "(size / bandwidth + latency) / example",
    ),
    (
        "For N = 2 the bytes are 2(N − 1)/N · B = B: in a ring of two each worker sends one "
        "whole gradient, not two.",
        "2 * (2 * size / bandwidth + 2 * latency) / example",
    ),
    (
        "In a ring of two each worker sends two halves, a whole gradient: 2(N − 1)/N · B = B.",
        "2 * (size / 2 / bandwidth + 2 * latency) / example",
    ),
    (
        "The latency counts for nothing: two rounds wait, one after the other.",
        "2 * size / bandwidth / example",
    ),
    (
        "You count the latency once. A ring of two has 2(N − 1) = 2 rounds.",
        "2 * (size / bandwidth + latency) / example",
    ),
    (
        "Only the latency is divided by `example`: brackets around both times are missing.",
        "2 * size / bandwidth + 2 * latency / example",
        "2 * size / bandwidth + 4 * latency / example",
    ),
    (
        "The bytes count for nothing: only the wait at the start of each round is there.",
        "2 * 2 * latency / example",
    ),
    (
        "You multiply by the bandwidth. Bytes divided by bytes a second are seconds.",
        "2 * (size * bandwidth + 2 * latency) / example",
    ),
    (
        "`bandwidth` is in *bytes* a second already: the 8 bits of a byte were needed to read "
        "a cable.",
        "2 * (8 * size / bandwidth + 2 * latency) / example",
    ),
    (
        "Upside down: a dearer exchange needs a *larger* batch.",
        "example / (2 * (size / bandwidth + 2 * latency))",
    ),
    (
        "Right but for the rounding: return the number as it comes out.",
        "int(np.ceil(2 * (size / bandwidth + 2 * latency) / example))",
    ),
)


# A batch for 32 workers -------------------------------------------------------------------

_N, _LATENCY, _BANDWIDTH, _EXAMPLE = 32, 0.2e-3, 1e9, 0.2e-3
_SIZE = 4 * (784 * 2000 + 2000 * 2000 + 2000 * 10)


def _speed_up(m):
    compute = m * _EXAMPLE
    sending = 2 * (_N - 1) / _N * _SIZE / _BANDWIDTH + 2 * (_N - 1) * _LATENCY
    return compute / (compute / _N + sending)


def _judge_batch(m):
    m = np.asarray(m)
    if m.shape != () or m.dtype.kind not in "iuf":
        return "Return one number, the examples in a batch."
    m = float(m)
    if m <= 0 or m % 100:
        return "Return a positive multiple of 100."
    reached = _speed_up(m)
    if reached < _N / 2:
        return (
            f"With {m:.0f} examples, 32 workers are {reached:.2f} times as fast. A larger batch "
            "gives them more to compute between two exchanges."
        )
    if _speed_up(m - 100) >= _N / 2:
        return (
            f"With {m:.0f} examples, 32 workers are {reached:.2f} times as fast: more than asked "
            "for. There is a smaller batch that does."
        )
    return None


@exercise(
    inputs=lambda rng: (),
    judge=_judge_batch,
    hints=[
        "Try some: `speed_up(32, 2000)`, `speed_up(32, 10_000)`.",
        "16 of 32 means that half of the time goes into computing: m · example / 32 must be as "
        "long as `communication(32)`.",
        "A loop over `range(100, 20_000, 100)` finds the first that reaches 16.",
    ],
)
def large_batch():
    return 9000


@large_batch.also_correct
def _():
    exchange = 2 * (_N - 1) * (_SIZE / _N / _BANDWIDTH + _LATENCY)
    return 100 * int(np.ceil(_N * exchange / _EXAMPLE / 100))


large_batch.mistakes(
    (
        "With 1000 examples, 32 workers are 3.23 times as fast. A larger batch gives them more "
        "to compute between two exchanges.",
        "1000",
    ),
    (
        "With 32000 examples, 32 workers are 25.03 times as fast: more than asked for. There "
        "is a smaller batch that does.",
        "32000",
    ),
    (
        "Return a positive multiple of 100.",
        "_N * 2 * (_N - 1) * (_SIZE / _N / _BANDWIDTH + _LATENCY) / _EXAMPLE",
    ),
)
