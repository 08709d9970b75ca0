"""TensorBoard: a real one, asked for what was written, and ended."""

import socket

import pytest
import tensorflow.compat.v1 as tf

from utils import board


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """Two runs: 1, 1/2, 1/3 and twice that, and once a histogram of four numbers."""
    folder = tmp_path_factory.mktemp("logs")
    with tf.Graph().as_default(), tf.Session() as session:
        loss = tf.placeholder(tf.float32, ())
        scalar = tf.summary.scalar("loss", loss)
        histogram = tf.summary.histogram("W", [0.5, 0.5, 1.0, 4.0])
        for name, factor in {"a": 1, "b": 2}.items():
            with tf.summary.FileWriter(str(folder / name)) as writer:
                for step in (1, 2, 3):
                    writer.add_summary(session.run(scalar, {loss: factor / step}), step)
                writer.add_summary(session.run(histogram), 7)
    return folder


@pytest.fixture(scope="module")
def tensorboard(logs):
    """TensorBoard in this process: that `serve` ends its own is on the page of lesson 21."""
    return board.Board(board.launch(logs))


def test_it_has_the_runs_and_tags_that_were_written(tensorboard):
    assert tensorboard.tags() == {"a": ["loss"], "b": ["loss"]}
    assert tensorboard.tags("histograms") == {"a": ["W"], "b": ["W"]}


def test_a_curve_is_what_was_written(tensorboard):
    steps, values = tensorboard.scalars("b", "loss")
    assert steps.tolist() == [1, 2, 3]
    assert values == pytest.approx([2, 1, 2 / 3])


def test_a_histogram_counts_the_numbers_that_were_written(tensorboard):
    ((step, rows),) = tensorboard.histograms("a", "W").items()
    assert step == 7
    assert rows[:, 2].sum() == pytest.approx(4)
    around_half = rows[(rows[:, 0] <= 0.5) & (rows[:, 1] >= 0.5), 2].sum()
    assert around_half == pytest.approx(2)


@pytest.mark.parametrize(("run", "tag"), [("a", "lss"), ("c", "loss")])
def test_what_it_does_not_have_is_said_with_what_it_has(run, tag, tensorboard):
    with pytest.raises(board.BoardError, match=r"'b': \['loss'\]"):
        tensorboard.scalars(run, tag)


def test_it_is_found_although_the_environment_names_a_proxy(tensorboard, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    again = board.Board(tensorboard.url)
    assert again.tags() == tensorboard.tags()


def test_a_board_that_has_ended_is_named():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(board.BoardError, match="ends with the `with` block"):
        board.Board(f"http://127.0.0.1:{port}/").tags()


def test_a_folder_without_summaries_is_refused(tmp_path):
    with pytest.raises(board.BoardError, match="no summaries"), board.serve(tmp_path):
        pass


def test_a_tensorboard_that_is_not_installed_is_named(logs, monkeypatch):
    monkeypatch.setattr(board.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(board.BoardError, match="pip install tensorboard"), board.serve(logs):
        pass
