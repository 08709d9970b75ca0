"""Drawing graphs, counting their operations, seeing which of them run.

What the drawings of lessons 8 to 23 show is held by their pages.
"""

from functools import cache
from itertools import combinations, pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import runtime  # noqa: F401  (before TensorFlow)

import tensorflow.compat.v1 as tf

from utils import graphs
from utils.graphs.layers import Strand
from utils.graphs.layout import layered


def built(build):
    """A new graph with what `build` builds, and what `build` returns."""
    graph = tf.Graph()
    with graph.as_default():
        return graph, build()


def addition():
    return tf.add(tf.constant(2.0, name="a"), tf.constant(3.0, name="b"), name="c")


def branches():
    a, b = tf.constant(2.0, name="a"), tf.constant(3.0, name="b")
    left = tf.square(tf.add(a, b, name="sum"), name="square")
    right = tf.negative(tf.multiply(a, a, name="product"), name="negative")
    return left, right


def regression(use_resource=True):
    """Softmax regression with a momentum step, as in lesson 16."""
    x = tf.placeholder(tf.float32, (None, 784), name="x")
    labels = tf.placeholder(tf.float32, (None, 10), name="labels")
    first = tf.truncated_normal((784, 10))
    W = tf.Variable(first, name="W", use_resource=use_resource)
    b = tf.Variable(tf.zeros(10), name="b", use_resource=use_resource)
    logits = tf.add(tf.matmul(x, W), b, name="logits")
    entropy = tf.nn.softmax_cross_entropy_with_logits_v2(labels, logits, name="cross_entropy")
    loss = tf.reduce_mean(entropy, name="loss")
    step = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
    init = tf.global_variables_initializer()
    return x, W, logits, loss, step, init


def drawing(graph, **options):
    """The figure that `draw` makes."""
    assert graphs.draw(graph, **options) is None
    return plt.gcf()


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def names(operations):
    return [operation.name for operation in operations]


def boxes(figure):
    """Map the name of each box drawn to its front patch."""
    return {p.get_gid(): p for p in figure.axes[0].patches if p.get_gid()}


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def lines(figure):
    """The paths of the lines drawn, in order of painting."""
    return [p.get_path() for p in figure.axes[0].patches if p.get_label() == "line"]


def extent(patch):
    """The (left, low, right, high) of a patch, in inches."""
    path = patch.get_patch_transform().transform_path(patch.get_path())
    return path.get_extents().extents


def crossed_boxes(figure):
    """The names of the boxes that a line which neither starts nor ends there runs through."""
    found = set()
    for path in lines(figure):
        points = path.interpolated(1).to_polygons(closed_only=False)[0]
        fine = np.concatenate([np.linspace(p, q, 20) for p, q in pairwise(points)])
        for name, patch in boxes(figure).items():
            left, low, right, high = extent(patch)
            x, y = fine.T
            inside = (left < x) & (x < right) & (low < y) & (y < high)
            if inside.any() and not (inside[0] or inside[-1]):
                found.add(name)
    return found


EXAMPLES = {
    "addition": addition,
    "branches": branches,
    "resource variables": regression,
    "reference variables": lambda: regression(use_resource=False),
    "long name": lambda: tf.constant(0, name="w" * 30),
}


@cache
def example(name):
    """The figure of an example, drawn once for all tests."""
    return drawing(built(EXAMPLES[name])[0])


@pytest.mark.parametrize("read", [graphs.count, graphs.kinds, graphs.draw])
def test_says_that_a_graph_is_wanted(read):
    graph, tensor = built(addition)
    with pytest.raises(TypeError, match=r"not a SymbolicTensor: pass its `\.graph`"):
        read(tensor)
    with pytest.raises(TypeError, match=r"not a Session: pass its `\.graph`"):
        read(tf.Session(graph=graph))
    with pytest.raises(TypeError, match=r"eagerly.*as_default"):
        read(tf.constant(2.0))
    with pytest.raises(TypeError, match=r"not a list: make one"):
        read([])


def test_a_fetch_needs_what_it_is_computed_from():
    _, (left, right) = built(branches)
    assert names(graphs.needed(left)) == ["a", "b", "sum", "square"]
    assert names(graphs.needed(right)) == ["a", "product", "negative"]
    assert names(graphs.needed({"both": [left, (right,)]})) == [
        *("a", "b", "sum", "square", "product", "negative")
    ]
    assert names(graphs.needed(left.op)) == names(graphs.needed(left))
    assert graphs.needed([]) == []


def test_needed_says_what_is_no_fetch():
    _, tensor = built(addition)
    _, other = built(addition)
    with pytest.raises(TypeError, match="eagerly"):
        graphs.needed(tf.constant(2.0))
    with pytest.raises(TypeError, match="'c:0' is in no graph"):
        graphs.needed("c:0")
    with pytest.raises(ValueError, match="another graph than 'c:0'"):
        graphs.needed([tensor, other])
    with pytest.raises(ValueError, match="another graph"):
        graphs.needed(tensor, feeds={other: 1.0})


@pytest.mark.parametrize("use_resource", [True, False])
def test_a_session_executes_what_is_needed(use_resource):
    graph, (x, W, logits, loss, step, init) = built(lambda: regression(use_resource))
    labels = graph.get_tensor_by_name("labels:0")
    feeds = {x: np.ones((2, 784)), labels: np.eye(10)[:2]}
    inner = {logits: np.ones((2, 10)), labels: np.eye(10)[:2]}  # what it needs is needed no more
    with tf.Session(graph=graph, config=graphs.as_written()) as session:
        assert graphs.executed(session, init) == graphs.needed(init)
        for fetch, fed in ((W, feeds), (logits, feeds), ([loss, step], feeds), (loss, inner)):
            ran = graphs.executed(session, fetch, fed)
            # A placeholder that is fed has no work to do.
            assert ran == graphs.needed(fetch, fed), names(ran)


def test_labels_say_kind_and_shape():
    def build():
        x = tf.placeholder(tf.float32, (None, 784), name="x")
        y = tf.placeholder(tf.float32, name="y")
        price = tf.constant("$2, $3", name="price")
        big = tf.constant(np.zeros((784, 10)), tf.float32, name="big")
        return tf.identity(price), tf.matmul(x, big, name="MatMul"), tf.abs(y, name="size")

    figure = drawing(built(build)[0])
    drawn = texts(figure)
    assert {"x", "placeholder", "(?, 784)", "(784, 10)", "big", "constant"} <= set(drawn)
    assert "'$2, $3'" in drawn
    assert drawn.count("MatMul") == 1, "the type is not repeated under the same name"
    assert drawn[drawn.index("size") + 1] == "Abs"
    assert "?" not in drawn and "None" not in drawn, "an unknown rank has no label"


def test_both_kinds_of_variables_look_the_same():
    figures = [example(f"{kind} variables") for kind in ("resource", "reference")]
    # A scope may hold another number of operations.
    seen = [[t for t in texts(figure) if "operations" not in t] for figure in figures]
    assert seen[0] == seen[1]


def scoped():
    x = tf.placeholder(tf.float32, (3,), name="x")
    with tf.name_scope("net"):
        with tf.name_scope("first"):
            x = tf.abs(tf.negative(x, name="minus"), name="size")
        with tf.name_scope("second"):
            x = tf.exp(tf.sqrt(x, name="root"), name="power")
    return tf.identity(x, name="y")


def test_scopes_are_drawn_as_one_box_unless_opened():
    graph, _ = built(scoped)
    assert list(boxes(drawing(graph))) == ["x", "net", "y"]
    assert "4 operations" in texts(drawing(graph))
    first, second = ["net/first/minus", "net/first/size"], ["net/second/root", "net/second/power"]
    for opened, inside in (
        ("net", ["net/first", "net/second"]),
        ("net/first/", [*first, "net/second"]),
        (["net/first", "net/second"], first + second),
        (True, first + second),
    ):
        assert list(boxes(drawing(graph, opened=opened))) == ["x", *inside, "y"]
    with pytest.raises(ValueError, match="no scope 'third'"):
        drawing(graph, opened=["third"])


def test_a_scope_around_everything_is_opened():
    def build():
        with tf.name_scope("all"):
            return scoped()

    assert list(boxes(drawing(built(build)[0]))) == ["all/x", "all/net", "all/y"]


def test_a_part_is_drawn():
    graph, found = built(regression)
    loss = "x labels W b MatMul logits cross_entropy Const loss"
    assert sorted(boxes(drawing(graph, fetch=found[3]))) == sorted(loss.split())
    rest = ("gradients", "Momentum/", "init")
    assert sorted(boxes(drawing(graph, without=rest))) == sorted(loss.split())
    assert "cross_entropy" not in boxes(drawing(graph, fetch=found[3], without="cross_entropy"))
    with pytest.raises(ValueError, match="no scope 'grad'"):
        drawing(graph, without="grad")
    for how, what in (("fetch", "'c', to be fetched"), ("highlight", "'c:0', to be highlighted")):
        with pytest.raises(ValueError, match=f"{what}, is in another graph"):
            drawing(graph, **{how: built(addition)[1]})


def old_layers(layers):
    """As a program of 2017 has them: in scopes of variables."""
    h = tf.placeholder(tf.float32, (None, 20), name="x")
    for k in range(layers):
        with tf.variable_scope(f"layer{k + 1}"):
            W, b = tf.get_variable("W", (20, 20)), tf.get_variable("b", 20)
            h = tf.nn.relu(tf.matmul(h, W) + b)
    return tf.reduce_mean(h, name="loss")


def old_program():
    """Three such layers, Adam, a Saver."""
    loss = old_layers(3)
    tf.train.AdamOptimizer().minimize(loss)
    tf.global_variables_initializer()
    tf.train.Saver()
    return loss


def test_a_variable_in_a_scope_keeps_its_drum_while_there_is_room():
    graph, loss = built(old_program)
    drawn = boxes(drawing(graph, fetch=loss))
    assert {"layer1", "layer1/W", "layer1/b", "layer3/b"} <= set(drawn)
    whole = drawing(graph)
    assert {"layer1", "gradients", "Adam", "init", "save"} <= set(boxes(whole))
    assert "layer1/W" not in boxes(whole) and whole.get_figwidth() <= 7.5
    assert {"layer1/W", "layer1/Relu"} <= set(boxes(drawing(graph, fetch=loss, opened="layer1")))


def test_numbered_layers_stand_in_one_box_where_there_are_many():
    graph, loss = built(lambda: old_layers(40))
    assert list(boxes(drawing(graph, fetch=loss))) == ["x", "layer1 … layer40", "Const", "loss"]
    assert "40 scopes" in texts(plt.gcf())
    opened = drawing(graph, fetch=loss, opened=True)
    assert {"layer1/W … layer40/W", "layer1/Relu … layer40/Relu"} <= set(boxes(opened))
    assert texts(opened).count("40 variables") == 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_boxes_do_not_overlap_and_lines_go_round_them(name):
    figure = example(name)
    extents = {name: extent(patch) for name, patch in boxes(figure).items()}
    for one, other in combinations(extents, 2):
        a, b = extents[one], extents[other]
        apart = a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
        assert apart, f"{one} and {other} overlap"
    assert crossed_boxes(figure) == set()


def test_everything_is_inside_a_column_and_large_enough_to_read():
    figure = example("resource variables")
    width, height = figure.get_size_inches()
    assert width <= 7.5
    for left, low, right, high in map(extent, boxes(figure).values()):
        assert left >= 0 and low >= 0 and right <= width and high <= height
    figure.draw_without_rendering()
    for text in figure.axes[0].texts:
        assert text.get_size() >= 8.5
        drawn, page = text.get_window_extent(), figure.bbox
        assert page.x0 <= drawn.x0 and drawn.x1 <= page.x1
        assert page.y0 <= drawn.y0 and drawn.y1 <= page.y1


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_label_fits_its_box(name):
    figure = example(name)
    figure.draw_without_rendering()
    for name, patch in boxes(figure).items():
        frame = patch.get_window_extent()
        (text,) = [
            extent
            for text in figure.axes[0].texts
            if text.get_text() == name
            and frame.contains(*(extent := text.get_window_extent()).get_points().mean(axis=0))
        ]
        assert frame.x0 < text.x0 and text.x1 < frame.x1, name
        assert frame.y0 < text.y0 and text.y1 < frame.y1, name


def test_refuses_what_cannot_be_read():
    with pytest.raises(ValueError, match="This graph is empty"):
        drawing(tf.Graph())
    _, ax = plt.subplots(figsize=(2, 1))
    with pytest.raises(ValueError, match=r"needs .* by .* inches .* make the figure larger"):
        graphs.draw(built(branches)[0], ax)

    def many():
        for k in range(41):
            tf.constant(1.0, name=chr(ord("A") + k) if k < 26 else chr(ord("a") + k - 26))

    with pytest.raises(ValueError, match=r"41 boxes.*at most 40.*fetch=.*name_scope"):
        drawing(built(many)[0])


def test_of_a_graph_too_wide_constants_and_what_stands_alone_are_left_out():
    def wide():
        for letter in "abcdefghij":
            tf.Variable(1.0, name=9 * letter)
        h = tf.placeholder(tf.float32, (), "x")
        for letter in "klmnopqrst":
            h = tf.add(h, tf.constant(2.0, name=f"{letter}_2"), name=9 * letter)

    figure = drawing(built(wide)[0])
    assert list(boxes(figure)) == ["x", *(9 * letter for letter in "klmnopqrst")]
    assert figure.get_figwidth() < 7.5


def test_what_is_too_wide_is_made_smaller():
    def wide():
        h = tf.add_n([tf.constant(1.0, name=9 * letter) for letter in "abcdefghij"])
        for letter in "klmnopqrst":
            h = tf.exp(h, name=9 * letter)

    figure = drawing(built(wide)[0])
    assert figure.get_figwidth() <= 7.5 and figure.axes[0].texts[0].get_size() < 9
    figure.draw_without_rendering()
    for text in figure.axes[0].texts:
        drawn = text.get_window_extent()
        assert figure.bbox.x0 <= drawn.x0 and drawn.x1 <= figure.bbox.x1


def test_a_line_against_the_flow_ends_at_its_target():
    sizes = dict.fromkeys("abc", (1.0, 1.0))
    links = [(Strand(s, "", False), t) for s, t in ("ab", "bc", "ca")]
    centers, routes, _ = layered(sizes, links, {})
    assert centers["a"][0] < centers["b"][0] < centers["c"][0]
    ends = [(route[0], route[-1]) for route in routes]
    for (strand, target), (start, end) in zip(links, ends, strict=True):
        for box, (along, across) in ((strand.source, start), (target, end)):
            assert abs(along - centers[box][0]) <= 0.5 and abs(across - centers[box][1]) <= 0.5


def test_lines_do_not_cross_without_need():
    links = [(Strand(s, "", False), t) for s, t in ("ax", "bx", "ay", "bz")]
    centers, _, _ = layered(dict.fromkeys("abxyz", (1.0, 1.0)), links, {})
    across = {box: center[1] for box, center in centers.items()}
    assert (across["a"] < across["b"]) == (across["y"] < across["x"])
    assert (across["a"] < across["b"]) == (across["x"] < across["z"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_lines_enter_a_box_in_the_order_in_which_they_come(name):
    figure = example(name)
    downwards = figure.get_figheight() > 3
    # Where the last bend of each line begins, and where the line ends.
    bends = [path.vertices[[-5, -1]] for path in lines(figure)]
    for (start, end), (other_start, other_end) in combinations(bends, 2):
        across, along = (0, 1) if downwards else (1, 0)
        if np.isclose(end[along], other_end[along]) and abs(end - other_end)[across] < 0.2:
            came, went = start[across] - other_start[across], end[across] - other_end[across]
            assert came * went >= 0


def test_a_constant_can_still_be_fed_after_it_was_drawn():
    with tf.Graph().as_default() as graph:
        c = tf.constant(2.0, name="c")
        doubled = 2 * c
    graphs.draw(graph)
    with tf.Session(graph=graph) as session:
        assert session.run(doubled, {c: 5.0}) == 10.0
