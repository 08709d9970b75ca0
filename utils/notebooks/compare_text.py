"""Compare a lesson's stored text with what a run shows, on any machine.

The rule
--------
A *decimal* is a number written with a decimal point or an exponent (`0.97`, `-1.`, `3e-05`,
`97.5` in `97.5%`, `1.5` in `1.5x`), or `nan` or `inf`. Two decimals agree when

- they differ by at most 5e-5 of the larger; or
- they differ by one unit of the last printed digit and have at least three significant digits
  (the unit is less than a hundredth of either number): `0.912` and `0.913`, not `0.91` and
  `0.92`; or
- one is zero and the other at most 1e-6, or both are at most 1e-14: what rounding leaves of
  a zero in float32 and in float64 (`0.`, `-0.000`, `5.96e-08`); or
- both are `nan`, or both the same infinity.

Two decimals with no digit after the point and no exponent (`25.`, the `7.` that ends
a sentence) must be the same number. Everything else must be the same text: integers, words,
dates, versions (`2.21.0`, `v 1.55`, `Python 3.12`), names with digits (`v1.5`), addresses.
Whitespace is as exact as any text, with two exceptions, since a number's width changes with its
digits: spaces beside a decimal do not count, nor do the line breaks of an array (between
decimals inside square brackets).

Why 5e-5: the order in which a device adds float32 numbers moves a result by 1e-7 to 1e-5
of itself, while a wrong digit in the fourth significant place moves it by 1e-4 at least. So
a number printed with five digits or more is checked in its fourth; one printed with four is
checked to one unit of its fourth, because rounding alone can move that digit. A number of two
digits would lose a tenth of what it says by a unit: it must be the same.
"""

import itertools
import re
from decimal import Decimal
from typing import NamedTuple

RELATIVE = Decimal("5e-5")
FLOAT32_ZERO = Decimal("1e-6")
FLOAT64_ZERO = Decimal("1e-14")

_DECIMAL = re.compile(
    r"""
    (?: (?<![\w.)\]]) [-+] )?           # a sign, unless it can be a minus or a hyphen
    (?<![\w.])                          # not inside a name or a dotted version
    (?:
        (?: \d+\.\d* | \.\d+ ) (?: [eE][-+]?\d{1,3} )? (?! \d | \.\d )
      | \d+[eE][-+]?\d{1,3} (?! [\w.] )
      | (?: nan | inf ) (?! \w )
    )
    """,
    re.VERBOSE,
)
_VERSION = re.compile(
    r"(?i)(?:\bv|\bversion|python|tensorflow|numpy|keras)[ =]+$"
)  # before a number
_SHOWN = 100  # characters of a differing line that a message shows


def text_difference(page, run):
    """Say where two texts first differ by the rule above; None if they agree.

    Returns (line number, the page's line, the run's line), lines counted from 1 in `page`
    and shortened around the difference.
    """
    position = _first_difference(page, run)
    if position is None:
        return None
    in_page, in_run = position
    number = page.count("\n", 0, in_page) + 1
    return number, _line_at(page, in_page), _line_at(run, in_run)


class _Piece(NamedTuple):
    """The text before a decimal, and the decimal; the last piece has none ("")."""

    start: int
    gap: str
    compared: str  # the gap without the whitespace that does not count
    decimal: str


def _first_difference(page, run):
    """Positions in both texts of the first difference, or None."""
    for mine, other in zip(_pieces(page), _pieces(run), strict=False):
        if mine.compared != other.compared:
            pairs = itertools.zip_longest(mine.gap, other.gap)
            common = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
            return mine.start + common, other.start + common
        if not _decimals_agree(mine.decimal, other.decimal):
            return mine.start + len(mine.gap), other.start + len(other.gap)
    return None


def _pieces(text):
    end, depth = 0, 0
    for match in _DECIMAL.finditer(text):
        if _VERSION.search(text, end, match.start()):
            continue
        gap = text[end : match.start()]
        yield _Piece(end, gap, _loosened(gap, end > 0, True, depth), match.group())
        depth += gap.count("[") - gap.count("]")
        end = match.end()
    gap = text[end:]
    yield _Piece(end, gap, _loosened(gap, end > 0, False, depth), "")


def _loosened(gap, after_decimal, before_decimal, depth):
    """A gap without the whitespace that does not count."""
    if after_decimal and before_decimal and not gap.strip(" \t\n,[]"):
        kept = []
        for character in gap:  # within an array: drop its padding and its line breaks
            depth += (character == "[") - (character == "]")
            if not (character in " \t" or (character == "\n" and depth > 0)):
                kept.append(character)
        return "".join(kept)
    if after_decimal:
        gap = gap.lstrip(" \t")
    if before_decimal:
        gap = gap.rstrip(" \t")
    return gap


def _decimals_agree(page, run):
    if page == run:
        return True
    if not page or not run:  # the end of one text against a decimal of the other
        return False
    a, b = Decimal(page), Decimal(run)
    if not (a.is_finite() and b.is_finite()):
        return (a.is_nan() and b.is_nan()) or a == b
    if _looks_whole(page) and _looks_whole(run):
        return a == b
    difference = abs(a - b)
    smaller, larger = sorted((abs(a), abs(b)))
    if difference <= RELATIVE * larger or larger <= FLOAT64_ZERO:
        return True
    if smaller == 0:
        return larger <= FLOAT32_ZERO
    unit = Decimal(1).scaleb(min(a.as_tuple().exponent, b.as_tuple().exponent))
    return difference <= unit < smaller / 100


def _looks_whole(decimal):
    return decimal.endswith(".")


def _line_at(text, position):
    """The line of `text` around a position, shortened to what a message can show."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    line = text[start : end if end >= 0 else len(text)]
    first = max(0, position - start - _SHOWN // 2)
    shown = line[first : first + _SHOWN]
    return ("…" if first else "") + shown + ("…" if first + _SHOWN < len(line) else "")
