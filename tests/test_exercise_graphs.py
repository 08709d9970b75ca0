"""Exercises answered by functions that build a piece of graph."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from utils.exercises import exercise, feed, fresh_session


def draw(rng):
    X = rng.normal(size=(4, 3)).astype(np.float32)
    return feed(X, shape=(None, 3)), rng.normal(size=(3, 2)).astype(np.float32)


@exercise(graph=True, inputs=draw, draws=1, hints=["Multiply."])
def logits(X, W):
    return tf.matmul(X, tf.Variable(W)) + tf.Variable(tf.ones(2))


@logits.mistake("The bias is missing.")
def _(X, W):
    return X @ W


@logits.mistake("Compute in the graph, not in NumPy.")
def _(X, W):
    return W + 1


other_graph = tf.Graph()
with other_graph.as_default():
    elsewhere = tf.constant(1.0)


def test_placeholders_have_the_shape_that_the_author_leaves_open():
    seen = []

    def program(X, W):
        seen.append((X.shape.as_list(), X.dtype.name, X.op.type, type(W)))
        return X @ W + 1.0

    assert logits.check(program)
    assert seen[0] == ([None, 3], "float32", "Placeholder", np.ndarray)


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (lambda X, W: [1.0, 2.0], "returned a value (of type `float`) where a tensor is due"),
        (lambda X, W: 3, "returned a value (of type `int`)"),
        (lambda X, W: elsewhere, "is in another graph: build it from the arguments"),
        (lambda X, W: elsewhere + X, "must be from the same graph"),
        (lambda X, W: tf.no_op(name="rest"), "returned the operation `rest`"),
        (lambda X, W: (X @ W)[0], "has shape (2,) where (4, 2) is due"),
        (lambda X, W: tf.Session().run(X @ W), "raised `InvalidArgumentError: You must feed"),
    ],
)
def test_what_is_no_tensor_of_this_graph_is_told(program, words):
    feedback = logits.check(program)
    assert feedback.state == "wrong" and words in feedback.message


def test_an_eager_tensor_is_a_value():
    if not tf.executing_eagerly():
        pytest.fail("these tests run with eager execution, as the lessons do")
    constant = tf.constant(1.0)
    assert "where a tensor is due" in logits.check(lambda X, W: constant).message


def test_a_shape_that_cannot_be_is_told_without_the_node():
    message = logits.check(lambda X, W: tf.matmul(X, W.T)).message
    assert "but are 3 and 2 for MatMul with input shapes: [?,3], [2,3]`. See lesson 24: " in message


def test_an_error_in_the_session_names_the_line_that_built_the_operation():
    def program(X, W):
        hidden = tf.reshape(X, (-1, 5))
        return hidden + 1.0

    line = program.__code__.co_firstlineno + 1
    message = logits.check(program).message
    assert message.startswith(f"Line {line} of {__name__}.py, `hidden = tf.reshape(X, (-1, 5))`, ")
    assert "InvalidArgumentError: Input to reshape" in message


def test_a_gap_in_a_tuple_is_not_answered():
    def program(X, W):
        bias = ...
        return X @ W, bias

    assert logits.check(program).state == "unanswered"


def test_a_forgotten_return_is_told():
    def program(X, W):
        tf.matmul(X, W)

    assert "end it with `return`" in logits.check(program).message


def test_tuples_and_dictionaries_of_tensors_are_run():
    @exercise(graph=True, inputs=draw, draws=1, hints=["Both."])
    def both(X, W):
        return {"product": X @ W, "parts": (X, tf.constant(3))}

    assert both.check(both.reference)
    wrong = both.check(lambda X, W: {"product": X @ W, "parts": (X, tf.constant(4))})
    assert "Part 2 of the entry 'parts' of your result is 4 where 3 is due" in wrong.message


def test_a_use_of_its_own_gets_a_fresh_session():
    def count(build, amount):
        with fresh_session() as session:
            step = build(amount)
            session.run(tf.global_variables_initializer())
            return [session.run(step) for _ in range(3)]

    @exercise(inputs=lambda rng: (int(rng.integers(2, 9)),), use=count, hints=["assign_add"])
    def counter(amount):
        return tf.assign_add(tf.Variable(0), amount)

    assert counter.check(counter.reference)
    ahead = counter.check(lambda n: tf.assign_add(tf.Variable(1), n))
    assert "but for one thing: a number is 1 that should be another." in ahead.message


def test_nothing_is_left_in_the_default_graph():
    before = len(tf.get_default_graph().get_operations())
    logits.check(logits.reference)
    assert len(tf.get_default_graph().get_operations()) == before
