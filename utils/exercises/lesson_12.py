"""The exercises of lesson 12, Update variables."""

import numpy as np
import tensorflow.compat.v1 as tf

from utils.exercises import Reject, edit, exercise, fresh_session, prediction, require_built
from utils.graphs import needed

# What an answer gives to a session --------------------------------------------------------


def _not_answered(built):
    return built is None or built is Ellipsis


def _shortened(found):
    """The operations that an ordinary session has run, in a graph of their own."""
    with tf.Graph().as_default() as graph:
        for part in found.partition_graphs:
            tf.import_graph_def(part)
    return graph.get_operations()


def _races(fetches):
    """Whether a run of `fetches` reads and writes a variable, or writes it twice, in no order."""
    operations = needed(fetches)
    before = {operation: set(needed(operation)) for operation in operations}
    users = {}
    for operation in operations:
        for tensor in operation.inputs:
            if tensor.dtype == tf.resource:
                users.setdefault(tensor.op, []).append(operation)
    return any(
        {one.type, other.type} != {"ReadVariableOp"}
        and one not in before[other]
        and other not in before[one]
        for same in users.values()
        for one in same
        for other in same
    )


# A counter --------------------------------------------------------------------------------


def _three_runs(answer, first, by):
    """What three runs of the counter give, in one session."""
    with fresh_session() as session:
        count = answer(first, by)
        if _not_answered(count):
            return count
        if isinstance(count, tuple | list):
            raise Reject("You return several things, or a list: return the one tensor that counts.")
        require_built(session.graph, count)
        session.run(tf.global_variables_initializer())
        return [session.run(count) for _ in range(3)]


@exercise(
    use=_three_runs,
    inputs=[
        lambda rng: (int(rng.integers(2, 9)), int(rng.integers(10, 20))),
        lambda rng: (int(rng.integers(-9, -2)), 1),
        lambda rng: (0.5, 0.25 * int(rng.integers(3, 9))),
    ],
    hints=[
        "What must survive from run to run is a variable: `tf.Variable(first)`.",
        "Its value changes when an operation is run that `assign_add` builds.",
        "Return what `assign_add` returns, not the variable: a session runs what is fetched and "
        "what that needs.",
    ],
)
def counter_of(first, by):
    return tf.Variable(first).assign_add(by)


@counter_of.also_correct
def _(first, by):
    count = tf.Variable(first)
    return count.assign(count + by)


@counter_of.also_correct
def _(first, by):
    count = tf.Variable(first)
    with tf.control_dependencies([count.assign_add(by)]):
        return count.read_value()


counter_of.mistakes(
    (
        "Every run gives the same sum: none goes on from what the run before has left. `+` makes "
        "a new tensor and changes no variable; an assignment must add to the variable's value.",
        "tf.Variable(first) + by",
    ),
)


@counter_of.mistake(
    "You return the variable. Reading it does not need the addition, so the addition is built and "
    "never run."
)
def _(first, by):
    count = tf.Variable(first)
    count.assign_add(by)
    return count


counter_of.mistakes(
    (
        "`assign` replaces the value: every run sets it to `by`. You want to add `by` to what "
        "is there.",
        "tf.Variable(first).assign(by)",
    ),
    (
        "Your counter starts at 0; it should start at `first`.",
        "tf.Variable(first - first).assign_add(by)",
    ),
    (
        "`first` and `by` have changed places: your counter starts at `by` and goes up by `first`.",
        "tf.Variable(by).assign_add(first)",
    ),
    ("Your counter goes down: `assign_sub` subtracts.", "tf.Variable(first).assign_sub(by)"),
)


@counter_of.mistake(
    "Your first run gives `first` itself. Each run, the first as well, should count and then give "
    "the new value."
)
def _(first, by):
    count = tf.Variable(first)
    old = count.read_value()
    with tf.control_dependencies([old]):
        add = count.assign_add(by)
    with tf.control_dependencies([add]):
        return tf.identity(old)


counter_of.mistakes(
    ("Your counter goes up by 1 whatever `by` is.", "tf.Variable(first).assign_add(by - by + 1)"),
    (
        "The type of your variable is whole numbers. Let it take its type from `first`, which "
        "may be 0.5.",
        "tf.Variable(first, dtype=tf.int32).assign_add(by)",
    ),
)


# The order of operations ------------------------------------------------------------------

after_two_runs = prediction(
    "The value of v after two runs of plus_one.",
    answer=15,
    wrong={
        5: "`double` runs as well, each time: `plus_one` was built inside the block, so it needs "
        "`double`.",
        7: "That is the value after one run. The session keeps it, and the second run starts from "
        "it.",
        14: "In the second run `double` gives 14, and `plus_one` has still to come.",
        18: "You have added first and doubled second. The block makes `plus_one` wait for "
        "`double`.",
        12: "The doubling alone gives 12. What is fetched is `plus_one`, and it adds 1 in each "
        "run.",
        8: "Each of the two runs does both: it doubles what the run before has left, and then "
        "adds 1.",
        **dict.fromkeys((13, 16), "You double twice and add once. Each run does both."),
        3: "An assignment that is run changes the variable, and the session keeps the new value.",
    },
    hints=[
        "A run of `plus_one` must wait for everything in the list: what runs first?",
        "The first run: 3 is doubled, then 1 is added. Where does the second run start?",
    ],
    why="3 is doubled to 6, plus 1 is 7; 7 is doubled to 14, plus 1 is 15.",
)

# Swap two variables -----------------------------------------------------------------------

_RACE = "a race"


def _two_swaps(answer, first_a, first_b):
    """The values of both variables after one run and after two, or that there is a race."""
    with fresh_session(optimized=True) as session:
        a, b = tf.Variable(first_a), tf.Variable(first_b)
        operation = answer(a, b)
        if _not_answered(operation):
            return operation
        require_built(session.graph, operation, operations=True)
        operation = tf.group(operation)  # a session would run all of a list, too
        if _races(operation):
            return _RACE
        session.run(tf.global_variables_initializer())
        values, found = [], tf.RunMetadata()
        for _ in range(2):
            session.run(operation, None, tf.RunOptions(output_partition_graphs=True), found)
            values.append(session.run([a, b]))
        if _races(_shortened(found)):
            raise Reject(
                "TensorFlow shortens a graph before it runs it (what is stacked and taken out with "
                "an index is read directly), and in what it makes of yours there is a race. Let "
                "both assignments wait for both reads, with `tf.control_dependencies`."
            )
        return values


@exercise(
    use=_two_swaps,
    draws=2,
    inputs=[
        lambda rng: (np.float32(rng.integers(1, 5)), np.float32(rng.integers(6, 10))),
        lambda rng: tuple(rng.normal(size=(2, 3)).astype(np.float32)),
    ],
    hints=[
        "Both values must be read before either is written: let both assignments wait for both.",
        "Read first, `old_a = a.read_value()` and the same for b, and build the two assignments "
        "inside `with tf.control_dependencies([old_a, old_b]):`.",
        "Return `tf.group(a.assign(...), b.assign(...))`.",
    ],
)
def swap(a, b):
    old_a, old_b = a.read_value(), b.read_value()
    with tf.control_dependencies([old_a, old_b]):
        return tf.group(a.assign(old_b), b.assign(old_a))


@swap.also_correct
def _(a, b):
    old_b, old_a = tf.tuple([b.read_value(), a.read_value()])
    return tf.group(a.assign(old_b), b.assign(old_a))


@swap.also_correct
def _(a, b):
    old_a = a.read_value()
    with tf.control_dependencies([old_a]):
        first = a.assign(b.read_value())
    with tf.control_dependencies([first]):
        return b.assign(old_a).op


swap.mistakes(
    (
        "There is a race: nothing in your graph says whether a variable is read before or "
        "after it is overwritten. Make each assignment need both old values, or wait for both "
        "reads.",
        "tf.group(a.assign(b), b.assign(a))",
    ),
)


_BOTH_B = (
    "Both end with the old value of b. Either b was never assigned (`tf.group` makes one operation "
    "of two), or a was overwritten before b's assignment read it: read both before you write."
)
_BOTH_A = (
    "Both end with the old value of a. Either a was never assigned (`tf.group` makes one operation "
    "of two), or b was overwritten before a's assignment read it: read both before you write."
)


@swap.mistake(_BOTH_B)
def _(a, b):
    with tf.control_dependencies([a.assign(b)]):
        return b.assign(a.read_value()).op


swap.mistakes(
    (_BOTH_B, "a.assign(b).op"),
)


@swap.mistake(_BOTH_A)
def _(a, b):
    with tf.control_dependencies([b.assign(a)]):
        return a.assign(b.read_value()).op


swap.mistakes(
    (_BOTH_A, "b.assign(a).op"),
    (
        "The two variables keep their values. Names in Python change places without any effect on "
        "the session; and an assignment that what you return does not need is built, but never "
        "run.",
        "tf.group(a.read_value(), b.read_value())",
    ),
    (
        "You add each variable's value to the other. `assign` replaces a value, `assign_add` adds "
        "to it.",
        edit("a.assign", "a.assign_add", "b.assign", "b.assign_add"),
    ),
)


# One step of descent ----------------------------------------------------------------------


def _square(w, x):
    return tf.reduce_sum(tf.square(w - x))


def _neuron(w, x):
    return 0.5 * tf.square(0.5 - tf.sigmoid(tf.reduce_sum(w * x)))


def _descended(answer, error, x, first_w, learning_rate):
    """The values of w after each of three steps."""
    with fresh_session() as session:
        w = tf.Variable(first_w)
        step = answer(error(w, x), w, learning_rate)
        if _not_answered(step):
            return step
        require_built(session.graph, step, operations=True)
        session.run(tf.global_variables_initializer())
        values = []
        for _ in range(3):
            session.run(step)
            values.append(session.run(w))
        return values


def _problem(rng, error, size):
    x, w = rng.uniform(0.5, 2, size=(2, size)).astype(np.float32)
    return error, x, w, float(rng.uniform(0.1, 0.4))


@exercise(
    use=_descended,
    inputs=[
        lambda rng: _problem(rng, _square, 1),
        lambda rng: _problem(rng, _neuron, 4),
        lambda rng: _problem(rng, _square, 3),
    ],
    hints=[
        "`tf.gradients(E, [w])` returns a list with one gradient in it: take it out.",
        "The gradient points uphill. The step is minus the learning rate times the gradient.",
        "The step must be added to the variable by an assignment, and that is what you return.",
    ],
)
def descent_step(E, w, learning_rate):
    (gradient,) = tf.gradients(E, [w])
    return w.assign_sub(learning_rate * gradient)


descent_step.also_correct(
    "tf.train.GradientDescentOptimizer(learning_rate).minimize(E)",
    "w.assign(w - learning_rate * tf.gradients(E, w)[0])",
)


descent_step.mistakes(
    (
        "You walk uphill. The gradient points to where E grows; the step goes against it.",
        "w.assign_add(learning_rate * tf.gradients(E, w)[0])",
    ),
    (
        "The learning rate is missing: your step is the whole gradient.",
        "w.assign_sub(tf.gradients(E, w)[0])",
    ),
    (
        "You set w to the step itself. The step is to be added to the value that w has: "
        "`assign_add`, or `assign_sub` of the positive one.",
        "w.assign(-learning_rate * tf.gradients(E, w)[0])",
    ),
    (
        "You set w to the step itself, and uphill. Take learning rate times gradient away "
        "from the value that w has: `assign_sub`.",
        "w.assign(learning_rate * tf.gradients(E, w)[0])",
    ),
    (
        "w stays as it is: what you return computes something, but needs no assignment. "
        "Return the assignment itself, or the optimizer's `minimize(E)`.",
        "w - learning_rate * tf.gradients(E, w)[0]",
        "tf.train.GradientDescentOptimizer(learning_rate).compute_gradients(E)",
    ),
    (
        "`tf.gradients` returns a list, one gradient for each variable asked for, and a list "
        "cannot be multiplied. Take the gradient out: `(gradient,) = tf.gradients(E, [w])`.",
        "w.assign_sub(learning_rate * tf.gradients(E, [w]))",
    ),
    (
        "Your gradient is None. `tf.gradients(E, [w])` takes what is differentiated first, and a "
        "`tf.GradientTape` knows only what is computed inside its `with`.",
        "w.assign_sub(learning_rate * tf.gradients(w, [E])[0])",
    ),
    (
        "`apply_gradients` takes pairs of a gradient and its variable, and you give it gradients "
        "alone.",
        "tf.train.GradientDescentOptimizer(learning_rate).apply_gradients(tf.gradients(E, [w]))",
    ),
    (
        "You subtract the error itself from every weight. The direction is in its gradient: "
        "`tf.gradients(E, [w])`.",
        "w.assign_sub(learning_rate * E * tf.ones_like(w))",
        "w.assign_sub(learning_rate * E)",
    ),
    (
        "This step is half as long as it should be. The ½ of the error is in E already, so it "
        "is in the gradient too.",
        "w.assign_sub(0.5 * learning_rate * tf.gradients(E, w)[0])",
    ),
    (
        "This is an optimizer. The step is an operation that it makes: `minimize(E)`.",
        "tf.train.GradientDescentOptimizer(learning_rate)",
    ),
    (
        "That is another optimizer, which makes steps of its own length. Plain descent goes "
        "learning rate times gradient.",
        "tf.train.AdamOptimizer(learning_rate).minimize(E)",
        "tf.train.MomentumOptimizer(learning_rate, 0.9).minimize(E)",
        "tf.train.AdagradOptimizer(learning_rate).minimize(E)",
        "tf.train.RMSPropOptimizer(learning_rate).minimize(E)",
    ),
)


# Fewer steps ------------------------------------------------------------------------------

_STEPS, _NEAR = 3, 0.001
_W_BEST, _B_BEST = 0.698, 4.202


def _left(rate):
    """The share of the way that is left after the steps: each leaves 1 - rate of it."""
    return (1 - rate) ** _STEPS


def _judge_rate(rate):
    rate = np.asarray(rate).item()
    if rate <= 0:
        return "The learning rate must be greater than 0: with 0 nothing moves, below 0 it climbs."
    left = _left(rate)
    if abs(left) * _B_BEST < _NEAR:
        return None
    b = _B_BEST * (1 - left)
    found = f"After {_STEPS} steps b is {b:.3f}, and the best is {_B_BEST:.3f}."
    if rate >= 2:
        return (
            f"{found} Every step jumps across the valley and lands no nearer than it was: from 2 "
            "on, a rate is too large here."
        )
    if rate > 1:
        return f"{found} The steps jump beyond the best line and back: the rate is too large."
    return f"{found} Every step covers {rate:.3g} of the way that is left: not enough yet."


@exercise(
    inputs=lambda rng: (),
    judge=_judge_rate,
    hints=[
        "With rate 0.1, each step covers a tenth of the way that is left. And with rate 0.5?",
        "After n steps, (1 − rate)ⁿ of the way is left. For which rate is that nothing at all?",
    ],
)
def fast_rate():
    return 1.0


fast_rate.also_correct("0.95")


fast_rate.mistakes(
    ("That is the lesson's own rate. After 3 steps 0.9³, or 73%, of the way is left.", "0.1"),
    (
        "Each step covers half of the way that is left, so after three an eighth remains: "
        "much better than before, and not near enough.",
        "0.5",
    ),
    (
        "With rate 2 every step lands exactly as far on the other side, and the line jumps to "
        "and fro for ever.",
        "2.0",
    ),
)
