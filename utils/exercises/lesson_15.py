"""The exercises of lesson 15, Score classes."""

import numpy as np

from utils.exercises import edit, exercise, prediction

# Temperature ------------------------------------------------------------------------------

warmer = prediction(
    "How many times as probable as B is A at T = 2, if its score is 2 higher?",
    answer=float(np.e),
    wrong={
        float(np.e**2): "That is the ratio at T = 1. At T = 2 the scores are divided by 2 first.",
        float(np.e**4): "You have multiplied the scores by 2. That is T = ½: colder, and sharper.",
        float(np.e**2 / 2): "You have halved the ratio. It is the scores that are divided by T, "
        "before the exponential.",
        float(np.exp(0.5)): "You have divided by T twice, once for each score. Their difference "
        "is divided once: 2/2.",
        1.0: "Equal they would be only at an endless temperature. At T = 2 the difference is 2/2 "
        "= 1, not 0.",
        2.0: "2 is the difference of the scores, or the temperature. The ratio is e to the power "
        "of the difference after dividing.",
        float(np.exp(-1)): "That is how probable B is beside A. The question is A beside B.",
        float(np.e**2 * 2): "Warmth makes the probabilities more equal: the ratio falls.",
        float(np.e / (1 + np.e)): "That is A's probability if there are only two classes. "
        "The question is the ratio, A's to B's.",
    },
    hints=[
        "Divide both scores by 2. How far apart are they now?",
        "The ratio of two probabilities is e to the power of the difference of their scores.",
    ],
    why="Divided by 2, the scores lie 2/2 = 1 apart, and the ratio is e¹ = 2.718.",
    tolerance=5e-3,
)

# Softmax ----------------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (rng.normal(scale=2, size=(2, 3)),),
        lambda rng: (rng.normal(size=(1, 4)),),
        lambda rng: (rng.normal(size=(2, 3)) + np.array([[800.0], [-900.0]]),),
        lambda rng: (rng.normal(size=(3, 5)) + rng.choice([-1000, 1000], size=(3, 1)),),
        lambda rng: (rng.integers(-3, 4, size=(3, 2)),),
        lambda rng: (np.array([[0.0, 1.0, 1000.0], [0.0, -1.0, 1.0]]) + rng.normal(size=(2, 1)),),
        lambda rng: (np.array([[0.0, 1.0, 1500.0], [0.0, -1.0, 1.0]]) + rng.normal(size=(2, 1)),),
    ],
    hints=[
        "First subtract from each row its largest score, then take `np.exp`, then divide each row "
        "by its sum.",
        "`Z.max(axis=1, keepdims=True)` has shape (m, 1): one number for each row, in a column "
        "that broadcasts over the row.",
        "The sums want the same: `axis=1, keepdims=True`.",
    ],
)
def softmax_rows(Z):
    exp = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)


@softmax_rows.also_correct
def _(Z):
    rows = []
    for z in Z:
        exp = np.exp(z - max(z))
        rows.append(exp / sum(exp))
    return rows


@softmax_rows.also_correct
def _(Z):
    gaps = Z[:, None, :] - Z[:, :, None]
    return 1 / np.exp(np.minimum(gaps, 700)).sum(axis=2)


_NO_SHIFT = (
    "Small scores come out right. Large ones overflow: subtract the largest score of each row "
    "before the exponential."
)


softmax_rows.mistakes(
    (_NO_SHIFT, edit(" - Z.max(axis=1, keepdims=True)", "")),
    (
        "You subtract the largest score above the line and not below it: a shift cancels only "
        "where all exponentials have it.",
        edit(" exp.", " np.exp(Z)."),
    ),
    (
        "You subtract the largest score of the whole table. In a row far below it every "
        "exponential becomes 0, and 0/0 is nan: each row needs its own largest score.",
        edit("max(axis=1, keepdims=True)", "max()"),
    ),
    (
        "You subtract the mean of each row. That is a shift, but not far enough where one "
        "score towers over the rest: it can still overflow. Subtract the largest.",
        edit(".max", ".mean"),
    ),
    (
        "You subtract the smallest score of each row. Then the largest exponent is the gap "
        "between the two, and that can overflow. Subtract the largest.",
        edit(".max", ".min"),
    ),
    (
        "Your columns add up to 1: the examples share, instead of the classes. Sum along the row.",
        edit(
            "Z.max(axis=1, keepdims=True)",
            "Z.max(axis=0)",
            "exp.sum(axis=1, keepdims=True)",
            "exp.sum(axis=0)",
        ),
    ),
    (
        "The largest score is that of each row, but the sums run down the columns. Each row "
        "is to add up to 1.",
        edit("sum(axis=1, keepdims=True)", "sum(axis=0)"),
    ),
    (
        "You divide by the sum of the whole table. All rows together now add up to 1; each "
        "row should.",
        edit("sum(axis=1, keepdims=True)", "sum()"),
    ),
    (
        "`max(axis=1)` and `sum(axis=1)` give a plain vector, and NumPy lays it along the row, "
        "not down the column. `keepdims=True` keeps it a column.",
        edit(
            "Z.max(axis=1, keepdims=True)",
            "Z.max(axis=1)",
            "exp.sum(axis=1, keepdims=True)",
            "exp.sum(axis=1)",
        ),
    ),
    (
        "The exponentials are right, but the rows do not add up to 1 yet: divide each by its sum.",
        "np.exp(Z - Z.max(axis=1, keepdims=True))",
    ),
    (
        "The exponential is missing. Scores divided by their sum add up to 1, but some are "
        "negative.",
        "Z / Z.sum(axis=1, keepdims=True)",
    ),
    (
        "You divide the scores by the largest one. That is no shift: it changes their "
        "differences. Subtract it.",
        edit("Z - Z.max", "Z / Z.max"),
    ),
    (
        "The exponent has lost its sign: the smallest score gets the largest share. Write the "
        "score minus the largest, not the other way round.",
        edit("Z - Z.max(axis=1, keepdims=True)", "Z.max(axis=1, keepdims=True) - Z"),
    ),
    (
        "You take the sigmoid of each score by itself. The ten answers have to share: divide "
        "by the sum over the row.",
        "1 / (1 + np.exp(-Z))",
    ),
    (
        "That marks the largest score of each row and gives nothing to the others: a hard "
        "maximum. The soft one needs the exponential.",
        "np.eye(Z.shape[1])[Z.argmax(axis=1)]",
    ),
)


@softmax_rows.mistake(
    "These are logarithms of probabilities: you have stopped one step early, or gone one too far."
)
def _(Z):
    gaps = Z - Z.max(axis=1, keepdims=True)
    return gaps - np.log(np.exp(gaps).sum(axis=1, keepdims=True))


_WHOLE_TABLE = (
    "You divide by the sum of the whole table. All rows together now add up to 1; each row should."
)


softmax_rows.mistakes(
    (_WHOLE_TABLE, "np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum()"),
)


@softmax_rows.mistake(
    "`np.zeros_like(Z)` takes the type of Z as well: from whole scores it makes a table for whole "
    "numbers, and your shares are cut to 0. Give it `dtype=float`."
)
def _(Z):
    result = np.zeros_like(Z)
    for row, z in zip(result, Z, strict=True):
        exp = np.exp(z - z.max())
        row[:] = exp / exp.sum()
    return result


# One-hot labels ---------------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (rng.permutation(10)[:7],),
        lambda rng: (rng.integers(0, 7, size=5),),  # no 7, 8 or 9 among them
        lambda rng: (rng.integers(0, 10, size=1),),
    ],
    hints=[
        "The result has a row for each label and always ten columns: start from "
        "`np.zeros((len(labels), 10))`.",
        "In row 0 the one goes to column `labels[0]`, in row 1 to column `labels[1]`, and so on.",
        "Rows and columns can be given together: `result[np.arange(len(labels)), labels] = 1`.",
    ],
)
def one_hot(labels):
    result = np.zeros((len(labels), 10))
    result[np.arange(len(labels)), labels] = 1
    return result


one_hot.also_correct(
    "np.eye(10)[labels]", "[[float(digit == label) for digit in range(10)] for label in labels]"
)


one_hot.mistakes(
    (
        "Every one stands a column too far to the left. Digit 0 has a column of its own, the "
        "first.",
        "np.eye(10)[np.asarray(labels) - 1]",
    ),
    (
        "Your table lies on its side: one row for each label, one column for each of the ten "
        "digits.",
        "np.eye(10)[labels].T",
    ),
    (
        "You have written the digit itself into its column. The mark is a 1, whichever digit "
        "it is.",
        "np.eye(10)[labels] * np.reshape(labels, (-1, 1))",
    ),
    (
        "Your table has only as many columns as this batch needs. A batch without a 9 needs "
        "ten columns all the same.",
        "np.eye(np.max(labels) + 1)[labels]",
    ),
    (
        "All the ones are in every row: `result[:, labels]` means these columns of all rows. "
        "Pair each row with its own column.",
        edit("np.arange(len(labels))", ":"),
    ),
    (
        "`result[labels] = 1` fills whole rows: those whose numbers happen to be labels. A place "
        "has a row and a column: pair each row with the column of its label.",
        edit("np.arange(len(labels)), labels", "labels"),
    ),
    (
        "You compare ten digits with m labels, one beside the other. Make the labels a column: "
        "`labels[:, None]`.",
        "np.arange(10) == labels",
    ),
    (
        "Your table has as many columns as there are labels. It has ten, one for each digit.",
        "np.eye(len(labels))[labels]",
    ),
)


# Before training --------------------------------------------------------------------------

first_loss = prediction(
    "The loss of a network that gives each of ten digits the same probability.",
    answer=float(np.log(10)),
    wrong={
        0.1: "0.1 is the probability that each digit gets. The loss is −ln of it.",
        0.9: "0.9 is what the true digit lacks to certainty. Cross-entropy takes −ln of its "
        "probability instead.",
        1.0: "That would be −log10(0.1). Cross-entropy takes the natural logarithm.",
        10.0: "10 is 1/0.1. You are one step away: the loss is the natural logarithm of that.",
        -float(np.log(10)): "The size is right. ln of a number below 1 is negative; the minus sign "
        "in front makes the loss positive.",
        0.0: "A loss of 0 would mean that every true digit gets probability 1.",
    },
    hints=[
        "All ten scores are 0. What does softmax make of ten equal scores?",
        "Each digit gets probability 0.1, also the true one.",
    ],
    why="Each digit gets probability 1/10, and −ln(1/10) = ln(10) = 2.303.",
    tolerance=2e-3,
)

# Cross-entropy ----------------------------------------------------------------------------


def _labels_and_probabilities(rng, m, classes=4, zeros=False):
    """One-hot labels and probabilities, some of them exactly 0 where the label is not."""
    Y = np.eye(classes)[rng.integers(0, classes, size=m)]
    P = rng.uniform(0.05, 1, size=(m, classes))
    if zeros:
        P = P * ((rng.uniform(size=P.shape) < 0.6) | (Y == 1))
    return Y, P / P.sum(axis=1, keepdims=True)


@exercise(
    inputs=[
        lambda rng: _labels_and_probabilities(rng, 3),
        lambda rng: _labels_and_probabilities(rng, 1),
        lambda rng: _labels_and_probabilities(rng, 6, classes=10, zeros=True),
    ],
    hints=[
        "First find, for each example, the probability of its true class: a vector of length m.",
        "`np.sum(Y * P, axis=1)` keeps from each row the one probability where Y has its 1.",
        "Now take the natural logarithm, the mean over the examples, and a minus sign.",
    ],
)
def cross_entropy(Y, P):
    p_true = np.sum(Y * P, axis=1)
    return -np.mean(np.log(p_true))


cross_entropy.also_correct(
    "-np.log(P[np.arange(len(P)), np.argmax(Y, axis=1)]).mean()",
    "-(Y * np.log(np.clip(P, 1e-12, 1))).sum() / len(Y)",
)


cross_entropy.mistakes(
    (
        "Where a wrong class has probability 0 your result is nan: 0 · ln 0 is 0 · (−inf), "
        "which is not a number. Pick out the true class's probability first, then take the "
        "logarithm.",
        "-np.mean(np.sum(Y * np.log(P), axis=1))",
    ),
    (
        "You have divided by all the numbers in the table. Sum over the ten classes, and take "
        "the mean over the examples alone.",
        "-np.mean(Y * np.log(np.clip(P, 1e-12, 1)))",
    ),
    (
        "This is the sum over the examples: it would grow with the size of the batch, and "
        "with it your steps. Take the mean.",
        "-np.sum(np.log(np.sum(Y * P, axis=1)))",
    ),
    (
        "The minus sign is missing: logarithms of probabilities are negative, and a loss "
        "should fall to 0 as the network gets better.",
        "np.mean(np.log(np.sum(Y * P, axis=1)))",
    ),
    (
        "One loss for each example is right so far; a batch has one loss, their mean.",
        "-np.log(np.sum(Y * P, axis=1))",
    ),
    (
        "The logarithm is the natural one here: `np.log`.",
        "-np.mean(np.log2(np.sum(Y * P, axis=1)))",
    ),
    (
        "The logarithm is the natural one: `np.log`, not `np.log10`.",
        "-np.mean(np.log10(np.sum(Y * P, axis=1)))",
    ),
    (
        "You average the probabilities and then take the logarithm. Each example has a loss "
        "of its own: logarithm first, mean second.",
        "-np.log(np.mean(np.sum(Y * P, axis=1)))",
    ),
    (
        "This is a squared error. Cross-entropy looks at the logarithm of the true class's "
        "probability, and at nothing else.",
        "0.5 * np.mean(np.sum((Y - P) ** 2, axis=1))",
        "np.mean(np.sum((Y - P) ** 2, axis=1))",
        "np.mean((Y - P) ** 2)",
        "np.sum((Y - P) ** 2)",
        "0.5 * np.sum((Y - P) ** 2)",
    ),
    (
        "Without a logarithm, being certain and wrong costs hardly more than doubt. Take the "
        "logarithm of the true class's probability.",
        "1 - np.mean(np.sum(Y * P, axis=1))",
        "np.mean(np.sum(Y * P, axis=1))",
        "-np.mean(np.sum(Y * P, axis=1))",
        "np.mean(np.abs(Y - P))",
    ),
    (
        "You count whose largest probability is the right one, or the wrong one: the accuracy is "
        "no loss, for it does not see how certain an answer is.",
        "np.mean(Y.argmax(axis=1) == P.argmax(axis=1))",
        "np.mean(Y.argmax(axis=1) != P.argmax(axis=1))",
    ),
    (
        "This is the entropy of the probabilities, and the truth is not in it: multiply the "
        "logarithms by Y.",
        "-np.mean(np.sum(P * np.log(P), axis=1))",
    ),
    (
        "The labels and the probabilities have changed places: your logarithm is of 0 and 1. "
        "Labels come first, probabilities second, and the logarithm is of the probabilities.",
        "-np.mean(np.sum(P * np.log(Y), axis=1))",
    ),
)


_PAIRS_ALL = (
    "A matrix product pairs every example with every other: it multiplies whole rows with whole "
    "columns. Here each number of Y meets the number of P in its own place: `*`."
)
_BOTH_CLASSES = (
    "That is the loss for yes-or-no questions: it also counts ln(1 − P) of every wrong class. With "
    "classes of which one is true, only the true class's probability counts."
)


cross_entropy.mistakes(
    (
        _PAIRS_ALL,
        "-np.mean(np.sum(np.dot(Y, np.log(P)), axis=1))",
        "-np.sum(np.dot(Y.T, np.log(P))) / len(Y)",
        "-np.sum(np.dot(Y, np.log(P.T))) / len(Y)",
        "-np.mean(np.log(np.sum(np.dot(Y, P.T), axis=1)))",
    ),
    (
        "`P[:, classes]` takes these columns of *all* rows. Each row has one true class: "
        "`P[rows, classes]` takes them in pairs.",
        "-np.mean(np.log(P[:, Y.argmax(axis=1)]))",
    ),
    (
        _BOTH_CLASSES,
        "-np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))",
        "-np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(Y)",
        "-np.mean(np.log(np.where(Y == 1, P, 1 - P)))",
        "-np.sum(np.log(np.where(Y == 1, P, 1 - P))) / len(Y)",
    ),
)


# The gradient with respect to the scores ---------------------------------------------------

_GIVEN = np.array([0.665, 0.245, 0.090])
_TRUE = np.array([0.0, 0.0, 1.0])

gradient = prediction(
    "The probabilities are (0.665, 0.245, 0.090) and the last class is the true one: what is the "
    "gradient of the loss with respect to the three scores?",
    answer=_GIVEN - _TRUE,
    wrong={
        tuple(_TRUE - _GIVEN): "That is y − p, the direction in which to step. The gradient points "
        "the other way, uphill: p − y.",
        tuple(_GIVEN): "Those are the probabilities. For the true class the gradient is 1 less.",
        tuple(-_TRUE): "Those are minus the labels. What the network said counts too: p − y.",
        (0.665, -0.755, 0.090): "That is the example above, where the second class was the true "
        "one. Here it is the last.",
        (-0.335, 0.245, 0.090): "You have taken the 1 from the most probable class. It belongs to "
        "the true one, the last.",
        (0.0, 0.0, -0.910): "The scores of the two other classes count as well: to raise them "
        "lowers the probability of the true one.",
        (0.0, 0.0, -11.111): "That is the derivative with respect to the probability of the true "
        "class, −1/p. What is wanted is the one with respect to the scores.",
    },
    hints=[
        "What the network said, minus what is true, class by class.",
        "The true class as a vector is (0, 0, 1). Subtract it from the probabilities.",
    ],
    why="p − y: 0.665 − 0, 0.245 − 0 and 0.090 − 1. The three add up to 0.",
)
