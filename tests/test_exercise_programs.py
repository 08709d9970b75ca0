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


def test_each_form_makes_a_program_that_gets_its_message():
    weighted = scaled()
    weighted.mistakes(
        ("No factor.", edit("SCALE * total", "total"), "2 * x * w"),
        ("Two lines.", edit("x * w", "w", "SCALE * total\n", "x * total\n")),
        ("A sum.", "x + w", lambda x, w: x + w + 1),
    )
    given = {
        "No factor.": [lambda x, w: x * w + 1, lambda x, w: 2 * x * w],
        "Two lines.": [lambda x, w: x * w + x],
        "A sum.": [lambda x, w: w + x, lambda x, w: 1 + x + w],
    }
    for message, programs in given.items():
        for program in programs:
            assert weighted.check(program).message == message
    assert weighted.check(lambda x, w: 2 * (x * w + 1))


def test_alternatives_take_the_same_forms():
    weighted = scaled()
    weighted.also_correct("SCALE * x * w + SCALE", edit("SCALE * total", "total + total"))
    assert all(weighted.check(program) for program in weighted.alternatives)
    assert len(weighted.alternatives) == 2


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
