"""How a wrong result hangs together with the right one, the same way on every draw.

What is found is a fact about the numbers, so it holds whatever the answer's author confused.
"""

from itertools import permutations

import numpy as np

from utils.exercises.values import stacked


def relation(pairs, alike, of_form=True, of_numbers=True):
    """A sentence on how the results are made from what is due, or None.

    `pairs` are of plain data, what is due and the result, one for each draw. `alike(due, result)`
    says whether two of them agree. `of_form` and `of_numbers` say what is looked for: which parts
    there are, in which order and shape; and how the numbers come from those that are due.
    """
    if all(type(value) is dict for pair in pairs for value in pair):
        return _entries(pairs, alike, of_form, of_numbers)
    pairs = [(stacked(due), stacked(result)) for due, result in pairs]
    wrong = [pair for pair in pairs if not alike(*pair)]
    if len(wrong) < 2:  # a coincidence
        return None
    finders = [_parts, _axis, _place, _shape, _rounded] if of_form else []
    finders += [_sums, _numbers] if of_numbers else []
    with np.errstate(all="ignore"):
        return next(filter(None, (find(wrong, alike) for find in finders)), None)


def _entries(pairs, alike, *looked_for):
    """Results with names, of which one is wrong."""
    named = {key for pair in pairs for value in pair for key in value}
    if any(named - value.keys() for pair in pairs for value in pair):
        return None
    wrong = [k for k in sorted(named) if not all(alike(due[k], got[k]) for due, got in pairs)]
    if len(wrong) != 1:
        return None
    return relation([(due[wrong[0]], got[wrong[0]]) for due, got in pairs], alike, *looked_for)


def _all(pairs, alike, change, back=False):
    """Whether a change makes each result of what is due (or, with `back`, the other way round)."""
    try:
        made = [(due, change(got)) if back else (change(due), got) for due, got in pairs]
        return all(alike(_array(one), _array(other)) for one, other in made)
    except Exception:  # what is changed has not the form for it
        return False


def _array(value):
    return np.asarray(value) if isinstance(value, np.generic) else stacked(value)


def _parts(pairs, alike):
    """Results of several parts, of which some are right, or which are right in another order."""
    if not all(_has_parts(v) for pair in pairs for v in pair):
        return None
    counts = {len(v) for pair in pairs for v in pair}
    if len(counts) > 1 or max(counts) > 8 or any(type(due) is not list for due, _ in pairs):
        return None
    parts = range(max(counts))
    for order in permutations(parts) if len(parts) < 6 else ():
        if _all(pairs, alike, lambda due, order=order: [due[k] for k in order]):
            return "The parts of your result are right, and in the wrong order."
    each = [[(stacked(due[k]), stacked(got[k])) for due, got in pairs] for k in parts]
    wrong = [k for k in parts if not all(alike(*pair) for pair in each[k])]
    found = {relation(each[k], alike) for k in wrong}
    if None in found or len(found) != 1:
        return None
    (found,) = found
    if len(wrong) == len(each):
        return f"In each part: {found[0].lower()}{found[1:]}"
    parts = f"part{'s' if len(wrong) > 1 else ''} {' and '.join(str(k + 1) for k in wrong)}"
    return f"All is right but {parts}. There: {found[0].lower()}{found[1:]}"


def _has_parts(value):
    return type(value) is list or (type(value) is np.ndarray and value.ndim > 0)


def _axis(pairs, alike):
    """Results with an axis of length 1 too many, as `keepdims` or a column leave it."""
    if any(type(v) is not np.ndarray for pair in pairs for v in pair):
        return None
    if all(0 < due.ndim == got.ndim - 1 and 1 in got.shape for due, got in pairs) and _all(
        pairs, lambda due, got: alike(due, got.reshape(due.shape)), lambda due: due
    ):
        return "The numbers are right; an axis of length 1 is too much."
    return None


def _place(pairs, alike):
    """Results that are a part of what is due, or have it as a part."""
    if all(_has_parts(due) for due, _ in pairs) and any(len(due) > 1 for due, _ in pairs):
        for name, k in (("first", 0), ("last", -1)):
            if _all(pairs, alike, lambda due, k=k: due[k]) or _all(
                pairs, alike, lambda due, k=k: due[k:][:1]
            ):
                return f"Of the parts that are due, you return the {name} alone."
    if all(_has_parts(got) for _, got in pairs):
        for name, k in (("first", 0), ("second", 1), ("last", -1)):
            if _all(pairs, alike, lambda got, k=k: got[k], back=True):
                return f"You return more than is due: the {name} part of it alone would be right."
    return None


_ORDERS = (
    ("The numbers are right, and the axes have changed places.", np.transpose),
    ("The numbers are right, and in the reverse order.", lambda due: due[::-1]),
    ("Your rows are right, and each runs in the reverse order.", lambda due: due[..., ::-1]),
    ("True and False have changed places.", lambda due: due == 0),
)


def _shape(pairs, alike):
    if any(type(v) is not np.ndarray for pair in pairs for v in pair):
        return None
    for sentence, change in _ORDERS[: 4 if _truths(pairs) else 3]:
        if _all(pairs, alike, change):
            return sentence
    if all(due.shape != got.shape for due, got in pairs) and _all(
        pairs, lambda due, got: alike(due, got.reshape(due.shape)), lambda due: due
    ):
        return "The numbers are right, their shape is not."
    if _all(pairs, lambda due, got: alike(np.sort(due, None), np.sort(got, None)), lambda d: d):
        return "You have the right numbers, in another order."
    return None


def _truths(pairs):
    return all(due.dtype == bool for due, _ in pairs)


_SUMS = (
    ("the sum", np.sum),
    ("the mean", np.mean),
    ("the largest", np.max),
    ("the product", np.prod),
    ("the place of the largest", np.argmax),
)


def _sums(pairs, alike):
    """Results that lump together what is due, or wait for that."""
    if any(type(v) is not np.ndarray for pair in pairs for v in pair):
        return None
    larger = all(due.size > got.size for due, got in pairs)
    smaller = all(due.size < got.size for due, got in pairs)
    for name, function in _SUMS if larger or smaller else ():
        for axis in (None, 0, -1):
            change = lambda v, f=function, a=axis: f(v, axis=a)  # noqa: E731
            if larger and _all(pairs, alike, change):
                return f"This is {name} of the numbers that are due: leave them apart."
            if smaller and _all(pairs, alike, change, back=True):
                return f"Too many numbers: {name} of them would be right."
    return None


def _rounded(pairs, alike):
    if all(alike(pairs[0][1], got) for _, got in pairs):
        return None  # a constant may be anything
    for digits in range(5):
        if _all(pairs, alike, lambda due, d=digits: np.round(due, d)):
            return "Your numbers are right, but rounded: leave them all their digits."
    if _all(pairs, alike, np.trunc):
        return "Your numbers are right, but cut to whole ones: leave them their fractions."
    return None


_CHANGES = (
    ("minus", "what is due: every sign is wrong.", np.negative),
    ("1 minus", "what is due.", lambda due: 1 - due),
    ("1 divided by", "what is due.", lambda due: 1 / due),
    ("the square of", "what is due.", np.square),
    ("the square root of", "what is due.", np.sqrt),
    ("the logarithm of", "what is due.", np.log),
    ("e to the power of", "what is due.", np.exp),
    ("the sigmoid of", "what is due.", lambda due: 1 / (1 + np.exp(-due))),
    ("the size without the sign of", "what is due.", np.abs),
    ("minus the logarithm of", "what is due.", lambda due: -np.log(due)),
)


def _numbers(pairs, alike):
    """Results whose every number is made from the one that is due."""
    if any(type(v) is not np.ndarray or v.dtype.kind not in "iuf" for p in pairs for v in p):
        return None
    if any(due.shape != got.shape for due, got in pairs):
        return None
    if not np.ptp(np.concatenate([np.ravel(due) for due, _ in pairs])):
        return None  # always the same number is due: everything would hang together with it
    for name, after, change in _CHANGES:
        if _all(pairs, alike, change):
            return f"Every number is {name} {after}"
    due, got = (np.concatenate([np.ravel(pair[k]) for pair in pairs]) for k in (0, 1))
    if np.allclose(due, got):
        return None  # what differs is their kind
    factors, offsets = got / due, got - due
    if not got.any():
        return None
    if _constant(factors[due != 0]) and alike(due * factors[due != 0][0], got):
        return f"Every number is {_short(factors[due != 0][0])} times what is due."
    if _constant(offsets) and alike(due + offsets[0], got):
        amount = offsets[0]
        return f"Every number is {_short(abs(amount))} too {'large' if amount > 0 else 'small'}."
    return _scaled(pairs, alike)


def _scaled(pairs, alike):
    """Results that are a multiple of what is due, another one for each draw."""
    factors = []
    for due, got in pairs:
        each = np.ravel(got / due)[np.ravel(due) != 0]
        if each.size < 2 or not _constant(each) or not alike(due * each[0], got):
            return None
        factors.append(each[0])
    return (
        f"All numbers are off by one factor: they are {_short(factors[0])} times what is due here, "
        f"{_short(next(f for f in factors if f != factors[0]))} times with other inputs."
        if len({_short(f) for f in factors}) > 1
        else None
    )


def _constant(numbers):
    return (
        numbers.size > 1
        and np.isfinite(numbers).all()
        and np.ptp(numbers) <= 1e-6 * abs(numbers[0])
    )


def _short(number):
    return f"{number:.4g}"
