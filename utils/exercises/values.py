"""Turn any answer into plain data, and say how two of them differ.

Plain data are: None, `...`, text, an array of numbers or booleans, a list of plain data, a
dictionary of plain data. Every object of an unknown type is refused, so that nothing in an
answer can decide for itself what it equals.
"""

import sys
from collections.abc import Iterator

import numpy as np

# An endless generator is an answer too; nobody waits for its end.
LONGEST = 1000


class Unknown(Exception):
    """A value of a type that an answer cannot have; says so in one sentence."""


def plain(value):
    """`value` as plain data; raises `Unknown` for types that an answer cannot have.

    Arrays are copied. Tuples, lists, ranges and generators become lists (a generator after its
    first `LONGEST` items), types of numbers become their names, shapes become lists.
    """
    if value is None or value is Ellipsis or type(value) is str:
        return value
    if type(value) in (bool, int, float, complex) or isinstance(value, np.generic | np.ndarray):
        return _plain_array(value)
    if type(value) in (list, range) or isinstance(value, tuple):
        return [plain(item) for item in tuple(value)]
    if type(value) is dict:
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Iterator):
        return [plain(item) for item, _ in zip(value, range(LONGEST), strict=False)]
    name = _name_of_type(value)
    return name if name is not None else _plain_tensor(value)


def _plain_array(value):
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


def stacked(value):
    """Plain data as one array, where they are numbers and form one; otherwise unchanged."""
    if type(value) is not list or not value:
        return value
    items = [stacked(item) for item in value]
    if all(type(item) is np.ndarray for item in items) and len({i.shape for i in items}) == 1:
        return np.stack(items)
    return value


def unchanged(before, after):
    """Whether two inputs hold the same arrays, lists and dictionaries, bit for bit."""
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        same_kind = (before.shape, before.dtype) == (after.shape, after.dtype)
        if before.dtype.hasobject:
            return same_kind and unchanged(before.tolist(), after.tolist())
        return same_kind and before.tobytes() == after.tobytes()
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(unchanged(before[k], after[k]) for k in before)
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return len(before) == len(after) and all(map(unchanged, before, after))
    if isinstance(before, bool | int | float | complex | str):
        return type(before) is type(after) and (before == after or before != before)
    return True  # generators of random numbers move on, functions stay what they are
