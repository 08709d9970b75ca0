"""Say in words how a result differs from the expected one."""

import numpy as np

from utils.exercises.describe import apart, counted, kind
from utils.exercises.values import LONGEST, stacked


def difference(expected, result, tolerance, same_dtype=False, name="Your result"):
    """None where the plain data agree, else a sentence on how they differ, about `name`.

    Numbers agree within `tolerance`, relative to their own size and, a tenth of it, to the
    largest expected number; where whole numbers are expected, within 0.001. Their types need not
    agree unless `same_dtype`: 1, 1.0 and True are the same number. Text agrees whatever its case
    and spaces.
    """
    rules = tolerance, same_dtype, name
    if type(result) is list and len(result) == LONGEST != _length(expected):
        return f"{name} has {LONGEST} parts or more, if it ends; {kind(expected)} is due."
    if type(expected) is np.ndarray:
        return _array_difference(expected, stacked(result), *rules)
    if type(expected) is list:
        return _list_difference(expected, result, *rules)
    if type(expected) is not type(result):
        return f"{name} should be {kind(expected)}."
    if type(expected) is dict:
        return _dict_difference(expected, result, *rules)
    if type(expected) is str and _folded(expected) != _folded(result):
        return f"{name} is another text than the one that is due."
    return None


def _array_difference(expected, result, tolerance, same_dtype, name):
    if type(result) is list and not result and expected.size == 0:
        return None
    if type(result) is list:
        return f"The parts of {_inside(name)} do not form {kind(expected)}."
    if type(result) is not np.ndarray:
        return f"{name} should be {kind(expected)}."
    if result.shape != expected.shape:
        return _shape_difference(expected, result, name)
    if same_dtype and result.dtype != expected.dtype:
        return f"{name} has type {result.dtype} where {expected.dtype} is due."
    close = _close(expected, result, tolerance)
    if close.all():
        return None
    strange = [what for what, test in _STRANGE if (test(result) & ~test(expected)).any()]
    if strange:
        return f"{name} holds {' and '.join(strange)} where a number is due."
    if result.dtype.kind in "iu" and (expected % 1).any():
        return f"{name} holds whole numbers ({result.dtype}) where fractions are due."
    first = tuple(int(index) for index in np.argwhere(~close)[0])
    due, got = apart(expected[first], result[first])
    if expected.size == 1:
        return f"{name} is {got} where {due} is due."
    return (
        f"{name} differs in {np.sum(~close)} of {counted(close.size, 'number')}, the first at "
        f"{list(first)}: {due} is due, yours is {got}."
    )


_STRANGE = (("NaN (not a number)", np.isnan), ("an infinity", np.isinf))


def _close(expected, result, tolerance):
    if expected.dtype.kind in "biu":
        return np.isclose(result, expected, rtol=0, atol=1e-3)
    scale = np.abs(expected[np.isfinite(expected)]).max(initial=0) or 1
    return np.isclose(result, expected, tolerance, tolerance * scale / 10, equal_nan=True)


def _shape_difference(expected, result, name):
    if expected.ndim == 0:
        return f"{name} has shape {result.shape} where a single number is due."
    if result.ndim == 0:
        return f"{name} is a single number where {kind(expected)} is due."
    due = f"{name} has shape {result.shape} where {expected.shape} is due"
    if expected.ndim > 1 and result.shape == expected.shape[::-1]:
        return f"{due}: it lies on its side."
    if result.size == expected.size:
        return f"{due}: as many numbers, arranged differently."
    return f"{due}."


def _list_difference(expected, result, tolerance, same_dtype, name):
    if type(result) is np.ndarray and result.ndim:
        result = [np.asarray(part) for part in result]
    if type(result) is not list:
        return f"{name} should be {kind(expected)}."
    if len(result) != len(expected):
        return f"{name} has {counted(len(result), 'part')}; it should have {len(expected)}."
    pairs = enumerate(zip(expected, result, strict=True), start=1)
    found = (
        difference(due, part, tolerance, same_dtype, f"Part {number} of {_inside(name)}")
        for number, (due, part) in pairs
    )
    return next(filter(None, found), None)


def _dict_difference(expected, result, tolerance, same_dtype, name):
    lacking = [key for key in expected if key not in result]
    if lacking:
        return f"{name} lacks the entry {lacking[0]!r}."
    for key in expected:
        entry = f"The entry {key!r} of {_inside(name)}"
        found = difference(expected[key], result[key], tolerance, same_dtype, entry)
        if found:
            return found
    extra = [key for key in result if key not in expected]
    return f"{name} has an entry {extra[0]!r} that nobody asks for." if extra else None


def _length(value):
    return len(value) if type(value) is list or np.ndim(value) else 0


def _inside(name):
    return name[0].lower() + name[1:]


def _folded(text):
    return "".join(text.split()).casefold()
