"""Nothing that an answer does reaches the page, the next check or the library; nothing hangs."""

import os
import random
import sys
import threading
import time

import numpy as np
import pytest

from utils.exercises import exercise, limits
from utils.exercises.guard import put_back


@exercise(inputs=lambda rng: (rng.normal(size=3),), hints=["Double."])
def double(x):
    return 2 * x


def halving(x):
    x = x / 2
    while x[0] != 3:
        for value in x:
            value += 1
    return x


def swallowing(x):
    while True:
        try:
            x = x + 1
        except:  # noqa: E722
            x = 0


# Python 3.10 hears no signal at the end of a loop that begins with a `try`.
DEAF = pytest.mark.skipif(sys.version_info < (3, 11), reason="nothing ends it in Python 3.10")


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(limits.Budget.__init__, "__defaults__", (0.2,))


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    ("program", "line"), [(halving, 2), pytest.param(swallowing, 1, marks=DEAF)]
)
@pytest.mark.parametrize("in_a_thread", [False, True])
def test_an_endless_loop_ends_and_is_named(program, line, in_a_thread):
    said, start = [], time.monotonic()
    if in_a_thread:
        thread = threading.Thread(target=lambda: said.append(double.check(program).message))
        thread.start()
        thread.join()
    else:
        said.append(double.check(program).message)
    place = f"in the loop of line {program.__code__.co_firstlineno + line} of "
    assert place in said[0] and ": what in it brings it to its end?" in said[0]
    assert time.monotonic() - start < 30


@pytest.mark.usefixtures("short")
def test_a_loop_ends_that_catches_whatever_its_call_raises():
    assert "in the loop of line " in double.check(asking).message


def asking(x):
    while True:
        try:
            return 2 * float(input())
        except:  # noqa: E722
            continue


@pytest.mark.usefixtures("short")
def test_a_sleep_ends_too():
    assert "`time.sleep(99)`: what takes so long?" in double.check(sleeping).message


def sleeping(x):
    time.sleep(99)
    return 2 * x


def exits(x):
    raise SystemExit(1)


def asks(x):
    return float(input("How much? "))


def stops(x):
    raise KeyboardInterrupt


class Mute(Exception):
    def __str__(self):
        raise ValueError


def breaks(x):
    raise Mute


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (exits, "`raise SystemExit(1)`, ends the whole program: to end a function, use `return`."),
        (asks, '`return float(input("How much? "))`, waits for the keyboard'),
        (stops, "`raise KeyboardInterrupt`, was interrupted"),
        (breaks, "`raise Mute`, raised `Mute`."),
    ],
)
def test_what_would_end_the_check_names_the_learners_line(program, words):
    feedback = double.check(program)
    line = program.__code__.co_firstlineno + 1
    assert feedback.message.startswith(f"Line {line} of ") and words in feedback.message
    assert "Traceback" not in repr(feedback)


def test_what_is_printed_is_shown_once_and_in_part():
    def program(x):
        for k in range(20):
            print(k, len(x))
        return 2 * x

    shown = dict(double.check(program).blocks)["It printed"].splitlines()
    assert shown == [*(f"{k} 3" for k in range(8)), "..."]


def test_an_endless_print_is_kept_short():
    def program(x):
        print("x" * 10**6)
        return x

    assert len(dict(double.check(program).blocks)["It printed"]) <= 204


def test_replaced_functions_do_not_help_and_are_put_back():
    functions = np.add, np.isclose, np.exp, random.random

    def program(x):
        np.add = np.isclose = np.allclose = lambda *_, **__: True
        random.random = None
        del np.exp
        return x

    assert not double.check(program)
    assert functions == (np.add, np.isclose, np.exp, random.random)
    np.sum = "replaced before the check"
    try:
        assert double.check(lambda x: x + x)
        assert callable(np.sum)
    finally:
        put_back()


def test_settings_figures_and_the_folder_are_as_before(tmp_path):
    from matplotlib import pyplot

    def program(x):
        np.set_printoptions(precision=1)
        pyplot.plot(x)
        pyplot.rcParams["lines.linewidth"] = 77
        pyplot.show()
        os.chdir(tmp_path)
        os.environ["LEFT"] = "behind"
        return 2 * x

    settings = np.get_printoptions(), pyplot.rcParams["lines.linewidth"], os.getcwd()  # noqa: PTH109
    assert double.check(program)
    assert settings == (
        np.get_printoptions(),
        pyplot.rcParams["lines.linewidth"],
        os.getcwd(),  # noqa: PTH109
    )
    assert not pyplot.get_fignums() and "LEFT" not in os.environ


def test_a_session_that_is_left_open_is_closed():
    import tensorflow.compat.v1 as tf

    def program(x):
        with tf.Graph().as_default():
            session = tf.InteractiveSession()
            return tf.multiply(2.0, x).eval(session=session)

    double.check(program)
    assert tf.get_default_session() is None and tf.executing_eagerly()


def test_tensorflow_stays_in_its_mode():
    import tensorflow.compat.v1 as tf

    def program(x):
        tf.disable_v2_behavior()
        tf.disable_eager_execution()
        return (x * tf.constant(2.0, x.dtype)).numpy()

    assert double.check(program)
    assert tf.executing_eagerly() and tf.disable_eager_execution.__name__.startswith("disable")


def test_huge_results_are_told_at_once():
    start = time.monotonic()
    assert "more than 300,000 parts" in double.check(lambda x: [[1.0]] * 2_000_000).message
    assert "far more numbers than are due" in double.check(lambda x: np.zeros(10**9)).message
    assert time.monotonic() - start < 10


def test_the_same_answer_hears_the_same():
    def program(x):
        return 2 * x + (x[0] > 1.2)

    assert len({repr(double.check(program)) for _ in range(5)}) == 1


def test_arguments_may_be_taken_by_name_alone():
    assert double.check(lambda *, x: x + x)
    assert "takes 1 argument (y)" in double.check(lambda *, y: y + y).message


def test_parameters_in_another_order_are_told():
    @exercise(inputs=lambda rng: (rng.normal(), rng.normal()), hints=["Subtract."])
    def error(y, y_hat):
        return y - y_hat

    error.mistakes(("The sign is turned.", "y_hat - y"))
    assert "changed places" in error.check(lambda y_hat, y: y - y_hat).message
    assert error.check(lambda y, y_hat: y_hat - y).message == "The sign is turned."


def test_trivial_answers_are_told_as_what_they_are():
    assert "gives the same for every input" in double.check(lambda x: 4).message
    assert double.check(lambda x: x).message == (
        "Your function gives back its argument `x` as it is."
    )


def test_a_number_is_judged_alike_in_a_list_and_in_an_array():
    @exercise(inputs=lambda rng: (rng.uniform(1, 2),), hints=["Both."])
    def pair(x):
        return np.array([1e6 * x, x])

    assert pair.check(lambda x: [1e6 * x, x])
    for form in (list, np.array, tuple):
        assert not pair.check(lambda x, form=form: form([1e6 * x, 0.5 * x]))
