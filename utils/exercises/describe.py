"""Plain data in words and in short, readable text, the same on every run."""

import numpy as np

from utils.exercises.values import stacked

_SHOWN = 60  # of an array with more numbers, only the shape and the range are shown


def kind(value):
    """What plain data are, in words: "a number", "an array of shape (3, 2)", "a text"."""
    if type(value) is np.ndarray and value.ndim == 0:
        return "True or False" if value.dtype == bool else "a number"
    if type(value) is np.ndarray:
        return f"an array of shape {value.shape}"
    if type(value) is list:
        return f"a sequence of {counted(len(value), 'part')}"
    return {str: "a text", dict: "a dictionary"}.get(type(value), str(value))


def counted(number, noun):
    """A number and its noun, which takes an s where it must: "1 part", "2 parts"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def apart(due, got):
    """Two different numbers as texts, with as many digits as it takes to see the difference."""
    for digits in (4, 6, 9, 12):
        texts = f"{due:.{digits}g}", f"{got:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def show_pair(expected, result):
    """Two plain data as texts of one form: parts stay parts where one of them has parts."""
    pair = expected, result
    apart = any(type(v) is list and type(stacked(v)) is list for v in pair) or any(
        type(v) is list and any(np.ndim(part) for part in v if type(part) is np.ndarray)
        for v in pair
    )
    return [show(value, apart) for value in pair]


def show(value, apart=False):
    """Plain data as text: numbers with four decimals, large arrays by their shape and range.

    With `apart`, the parts of a list are shown one by one even if they form an array.
    """
    value = value if apart else stacked(value)
    if type(value) is np.ndarray and value.size > _SHOWN:
        return f"an array of shape {value.shape}, from {value.min():.4g} to {value.max():.4g}"
    if type(value) is np.ndarray:
        return np.array2string(value, 76, precision=4, separator=", ", floatmode="maxprec_equal")
    if type(value) is dict:
        return "\n".join(f"{key!r}: {show(item)}" for key, item in value.items())
    if type(value) is list and value and len(value) <= 8:
        return "\n".join(f"part {number}: {_hung(show(v))}" for number, v in enumerate(value, 1))
    if type(value) is list and value:
        return f"{show(value[:6])}\n... {len(value)} parts in all"
    return repr(value)


def _hung(text):
    return text.replace("\n", "\n        ")
