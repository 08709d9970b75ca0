"""Programs written as edits of a reference or as expressions."""

import traceback

import pytest

from utils.exercises import edit, exercise

SCALE = 2


def scaled(inputs=lambda rng: (rng.normal(), rng.normal()), more=1):
    @exercise(inputs=inputs, hints=["Multiply."])
    def weighted(x, w):
        # A remark stays where it is.
        total = x * w + more
        return SCALE * total

    return weighted


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (("X * w", "x"), "'X \\* w' stands 0 times, not once"),
        (("total", "t"), "'total' stands 2 times, not once"),
        (("", "t"), "stands any number of times"),
        (("x * w", "x", "w + more", "w"), "overlap"),
        (("x * w",), "in pairs"),
        ((), "in pairs"),
    ],
)
def test_an_edit_that_does_not_fit_fails_at_once(what, words):
    with pytest.raises(ValueError, match=words):
        scaled().mistakes(("Never told.", edit(*what)))


def test_an_expression_that_is_none_fails_at_once():
    with pytest.raises(SyntaxError):
        scaled().mistakes(("Never told.", "x +"))


def test_the_line_of_an_edit_is_known_to_tracebacks():
    weighted = scaled()
    weighted.mistakes(("It divides by nothing.", edit("x * w", "x / 0")))
    try:
        next(iter(weighted.known_mistakes))(1, 2)
    except ZeroDivisionError as error:
        told = "".join(traceback.format_exception(error))
    assert "weighted, mistake 1>" in told and "total = x / 0 + more" in told
