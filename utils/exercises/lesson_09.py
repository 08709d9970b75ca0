"""The exercises of lesson 9, Run graphs in sessions."""

from unittest import mock

import numpy as np
import tensorflow.compat.v1 as tf

from utils import graphs
from utils.exercises import Reject, edit, exercise, fresh_session, prediction

# What a fetch runs ------------------------------------------------------------------------

what_runs = prediction(
    "How many of the eight operations run when `area` is fetched?",
    answer=3,
    wrong={
        1: "`area` multiplies two tensors, and nobody has computed these before. What feeds it "
        "runs as well.",
        2: "Its two constants run, and so does `area` itself.",
        4: "`largest`, and the constant that only `largest` needs, come after `area`. Follow the "
        "arrows backwards only.",
        5: "Five is what `largest` needs. To fetch `area` itself, stop there: nothing after it "
        "runs.",
        6: "The arrows are followed backwards from `area`. What else grows out of the same "
        "constants does not run.",
        8: "That is the whole graph. Only what the fetch needs is run.",
    },
    hints=[
        "Begin at `area` and follow the arrows backwards.",
        "Count the boxes that you come by, `area` included.",
    ],
    why="`area` and its two constants. What comes after it, or beside it, is left alone.",
)

# Fetch together ---------------------------------------------------------------------------


def _fetched(answer, seed):
    with fresh_session() as session:
        noise = tf.random_uniform((3,), seed=seed)
        return answer(session, noise, tf.square(noise))


@exercise(
    use=_fetched,
    inputs=lambda rng: (int(rng.integers(1, 1000)),),
    hints=[
        "Each call of `session.run` is a run of its own, with noise of its own.",
        "`session.run` takes a list of tensors, too, and gives a list of values.",
    ],
)
def fetch_together(session, noise, square):
    return session.run([noise, square])


@fetch_together.also_correct
def _(session, noise, square):
    values = session.run({"noise": noise, "square": square})
    return values["noise"], values["square"]


fetch_together.mistakes(
    (
        "These are two runs, and each draws noise of its own: your second value is not the "
        "square of your first. Fetch both in one run.",
        "session.run(noise), session.run(square)",
        "session.run(noise), session.run(noise) ** 2",
    ),
    (
        "Both are there, in the wrong order: the noise first, its square second.",
        "session.run([square, noise])",
    ),
    ("These are the tensors, not their values. Hand them to `session.run`.", "noise, square"),
    (
        "The second argument of `run` is something else, the feeds of lesson 10. What you "
        "fetch goes into one list: `session.run([..., ...])`.",
        "session.run(noise, square)",
    ),
    ("You return the square alone. Both values are asked for.", "session.run(square)"),
    ("You return the noise alone. Both values are asked for.", "session.run(noise)"),
)


# Count the operations ---------------------------------------------------------------------

count_nodes = prediction(
    "How many operations does `y = tf.constant(1.0) + tf.constant(2.0) * 3` make?",
    answer=5,
    wrong={
        1: "`y` stands for the last of several: constants and products are operations as well.",
        2: "The sum and the product are two. The constants are operations too: they give a value.",
        3: "Three constants, or two and a sum? All of them, and the product, are operations.",
        4: "Nearly. The 3 is no tensor, so TensorFlow makes a constant of it first.",
        6: "A name in Python, such as `y`, is no operation: it stands for the sum's output.",
    },
    hints=[
        "Each constant is an operation. So is each sign of arithmetic.",
        "What does TensorFlow have to do with the plain number 3 before it can multiply?",
    ],
    why="Three constants, for the 3 became one too, a product and a sum.",
)

# Mend a cell that grows -------------------------------------------------------------------


def _birds(rng, m):
    """Bill lengths and depths of m birds, in millimetres, as lists."""
    length, depth = rng.uniform(32, 60, size=m), rng.uniform(13, 22, size=m)
    return length.round(1).tolist(), depth.round(1).tolist()


def _called_three_times(answer, length, depth):
    run, runs, values = tf.Session.run, [], []

    def noted(self, *given, **named):
        runs.append(self)
        value = run(self, *given, **named)
        values.extend(tf.nest.flatten(value))
        return value

    with fresh_session() as session, mock.patch.object(tf.Session.__base__, "run", noted):
        results = [answer(length, depth) for _ in range(3)]
        if any(result is None or result is Ellipsis for result in results):
            return results[0]
        if not runs and not any(map(tf.is_tensor, results)):
            raise Reject("No session ran anything: the mean should be computed by TensorFlow.")
        return {
            "results": results,
            "computed by TensorFlow": any(np.array_equal(results[0], value) for value in values),
            "left behind": graphs.count(session.graph) > 0,
            "left open": any(not used._closed for used in runs),
        }


@exercise(
    use=_called_three_times,
    inputs=[lambda rng: _birds(rng, 3), lambda rng: _birds(rng, 5)],
    hints=[
        "Everything that the function builds should go into a graph that it has made itself: "
        "`with tf.Graph().as_default():`.",
        "The session must be one for that graph. `with tf.Graph().as_default(), tf.Session() as "
        "sess:` opens both.",
        "Inside: the ratio, its `tf.reduce_mean`, and `return sess.run(...)`.",
    ],
)
def mean_ratio(length, depth):
    with tf.Graph().as_default(), tf.Session() as sess:
        ratio = tf.constant(length) / tf.constant(depth)
        return sess.run(tf.reduce_mean(ratio))


@mean_ratio.also_correct
def _(length, depth):
    graph = tf.Graph()
    with graph.as_default():
        ratios = tf.divide(tf.constant(length, tf.float32), tf.constant(depth, tf.float32))
        result = tf.reduce_sum(ratios) / len(length)
    session = tf.Session(graph=graph)
    value = session.run(result)
    session.close()
    return value


mean_ratio.mistakes(
    (
        "The number is right, but every call builds its operations into the graph around it, and "
        "that graph has grown. Make a graph of your own inside the function.",
        edit("tf.Graph().as_default(), ", ""),
        edit(
            "with tf.Graph().as_default(), tf.Session() as sess:",
            "sess = tf.Session()\n    if True:",
        ),
    ),
    (
        "Your session is not one for your graph. Open it inside the graph's `with`, or write "
        "`tf.Session(graph=...)`.",
        edit(
            "tf.Graph().as_default(), tf.Session() as sess",
            "tf.Session() as sess, tf.Graph().as_default()",
        ),
    ),
    (
        "`tf.reset_default_graph` is not allowed inside a `with` of a graph, and your function "
        "may be called in one. Make a graph of your own instead of clearing that of others.",
        edit("with tf.Graph().as_default(), tf", "tf.reset_default_graph()\n    with tf"),
    ),
    (
        "No session ran anything: the mean should be computed by TensorFlow.",
        "np.mean(np.divide(length, depth))",
    ),
    (
        "TensorFlow gives the ratios, and the mean is taken outside of it: let it compute the mean "
        "as well.",
        edit("sess.run(tf.reduce_mean(ratio))", "np.mean(sess.run(ratio))"),
    ),
    (
        "That is a handle. Run it, and return its value.",
        edit("sess.run(tf.reduce_mean(ratio))", "tf.reduce_mean(ratio)"),
    ),
    (
        "You divide the mean length by the mean depth. Divide bird by bird, then take the mean.",
        edit(
            "tf.constant(length)",
            "tf.reduce_mean(length)",
            "tf.constant(depth)",
            "tf.reduce_mean(depth)",
        ),
    ),
    (
        "Upside down: length divided by depth is asked for.",
        edit(
            "tf.constant(length)", "tf.constant(depth)", "tf.constant(depth)", "tf.constant(length)"
        ),
    ),
    (
        "These are the ratios of all birds. Their mean is asked for.",
        edit("tf.reduce_mean(ratio)", "ratio"),
    ),
    (
        "`sess` is closed before you run: the last line stands outside its `with`. Indent it.",
        edit("        return", "    return"),
    ),
    (
        "Your session stays open. Close it, or open it in a `with`, which closes it at its end.",
        edit(", tf.Session() as sess:\n", ":\n        sess = tf.Session()\n"),
    ),
)


# Many runs of a graph that does not grow --------------------------------------------------


def _sampled(answer, seed, n):
    with fresh_session() as session:
        noise = 1 - tf.random_uniform((), seed=seed)  # above 0: its logarithm is finite
        before = graphs.count(session.graph)
        values = answer(session, noise, n)
        if values is None or values is Ellipsis:
            return values
        grown = graphs.count(session.graph) - before
        return {"values": values, "grows with n": grown >= n}


@exercise(
    use=_sampled,
    inputs=[
        lambda rng: (int(rng.integers(1, 1000)), 12),
        lambda rng: (int(rng.integers(1, 1000)), int(rng.integers(13, 20))),
    ],
    hints=[
        "Two steps: first build `-tf.log(noise)`, once. Then run it n times.",
        "Each run draws new noise. So the loop holds `session.run`, and nothing that builds.",
    ],
)
def samples(session, noise, n):
    wait = -tf.log(noise)
    return [session.run(wait) for _ in range(n)]


samples.also_correct("[-np.log(session.run(noise)) for _ in range(n)]")


samples.mistakes(
    (
        "The values are right, but your loop builds `-tf.log(noise)` anew each time round, "
        "and the graph grows with n. Build before the loop, run inside it.",
        "[session.run(-tf.log(noise)) for _ in range(n)]",
    ),
    (
        "All your values are the same: they come from one run, and one run draws its noise "
        "once. Make n runs.",
        "session.run([-tf.log(noise)] * n)",
    ),
    (
        "The minus sign is missing: the logarithm of a number below 1 is negative.",
        edit("-tf.log", "tf.log"),
    ),
    ("These are handles. Each needs its `session.run`.", edit("session.run(wait)", "wait")),
    (
        "`np.log` wants numbers, and `noise` is a handle. Use `tf.log`, or run first, then "
        "use NumPy.",
        "[session.run(-np.log(noise)) for _ in range(n)]",
    ),
    (
        "That is the noise itself. Its logarithm, times −1, is asked for.",
        "[session.run(noise) for _ in range(n)]",
    ),
    (
        "That is one value. A list of n is asked for, each from a run of its own.",
        "session.run(-tf.log(noise))",
    ),
)
