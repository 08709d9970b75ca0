"""Turn any answer into plain data, and say how two of them differ.

Plain data are: None, `...`, text, an array of numbers or booleans, a list of plain data, a
dictionary of plain data. Every object of an unknown type is refused, so that nothing in an
answer can decide for itself what it equals.
"""

import array
import sys
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import numpy as np

LONGEST = 1000  # an endless generator is an answer too; nobody waits for its end
_MOST = 300_000  # parts of lists all in all, where no exercise asks for a thousandth of it
_LARGEST = 20_000_000  # numbers in an array
_SEQUENCES = (list, range, deque, type({}.keys()), type({}.values()), type({}.items()))


class Unknown(Exception):
    """A value of a type that an answer cannot have; says so in one sentence."""


def plain(value):
    """`value` as plain data; raises `Unknown` for types that an answer cannot have.

    Arrays are copied. Tuples, lists, ranges, views and generators become lists (a generator after
    its first `LONGEST` items), fractions become numbers, types of numbers become their names,
    shapes become lists.
    """
    return _plain(value, [0])


def _plain(value, counted):
    """`value` as plain data; the parts of all lists are added up in `counted`."""
    if value is None or value is Ellipsis or type(value) is str:
        return value
    if type(value) in (Fraction, Decimal):
        value = float(value)
    if type(value) in (bool, int, float, complex, array.array):
        return _plain_array(value)
    if isinstance(value, np.generic | np.ndarray):
        return _plain_array(value)
    if isinstance(value, dict):
        items = dict.items(value)  # whatever a class derived from dict says of itself
        _count(counted, len(items))
        return {key: _plain(item, counted) for key, item in items}
    if type(value) in _SEQUENCES or isinstance(value, tuple | list):
        return _plain_parts(value, counted)
    if isinstance(value, Iterator):
        return [_plain(item, counted) for _, item in zip(range(LONGEST), value, strict=False)]
    if isinstance(value, set | frozenset):
        raise Unknown("Your answer is a set, whose parts have no order: give a list.")
    name = _name_of_type(value)
    return name if name is not None else _plain_tensor(value)


def _plain_parts(value, counted):
    for kind in (tuple, list):
        if isinstance(value, kind):
            value = list(kind.__iter__(value))
    _count(counted, len(value))
    return [_plain(item, counted) for item in value]


def _count(counted, parts):
    counted[0] += parts
    if counted[0] > _MOST:
        raise Unknown(f"Your answer is a list of more than {_MOST:,} parts: far more than are due.")


def _plain_array(value):
    if getattr(value, "size", 0) > _LARGEST:
        raise Unknown(
            f"Your answer is an array of shape {value.shape}: far more numbers than are due."
        )
    array = np.array(value)
    if array.dtype.kind in "biufc":
        return array
    if array.dtype.kind == "S" or type(value) is np.bytes_:
        array = np.char.decode(array, "utf-8")
    if array.dtype.kind == "O" and array.ndim == 0:
        raise Unknown("Your answer holds a number too large for an array.")
    return plain(_text_of_bytes(array.tolist()))


def _text_of_bytes(value):
    """TensorFlow hands text back as bytes."""
    if type(value) is list:
        return [_text_of_bytes(item) for item in value]
    return value.decode("utf-8", "replace") if type(value) is bytes else value


def _name_of_type(value):
    """The name of a type of numbers (float32, np.float32, tf.float32), or None."""
    if isinstance(value, np.dtype):
        return value.name
    if isinstance(value, type) and issubclass(value, np.generic):
        return np.dtype(value).name
    if any(value is kind for kind in (bool, int, float, complex, str)):
        return value.__name__
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and isinstance(value, tensorflow.DType):
        return value.name
    return None


def _plain_tensor(value):
    tensorflow = sys.modules.get("tensorflow")
    if type(value) is bytes:
        return _text_of_bytes(value)
    if tensorflow is not None and isinstance(value, tensorflow.TensorShape):
        return plain(value.as_list()) if value.rank is not None else None
    numpy = None if isinstance(value, type) else getattr(value, "numpy", None)
    if callable(numpy):
        held = numpy()
        if isinstance(held, np.generic | np.ndarray) or type(held) in (bytes, str):
            return plain(held)
    if tensorflow is not None and tensorflow.is_tensor(value):
        raise Unknown("Your answer is a tensor without a value: run it in a session first.")
    if tensorflow is not None and isinstance(value, tensorflow.Operation):
        raise Unknown(
            f"Your answer is the operation `{value.name}`, which has no value: give the tensor "
            "or the variable that it computes."
        )
    if callable(value):
        name = getattr(value, "__name__", type(value).__name__)
        raise Unknown(f"Your answer is the function `{name}` itself: call it, with parentheses.")
    raise Unknown(
        f"Your answer holds an object of type `{type(value).__name__}`: "
        "give numbers, text, arrays, tensors, or lists of these."
    )


def holds_ellipsis(value):
    """Whether `...` is left anywhere in plain data."""
    if type(value) is dict:
        value = list(value.values())
    return any(map(holds_ellipsis, value)) if type(value) is list else value is Ellipsis


def holds_nan(value):
    """Whether a number anywhere in plain data is NaN or infinite."""
    if type(value) in (list, dict):
        return any(map(holds_nan, value.values() if type(value) is dict else value))
    return type(value) is np.ndarray and not np.isfinite(value).all()


def stacked(value):
    """Plain data as one array, where they are numbers and form one; otherwise unchanged."""
    if type(value) is not list or not value:
        return value
    items = [stacked(item) for item in value]
    if all(type(item) is np.ndarray for item in items) and len({i.shape for i in items}) == 1:
        return np.stack(items)
    return value


def unchanged(before, after):
    """Whether two inputs hold the same arrays, lists and dictionaries.

    The last bits of a number may differ: they do where it was moved and put back.
    """
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        if (before.shape, before.dtype) != (after.shape, after.dtype):
            return False
        if before.dtype.hasobject:
            return unchanged(before.tolist(), after.tolist())
        if before.tobytes() == after.tobytes():
            return True
        numbers = before.dtype.kind in "fc"
        return numbers and np.allclose(before, after, rtol=1e-12, atol=1e-14, equal_nan=True)
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(unchanged(before[k], after[k]) for k in before)
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return len(before) == len(after) and all(map(unchanged, before, after))
    if isinstance(before, bool | int | float | complex | str):
        return type(before) is type(after) and (before == after or before != before)
    return True  # generators of random numbers move on, functions stay what they are
