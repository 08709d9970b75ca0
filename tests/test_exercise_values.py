"""Exercises answered by values, and feedback on the page."""

import array
import re
from collections import deque
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from utils.exercises import prediction
from utils.exercises.compare import difference
from utils.exercises.feedback import Feedback

# Values -----------------------------------------------------------------------------------


def ask(answer, wrong=None, **more):
    return prediction(answer=answer, wrong=wrong or {}, hints=["Look."], **more)


@pytest.mark.parametrize(
    ("answer", "given"),
    [
        ("b", " B "),
        ("hidden layer", "Hidden  Layer"),
        ("output", "the output layer"),
        ("output", "Outputs."),
        ("float64", "tf.float64"),
        ("float64", "np.float64"),
        ("float64", "<dtype: 'float64'>"),
        ("float64", "dtype('float64')"),
        ("float64", "double"),
        (0.689974, 0.69),
        (0.689974, np.float32(0.69)),
        (5, 5.0),
        (5, np.array(5)),
        ((3, 4), [3, 4]),
        ((3, 4), np.array([3, 4])),
        ((3, 4), array.array("i", [3, 4])),
        ((3, 4), deque([3, 4])),
        ((3, 4), {3: 0, 4: 0}.keys()),
        (0.5, Fraction(1, 2)),
        (0.5, Decimal("0.5")),
        ((4,), (4,)),
        ((), []),
        ((None, 3), [None, 3]),
        ("float32", np.float32),
        ("float32", np.dtype("float32")),
        (np.float32, "float32"),
        (np.int64, np.int64),
        (int, "int"),
        (True, np.bool_(True)),
    ],
)
def test_every_right_form_of_a_value_is_accepted(answer, given):
    assert ask(answer).check(given)


def test_shapes_and_types_of_tensorflow_are_values():
    import tensorflow as tf

    assert ask((3, 4)).check(tf.TensorShape([3, 4]))
    assert ask((None, 4)).check(tf.TensorShape([None, 4]))
    assert ask("float32").check(tf.float32)
    assert ask(tf.int32).check("int32")
    assert ask(2.5).check(tf.constant(2.5))
    assert ask("a word").check(tf.constant("a word"))


def test_several_values_need_no_parentheses():
    assert ask((3, 4)).check(3, 4)


@pytest.mark.parametrize(
    ("answer", "given", "words"),
    [
        (5, 4, "`4` is not it"),
        (5, 5.4, "`5.4` is not it"),
        (0.69, 0.7, "`0.7` is not it"),
        (True, 1, "The answer is True or False; you gave a number."),
        (1, True, "The answer is a number; you gave True or False."),
        ((4,), 4, "The answer is a sequence, such as `(2, 3)`; you gave a number."),
        ((3, 4), (3, 4, 1), "`(3, 4, 1)` is not it"),
        ((3, 4), (3, None), "`(3, None)` is not it"),
        ("softmax", 3, "The answer is a text; you gave a number."),
        (3, "x", "The answer is a number; you gave a text."),
        ((2, 3), np.zeros((2, 3)), "give its shape"),
        ("float64", np.zeros(3), "give its type"),
        (3, {3}, "is a set"),
        (3, object(), "an object of type `object`"),
        (3, len, "is the function `len` itself"),
    ],
)
def test_a_wrong_value_is_told_what_is_wrong_with_it(answer, given, words):
    feedback = ask(answer).check(given)
    assert feedback.state == "wrong" and words in feedback.message


def test_each_wrong_option_has_its_message():
    question = ask((3, 4), {(4, 3): "Rows first.", 7: "Do not add them.", "3x4": "As a tuple."})
    assert question.check([4, 3]).message == "Rows first."
    assert question.check(7.0).message == "Do not add them."
    assert question.check("3 X 4").message == "As a tuple."


def test_a_letter_that_is_no_option_is_told_the_options():
    question = ask("b", {"a": "Too early.", "c": "Too late."})
    words = 'Choose one of `"a"`, `"b"`, `"c"`, with the quotes.'
    assert question.check("d").message == words
    assert question.check(np.zeros(3)).message == words  # a variable b of the lesson


@pytest.mark.parametrize("nothing", [..., None, (..., 3)])
def test_dots_are_no_answer(nothing):
    feedback = ask((2, 3)).check(nothing)
    assert feedback.state == "unanswered" and not feedback


def test_a_check_without_a_value_asks_for_one():
    assert "between the parentheses" in ask(3).check().message


def test_the_reason_is_told_to_those_who_found_the_answer():
    question = ask((3, 4), why="Three rows, four columns.", question="Which shape?")
    assert question.check((3, 4)).message == "Three rows, four columns."
    assert repr(question.solution()) == (
        "A solution. Which shape? Three rows, four columns.\n\n    (3, 4)"
    )


def test_the_author_sets_the_tolerance():
    assert ask(2.303, tolerance=0.01).check(2.32)
    assert not ask(2.303).check(2.32)


# Feedback ---------------------------------------------------------------------------------


def test_feedback_reads_as_text_and_as_html():
    feedback = Feedback("wrong", "`a < b` & <i>more</i>.", [("your result", "[<1>]")])
    assert repr(feedback) == "Not yet. `a < b` & <i>more</i>.\nyour result:\n    [<1>]"
    page = feedback._repr_html_()
    assert "<code>a &lt; b</code> &amp; &lt;i&gt;more&lt;/i&gt;." in page
    assert "[&lt;1&gt;]" in page and "<i>" not in page


@pytest.mark.parametrize("state", ["correct", "unanswered", "wrong", "hint", "solution"])
def test_every_state_is_told_in_words_and_not_by_colour_alone(state):
    feedback = Feedback(state)
    words = {"correct": "Correct.", "unanswered": "Not answered yet.", "wrong": "Not yet."}
    assert repr(feedback) == words.get(state, repr(feedback))
    assert f"<strong>{feedback!r}</strong>" in feedback._repr_html_()
    assert bool(feedback) is (state == "correct")


@pytest.mark.parametrize("state", ["correct", "unanswered", "wrong", "hint", "solution"])
@pytest.mark.parametrize("background", ["#ffffff", "#111111"])
def test_colours_stand_out_in_light_and_dark_themes(state, background):
    page = Feedback(state, "Text.", [("label", "block")])._repr_html_()
    colours = set(re.findall(r"#[0-9a-f]{6}", page))
    assert len(colours) == 1
    light, dark = sorted(map(_luminance, [colours.pop(), background]), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def _luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return np.dot([0.2126, 0.7152, 0.0722], linear)


def test_one_array_in_place_of_several_values_is_called_what_it_is():
    due = [np.array(1.0), np.array(2.0), np.array(3.0)]
    assert difference(due, np.ones((5, 2)), 1e-3) == (
        "Your result is one array, of shape (5, 2); a sequence of 3 parts is due."
    )
    assert difference(due, due[:2], 1e-3) == "Your result has 2 parts; it should have 3."
