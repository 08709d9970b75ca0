"""Say in words how a result differs from the expected one, and show both."""

import numpy as np

from utils.exercises.values import LONGEST, stacked

_SHOWN = 60  # of an array with more numbers, only the shape and the range are shown


def difference(expected, result, tolerance, same_dtype=False):
    """None where the plain data agree, else a sentence that says how they differ.

    Numbers agree within `tolerance`, relative to their own size and, a tenth of it, to the
    largest expected number. Kinds of numbers need not agree unless `same_dtype`: 1, 1.0 and
    True are the same number. Text agrees whatever its case and spaces.
    """
    if type(expected) is np.ndarray:
        return _array_difference(expected, stacked(result), tolerance, same_dtype)
    if type(expected) is list:
        if type(result) is np.ndarray and result.ndim:
            result = list(result)
        return _list_difference(expected, result, tolerance, same_dtype)
    if type(expected) is dict:
        return _dict_difference(expected, result, tolerance, same_dtype)
    if type(expected) is str and type(result) is str:
        return None if _folded(expected) == _folded(result) else "The text differs."
    if expected is None or type(expected) is not type(result):
        return None if expected is result else f"It should be {kind(expected)}."
    return None


def _array_difference(expected, result, tolerance, same_dtype):
    if type(result) is list and expected.size == 0 and not result:
        return None
    if type(result) is list:
        return f"Its parts do not form {kind(expected)}."
    if type(result) is not np.ndarray:
        return f"It should be {kind(expected)}."
    if result.shape != expected.shape:
        return _shape_difference(expected, result)
    if same_dtype and result.dtype != expected.dtype:
        return f"Its type is {result.dtype} where {expected.dtype} is due."
    finite = np.abs(expected[np.isfinite(expected)])
    scale = finite.max(initial=0) or 1
    close = np.isclose(result, expected, tolerance, tolerance * scale / 10, equal_nan=True)
    if close.all():
        return None
    strange = [name for name, test in _STRANGE if (test(result) & ~test(expected)).any()]
    if strange:
        return f"It holds {' and '.join(strange)} where a number is due."
    if result.dtype.kind in "iu" and expected.dtype.kind == "f" and (expected % 1).any():
        return f"It holds whole numbers ({result.dtype}) where fractions are due."
    if expected.ndim == 0:
        return "{} is due, yours is {}.".format(*_apart(expected[()], result[()]))
    first = tuple(int(index) for index in np.argwhere(~close)[0])
    due, got = _apart(expected[first], result[first])
    return (
        f"{np.sum(~close)} of {close.size} numbers differ, the first at {list(first)}: "
        f"{due} is due, yours is {got}."
    )


def _apart(due, got):
    """Two different numbers with as many digits as show it."""
    for digits in (4, 6, 9, 12):
        texts = f"{due:.{digits}g}", f"{got:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


_STRANGE = (("NaN (not a number)", np.isnan), ("an infinity", np.isinf))


def _shape_difference(expected, result):
    due = f"Its shape is {result.shape} where {expected.shape} is due"
    if expected.ndim == 0:
        return f"It has shape {result.shape} where a single number is due."
    if result.ndim == 0:
        return f"It is a single number where {kind(expected)} is due."
    if expected.ndim > 1 and result.shape == expected.shape[::-1]:
        return f"{due}: it lies on its side."
    if result.size == expected.size:
        return f"{due}: the same number of entries, arranged differently."
    return f"{due}."


def _list_difference(expected, result, tolerance, same_dtype):
    if type(result) is not list:
        return f"It should be {kind(expected)}."
    if len(result) == LONGEST > len(expected):
        return f"It does not end: it has {LONGEST} parts or more where {len(expected)} are due."
    if len(result) != len(expected):
        verb = "is" if len(expected) == 1 else "are"
        return f"The number of its parts is {len(result)} where {len(expected)} {verb} due."
    for number, (due, part) in enumerate(zip(expected, result, strict=True), start=1):
        found = difference(due, part, tolerance, same_dtype)
        if found:
            return f"Look at part {number} of {len(expected)}. {found}"
    return None


def _dict_difference(expected, result, tolerance, same_dtype):
    if type(result) is not dict:
        return f"It should be {kind(expected)}."
    for key in expected:
        if key not in result:
            return f"It lacks the entry {key!r}."
        found = difference(expected[key], result[key], tolerance, same_dtype)
        if found:
            return f"Look at the entry {key!r}. {found}"
    extra = [key for key in result if key not in expected]
    return f"It has an entry {extra[0]!r} that is not asked for." if extra else None


def _folded(text):
    return "".join(text.split()).casefold()


def kind(value):
    """What plain data are, in words: "a number", "an array of shape (3, 2)", "a text"."""
    if type(value) is np.ndarray and value.ndim == 0:
        return "True or False" if value.dtype == bool else "a number"
    if type(value) is np.ndarray:
        return f"an array of shape {value.shape}"
    if type(value) is list:
        return f"a sequence of {len(value)} part{'' if len(value) == 1 else 's'}"
    return {str: "a text", dict: "a dictionary"}.get(type(value), str(value))


def show(value):
    """Plain data as short, readable text, the same on every run."""
    value = stacked(value)
    if type(value) is np.ndarray:
        if value.size > _SHOWN:
            low, high = show(np.asarray(value.min())), show(np.asarray(value.max()))
            return f"an array of shape {value.shape}, from {low} to {high}"
        return np.array2string(value, 76, precision=4, separator=", ", floatmode="maxprec_equal")
    if type(value) is dict:
        return "\n".join(f"{key!r}: {show(item)}" for key, item in value.items())
    if type(value) is list and value and len(value) <= 8:
        return "\n".join(f"part {number}: {_hang(show(v))}" for number, v in enumerate(value, 1))
    if type(value) is list and value:
        return f"{show(value[:6])}\n... {len(value)} parts in all"
    return repr(value)


def _hang(text):
    return text.replace("\n", "\n        ")
