"""The exercises of lesson 6, Stack layers."""

import itertools

import numpy as np

from utils.exercises import edit, exercise, prediction


def _sigmoid(h):
    return 1 / (1 + np.exp(-h))


def _softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


# The shape of a weight matrix -------------------------------------------------------------

hidden_shape = prediction(
    "The shape of the hidden weight matrix of a network with 4 inputs, 5 hidden units, 3 outputs.",
    answer=(4, 5),
    wrong={
        (5, 4): "That is the matrix on its side. Rows leave an input, columns enter a hidden unit.",
        (5, 3): "That is the matrix of the output layer: from 5 hidden units to 3 outputs.",
        (3, 5): "That is the matrix of the output layer, and on its side.",
        (4, 3): "The hidden layer leads from the inputs to the hidden units, not to the outputs.",
        (4, 5, 3): "Those are the sizes of all three layers. A matrix stands between two of them.",
        (4,): "These are the weights of one unit. There are five units, each with its own four.",
        20: "There are 20 weights. A shape says how they are arranged: rows first, then columns.",
    },
    hints=[
        "Which two layers does this matrix join?",
        "One row for each place where links leave, one column for each where they arrive.",
    ],
    why="A row for each of the 4 inputs, a column for each of the 5 hidden units.",
)

# The forward pass -------------------------------------------------------------------------


def _network(rng, m, n_inputs, n_hidden, n_outputs):
    """X, W_h, b_h, W_o, b_o of a network, biases large enough to be missed."""
    sizes = (n_inputs, n_hidden), n_hidden, (n_hidden, n_outputs), n_outputs
    return rng.normal(size=(m, n_inputs)), *(rng.normal(size=size) for size in sizes)


@exercise(
    inputs=[
        lambda rng: _network(rng, 1, 3, 2, 1),
        lambda rng: _network(rng, 4, 3, 2, 5),
        lambda rng: _network(rng, 5, 2, 2, 2),
    ],
    hints=[
        "Two steps of the same kind: from the inputs to the hidden units, and on to the outputs.",
        "Each step is a matrix product, plus the biases, and then the sigmoid.",
        "The hidden activations are `A = sigmoid(X @ W_h + b_h)`. What takes the place of `X` in "
        "the second step?",
    ],
)
def forward(X, W_h, b_h, W_o, b_o):
    A = 1 / (1 + np.exp(-(X @ W_h + b_h)))
    return 1 / (1 + np.exp(-(A @ W_o + b_o)))


@forward.also_correct
def _(X, W_h, b_h, W_o, b_o):
    A = X
    for W, b in ((W_h, b_h), (W_o, b_o)):
        A = (np.tanh((np.einsum("mi,ij->mj", A, W) + b) / 2) + 1) / 2
    return A


forward.mistakes(
    (
        "The hidden layer has no activation: two linear steps in a row collapse into one. "
        "Send the hidden sums through the sigmoid.",
        "_sigmoid((X @ W_h + b_h) @ W_o + b_o)",
    ),
    (
        "The output unit has no activation: its weighted sum goes through the sigmoid as well.",
        "_sigmoid(X @ W_h + b_h) @ W_o + b_o",
    ),
    (
        "There is no activation in either layer. Both use the sigmoid.",
        "(X @ W_h + b_h) @ W_o + b_o",
    ),
    (
        "The hidden biases are missing: all lines of the hidden units go through 0.",
        "_sigmoid(_sigmoid(X @ W_h) @ W_o + b_o)",
    ),
    ("The output's bias is missing.", "_sigmoid(_sigmoid(X @ W_h + b_h) @ W_o)"),
    (
        "Both biases are missing: each unit adds its own before the activation.",
        "_sigmoid(_sigmoid(X @ W_h) @ W_o)",
    ),
    (
        "You add the biases after the sigmoid. A bias shifts the sum h, so it comes before.",
        "_sigmoid((_sigmoid(X @ W_h) + b_h) @ W_o) + b_o",
    ),
    (
        "Both matrices lie on their side: with sizes that differ the products do not exist. "
        "Rows leave an input, so the inputs stand on the left of the matrix as it is.",
        "_sigmoid(_sigmoid(X @ W_h.T + b_h) @ W_o.T + b_o)",
    ),
    (
        "The factors have changed places: the matrix comes first in your product. With one "
        "example a row, the batch stands on the left.",
        "_sigmoid(W_o @ _sigmoid(W_h @ X + b_h) + b_o)",
        "_sigmoid(W_o.T @ _sigmoid(W_h.T @ X + b_h) + b_o)",
    ),
    (
        "`*` multiplies number by number. A weighted sum over the inputs is a matrix product, `@`.",
        "_sigmoid(_sigmoid(X * W_h + b_h) * W_o + b_o)",
    ),
    (
        "These are the activations of the hidden units. They are the inputs of one more layer.",
        "_sigmoid(X @ W_h + b_h)",
    ),
    (
        "Another activation is in it: ReLU, tanh or softmax where the sigmoid is asked for. Both "
        "layers use the sigmoid.",
        "_sigmoid(np.maximum(X @ W_h + b_h, 0) @ W_o + b_o)",
        "np.maximum(np.maximum(X @ W_h + b_h, 0) @ W_o + b_o, 0)",
        "_sigmoid(np.tanh(X @ W_h + b_h) @ W_o + b_o)",
        "np.tanh(np.tanh(X @ W_h + b_h) @ W_o + b_o)",
        "_softmax(_sigmoid(X @ W_h + b_h) @ W_o + b_o)",
        "_softmax(np.maximum(X @ W_h + b_h, 0) @ W_o + b_o)",
    ),
    (
        "Your exponent has lost its minus sign (lesson 2): every unit says no where it should say "
        "yes.",
        edit("-(X @ W_h + b_h)", "X @ W_h + b_h", "-(A @ W_o + b_o)", "A @ W_o + b_o"),
    ),
    (
        "The hidden layer is left out: `X` meets `W_h`, and only what comes of that meets `W_o`.",
        "_sigmoid(X @ W_o + b_o)",
    ),
)


# Parameters -------------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: ([int(n) for n in rng.choice(np.arange(2, 9), 3, replace=False)],),
        lambda rng: ([784, int(rng.integers(20, 60)), 10],),
        lambda rng: ([int(n) for n in rng.choice(np.arange(2, 12), 5, replace=False)],),
        lambda rng: ([int(n) for n in rng.choice(np.arange(2, 12), 2, replace=False)],),
    ],
    hints=[
        "Between two neighbouring layers there is a matrix. How many numbers does it hold?",
        "Every unit has a bias, but the inputs are no units: nothing is computed there.",
        "`zip(sizes, sizes[1:])` gives the pairs of neighbours, such as (3, 2) and (2, 1).",
    ],
)
def parameters(sizes):
    total = 0
    for layer in range(1, len(sizes)):
        weights = sizes[layer - 1] * sizes[layer]
        biases = sizes[layer]
        total += weights + biases
    return total


@parameters.also_correct
def _(sizes):
    sizes = np.array(sizes)
    return (sizes[:-1] + 1) @ sizes[1:]


parameters.also_correct(
    "sum(before * after + after for before, after in itertools.pairwise(sizes))"
)


parameters.mistakes(
    (
        "These are the weights alone. Each unit has a bias too.",
        "sum(a * b for a, b in itertools.pairwise(sizes))",
    ),
    (
        "You have given the inputs biases. Nothing is computed there: they have none.",
        "sum(a * b for a, b in itertools.pairwise(sizes)) + sum(sizes)",
    ),
    (
        "You have counted one bias a layer. Every unit has its own, so that its line can lie "
        "elsewhere.",
        "sum(a * b + 1 for a, b in itertools.pairwise(sizes))",
    ),
    (
        "You have added a bias for each unit that a link leaves. Biases belong to the units "
        "that the links enter.",
        "sum(a * b + a for a, b in itertools.pairwise(sizes))",
    ),
    (
        "You have multiplied all sizes. Links join neighbours alone: one product for each pair.",
        "int(np.prod(sizes)) + sum(sizes[1:])",
    ),
    ("This is the number of units, inputs included. Count the links between them.", "sum(sizes)"),
    (
        "You have counted the first matrix and its biases alone. Every further layer adds its own.",
        "sizes[0] * sizes[1] + sizes[1]",
    ),
    (
        "The biases of the last layer are missing: output units have them too.",
        "sum(a * b for a, b in itertools.pairwise(sizes)) + sum(sizes[1:-1])",
    ),
    (
        "You have multiplied all sizes. Links run between neighbouring layers alone: multiply two "
        "by two, then add.",
        "np.prod(sizes)",
    ),
)


# Which formula is misprinted --------------------------------------------------------------

misprint = prediction(
    "(a) h_k = Σ_j w_jk a_j + b_k  (b) E = ½ Σ_k (y_k − ŷ_k)²  (c) s_j = Σ_k w_jk d_k  "
    "(d) s_i = Σ_j w_ij d_i",
    answer="d",
    wrong={
        "a": "The sum runs over j, and both w and a carry it. k is free, on the left and on the "
        "weight and bias of unit k. This is the output layer.",
        "b": "There is no free index on the left, and none is left over on the right: k is "
        "summed, on both the target and the answer.",
        "c": "Unusual, and fine: the sum runs over k this time, both factors carry it, and j is "
        "free. You will meet it in lesson 7.",
    },
    hints=[
        "For each formula, find the index that is summed. Do both factors carry it?",
        "If a factor does not carry the summed index, it can be pulled out of the sum.",
    ],
    why="The sum runs over j, and d does not carry it: it should be d_j.",
)

# Two linear layers are one ----------------------------------------------------------------


def _two_layers(rng, *sizes):
    first, middle, last = sizes
    shapes = (first, middle), middle, (middle, last), last
    return tuple(rng.normal(size=shape) for shape in shapes)


@exercise(
    inputs=[
        lambda rng: _two_layers(rng, 3, 2, 1),
        lambda rng: _two_layers(rng, 3, 5, 2),
        lambda rng: _two_layers(rng, 2, 2, 2),
    ],
    hints=[
        "Write down what the second layer computes, with the first layer in place of its input. "
        "Then multiply out.",
        "What stands behind X is W; what stands alone is b.",
        "The bias of the first layer goes through the weights of the second: `b_1 @ W_2`.",
    ],
)
def collapse(W_1, b_1, W_2, b_2):
    W = W_1 @ W_2
    b = b_1 @ W_2 + b_2
    return W, b


@collapse.also_correct
def _(W_1, b_1, W_2, b_2):
    def both(x):
        return (x @ W_1 + b_1) @ W_2 + b_2

    b = both(np.zeros(len(W_1)))
    return [both(row) - b for row in np.eye(len(W_1))], b


collapse.also_correct("np.dot(W_2.T, W_1.T).T, b_2 + np.sum(W_2 * b_1[:, None], axis=0)")


collapse.mistakes(
    (
        "The matrices have changed places. X meets the first layer first, so its matrix "
        "stands on the left.",
        "W_2 @ W_1, b_1 @ W_2 + b_2",
    ),
    (
        "The bias of the first layer has been forgotten: it travels through the second layer too.",
        "W_1 @ W_2, b_2",
    ),
    (
        "The bias of the second layer has been forgotten: it is added at the end.",
        "W_1 @ W_2, b_1 @ W_2",
    ),
    (
        "You have added the two biases as they are. The first one passes through the weights "
        "of the second layer on its way out.",
        "W_1 @ W_2, b_1 + b_2",
    ),
    (
        "You have added the matrices. One layer *after* the other is a product; a sum would "
        "be one beside the other.",
        "W_1 + W_2, b_1 @ W_2 + b_2",
        "W_1 + W_2, b_1 + b_2",
    ),
    (
        "The bias of the second layer went through its weights as well. It is added after them.",
        "W_1 @ W_2, (b_1 + b_2) @ W_2",
    ),
    (
        "`*` multiplies number by number. To put one layer after another, use the matrix "
        "product `@`.",
        "W_1 * W_2, b_1 * W_2 + b_2",
    ),
    ("W is right. Return the bias as well: W and b.", "W_1 @ W_2"),
)


# A band between two lines -----------------------------------------------------------------


def _draw_band(rng, n):
    """A number of switches and two limits between whole numbers, at least one count inside."""
    low, high = sorted(rng.choice(n + 2, 2, replace=False) - 0.5)
    return n, float(low), float(high)


def _judge_band(given, n, low, high):
    if type(given) is not list or len(given) != 4:
        return "Return four arrays: W_h, b_h, W_o and b_o, in this order."
    arrays = [np.asarray(part, dtype=float) for part in given]
    shapes = [(n, 2), (2,), (2, 1), (1,)]
    for name, array, shape in zip(("W_h", "b_h", "W_o", "b_o"), arrays, shapes, strict=True):
        if array.shape != shape:
            return f"{name} has shape {array.shape}; with {n} switches it should be {shape}."
    W_h, b_h, W_o, b_o = arrays
    for switches in itertools.product((0, 1), repeat=n):
        answer = _sigmoid(_sigmoid(np.array(switches) @ W_h + b_h) @ W_o + b_o).item()
        up, lit = sum(switches), low < sum(switches) < high
        if (answer > 0.9) != lit or (answer < 0.1) == lit:
            return (
                f"With {up} of {n} switches up (low = {low}, high = {high}) the lamp should be "
                f"{'on: above 0.9' if lit else 'off: below 0.1'}. Your network says {answer:.3f}."
            )
    return None


@exercise(
    inputs=[
        lambda rng: (2, 0.5, 1.5),
        lambda rng: (3, 1.5, 2.5),
        lambda rng: _draw_band(rng, 3),
        lambda rng: _draw_band(rng, 5),
    ],
    judge=_judge_band,
    hints=[
        "The number of switches that are up is their sum, so each hidden unit has equal weights.",
        "Unit 1 asks: is the sum above `low`? Unit 2: is it above `high`? In the lesson these "
        "limits were 0.5 and 1.5; find them again in `b_h`, multiplied by 20.",
        "A unit with weights 20 says yes above `low` if its bias is `-20 * low`. The output "
        "needs no change at all.",
    ],
)
def band(n, low, high):
    steep = 20.0
    W_h = np.full((n, 2), steep)
    b_h = -steep * np.array([low, high])
    W_o = np.array([[steep], [-steep]])
    b_o = np.array([-steep / 2])
    return W_h, b_h, W_o, b_o


@band.also_correct
def _(n, low, high):
    # The other way about: on below high, and not below low.
    W_h = -np.ones((n, 2)) * 30
    return W_h, [30 * high, 30 * low], [[40], [-40]], [-20]


@band.also_correct
def _(n, low, high):
    W_h = np.stack([np.ones(n), -np.ones(n)], axis=1)
    return 25 * W_h, 25 * np.array([-low, high]), np.array([[30], [30]]), np.array([-45])


band.mistakes(
    (
        "The biases have lost their minus sign: h should be 0 where the sum *equals* the limit, "
        "and yours is above 0 everywhere.",
        edit("-steep * np.array", "steep * np.array"),
    ),
    (
        "The weights are multiplied by 20, the limits are not: the line lies where 20 times the "
        "sum equals the limit, much too near 0.",
        edit("-steep * np.array", "-np.array"),
    ),
    (
        "The lines lie where they should, but with weights of 1 the sigmoids are far from 0 and "
        "1, and so is the answer. Multiply all weights and biases alike: the lines stay.",
        edit("20.0", "1.0"),
    ),
    (
        "The hidden lines are right. The output adds both units: it is on above `low` and stays "
        "on above `high`. One of the two must speak against it.",
        edit("[-steep]", "[steep]"),
    ),
    (
        "The output's bias is missing. Where both hidden units agree, its sum is 0, and the "
        "sigmoid of 0 is 0.5: half on.",
        edit("-steep / 2", "0.0"),
    ),
    (
        "W_h lies on its side: it has a row for each switch and a column for each of the two "
        "units.",
        edit("(n, 2)", "(2, n)"),
    ),
    (
        "This is the lesson's own network, whatever `low` and `high` are. Put the limits into the "
        "hidden biases.",
        edit("-steep * np.array([low, high])", "np.array([-10.0, -30.0])"),
    ),
    (
        "The limits have changed places: your output is on where the sum is above `high` and not "
        "above `low`, which is nowhere.",
        edit("[low, high]", "[high, low]"),
    ),
)
