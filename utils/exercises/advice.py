"""What an exception means, in a sentence that holds whatever led to it."""

import builtins
import functools
import re

import numpy as np

from utils.errors import find

_RETURNS_NOTHING = (
    "`None` came from something that returns nothing: `shuffle`, `append` and `sort` change what "
    "they are given, and a function without `return` gives `None` too."
)
_ADVICE = (
    (r"bitwise_xor|for \^=?: ", "In Python `^` is not a power: that is `**`."),
    (
        r"truth value of an? \w+ with more than one element",
        "Python's `if`, `while`, `and`, `or`, `max` and `min` need one true or false, and an array "
        "gives one for each number.",
    ),
    (
        r"arrays can be converted to Python scalars|must be real number, not",
        "What takes a single number (`float`, `int`, all of `math`) was given something else.",
    ),
    (
        r"ufunc '\w+' (not supported for the input types|did not contain a loop)",
        "NumPy computes with numbers, and this is none: a text, or `None`? A dictionary gives its "
        "keys, `items()` the values too.",
    ),
    (
        r"Cannot convert a symbolic",
        "NumPy was given a tensor that has no value yet (lesson 24). So it is, too, where a tensor "
        "and an array stand on both sides of `+` or `*` and their shapes do not fit.",
    ),
    (
        r"arrays used as indices must be of integer",
        "An array that is an index holds whole numbers, or True and False: 1.0 is neither.",
    ),
    (
        r"zero-size array to reduction",
        "Of nothing there is no largest or smallest: a slice begins beyond the end. `x[a][b]` "
        "takes rows twice, `x[a, b]` takes rows and columns.",
    ),
    (r"setting an array element with a sequence", "Parts of different lengths form no array."),
    (
        r"list indices must be integers or slices, not tuple",
        "A list has one index. Several, and `None` for a new axis, are for arrays and tensors.",
    ),
    (
        r"refers to an Operation, not a Tensor",
        "The key of a feed is the tensor itself, or its name with the number of its output, `X:0`.",
    ),
    (
        r"only integer scalar arrays can|cannot be interpreted as an integer|"
        r"only integers, slices|indices must be integers|seed must be integer",
        "An index, a length, a seed and the argument of `range` are single whole numbers: no "
        "array, and no fraction, as `/` gives; `//` gives a whole number.",
    ),
    (
        r"\b(int|float|bool|numpy\.\w+)'? object is not (iterable|subscriptable)|"
        r"invalid index to scalar variable|iteration over a 0-d|len\(\) of unsized|"
        r"too many indices for array: array is 0-d",
        "What is taken apart here is a single number.",
    ),
    (r"NoneType|elements of \[?None", _RETURNS_NOTHING),
    (
        r"Could not find (variable |resource: \w+/)\w+/(count|total)",
        "What `tf.metrics` makes counts over many runs, in variables that nobody has initialized: "
        "build the share of this batch from its parts.",
    ),
    (
        r"_unique_id",
        "`apply_gradients` takes pairs of a gradient and its variable: `zip` of two lists.",
    ),
    (
        r"'numpy.ndarray' object has no attribute",
        "An array is no list and no tensor: what those do, NumPy's functions do for it.",
    ),
    (
        r"'str' object has no attribute",
        "That is a text: the name of a thing, perhaps, where the thing itself belongs.",
    ),
    (r"^AttributeError: module '(?!tensorflow)", "This version of the module has no such name."),
    (
        r"argument of type '\S+' is not",
        "`in` looks into a text, a list or a dictionary, and this is none of them.",
    ),
    (
        r"takes .*positional arguments? but",
        "It was given more things than it takes. What `concatenate`, `stack` and `merge` join "
        "stands in one list; what `map` calls gets both parts of a pair.",
    ),
    (r"^KeyError", "The dictionary has no such key: `in` asks for it, and `get` gives None."),
    (
        r"checkpoint files \S+\.(index|meta)",
        "The name of a checkpoint ends before `.index`, and stands for all of its files.",
    ),
    (r"parsing the device spec", "The name of a device has a colon: `/CPU:0`."),
    (r"must have the same dtype", "TensorFlow does not mix types of numbers: `tf.cast` one."),
    (
        r"non-rectangular",
        "A list of arrays is made into one array, where that can be: a pair stays two in a tuple.",
    ),
    (
        r"Dimension -1 must be",
        "Only `reshape` knows −1. What a placeholder leaves open is `None`.",
    ),
    (r"unhashable type", "No array and no list can be the key of a dictionary, or in a set."),
    (
        r"'?(list|tuple|\w*Tensor)'? object has no attribute '(T|reshape|shape|mean|sum|dot)'",
        "That is what NumPy's arrays have: a list or a tensor goes through a function for it.",
    ),
    (
        r"values to unpack",
        "The names on the left are not as many as the parts on the right. To go through two "
        "things side by side there is `zip`, through a dictionary `items()`.",
    ),
    (
        r"^AxisError|axis \d+ is out of bounds for array of dimension",
        "The array has no such axis: the second argument of `np.sum`, `np.max` and their like is "
        "an axis.",
    ),
    (r"^IndexError.*(out of range|out of bounds)", "Places count from 0: the last of n is n − 1."),
    (
        r"^UnboundLocalError",
        "What a function assigns anywhere is a name of its own, and has no value before that.",
    ),
    (
        r"object is not callable",
        "Round brackets call a function, and this is none. An index stands in square ones.",
    ),
    (
        r"'list' and '|and 'list'|multiply sequence by non-int|can only concatenate list|"
        r"(can't|cannot) multiply sequence",
        "Python's lists and tuples do not compute number by number; arrays do.",
    ),
    (
        r"Input operand.* mismatch in its core dimension|shapes .* not aligned",
        "A matrix product needs as many columns on the left as there are rows on the right.",
    ),
    (
        r"could not be broadcast together",
        "Number by number, two shapes have to agree from the right, or have a 1 there.",
    ),
    (
        r"reshape (array of size|a tensor with)|Input to reshape is",
        "A new shape has to hold as many numbers as the old one; sizes that are written as numbers "
        "fit one array alone.",
    ),
    (
        r"Cannot cast ufunc .* output|_UFuncOutputCastingError",
        ("An array of whole numbers cannot take fractions in place: `h = h + x` makes a new one."),
    ),
)


@functools.cache
def meaning(told):
    """What an exception, told as `Type: message`, means; "" where that is not known."""
    if found := re.match(r"NameError: name '(\w+)' is not defined", told):
        return _unknown(found[1])
    for words, sentence in _ADVICE:
        if re.search(words, told):
            return sentence
    places = find(told)
    return f"See lesson {places[0].lesson}: {places[0].title}." if places else ""


def _unknown(name):
    if name in ("math", "random", "np", "tf"):
        return f"`{name}` is a module that has not been imported."
    if hasattr(np, name) and not hasattr(builtins, name):
        return f"NumPy's is called `np.{name}`."
    return "Nothing has this name here: is it spelled as where it was made?"
