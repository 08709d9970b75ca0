"""The exercises of lesson 24, Fix common errors."""

import numpy as np
import tensorflow as tf2
import tensorflow.compat.v1 as tf

from utils.exercises import edit, exercise, prediction
from utils.messages import told

#: Programs with one mistake each. `tf` is TensorFlow 1's names, `tf2` those of TensorFlow 2.
PROGRAMS = {
    "old_program": """\
import tensorflow as tf
graph = tf.Graph()
with graph.as_default():
    X = tf.placeholder(tf.float32, (None, 2), name="X")
    total = tf.reduce_sum(X)
with tf.Session(graph=graph) as sess:
    print(sess.run(total, {X: [[1.0, 2.0]]}))
""",
    "branch": """\
with tf.Graph().as_default(), tf.Session() as sess:
    x = tf.placeholder(tf.float32, (2,), name="x")
    size = tf.norm(x)
    inverse = 1.0 / size
    scale = inverse if size > 1.0 else tf.constant(1.0)
    shortened = scale * x
    print(sess.run(shortened, {x: [3.0, 4.0]}))
""",
    "late_variable": """\
with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable(5.0, name="w")
    start = tf.global_variables_initializer()
    optimizer = tf.train.MomentumOptimizer(0.1, momentum=0.9)
    train = optimizer.minimize(2.0 * w)
    sess.run(start)
    sess.run(train)
    print(sess.run(w))
""",
    "hungry": """\
with tf.Graph().as_default(), tf.Session() as sess:
    X = tf.placeholder(tf.float32, (None, 2), name="X")
    Y = tf.placeholder(tf.float32, (None, 1), name="Y")
    W = tf.Variable(tf.zeros((2, 1)))
    Y_hat = tf.matmul(X, W)
    loss = tf.reduce_mean(tf.square(Y - Y_hat))
    sess.run(tf.global_variables_initializer())
    print(sess.run(Y_hat, {X: [[1.0, 2.0]]}))
    print(sess.run(loss, {X: [[1.0, 2.0]]}))
""",
    "overwritten": """\
with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable(5.0)
    loss = tf.square(w - 3.0)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    train = optimizer.minimize(loss)
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        _, loss = sess.run([train, loss])
        print(loss)
""",
    "on_its_side": """\
with tf.Graph().as_default():
    X = tf.placeholder(tf.float32, (None, 3), name="X")
    W_hidden = tf.Variable(tf.ones((3, 4)))
    W_output = tf.Variable(tf.ones((2, 4)))
    hidden = tf.nn.relu(tf.matmul(X, W_hidden, name="into_hidden"))
    Z = tf.matmul(hidden, W_output, name="into_output")
    p = tf.nn.softmax(Z)
""",
    "flowers": """\
kinds = np.array([1, 3, 2, 3])  # three kinds: 1, 2, 3
with tf.Graph().as_default(), tf.device("/CPU:0"):
    Z = tf.zeros((4, 3), name="Z")
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=kinds, logits=Z, name="losses")
    loss = tf.reduce_mean(losses)
    with tf.Session() as sess:
        print(sess.run(loss))
""",
    "doubles": """\
with tf.Graph().as_default(), tf.Session() as sess:
    X = tf.constant(np.ones((5, 3)), name="X")
    W = tf.Variable(tf.zeros((3, 2)), name="W")
    b = tf.Variable(tf.zeros(2), name="b")
    Z = tf.matmul(X, W) + b
    sess.run(tf.global_variables_initializer())
    print(sess.run(Z).shape)
""",
    "indented": """\
with tf.Graph().as_default():
    x = tf.placeholder(tf.float32, (), name="x")
    w = tf.Variable(2.0, name="w")
    y = w * x
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        first = sess.run(y, {x: 1.0})
    second = sess.run(y, {x: 10.0})
    print(first + second)
""",
    "wrong_graph": """\
plan, sketch = tf.Graph(), tf.Graph()
with plan.as_default():
    x = tf.placeholder(tf.float32, (), name="x")
    y = tf.square(x, name="y")
with sketch.as_default():
    z = tf.constant(1.0, name="z")
with tf.Session(graph=sketch) as sess:
    print(sess.run(y, {x: 3.0}))
""",
    "builder": """\
with tf.Graph().as_default() as graph, tf.Session() as sess:
    w = tf.Variable(5.0)
    half = 0.5 * w
    step = w.assign(half)
    sess.run(tf.global_variables_initializer())
    graph.finalize()
    for _ in range(3):
        sess.run(step)
        print(sess.run(tf.square(w)))
""",
    "sure": """\
X = np.array([[0.2], [0.5], [90.0]], np.float32)
Y = np.array([[0.0], [1.0], [1.0]], np.float32)
with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable([[1.0]])
    p = tf.sigmoid(X @ w)
    loss = -tf.reduce_mean(Y * tf.log(p) + (1 - Y) * tf.log(1 - p))
    sess.run(tf.global_variables_initializer())
    print("loss", sess.run(loss))
""",
    "keras_labels": """\
layers = tf2.keras.layers
net = tf2.keras.Sequential([tf2.keras.Input((4,)), layers.Dense(3)])
loss = tf2.keras.losses.CategoricalCrossentropy(from_logits=True)
X = np.ones((5, 4), np.float32)
kinds = np.array([0, 2, 1, 1, 0])
logits = net(X)
print(np.isfinite(loss(kinds, logits)))
""",
}

#: The lines that cure each program, by their numbers; the line at fault first.
CURES = {
    "old_program": {1: "import tensorflow.compat.v1 as tf"},
    "branch": {5: "    scale = tf.where(size > 1.0, inverse, tf.constant(1.0))"},
    "late_variable": {
        3: "    optimizer = tf.train.MomentumOptimizer(0.1, momentum=0.9)",
        4: "    train = optimizer.minimize(2.0 * w)",
        5: "    start = tf.global_variables_initializer()",
    },
    "hungry": {9: "    print(sess.run(loss, {X: [[1.0, 2.0]], Y: [[3.0]]}))"},
    "overwritten": {
        8: "        _, loss_now = sess.run([train, loss])",
        9: "        print(loss_now)",
    },
    "on_its_side": {4: "    W_output = tf.Variable(tf.ones((4, 2)))"},
    "flowers": {5: '        labels=kinds - 1, logits=Z, name="losses")'},
    "doubles": {2: '    X = tf.constant(np.ones((5, 3), np.float32), name="X")'},
    "indented": {8: "        second = sess.run(y, {x: 10.0})"},
    "wrong_graph": {7: "with tf.Session(graph=plan) as sess:"},
    "builder": {9: "        print(sess.run(w) ** 2)"},
    "sure": {
        6: "    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits("
        "labels=Y, logits=X @ w))"
    },
    "keras_labels": {3: "loss = tf2.keras.losses.SparseCategoricalCrossentropy(from_logits=True)"},
}


def run(program):
    """Run the text of a program, which finds `np`, `tf` and `tf2`."""
    exec(compile(program, "<program>", "exec"), {"np": np, "tf": tf, "tf2": tf2})


def show(name):
    """Print a program with its lines numbered, then what comes of running it."""
    for number, line in enumerate(PROGRAMS[name].splitlines(), start=1):
        print(f"{number:>2}  {line}")
    print("-" * 76)
    try:
        run(PROGRAMS[name])
    except Exception as error:
        print(told(error, own_lines=False))


def _line(name, wrong, hints, why, question="Which line must change?"):
    """The parts of a prediction: the line at fault, and a message for every other line."""
    answer, *_ = CURES[name]
    cure = " ".join(f"Line {n}: `{line.strip()}`." for n, line in CURES[name].items())
    return {
        "question": question,
        "answer": answer,
        "wrong": wrong,
        "hints": hints,
        "why": f"{why} {cure}",
    }


_WITH = "This line opens the graph and the session; both are sound."
_STOPS = "Here the program stops. A message names the place where it hurts; look for the cause."
_INIT = "This line is right, and it stands where it must: after everything that it initializes."

# Names that left TensorFlow 2 ---------------------------------------------------------------

old_program = prediction(
    **_line(
        "old_program",
        {
            2: "`tf.Graph` exists in TensorFlow 2 as well; this line runs.",
            3: "`as_default` exists in TensorFlow 2 as well; this line runs.",
            4: "The program stops here. Mend it here, and it stops again at line 6: `Session` has "
            "left as well. One line can mend both.",
            5: "`tf.reduce_sum` has its name in both versions.",
            6: "This line would stop as well, with `Session` for `placeholder`. Which line decides "
            "what `tf` means?",
            7: "The feed and the fetch are right.",
        },
        hints=[
            "The message names no line. It says that a *module* lacks a name.",
            "Which line chooses the module that `tf` stands for?",
        ],
        why="`tf` must stand for the module that has the old names.",
    )
)

# Eager against graph ------------------------------------------------------------------------

branch = prediction(
    **_line(
        "branch",
        {
            1: _WITH,
            2: "A placeholder has no value while the graph is built. That is what it is for; but "
            "which line asks for its value all the same?",
            3: "`norm` gives a tensor. Its value is known when the graph runs, not before.",
            4: "A division of tensors becomes an operation of the graph; that is allowed.",
            6: "The program never comes to this line.",
            7: "The program never comes to this line: no session has run anything yet.",
        },
        hints=[
            "Python's `if` wants True or False *now*, while the graph is being built.",
            "`a if condition else b` is an `if` too, in one line.",
        ],
        why="`tf.where` is the choice that is made when the graph runs.",
    )
)

# Uninitialised ------------------------------------------------------------------------------

late_variable = prediction(
    **_line(
        "late_variable",
        {
            1: _WITH,
            2: "`w` is initialized: the initializer comes after it. The operation of the message "
            "uses another variable as well.",
            4: "Momentum needs a memory, a variable for each weight. It may have one. But which "
            "variables does `start` know?",
            5: "`minimize` makes a variable, the memory of the momentum. It is no fault to make "
            "it. But which variables does `start` know?",
            6: "The initializer *runs* where it should, after everything that needs a value. (A "
            "new one, built in this line, would do as well.) But one line comes too early: when "
            "was `start` *built*, and which variables were there?",
            7: "Here the program stops: the step reads the memory of the momentum, which has no "
            "value yet. Which line should have seen to that?",
            8: "The program never comes to this line.",
        },
        hints=[
            "The operation is `Momentum/update_w`: what the optimizer does to `w`. It needs the "
            "momentum's memory, a variable that `minimize` makes.",
            "An initializer sets the variables that exist when it is *built*, however late it "
            "runs.",
        ],
        why="`global_variables_initializer` knows the variables that exist when it is built, so it "
        "belongs below the optimizer.",
        question="Which line comes too early?",
    )
)

# Feeds and fetches --------------------------------------------------------------------------

hungry = prediction(
    **_line(
        "hungry",
        {
            1: _WITH,
            2: "`X` is fed, in both runs. The message names `Y`.",
            3: "This is the placeholder that the message names, and it was built here. A place "
            "that stands open is no fault. Who should have filled it?",
            4: "The weights are a variable; they need no feed.",
            5: "The prediction depends on `X` and `W` alone, so it is not what asked for `Y`.",
            6: "The loss needs `Y`, and rightly so. Which line runs the loss?",
            7: "The initializer needs no feed.",
            8: "This run fetches `Y_hat`, which does not depend on `Y`: it succeeds.",
        },
        hints=[
            "The message names a placeholder. Which fetch depends on it?",
            "Two lines feed the same. One of the two fetches needs more.",
        ],
        why="What is needed depends on the fetch: the loss needs `Y` as well.",
    )
)

overwritten = prediction(
    **_line(
        "overwritten",
        {
            1: _WITH,
            2: "The variable is right.",
            3: "Here `loss` is a tensor, as it should be. The message speaks of a number called "
            "`loss`. Where does the name change its meaning?",
            4: "The optimizer is right.",
            5: "`minimize` gets the tensor; at this line `loss` still is one.",
            6: _INIT,
            7: "The loop is right. But its first turn succeeds, and its second stops. What has "
            "changed between them?",
            9: "The number is printed, and it is the right one: 4.0, the same as in the message. "
            "The line must follow the new name, but by itself it takes nothing from the tensor.",
        },
        hints=[
            "One number was printed before the message, so the first turn of the loop succeeded.",
            "A fetch must be a tensor. In the second turn, `loss` is 4.0.",
        ],
        why="The value needs a name of its own, or the tensor is lost.",
        question="In which line does `loss` lose its tensor?",
    )
)

# Shapes -------------------------------------------------------------------------------------

on_its_side = prediction(
    **_line(
        "on_its_side",
        {
            1: "The graph is right.",
            2: "Three inputs, any number of rows. They meet `W_hidden`, and that fits: 3 and 3.",
            3: "Three inputs, four hidden units: the shape (3, 4) is right.",
            5: "(?, 3) times (3, 4) gives (?, 4). This operation is called `into_hidden`; the "
            "message names another one.",
            6: "Here the program stops: the operation `into_output` gets (?, 4) and (2, 4). With "
            "`transpose_b=True` this line would run, and the weights would still lie on their "
            "side. Which line made them so? The network has two outputs.",
            7: "The program never comes to this line.",
        },
        hints=[
            "The message ends with the two shapes: [?,4], [2,4]. In a product the inner two "
            "numbers must be equal.",
            "Weights have shape (inputs, outputs). How many inputs does the output layer have?",
        ],
        why="Four hidden units, two outputs: the weights had been written on their side.",
    )
)

flowers = prediction(
    **_line(
        "flowers",
        {
            1: "The file counts the kinds from 1, and may. TensorFlow counts from 0. Leave the "
            "data as they came, and change the line that hands them over.",
            2: "The graph and the device are right.",
            3: "Three kinds, three logits. A fourth logit would silence the message: the network "
            "would then have a kind 0 that no flower belongs to.",
            4: "This line only names the operation; its arguments come next.",
            6: "The mean is right.",
            7: "The session is right.",
            8: _STOPS,
        },
        hints=[
            "[0, 3) is the interval from 0 to 3, without the 3. Which labels lie in it?",
            "Which label does the message complain about, and where is it handed over?",
        ],
        why="Labels are numbers of columns and count from 0.",
    )
)

# Types --------------------------------------------------------------------------------------

doubles = prediction(
    **_line(
        "doubles",
        {
            1: _WITH,
            3: "`tf.zeros` is float32, like nearly everything in a network. Making it float64 "
            "would only move the trouble on to `b`.",
            4: "The 'b' of the message is not your `b`: it is the second argument of `matmul`, "
            "whose arguments are called `a` and `b`.",
            5: "Here the program stops: `matmul` got a float64 and a float32. A `tf.cast` in this "
            "line would mend it, but the float64 was made before. By which line?",
            6: _INIT,
            7: "The program never comes to this line.",
        },
        hints=[
            "Which operation does the message name? What are its arguments called?",
            "`a` is `X`, and it is float64. Who made it so? What type does `np.ones` give?",
        ],
        why="NumPy makes float64 where it is not told otherwise.",
        question="Which line made the float64?",
    )
)

# Graphs and sessions ------------------------------------------------------------------------

indented = prediction(
    **_line(
        "indented",
        {
            1: "The graph is right, and it is never closed.",
            2: "The placeholder is right, and both runs feed it.",
            3: "The variable is right.",
            4: "The product is right.",
            5: "The session opens here, and closes where its block ends. That is what `with` is "
            "for. Which line is outside?",
            6: "This run is inside the block, and succeeds.",
            7: "This run is inside the block, and succeeds.",
            9: "The program never comes to this line.",
        },
        hints=[
            "A session lives as long as the block of its `with`.",
            "Look at the spaces at the beginning of the lines below line 5.",
        ],
        why="Four more spaces, and the run is inside the block.",
    )
)

wrong_graph = prediction(
    **_line(
        "wrong_graph",
        {
            1: "Two graphs in one program are allowed.",
            2: "`x` and `y` are built in `plan`, and both are used together later. That is right.",
            3: "`x` is an element of its graph, `plan`. The message speaks of another graph: "
            "'this graph' is that of the session.",
            4: "`y` is an element of its graph, `plan`, as `x` is.",
            5: "`sketch` has an operation of its own, and nobody runs it. That is no fault.",
            6: "`z` is never run. That is no fault.",
            8: "The fetch and the feed belong together: both are of `plan`. It is the session that "
            "runs something else.",
        },
        hints=[
            "'This graph' is the graph of the session. Which one is that?",
            "A session runs one graph. Which line says which?",
        ],
        why="A session runs the graph that it was given.",
    )
)

builder = prediction(
    **_line(
        "builder",
        {
            1: _WITH,
            2: "The variable is built before the graph is declared complete.",
            3: "The product is built before the graph is declared complete.",
            4: "The assignment is built before the graph is declared complete.",
            5: "The initializer is built, and run, before the graph is declared complete.",
            6: "This line is the watchman: without it the program runs, and grows. Do not send the "
            "watchman away; find whom it caught.",
            7: "The loop is right. Something in it builds.",
            8: "`step` was built before the loop; this line only runs it.",
        },
        hints=[
            "Which line of the loop calls something of `tf` that makes a new operation?",
            "`sess.run` runs; `tf.square(w)` builds, in every turn.",
        ],
        why="The value is here already: NumPy can square it, or the square is built once, before "
        "the loop.",
    )
)

# Not a number -------------------------------------------------------------------------------

sure = prediction(
    **_line(
        "sure",
        {
            1: "An input of 90 makes the neuron quite sure, and it is right. A smaller input would "
            "hide the fault until training makes the neuron as sure.",
            2: "The targets are 0 and 1, as they should be.",
            3: _WITH,
            4: "The weight is an ordinary number.",
            5: "The sigmoid of 90 is 1 in float32, and that is a number. What is done with it "
            "next?",
            7: "The initializer is right.",
            8: "This line shows the `nan`; it does not make it.",
        },
        hints=[
            "Compute by hand for the third row: h = 90, p = 1 in float32, y = 1.",
            "(1 − y) · ln(1 − p) is 0 · ln 0 there, and ln 0 is −∞.",
        ],
        why="0 · ln 0 is not a number. The fused operation takes h itself, and never the logarithm "
        "of 0.",
    )
)


def _steps(rng, **bad):
    """The tensors of a small network by name, in the order in which they are computed."""
    values = {name: rng.normal(size=(4, 3)) for name in ("X", "h", "p", "terms")}
    for name, number in bad.items():
        values[name][rng.integers(4), rng.integers(3)] = number
    return ({**values, "loss": np.sum(values["terms"])},)


@exercise(
    inputs=[
        lambda rng: _steps(rng, terms=np.nan),
        lambda rng: _steps(rng, h=np.inf, terms=np.nan),
        lambda rng: _steps(rng, p=-np.inf, terms=-np.inf),
        lambda rng: _steps(rng, h=np.inf, p=np.nan),
        lambda rng: _steps(rng, X=np.nan, h=np.nan, p=np.nan, terms=np.nan),
        lambda rng: ({**_steps(rng)[0], "h": np.full((4, 3), np.nan)},),
        lambda rng: _steps(rng),
    ],
    hints=[
        "`for name, value in values.items():` visits them in their order.",
        "`np.isfinite(value)` is True where a number is neither nan nor infinite.",
        "A tensor is bad if *any* of its numbers is: `not np.all(np.isfinite(value))`. Return at "
        "once, and the empty text after the loop.",
    ],
)
def first_bad(values):
    for name, value in values.items():
        if not np.all(np.isfinite(value)):
            return name
    return ""


@first_bad.also_correct
def _(values):
    bad = [name for name in values if not np.isfinite(np.abs(values[name]).sum())]
    return bad[0] if bad else ""


first_bad.mistakes(
    (
        "You look for nan alone. An infinity comes before most nan: ∞ − ∞ and 0 · ∞ make them.",
        edit("if not np.all(np.isfinite(value)):", "if np.any(np.isnan(value)):"),
    ),
    (
        "You find infinities, but no nan. Look for it with `np.isnan`: nan is not equal even to "
        "itself, so that `==` never finds it.",
        edit("if not np.all(np.isfinite(value)):", "if np.any(np.isinf(value)):"),
    ),
    (
        "You ask whether *all* numbers of a tensor are bad. One of them is enough to spoil "
        "the loss.",
        edit("if not np.all(np.isfinite(value)):", "if not np.any(np.isfinite(value)):"),
    ),
    (
        "This is the last bad one. What is computed from a nan is nan as well, so look for the "
        "first.",
        edit(
            "for name",
            'found = ""\n    for name',
            "return name",
            "found = name",
            'return ""',
            "return found",
        ),
    ),
    (
        "To yours, nothing is ever bad. A number is nan *or* infinite, never both; and nan equals "
        "nothing, not even itself, so `value == np.nan` is never True; nor `is` NumPy's False "
        "Python's. Ask `not np.isfinite`.",
        edit("if not np.all(np.isfinite(value)):", "if np.any(value == np.nan):"),
    ),
    (
        "You look for +∞ alone: −∞ is an infinity too, and nan is equal to nothing.",
        edit("if not np.all(np.isfinite(value)):", "if np.any(value == np.inf):"),
    ),
    (
        "You look for nan and for +∞. Minus infinity is an infinity too.",
        edit("np.isfinite(value)", "value < np.inf"),
    ),
    (
        "It is the other way round: this is the first that is *all right*.",
        edit("if not ", "if "),
    ),
    (
        "You return at the first tensor in any case: the `return` for 'none is bad' belongs after "
        "the loop.",
        edit('    return ""', '        return ""'),
    ),
    (
        "You list all that are bad. Only the first is where it begins.",
        "[name for name, value in values.items() if not np.all(np.isfinite(value))]",
    ),
    ("Return the name of the tensor, not its value.", edit("return name", "return value")),
)


# Keras 3 ------------------------------------------------------------------------------------

keras_labels = prediction(
    **_line(
        "keras_labels",
        {
            1: "The layers come from where they should.",
            2: "Four inputs, three outputs: the network is right.",
            4: "Five examples of four numbers: that is what the network takes.",
            5: "These are class numbers, shape (5,), and they are right as they are. One could "
            "also make one-hot rows of them; the question is for the line that lets them stay.",
            6: "The logits have shape (5, 3): one row an example, one column a kind.",
            7: "Here the program stops. One-hot rows, made in this line, would do; a loss that "
            "takes class numbers needs none. Which line chooses the loss?",
        },
        hints=[
            "Rank 1 and rank 2: the target has shape (5,), the output (5, 3).",
            "There are two losses for this: one takes one-hot rows, the other class numbers. "
            "Lesson 15 had the same pair.",
        ],
        why="`Sparse...` is the loss that takes class numbers.",
    )
)
