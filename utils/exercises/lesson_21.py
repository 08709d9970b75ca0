"""The exercises of lesson 21, Save and watch training."""

from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import tensorflow.compat.v1 as tf

from utils import scratch
from utils.exercises import Reject, edit, exercise, fresh_session, prediction

# How much a checkpoint holds ----------------------------------------------------------------

numbers_saved = prediction(
    "How many numbers lie in the checkpoint of a network 20, 5, 3 that is trained with momentum.",
    answer=247,
    wrong={
        123: "These are the weights and biases. Momentum keeps a velocity for each of them, and "
        "the Saver saves that too; and there is the step.",
        124: "Weights, biases and the step. What does momentum remember for each weight?",
        246: "Weights, biases and a velocity for each. One single number is missing: which "
        "variable counts the steps?",
        115: "These are the weights alone. Both layers have biases, each weight and bias has a "
        "velocity, and there is the step.",
        230: "The weights and their velocities. The biases are missing, with theirs, and the step.",
        231: "The biases are missing: 5 and 3, and a velocity for each of them.",
        239: "The biases have velocities too: all that is learned has.",
        248: "One too many: the step has no velocity, since it is counted and not learned.",
        370: "Momentum keeps one number for each weight, not two (Adam keeps two); so that is two "
        "numbers a weight, and the step.",
        988: "That is about the number of bytes. Count the numbers.",
    },
    hints=[
        "Count first what the network learns: two matrices, two vectors of biases.",
        "20 · 5 + 5 + 5 · 3 + 3. What does momentum keep for each of these, and what counts?",
    ],
    why="20 · 5 + 5 + 5 · 3 + 3 = 123 weights and biases, as many velocities, and the step.",
)

# Begin or go on -----------------------------------------------------------------------------


@cache
def _counting_graph():
    """A graph of two variables, their placeholders, and a saver; the same for all answers."""
    with tf.Graph().as_default() as graph:
        w = tf.Variable([-1.0, -2.0], name="w")
        step = tf.Variable(0, name="step", trainable=False)
        new = tf.placeholder(tf.float32, 2), tf.placeholder(tf.int32, ())
        assign = tf.group(w.assign(new[0]), step.assign(new[1]))
        initializer = tf.global_variables_initializer()
        return graph, (w, step), new, assign, initializer, tf.train.Saver()


@contextmanager
def _put_back(folder):
    """Leave a folder of checkpoints as it was, whatever an answer saves there."""
    before = {path: path.read_bytes() for path in Path(folder).iterdir()}
    try:
        yield
    finally:
        for path in set(Path(folder).iterdir()) - set(before):
            path.unlink()
        for path, content in before.items():
            path.write_bytes(content)


@cache
def _saved(numbers):
    """The folder of checkpoints of these steps, saved in this order."""
    folder = scratch.folder("exercise_" + "_".join(map(str, numbers)))
    graph, _, new, assign, _, saver = _counting_graph()
    saver.recover_last_checkpoints([])  # not those of another folder
    with tf.Session(graph=graph) as session:
        for number in numbers:
            session.run(assign, {new[0]: [number, number / 2], new[1]: number})
            saver.save(session, f"{folder}/digits", number, write_meta_graph=False)
    return str(folder)


def _begun(answer, saved_steps):
    """The variables after the answer, in a folder with checkpoints of these steps."""
    graph, variables, _, _, initializer, saver = _counting_graph()
    folder = _saved(tuple(saved_steps))
    config = tf.ConfigProto()  # as in fresh_session: no time spent on a graph that runs once
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    with graph.as_default(), tf.Session(graph=graph, config=config) as session:
        with _put_back(folder):
            answer(session, saver, initializer, folder)
        try:
            return session.run(variables)
        except tf.errors.FailedPreconditionError:  # it names one variable, now this, now that
            raise Reject("After your function the variables have no values in `sess`.") from None


@exercise(
    use=_begun,
    draws=2,
    inputs=[
        lambda rng: ([int(rng.choice([20, 30]))],),
        lambda rng: ([],),
        lambda rng: ([80, 90, int(rng.choice([100, 120]))],),
    ],
    hints=[
        "Ask first: `newest = tf.train.latest_checkpoint(folder)`.",
        "Where it is None, run the initializer; where it is not, `saver.restore(sess, newest)`.",
    ],
)
def begin(sess, saver, initializer, folder):
    newest = tf.train.latest_checkpoint(folder)
    if newest:
        saver.restore(sess, newest)
    else:
        sess.run(initializer)


@begin.also_correct
def _(sess, saver, initializer, folder):
    sess.run(initializer)
    state = tf.train.get_checkpoint_state(folder)
    if state is not None:
        saver.restore(sess, state.model_checkpoint_path)


begin.mistakes(
    (
        "Every start is a start from scratch: nothing is restored, or the initializer runs last "
        "and overwrites it.",
        "sess.run(initializer)",
        edit("else:\n        sess.run(initializer)", "sess.run(initializer)"),
    ),
    (
        "In an empty folder `latest_checkpoint` returns None, and None cannot be restored. Look "
        "before you restore, and initialize if there is nothing.",
        "saver.restore(sess, tf.train.latest_checkpoint(folder))",
    ),
    (
        "With a checkpoint it works. In an empty folder nothing gives the variables a value: "
        "there, run the initializer.",
        edit("    else:\n        sess.run(initializer)\n", ""),
    ),
    (
        "The two have changed places: restore where there is a checkpoint, initialize where there "
        "is none.",
        edit("if newest", "if not newest"),
    ),
    (
        "A Saver restores a checkpoint, not a folder: its name is `folder/digits-20`, and "
        "`latest_checkpoint` knows it.",
        edit("sess, newest", "sess, folder"),
        "saver.restore(sess, folder)",
    ),
    (
        "You restore the oldest checkpoint of the folder. Its list goes from the oldest to the "
        "newest.",
        edit(
            "newest = tf.train.latest_checkpoint(folder)",
            "state = tf.train.get_checkpoint_state(folder)\n"
            "    newest = state and state.all_model_checkpoint_paths[0]",
        ),
    ),
    (
        "As text, digits-90 comes after digits-100, so sorting the names of the files does not "
        "find the newest. The file `checkpoint` knows which it is, and `latest_checkpoint` reads "
        "it.",
        edit(
            "tf.train.latest_checkpoint(folder)",
            'max((str(p.with_suffix("")) for p in Path(folder).glob("*.index")), default="")',
        ),
    ),
    (
        "The file called `checkpoint` holds no variables, only the name of the newest checkpoint: "
        "`latest_checkpoint` reads it.",
        edit(
            "tf.train.latest_checkpoint(folder)",
            'next(map(str, Path(folder).glob("checkpoint")), None)',
        ),
    ),
)


# What must be saved -------------------------------------------------------------------------


def _names_saved(answer, weights, shown):
    """The names that a saver writes, found in the graph that it has built."""
    with fresh_session() as session:
        variables = [tf.train.create_global_step()]
        for name in weights:
            variables.append(tf.Variable(0.0, name=name))
            variables.append(tf.Variable(0.0, name=f"{name}/Momentum", trainable=False))
        variables += [tf.Variable(0.0, name=name, trainable=False) for name in shown]
        saver = answer(variables)
        if saver is None or saver is Ellipsis:
            return saver
        if not isinstance(saver, tf.train.Saver):
            raise Reject(
                f"Your function returned something of type `{type(saver).__name__}`: give the "
                "variables to `tf.train.Saver(...)` and return that."
            )
        (writing,) = (op for op in session.graph.get_operations() if op.type == "SaveV2")
        return sorted(name.decode() for name in tf.get_static_value(writing.inputs[1]))


def _network(rng, scopes):
    """Names of weights, and of what is only shown, one beside and one inside a scope."""
    weights = [f"{scope}W_{rng.integers(10, 99)}" for scope in scopes]
    return weights, [f"{scopes[-1]}show_{rng.integers(10, 99)}", f"show_{rng.integers(10, 99)}"]


@exercise(
    use=_names_saved,
    draws=2,
    inputs=[
        lambda rng: _network(rng, ["", "hidden/"]),
        lambda rng: _network(rng, ["", "shower/"]),
    ],
    hints=[
        "A Saver takes a list: `tf.train.Saver([v for v in variables if ...])`.",
        "The name of a variable is `v.op.name`, with its scope in front: `hidden/show_loss`.",
        "All others are needed, the slots and the step as well: leave out, rather than pick.",
    ],
)
def lean_saver(variables):
    return tf.train.Saver([v for v in variables if "show_" not in v.op.name])


@lean_saver.also_correct
def _(variables):
    needed = {}
    for variable in variables:
        last = variable.op.name.split("/")[-1]
        if not last.startswith("show_"):
            needed[variable.op.name] = variable
    return tf.train.Saver(needed, max_to_keep=1)


lean_saver.mistakes(
    (
        "These are the trainable variables. The next step depends on the velocities and on "
        "the step counter too, and those are not trainable.",
        "tf.train.Saver([v for v in variables if v.trainable])",
        "tf.train.Saver(tf.trainable_variables())",
    ),
    (
        "You save everything. What is only shown on the screen changes no step: leave it out.",
        "tf.train.Saver(variables)",
        "tf.train.Saver()",
    ),
    (
        "The velocities are missing: without its slots, momentum begins anew after every restart.",
        edit(
            '"show_" not in v.op.name',
            'not any(word in v.op.name for word in ("show_", "Momentum"))',
        ),
    ),
    (
        "The step is missing: after a restart the learning rate would be that of the first steps.",
        edit(
            "v.op.name]",
            'v.op.name != "global_step"]',
            'if "show_" not in',
            'if "show_" not in v.op.name and',
        ),
    ),
    (
        "A name begins with its scope: `hidden/show_loss` does not begin with `show_`, and "
        "has slipped through.",
        'tf.train.Saver([v for v in variables if not v.op.name.startswith("show_")])',
    ),
    (
        "It is the other way round: those with `show_` in their names are not needed.",
        'tf.train.Saver([v for v in variables if "show_" in v.op.name])',
    ),
    (
        "A list from which you remove while a loop goes through it skips what comes next. Make a "
        "new list of those that are needed.",
        'tf.train.Saver([v for v in variables if "show_" not in v.op.name or v is variables[-1]])',
    ),
    (
        "`show` begins other names too, those of a scope, say: look for `show_`.",
        edit('"show_"', '"show"'),
    ),
)


# An order without a memory ------------------------------------------------------------------


def _step_and_sizes(rng, first, last):
    """A step in one of the epochs from `first` to `last`, of the second batch or later."""
    size, batches = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    epoch, position = int(rng.integers(first, last + 1)), int(rng.integers(1, batches))
    return epoch * batches + position, size * batches, size, int(rng.integers(10, 100))


@exercise(
    inputs=[
        lambda rng: _step_and_sizes(rng, 0, 0),
        lambda rng: _step_and_sizes(rng, 2, 5),
        lambda rng: (12 + int(rng.integers(4)), 12, 3, int(rng.integers(10, 100))),
        lambda rng: (0, 6, 2, int(rng.integers(10, 100))),
    ],
    hints=[
        "An epoch has `m // size` steps. In which epoch is the step, and which of its batches is "
        "it?",
        "`epoch, position = divmod(step, m // size)`.",
        "Draw the order of that epoch, all of it, and cut out `size` rows, beginning at "
        "`position * size`.",
    ],
)
def rows_of_step(step, m, size, seed):
    epoch, position = divmod(step, m // size)
    order = np.random.default_rng([seed, epoch]).permutation(m)
    return order[position * size : (position + 1) * size]


@rows_of_step.also_correct
def _(step, m, size, seed):
    start = step * size % m
    order = np.random.default_rng([seed, step * size // m]).permutation(m)
    return order[np.arange(start, start + size)]


rows_of_step.mistakes(
    (
        "Every epoch goes by in the same order: the generator must be made of both numbers, "
        "`[seed, epoch]`.",
        edit("[seed, epoch]", "seed"),
    ),
    (
        "You shuffle anew for every step. Then some examples come twice in an epoch and others "
        "not at all: the generator must depend on the epoch, not on the step.",
        edit("[seed, epoch]", "[seed, step]"),
    ),
    (
        "You shuffle anew for every step and take the first rows. Then some examples come "
        "twice in an epoch and others not at all.",
        "np.random.default_rng([seed, step]).permutation(m)[:size]",
    ),
    (
        "Every step of an epoch gets the same rows: cut a new piece out of the order each time, "
        "beginning at `position * size`.",
        edit("[position * size : (position + 1) * size]", "[:size]"),
        edit(
            "permutation(m)",
            "choice(m, size, replace=False)",
            "order[position * size : (position + 1) * size]",
            "order",
        ),
    ),
    (
        "Your position counts examples, and is multiplied by `size` once more: it counts batches.",
        edit("divmod(step, m // size)", "divmod(step * size, m)"),
    ),
    (
        "Rows are drawn with repeats: some come twice in an epoch, others not at all.",
        edit("permutation(m)", "integers(0, m, m)"),
        edit("permutation(m)", "choice(m, m)"),
    ),
    (
        "The order comes from another generator than the one asked for. A new one is made for "
        "each epoch, of the list of both numbers.",
        edit("[seed, epoch]", "seed + epoch"),
        edit("default_rng([seed, epoch])", "RandomState(seed)"),
        edit(
            "default_rng([seed, epoch]).permutation(m)",
            "default_rng(seed).permuted(np.tile(range(m), (epoch + 1, 1)), axis=1)[epoch]",
        ),
    ),
    (
        "Your rows lie far apart in the order. A batch is `size` rows one after the other, "
        "beginning at `position * size`.",
        edit("[position * size : (position + 1) * size]", "[position :: m // size]"),
    ),
    (
        "The steps of later epochs find no rows: count the position from the beginning of the "
        "epoch, not of the training.",
        edit("position * size : (position + 1) * size", "step * size : (step + 1) * size"),
    ),
    (
        "Your batches overlap: each begins one row after the one before. It should begin "
        "`size` rows later.",
        edit(
            "return order[position * size : (position + 1) * size]",
            "return order[position : position + size]",
        ),
    ),
    (
        "The rows are not shuffled: you return them in the order of the data.",
        edit("np.random.default_rng([seed, epoch]).permutation(m)", "np.arange(m)"),
    ),
    (
        "An epoch has `m // size` steps, neither m nor size: you count epochs in examples, and "
        "steps are batches.",
        edit(" // size", ""),
        edit("m // size", "size"),
        edit("divmod(step, m // size)", "step // m, step % (m // size)"),
    ),
    (
        "The two numbers of the generator have changed places: `[seed, epoch]` in this order.",
        edit("seed, epoch", "epoch, seed"),
    ),
    (
        "Epochs count from 0, as the steps do: the first order is `[seed, 0]`.",
        edit(
            "order = np.random.default_rng([seed, epoch]).permutation(m)",
            "order = np.random.default_rng([seed, epoch + 1]).permutation(m)",
        ),
    ),
)


# A summary ----------------------------------------------------------------------------------


def _recorded(answer, loss, W):
    """What a run of the summary records: kind and content of each value, by tag."""
    with fresh_session() as session:
        tf.summary.scalar("not_yours", 1.0)
        built = answer(tf.constant(loss), tf.constant(W))
        if built is None or built is Ellipsis:
            return built
        if isinstance(built, list | tuple):
            raise Reject(
                f"You return {len(built)} things. `tf.summary.merge` makes one tensor of several "
                "summaries, so that one run gives them all."
            )
        if not tf.is_tensor(built) or built.dtype != tf.string or built.shape.rank:
            raise Reject(
                "Your function must return what `tf.summary.merge` returns: a tensor of text, in "
                "which the record is packed."
            )
        record = tf.Summary.FromString(session.run(built))
    values = {}
    for value in record.value:
        spread = value.histo
        kind = value.WhichOneof("value")
        content = [spread.num, spread.sum] if kind == "histo" else [0.0, value.simple_value]
        values[value.tag] = [kind, np.array(content)]
    return values


@exercise(
    use=_recorded,
    draws=2,
    inputs=[
        lambda rng: (np.float32(rng.uniform(0.1, 2)), rng.normal(size=4).astype(np.float32)),
        lambda rng: (np.float32(rng.uniform(0.1, 2)), rng.normal(size=(2, 3)).astype(np.float32)),
    ],
    hints=[
        '`tf.summary.scalar("loss", loss)` builds the first of the two.',
        "`tf.summary.histogram` takes a tag and a tensor in the same way.",
        "`tf.summary.merge([one, other])` joins the two; `merge_all` would take in what is not "
        "yours.",
    ],
)
def summary_of(loss, W):
    scalar = tf.summary.scalar("loss", loss)
    return tf.summary.merge([scalar, tf.summary.histogram("W", W)])


@summary_of.also_correct
def _(loss, W):
    tf.summary.histogram("W", W, collections=["mine"])
    tf.summary.scalar("loss", loss, collections=["mine"])
    return tf.summary.merge_all("mine")


summary_of.mistakes(
    (
        "`merge_all` takes every summary of the graph, also the one that is not yours. `merge` "
        "takes a list.",
        edit(
            'return tf.summary.merge([scalar, tf.summary.histogram("W", W)])',
            'tf.summary.histogram("W", W)\n    return tf.summary.merge_all()',
        ),
        'tf.summary.merge_all([tf.summary.scalar("loss", loss), tf.summary.histogram("W", W)])',
    ),
    (
        "The histogram of W is missing: return both, merged into one.",
        'tf.summary.scalar("loss", loss)',
    ),
    ("The loss is missing: return both, merged into one.", 'tf.summary.histogram("W", W)'),
    (
        "You return two summaries in a list, and a session gives two records for them. One "
        "operation that joins them is asked for: `tf.summary.merge`.",
        '[tf.summary.scalar("loss", loss), tf.summary.histogram("W", W)]',
    ),
    (
        "`tf.summary.merge` takes one list of summaries.",
        'tf.summary.merge(tf.summary.scalar("loss", loss), tf.summary.histogram("W", W))',
    ),
    (
        "You merge the tensors themselves. What `merge` joins are summaries: what `scalar` and "
        "`histogram` give back, for which you need names.",
        "tf.summary.merge([loss, W])",
    ),
    ("First comes the tag, a text, then the tensor.", 'tf.summary.scalar(loss, "loss")'),
    (
        "`scalar` records one number, and W has several. How numbers are spread is a histogram.",
        edit("histogram", "scalar"),
    ),
    (
        "The mean of W is one number and says nothing about how the numbers are spread: "
        "`tf.summary.histogram`.",
        edit('histogram("W", W)', 'scalar("W", tf.reduce_mean(W))'),
    ),
    (
        "The tags have changed places: under `loss` lies the spread of W, and under `W` the loss.",
        edit('"loss"', '"W"', '"W"', '"loss"'),
    ),
    (
        "A loss is one number, and a histogram of one number is a single bar. `scalar` makes a "
        "curve of it, step by step.",
        edit("summary.scalar", "summary.histogram"),
    ),
)


# Keep what fits -----------------------------------------------------------------------------

_OLD = {"W_hidden": (3, 2), "b_hidden": (2,), "W_output": (2, 4), "b_output": (4,)}


@cache
def _old_checkpoint():
    """The path of the checkpoint of a network with the shapes above; its numbers are 1, 2, ..."""
    path = f"{scratch.folder('exercise_old')}/digits-40"
    with fresh_session() as session:
        for name, shape in _OLD.items():
            numbers = np.arange(1, np.prod(shape) + 1, dtype=np.float32)
            tf.Variable(numbers.reshape(shape), name=name)
        session.run(tf.global_variables_initializer())
        tf.train.Saver().save(session, path, write_meta_graph=False)
    return path


def _kept(answer, new):
    """The names that the answer returns, and all variables of the new network afterwards."""
    with fresh_session() as session:
        first = {name: np.full(shape, -1, np.float32) for name, shape in new.items()}
        variables = [tf.Variable(values, name=name) for name, values in first.items()]
        initializer = tf.global_variables_initializer()
        with _put_back(Path(_old_checkpoint()).parent):
            names = answer(session, initializer, variables, _old_checkpoint())
        if names is None or names is Ellipsis:
            return names
        if not all(isinstance(name, str) for name in names):
            raise Reject("Return the names, each a `v.op.name`, not the variables themselves.")
        return [list(names), session.run(variables)]


def _new_network(rng):
    """The old hidden layer, an output layer of another size, and a layer more."""
    outputs, name = int(rng.integers(5, 9)), f"extra_{rng.integers(10, 99)}"
    return (
        {
            "b_hidden": (2,),
            "W_hidden": (3, 2),
            "W_output": (2, outputs),
            name: (2,),
        },
    )


@exercise(
    use=_kept,
    draws=2,
    inputs=[
        _new_network,
        lambda rng: ({"W_output": (2, int(rng.integers(5, 9))), "b_output": (4,)},),
        lambda rng: ({"b_output": (int(rng.integers(5, 9)),)},),
    ],
    hints=[
        "`dict(tf.train.list_variables(path))` maps the names in the checkpoint to their shapes, "
        "lists of numbers.",
        "A variable fits if its `v.op.name` is among them and `v.shape.as_list()` is that shape.",
        "Initialize all, then `tf.train.Saver(fitting).restore(sess, path)` with the list of those "
        "that fit. A Saver of an empty list raises an error.",
    ],
)
def keep_what_fits(sess, initializer, variables, path):
    sess.run(initializer)
    old = dict(tf.train.list_variables(path))
    fitting = {v.op.name: v for v in variables if old.get(v.op.name) == v.shape.as_list()}
    if fitting:
        tf.train.Saver(fitting).restore(sess, path)
    return sorted(fitting)


@keep_what_fits.also_correct
def _(sess, initializer, variables, path):
    reader = tf.train.load_checkpoint(path)
    sess.run(initializer)
    names = []
    for variable in variables:
        name = variable.op.name
        if reader.has_tensor(name) and reader.get_tensor(name).shape == variable.shape:
            variable.load(reader.get_tensor(name), sess)
            names.append(name)
    return sorted(names)


_NOTHING_READ = (
    "All variables are at their first values: nothing reads the checkpoint, or you initialize "
    "last, which wipes out what was restored."
)


_NOTHING_FOUND = (
    "Nothing is restored, because nothing is found in the checkpoint. It has pairs of a name and a "
    "shape: a name without the :0 of `v.name`, as `v.op.name` is, and a shape that is a list, not "
    "a tuple."
)


keep_what_fits.mistakes(
    (
        _NOTHING_READ,
        edit(
            "    sess.run(initializer)\n",
            "",
            "tf.train.Saver(fitting).restore(sess, path)",
            "tf.train.Saver(fitting).restore(sess, path)\n    sess.run(initializer)",
        ),
    ),
    (
        "Those that do not fit have no value at all: initialize everything before you restore.",
        edit("    sess.run(initializer)\n", ""),
    ),
    (
        "You compare the names and not the shapes. `restore` does not object, and the session "
        "then holds an array of a shape that the graph knows nothing of.",
        edit(
            "fitting = {v.op.name: v for v in variables if old.get(v.op.name) == "
            "v.shape.as_list()}",
            "fitting = {v.op.name: v for v in variables if v.op.name in old}",
        ),
    ),
    (
        "You restore all variables, and the checkpoint lacks one of them. Give the Saver a list "
        "of those that fit.",
        edit(" if old.get(v.op.name) == v.shape.as_list()", ""),
    ),
    (
        _NOTHING_FOUND,
        edit(
            "fitting = {v.op.name: v for v in variables if old.get(v.op.name) == "
            "v.shape.as_list()}",
            "fitting = {v.name: v for v in variables if old.get(v.name) == v.shape.as_list()}",
        ),
    ),
    (
        "Where nothing fits, your list is empty, and a Saver of nothing is an error: restore "
        "only if there is something to restore.",
        edit(
            "if fitting:\n        tf.train.Saver(fitting).restore(sess, path)",
            "tf.train.Saver(fitting).restore(sess, path)",
        ),
    ),
    (
        "These are all the names in the checkpoint. Return those that were restored.",
        edit("sorted(fitting)", "sorted(old)"),
    ),
    (_NOTHING_READ, edit("tf.train.Saver(fitting).restore(sess, path)", "pass")),
)
