"""The exercises of lesson 1, Meet a neural network."""

import numpy as np

from utils.exercises import edit, exercise, prediction

# Layers -----------------------------------------------------------------------------------

layer = prediction(
    "In which layer is a node with 20 links that come in and none that go out?",
    answer="output",
    wrong={
        "input": "The nodes of the input layer are the pixels: nothing comes in from another "
        "node, and 20 links go out, one to each hidden node.",
        "hidden": "A hidden node has 784 links that come in, one from each pixel, and ten that "
        "go out.",
    },
    hints=[
        "Find the layer in the picture of the network from which no line goes on to the right.",
        "20 links come in: they come from a layer of 20 nodes.",
    ],
    why="Nothing stands to the right of the output layer, and each of its nodes is linked with "
    "the 20 hidden ones.",
)

# The answer -------------------------------------------------------------------------------


@exercise(
    inputs=[
        # Each value once: of two that are largest, either may be the answer.
        lambda rng: (np.append(0.1, rng.choice(range(20, 100), 9, replace=False) / 100),),
        lambda rng: (rng.choice(40, 10, replace=False) / 100,),  # nothing above one half
        lambda rng: (rng.choice(range(60, 100), 10, replace=False) / 100,),
    ],
    hints=[
        "The answer is not the largest activation, but where it stands.",
        "Counting starts at 0, and so do the digits: the place of the largest is the digit.",
        "NumPy finds that place: `np.argmax`.",
    ],
)
def digit(output):
    return np.argmax(output)


@digit.also_correct
def _(output):
    best = 0
    for k in range(len(output)):
        if output[k] > output[best]:
            best = k
    return best


digit.also_correct("list(output).index(max(output))")
digit.also_correct("sorted(range(10), key=lambda k: output[k])[-1]")


digit.mistakes(
    (
        "This is the largest activation itself: how firmly the network says it. What is wanted is "
        "which digit it says, the place where that activation stands.",
        "np.max(output)",
    ),
    (
        "One too many: the first activation belongs to digit 0, not to 1. Python counts from "
        "0 too.",
        "np.argmax(output) + 1",
    ),
    (
        "That is the digit of which the network is least convinced: you look for the smallest "
        "activation.",
        "np.argmin(output)",
    ),
    (
        "You look for nodes above one half. There may be several, or none: the answer is the "
        "largest of all ten.",
        "next((k for k, a in enumerate(output) if a > 0.5), 0)",
        "next((k for k, a in enumerate(output) if a > 0.5), None)",
        "[k for k, a in enumerate(output) if a > 0.5][0]",
        "np.where(np.asarray(output) > 0.5)[0][0]",
        "[k for k, a in enumerate(output) if a > 0.5]",
    ),
    (
        "You round the activations and look for a 1. There may be several that round to 1, or "
        "none: the answer is the largest of all ten.",
        "list(np.round(output)).index(1)",
    ),
    (
        "These are all digits in order, from the least to the most convincing. The answer is "
        "one of them, the last.",
        "np.argsort(output)",
    ),
    (
        "You have an answer for each node, whether its activation is the largest. Which of "
        "the ten is it? Give its place.",
        "np.asarray(output) == np.max(output)",
    ),
    (
        "This adds the activations up. Each is the voice of one digit: ask which is the largest.",
        "np.sum(output)",
    ),
)


# Weights and biases -----------------------------------------------------------------------


@exercise(
    inputs=[
        lambda rng: (3, 2, 4),
        lambda rng: (784, 20, 10),
        lambda rng: tuple(int(n) for n in rng.integers(3, 40, size=3)),
    ],
    hints=[
        "Begin with the links: each hidden node is linked with every input, each output node "
        "with every hidden one.",
        "So there are `inputs * hidden` links on the left and `hidden * outputs` on the right.",
        "Then add the biases: one for each hidden node, one for each output node. A pixel has "
        "none: it computes nothing.",
    ],
)
def parameters(inputs, hidden, outputs):
    return inputs * hidden + hidden + hidden * outputs + outputs


parameters.also_correct("(inputs + 1) * hidden + (hidden + 1) * outputs")


@parameters.also_correct
def _(inputs, hidden, outputs):
    count = 0
    for _node in range(hidden):
        count += inputs + 1
    for _node in range(outputs):
        count += hidden + 1
    return count


parameters.mistakes(
    (
        "These are the weights. The biases are missing: one for each hidden node, one for "
        "each output node.",
        "inputs * hidden + hidden * outputs",
    ),
    (
        "You give the pixels a bias too. An input node computes nothing, it holds its grey "
        "level: only hidden and output nodes have one.",
        "inputs * hidden + hidden * outputs + inputs + hidden + outputs",
    ),
    (
        "The biases sit on the wrong side: you have one for each node that a layer reads, where "
        "each node that it computes has one.",
        "inputs * (hidden + 1) + hidden * (outputs + 1)",
    ),
    ("The biases of the output nodes are missing.", "inputs * hidden + hidden + hidden * outputs"),
    ("The biases of the hidden nodes are missing.", "inputs * hidden + hidden * outputs + outputs"),
    (
        "This counts nodes. What is learned sits on the links, one weight each, and there are "
        "many more links than nodes.",
        "inputs + hidden + outputs",
    ),
    (
        "You have multiplied the three. That counts ways through the network from a pixel to "
        "an output; links run between neighbouring layers, so the two sides are added.",
        "inputs * hidden * outputs",
    ),
    (
        "You have multiplied the three for the weights. Links run between neighbouring "
        "layers, so the two sides are added: `inputs * hidden` and `hidden * outputs`.",
        "inputs * hidden * outputs + hidden + outputs",
    ),
    (
        "You link the pixels with the outputs directly and leave the hidden layer out.",
        "inputs * outputs + outputs",
    ),
    (
        "You have also linked the pixels with the outputs. Each layer is linked with the "
        "layer before it only.",
        "inputs * hidden + hidden * outputs + inputs * outputs + hidden + outputs",
    ),
    (
        "One bias for each layer is too few: each hidden node and each output node has its own.",
        "inputs * hidden + hidden * outputs + 2",
    ),
    (
        "You count a bias for each link. A bias belongs to a node: it is added once, whatever "
        "comes in over the links.",
        "2 * (inputs * hidden + hidden * outputs)",
    ),
    (
        "You have added where each node of one layer meets each node of the next. Every "
        "hidden node has a link from *every* input: multiply.",
        "(inputs + hidden) + (hidden + outputs)",
    ),
)


# Confusions -------------------------------------------------------------------------------

confused = prediction(
    "Which two digits does the network take for each other most often? (a) 0 and 1 (b) 2 and 6 "
    "(c) 7 and 9 (d) 1 and 8",
    answer="c",
    wrong={
        "a": "0 and 1 share hardly a pixel: one is empty where the other has its ink. The network "
        "never takes one for the other.",
        "b": "They share their lower half, and the network does confuse them now and then. "
        "Another pair shares more: all but one short stroke.",
        "d": "An 8 has ink in the middle like a 1, but much more to both sides. Look for two that "
        "share nearly all their ink.",
    },
    hints=[
        "For the network each pixel is an input of its own. So think of ink: which two have most "
        "of it in the same places?",
        "Write both digits of each pair on top of each other. Where is the smallest difference?",
    ],
    why="A 9 whose bow does not close is a 7 in nearly every pixel.",
)

# Fewer nodes ------------------------------------------------------------------------------

hidden_nodes = prediction(
    "What is the smallest number of hidden nodes that lets the network read more than half of "
    "the new digits?",
    answer=3,
    wrong={
        0: "With no hidden node nothing of the image reaches the outputs: all images get the same "
        "answer.",
        1: "With one hidden node the network reads about three in ten. All that it knows of an "
        "image is then a single number.",
        2: "With two hidden nodes it still reads about three in ten.",
        4: "Four are enough: they read about three in four. Fewer will do as well.",
        5: "Five are more than enough: nearly nine in ten. Try fewer.",
        10: "Ten reach 0.90, hardly less than twenty. A digit needs no hidden node of its own: try "
        "far fewer.",
        20: "Twenty are those of the lesson: far fewer are enough for one half.",
    },
    hints=[
        "Give `networks.train` a third argument, `hidden=10`, and look at the last line printed. "
        "Then halve it.",
        "It is less than 5.",
    ],
    why="Three numbers between 0 and 1 are enough to tell six in ten digits right. That the "
    "output layer needs ten nodes does not mean that the hidden layer does.",
)
