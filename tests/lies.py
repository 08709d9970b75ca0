"""Lies for stored pages: what a cell shows, with one thing of it changed so that a reader errs.

What the comparison tolerates by its own account is no lie and is not planted: a change of a decimal
number by one unit of its last printed digit or by 5e-5 of its value, since another machine rounds
otherwise. Of all changes of one digit after the point, about one in eleven is of this kind.
"""

import base64
import io
import re
from decimal import Decimal

import numpy as np
from PIL import Image

NUMBER = re.compile(r"(?<![\w.])(\d+)\.(\d+)(?:[eE][-+]?\d+)?(?![\w.]*\d)")
INTEGER = re.compile(r"(?<![\w.])\d+(?!\w|\.\d)")
WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])")
LINE = re.compile(r"[^\n]*\w[^\n]*\n?")
TAG = re.compile(r"<[^<>]*>")

MOVE = 3  # pixels by which a part of a figure moves: half a hundredth of the width of a page
BAR = 10  # pixels, the width of a narrow bar
LABEL = np.array([12, 20])  # pixels, the height and the width of a short label
FEWEST_PIXELS = 20  # that a lie changes strongly: a letter of a label has as many
STRONG = 100  # of 255 levels


# Text: each lie turns a match of its pattern into another text, or None where that is no lie ----


def digit_after_the_point(match, rng):
    return _with_other_digit(match, rng, match.span(2))


def digit_before_the_point(match, rng):
    return _with_other_digit(match, rng, match.span(1))


def point_moved(match, rng):
    moved = str(Decimal(match[1] + "." + match[2]) * 10) + match[0][match.end(2) - match.start() :]
    return _if_a_lie(match[0], moved)


def sign(match, rng):
    before = match.string[max(0, match.start() - 1) : match.start()]
    return None if before in ("-", "+") or not float(match[0]) else "-" + match[0]


def whole_number(match, rng):
    return str(int(match[0]) + int(rng.choice([-1, 1, 10])))


def digit_of_a_whole_number(match, rng):
    return _with_other_digit(match, rng, match.span())


def another_word(match, rng):
    others = sorted(set(WORD.findall(match.string)) - {match[0]})
    return rng.choice(others) if others else None


def letter(match, rng):
    place = rng.integers(len(match[0]))
    others = "abcdefghijklmnopqrstuvwxyz".replace(match[0][place], "")
    return match[0][:place] + rng.choice(list(others)) + match[0][place + 1 :]


def left_out(match, rng):
    return ""


def twice(match, rng):
    return match[0].rstrip("\n") + "\n" + match[0]


IN_TEXT = {
    "a digit after the point": (NUMBER, digit_after_the_point),
    "a digit before the point": (NUMBER, digit_before_the_point),
    "the point": (NUMBER, point_moved),
    "the sign": (NUMBER, sign),
    "a whole number": (INTEGER, whole_number),
    "a digit of a whole number": (INTEGER, digit_of_a_whole_number),
    "a word": (WORD, another_word),
    "a letter": (WORD, letter),
    "a word left out": (WORD, left_out),
    "a line left out": (LINE, left_out),
    "a line twice": (LINE, twice),
}


def places(text, pattern, is_html):
    """The matches of a pattern in what a reader sees of a text."""
    hidden = [tag.span() for tag in TAG.finditer(text)] if is_html else []
    for match in pattern.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in hidden):
            yield match


def _with_other_digit(match, rng, span):
    """The match with one digit of a part of the text changed."""
    place = int(rng.integers(*span)) - match.start()
    digit = rng.choice(list("0123456789".replace(match[0][place], "")))
    return _if_a_lie(match[0], match[0][:place] + digit + match[0][place + 1 :])


def _if_a_lie(true, false):
    """The false number, or None where the comparison says that it takes it for the true one."""
    a, b = Decimal(true), Decimal(false)
    if a == b:
        return None
    whole = "." not in true
    unit = Decimal(1).scaleb(max(a.as_tuple().exponent, b.as_tuple().exponent))
    one_digit = 10 * unit >= min(abs(a), abs(b))
    is_lie = whole or abs(a - b) > unit or one_digit
    return false if is_lie and (whole or abs(a - b) > Decimal("5e-5") * max(a, b)) else None


# Figures: each lie turns an array (height, width, 3) from 0 to 255 into another one --------------


def mirrored(pixels, rng):
    return pixels[:, ::-1]


def upside_down(pixels, rng):
    return pixels[::-1]


def blanked(pixels, rng):
    """The middle of the figure, where its axes are, is empty."""
    height, width = np.array(pixels.shape[:2]) // 5
    return _painted(pixels, (slice(height, -height), slice(width, -width)), 255)


def cropped(pixels, rng):
    return pixels[:, : int(0.95 * pixels.shape[1])]


def enlarged(pixels, rng):
    """A part of the figure, drawn in the size of the whole: a scale that lies."""
    height, width = pixels.shape[:2]
    part = Image.fromarray(pixels).crop((0, height // 20, width - width // 20, height))
    return np.asarray(part.resize((width, height)))


def moved(pixels, rng):
    return np.roll(pixels, MOVE, axis=1)


def curve_moved(pixels, rng):
    """Everything of one colour lies higher."""
    chosen = _one_colour(pixels, rng)
    higher = np.roll(chosen, -MOVE, axis=0)
    return _painted(_painted(pixels, chosen, 255), higher, pixels[chosen][0])


def colour_changed(pixels, rng):
    chosen = _one_colour(pixels, rng)
    colour = pixels[chosen][0]
    another = np.roll(colour, 1) if np.ptp(colour) > STRONG else 255 - colour
    return _painted(pixels, chosen, another)


def bar_changed(pixels, rng):
    """In one place as wide as a bar, everything of one colour lies higher or is longer."""
    chosen = _one_colour(pixels, rng)
    left = rng.choice(np.flatnonzero(chosen.any(axis=0)))
    part = np.zeros_like(chosen)
    part[:, left : left + BAR] = chosen[:, left : left + BAR]
    return _painted(pixels, np.roll(part, -MOVE, axis=0), pixels[chosen][0])


def label_moved(pixels, rng):
    window = _window_with_ink(pixels, rng)
    return _painted(pixels, window, np.roll(pixels[window], MOVE, axis=1))


def label_erased(pixels, rng):
    return _painted(pixels, _window_with_ink(pixels, rng), 255)


IN_FIGURES = {
    "a figure mirrored": mirrored,
    "a figure upside down": upside_down,
    "a figure blanked": blanked,
    "a figure cropped": cropped,
    "a figure enlarged": enlarged,
    "a figure moved": moved,
    "a curve moved": curve_moved,
    "a colour changed": colour_changed,
    "a bar changed": bar_changed,
    "a label moved": label_moved,
    "a label erased": label_erased,
}


def is_visible(before, after):
    """Whether a picture has changed by more than a reader would overlook."""
    if before.shape != after.shape:
        return True
    change = np.abs(before.astype(int) - after).max(axis=2)
    return np.count_nonzero(change > STRONG) >= FEWEST_PIXELS


def decoded(png):
    """The pixels of a base64 PNG on white."""
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture)
    return np.asarray(page.convert("RGB"))


def encoded(pixels):
    """Pixels as a base64 PNG."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG", compress_level=1)
    return base64.b64encode(buffer.getvalue()).decode()


def _painted(pixels, where, colour):
    painted = pixels.copy()
    painted[where] = colour
    return painted


def _one_colour(pixels, rng):
    """Where a figure has one of the bright colours that it has most of; else its darkest grey."""
    codes = pixels.astype(np.int32) @ [1 << 16, 1 << 8, 1]
    bright = codes[np.ptp(pixels, axis=2) > STRONG]
    colours, counts = np.unique(bright, return_counts=True)
    often = colours[np.argsort(counts)[-5:]][np.sort(counts)[-5:] >= 2 * FEWEST_PIXELS]
    return codes == (rng.choice(often) if often.size else codes.min())


def _window_with_ink(pixels, rng):
    """A place around something dark, as large as a short label."""
    dark = np.argwhere(pixels[: -LABEL[0], : -LABEL[1]].max(axis=2) < 255 - STRONG)
    top, left = rng.choice(dark) - LABEL // 2 if len(dark) else (0, 0)
    top, left = max(top, 0), max(left, 0)
    return slice(top, top + LABEL[0]), slice(left, left + LABEL[1])
