"""Say in words how a result differs from the expected one."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from utils.exercises.describe import apart, counted, kind, show
from utils.exercises.values import LONGEST, stacked


@dataclass(frozen=True)
class Rules:
    """When two numbers are equal: see `difference`."""

    tolerance: float
    whole: object = None  # all that is expected
    same_dtype: bool = False
    form_alone: bool = False

    @cached_property
    def scale(self):
        """The size of the largest of the expected numbers."""
        return max(_sizes(self.whole), default=0) or 1

    def close(self, expected, result):
        """Whether each number of an array is the expected one."""
        if self.form_alone:
            return np.ones(expected.shape, bool)
        if expected.dtype.kind in "biu":
            return np.isclose(result, expected, rtol=0, atol=1e-3)
        least = self.tolerance / 10 * min(self.scale, 1)
        if np.float32 in (expected.dtype, result.dtype):
            least = max(least, 8 * np.finfo(np.float32).eps * self.scale)
        return np.isclose(result, expected, self.tolerance, least, equal_nan=True)


def difference(expected, result, tolerance, same_dtype=False):
    """None where the plain data agree, else a sentence on how they differ.

    Numbers agree within `tolerance`, each relative to its own size; numbers near zero within a
    tenth of it, or, in float32, within what that type can tell apart beside the largest of the
    expected numbers. So it does not matter which of them share a list or an array. Where whole
    numbers are expected, they agree within 0.001. Types need not agree unless `same_dtype`: 1,
    1.0 and True are the same number. Text agrees whatever its case, spaces and outer marks.
    """
    return _difference(expected, result, Rules(tolerance, expected, same_dtype), "Your result")


def form_difference(expected, result):
    """None where plain data have the same form, whatever they hold; else how it differs."""
    return _difference(expected, result, Rules(1, form_alone=True), "Your result")


def _sizes(value):
    """The size of the largest finite number in each array of plain data."""
    if type(value) is np.ndarray and value.dtype.kind in "fc":
        yield np.abs(value[np.isfinite(value)]).max(initial=0)
    if type(value) in (list, dict):
        for part in value.values() if type(value) is dict else value:
            yield from _sizes(part)


def _difference(expected, result, rules, name):
    if type(result) is list and len(result) == LONGEST != _length(expected):
        return f"{name} has {LONGEST} parts or more, if it ends; {kind(expected)} is due."
    if (shape := _shape_asked_for(expected, result)) is not None:
        return f"{name} is an array of shape {shape} itself: asked for is that shape, `.shape`."
    if type(expected) is np.ndarray:
        return _array_difference(expected, stacked(result), rules, name)
    if type(expected) is list:
        return _list_difference(expected, result, rules, name)
    if type(expected) is not type(result):
        return f"{name} should be {kind(expected)}."
    if type(expected) is dict:
        return _dict_difference(expected, result, rules, name)
    if type(expected) is str and not rules.form_alone and folded(expected) != folded(result):
        return f"{name} is the text {show(result)} where {show(expected)} is due."
    return None


def _shape_asked_for(expected, result):
    """The shape of a result that was to be a shape and is an array of it; else None."""
    result, expected = stacked(result), stacked(expected)
    if type(result) is not np.ndarray or result.ndim < 2 or type(expected) is not np.ndarray:
        return None
    whole = expected.dtype.kind in "iu" and expected.ndim == 1
    return result.shape if whole and result.shape == tuple(expected.tolist()) else None


def _array_difference(expected, result, rules, name):
    if type(result) is list and not result and expected.size == 0:
        return None
    if type(result) is list:
        return f"The parts of {_inside(name)} do not form {kind(expected)}."
    if result is None:
        return f"{name} is `None` where {kind(expected)} is due: is a `return` missing?"
    if type(result) is not np.ndarray:
        return f"{name} should be {kind(expected)}."
    if result.shape != expected.shape:
        return _shape_difference(expected, result, name)
    if rules.same_dtype and result.dtype != expected.dtype:
        return f"{name} has type {result.dtype} where {expected.dtype} is due."
    if result.dtype == expected.dtype and result.tobytes() == expected.tobytes():
        return None
    close = rules.close(expected, result)
    if close.all():
        return None
    strange = [what for what, test in _STRANGE if (test(result) & ~test(expected)).any()]
    if strange:
        return f"{name} holds {' and '.join(strange)} where a number is due."
    if result.dtype.kind in "iu" and (expected[np.isfinite(expected)] % 1).any():
        return f"{name} holds whole numbers ({result.dtype}) where fractions are due."
    if expected.dtype.kind in "iu" and result.dtype.kind == "f" and (result % 1).any():
        name = f"{name} holds a fraction where whole numbers are due: it"
    first = tuple(int(index) for index in np.argwhere(~close)[0])
    due, got = apart(expected[first], result[first])
    if expected.size == 1:
        return f"{name} is {got} where {due} is due."
    return (
        f"{name} differs in {np.sum(~close)} of {counted(close.size, 'number')}, the first at "
        f"{list(first)}: {due} is due, yours is {got}."
    )


_STRANGE = (("NaN (not a number)", np.isnan), ("an infinity", np.isinf))


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


def _list_difference(expected, result, rules, name):
    parts = result
    if type(result) is np.ndarray and result.ndim:
        parts = [np.asarray(part) for part in result]
    if type(parts) is not list:
        return f"{name} should be {kind(expected)}."
    if len(parts) != len(expected):
        if parts is not result:
            return f"{name} is one array, of shape {result.shape}; {kind(expected)} is due."
        return f"{name} has {counted(len(parts), 'part')}; it should have {len(expected)}."
    pairs = enumerate(zip(expected, parts, strict=True), start=1)
    found = (
        _difference(due, part, rules, f"Part {number} of {_inside(name)}")
        for number, (due, part) in pairs
    )
    return next(filter(None, found), None)


def _dict_difference(expected, result, rules, name):
    lacking = [key for key in expected if key not in result]
    if lacking:
        return f"{name} lacks the entry {lacking[0]!r}."
    for key in expected:
        entry = f"The entry {key!r} of {_inside(name)}"
        found = _difference(expected[key], result[key], rules, entry)
        if found:
            return found
    extra = [key for key in result if key not in expected]
    return f"{name} has an entry {extra[0]!r} that nobody asks for." if extra else None


def _length(value):
    return len(value) if type(value) is list or np.ndim(value) else 0


def _inside(name):
    return name[0].lower() + name[1:]


def folded(text):
    """A text without what does not matter in it: case, spaces, quotes, an article, a full stop.

    Names of types of numbers are told alike: `tf.float64`, "<dtype: 'float64'>", "double".
    """
    text = text.casefold().strip(" \t\n\"'`.()")
    for article in ("the ", "a ", "an "):
        text = text.removeprefix(article)
    text = "".join(text.split())
    return type_name(text) or text


def type_name(text):
    """The name of the type of numbers that a text without spaces names, or None."""
    name = _TYPE.fullmatch(text)
    return _TYPES.get(name[1], name[1]) if name else None


_TYPES = {"double": "float64", "single": "float32", "half": "float16", "bool_": "bool"}
_TYPE = re.compile(
    r"(?:<dtype:'|<class'|dtype\(')?(?:(?:tf|np|numpy|tensorflow)\.)*"
    r"(u?int\d+|b?float\d+|complex\d+|bool_?|string|double|single|half)(?:_ref)?[')>]*"
)
