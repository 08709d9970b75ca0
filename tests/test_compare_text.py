import pytest

from utils.notebooks.compare_text import text_difference

AGREE = {
    "last digit": ("loss 0.9123", "loss 0.9124"),
    "last digit of a percentage": ("97.5% right", "97.6% right"),
    "last digit before a letter": ("1.52x faster", "1.53x faster"),
    "last digit at the end of a sentence": ("It reaches 0.971.", "It reaches 0.972."),
    "last digit of three": ("loss 0.912", "loss 0.913"),
    "last digit, carried over": ("loss:  9.999", "loss: 10.000"),
    "last digit, other exponent": ("1.00e-04", "9.99e-05"),
    "float32 noise in many digits": ("0.71234567", "0.71234601"),
    "float32 noise in an array": ("array([0.5, 0.25])", "array([0.50000001, 0.25      ])"),
    "float32 zero": ("[0. 1.]", "[-5.9604645e-08  1.0000000e+00]"),
    "float64 zeros": ("6.1e-17", "-1.2e-16"),
    "negative zero": ("[0.000 0.120]", "[-0.000  0.120]"),
    "nan": ("nan 1.0", "-nan 1.0"),
    "inf": ("[inf 1.25]", "[ inf  1.25]"),
    "array wrapped elsewhere": ("[0.12 0.34\n 0.56]", "[ 0.12  0.34  0.56]"),
    "rows wrapped elsewhere": ("[[0.12 0.34]\n [0.56 0.78]]", "[[ 0.12\n   0.34]\n [ 0.56  0.78]]"),
    "digits in a style": ('<p style="width:12.5%">', '<p style="width:12.6%">'),
}

DIFFER = {
    "fourth digit of five": ("loss 0.91230", "loss 0.91240"),
    "fourth digit of seven": ("9.999123", "9.998123"),
    "fourth digit of four, by two": ("loss 0.9123", "loss 0.9125"),
    "third digit": ("loss 0.9123", "loss 0.9133"),
    "only digit": ("rate 0.5", "rate 0.6"),
    "only digit, exponent": ("3e-05", "4e-05"),
    "one tenth": ("1.0", "1.1"),
    "last digit of two": ("It reaches 0.97.", "It reaches 0.98."),
    "last digit of two after the point": ("1.1", "1.2"),
    "version of two parts": ("v 1.9", "v 2.0"),
    "version of three digits": ("Python 3.11", "Python 3.12"),
    "version after a word": ("TensorFlow version 2.20", "TensorFlow version 2.21"),
    "sign": ("-0.512", "0.512"),
    "small, not zero": ("1.2e-08", "2.4e-08"),
    "zero, not small": ("0.000", "0.010"),
    "integer": ("3 digits", "4 digits"),
    "large integer": ("101770 weights", "101771 weights"),
    "integer at the end of a sentence": ("It has 101770.", "It has 101771."),
    "whole number written as a decimal": ("array([25.])", "array([26.])"),
    "integer for a decimal": ("1", "1.0"),
    "digit group": ("60,000 images", "60,001 images"),
    "word": ("0.97 right", "0.97 wrong"),
    "version": ("TensorFlow 2.21.0", "TensorFlow 2.21.1"),
    "date": ("2024.01.05", "2024.01.06"),
    "time of day": ("12:30", "12:31"),
    "name with digits": ("v1.55", "v1.56"),
    "end of a range": ("0.1-0.52", "0.1-0.72"),
    "nan for a number": ("nan", "0.25"),
    "nan for infinity": ("nan", "inf"),
    "sign of infinity": ("inf", "-inf"),
    "letters of nan in a word": ("banana 0.1", "bananb 0.1"),
    "one number more": ("0.5", "0.5 0.25"),
    "one word more": ("0.5", "0.5 x"),
    "space between words": ("two  words", "two words"),
    "space between integers": ("[1  2]", "[1 2]"),
    "line break between numbers": ("0.51\n0.62", "0.51 0.62"),
    "line break between arrays": ("[0.51]\n[0.62]", "[0.51] [0.62]"),
}


@pytest.mark.parametrize("texts", AGREE.values(), ids=AGREE)
def test_what_another_device_may_change_agrees(texts):
    assert text_difference(*texts) is None
    assert text_difference(*texts[::-1]) is None


@pytest.mark.parametrize("texts", DIFFER.values(), ids=DIFFER)
def test_everything_else_differs(texts):
    assert text_difference(*texts) is not None
    assert text_difference(*texts[::-1]) is not None


def test_every_wrong_fourth_digit_of_a_longer_number_differs():
    for right in ("1.000000", "0.912345", "-273.1516", "9.999999e-05", "6.02214e+23"):
        places = [place for place, c in enumerate(right.partition("e")[0]) if c.isdigit()]
        significant = [place for place in places if right[: place + 1].strip("-0.")]
        fourth = significant[3]
        for digit in "0123456789".replace(right[fourth], ""):
            wrong = right[:fourth] + digit + right[fourth + 1 :]
            assert text_difference(right, wrong), (right, wrong)


def test_the_difference_is_shown_with_its_line():
    page = "epoch 1\nloss 0.27 at the end\ndone"
    run = "epoch 1\nloss 0.37 at the end\ndone"
    assert text_difference(page, run) == (2, "loss 0.27 at the end", "loss 0.37 at the end")


def test_a_long_line_is_shown_around_the_difference():
    _, page, run = text_difference("a" * 500 + "b 0.5", "a" * 500 + "c 0.5")
    assert page.endswith("ab 0.5") and run.endswith("ac 0.5")
    assert len(page) < 120
