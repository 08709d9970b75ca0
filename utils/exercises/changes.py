"""The small changes of a function that might mend it, each with what it says where it does.

A change is a node, what takes its place (or None), the sentence, and a function that makes the
change and gives back the one that takes it back.
"""

import ast
import functools
import math
import re
from itertools import combinations

from utils.exercises.answers import code, tree_of
from utils.exercises.trees import altered, places, put, text

_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_SIGNS = {
    **{ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**"},
    **{ast.FloorDiv: "//", ast.Mod: "%", ast.BitXor: "^", ast.Lt: "<", ast.LtE: "<="},
    **{ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is"},
    **{ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in"},
}
_ALIKE = (
    ("sum", "mean", "max", "min", "prod", "std", "var"),
    ("reduce_sum", "reduce_mean", "reduce_max", "reduce_min"),
    ("max", "maximum"),
    ("min", "minimum"),
    ("maximum", "minimum"),
    ("argmax", "argmin"),
    ("zeros", "ones", "empty"),
    ("multiply", "matmul", "dot"),
    ("log", "log2", "log10", "log1p"),
    ("sqrt", "square"),
    ("sin", "tanh", "sigmoid", "relu", "softmax"),
    ("assign", "assign_add", "assign_sub"),
    ("append", "extend"),
    ("floor", "ceil"),
)
_BUILT_IN = ("sum", "max", "min", "len")


def changes(definition, reference):
    """Every small change of a function, with what it says of the function where it mends it."""
    found, alike = list(places(definition, _skipped)), {}
    due = [c for c in code(reference).co_consts if type(c) in (int, float)]
    constants = functools.partial(_constants, numbers=due)
    missing = functools.partial(_missing, calls=_calls_of(reference, definition))
    for find in (_operators, _calls, _more_calls, _products, constants, _names, missing):
        for holder, key, node in found:
            for number, (sentence, other) in enumerate(find(node, definition)):
                change = setting(holder, key, other, node)
                yield node, other, sentence, change
                kinds = {_pattern(node), find in (_operators, _products) and sentence}
                for kind in kinds - {False}:
                    same = alike.setdefault((find, number, kind), [])
                    same.append((node, other, sentence, change))
    for same in alike.values():
        nodes = [node for node, *_ in same]
        inside = {below for node in nodes for below in ast.iter_child_nodes(node)}
        if 1 < len(same) < 5 and not inside & set(nodes):
            words = f"{same[0][2].rstrip('.')}, and so it is in {len(same) - 1} more place"
            words += f"{'s' if len(same) > 2 else ''} like this."
            yield nodes[0], same[0][1], words, _together(same)
    for block, at in statements(definition):
        if isinstance(block[at], ast.Assign | ast.AugAssign | ast.Expr) and len(block) > 1:
            change = setting(block, at, ast.Pass(), block[at])
            yield block[at], None, "without it all is right.", change
    for block, at in statements(definition):
        if at and not isinstance(block[at], ast.Return):
            words = "it changes places with the line before."
            turned = block[at - 1 : at + 1][::-1]
            yield block[at], block[at - 1], words, replacing((block, at - 1, 2, turned))


def setting(holder, key, other, node):
    def change():
        put(holder, key, other)
        return lambda: put(holder, key, node)

    return change


def replacing(*parts):
    """Put other statements in the place of so many of a block, from one on."""

    def change():
        before = [(block, start, new, block[start : start + n]) for block, start, n, new in parts]
        for block, start, n, new in parts:
            block[start : start + n] = new

        def undo():
            for block, start, new, old in before:
                block[start : start + len(new)] = old

        return undo

    return change


def _together(same):
    def change():
        undo = [change() for *_, change in same]
        return lambda: [back() for back in undo]

    return change


def _pattern(node):
    """What two places have in common where the same slip can be made."""
    if isinstance(node, ast.Name | ast.Constant):
        return ast.dump(node)
    return re.sub(r"(id|attr)='\w+'", "", ast.dump(node))


def _calls_of(reference, definition):
    """The calls of one thing, within a reference, that a function does not make, or less often."""
    own = [text(n.func) for n in ast.walk(definition) if isinstance(n, ast.Call)]
    tree = tree_of(reference)
    calls = [n for n in ast.walk(tree or definition) if isinstance(n, ast.Call)]
    made = [text(n.func) for n in calls]
    less = {name for name in made if own.count(name) < made.count(name)}
    whole = [n.value for n in ast.walk(tree or definition) if isinstance(n, ast.Return)]
    return [n for n in calls if len(n.args) == 1 and text(n.func) in less and n not in whole]


def _missing(node, _, calls):
    if isinstance(node, ast.Name | ast.BinOp | ast.Subscript | ast.Call | ast.Attribute) and (
        isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    ):
        for call in calls:
            yield (
                f"with `{quoted(node)}` something is still to be done.",
                altered(call, args=[node]),
            )


def _operators(node, _):
    if isinstance(node, ast.BinOp):
        for part, rest in ((node.left, node.right), (node.right, node.left)):
            yield f"`{quoted(part)}` is too much in `{quoted(node)}`.", rest
        sign = f"the `{_SIGNS.get(type(node.op), '?')}` is wrong."
        for kind in (*_ARITHMETIC, *([ast.FloorDiv] if isinstance(node.op, ast.Div) else [])):
            if not isinstance(node.op, kind):
                yield sign, altered(node, op=kind())
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow | ast.FloorDiv):
            yield (
                f"the two sides of `{_SIGNS[type(node.op)]}` have changed places.",
                altered(node, left=node.right, right=node.left),
            )
        words = "something stands outside of brackets that belongs inside, or the other way round."
        yield from ((words, other) for other in _regrouped(node))
    elif isinstance(node, ast.AugAssign):
        for kind in (ast.Add, ast.Sub, ast.Mult):
            if not isinstance(node.op, kind):
                yield (
                    f"the `{_SIGNS.get(type(node.op), '?')}=` is wrong.",
                    altered(node, op=kind()),
                )
        yield "the last value is kept that should go.", ast.Assign([node.target], node.value)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        if not isinstance(node.operand, ast.Constant):
            yield f"the sign or the `not` of `{quoted(node)}` is too much.", node.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        if isinstance(node.left, ast.BinOp):
            words = (
                "a comparison comes after `+`, `*` and their like: it needs brackets of its own."
            )
            inner, (last,) = altered(node, left=node.left.right), node.comparators
            yield words, altered(node.left, right=inner)
            if isinstance(last, ast.BinOp):
                inner = altered(inner, comparators=[last.left])
                yield words, altered(last, left=altered(node.left, right=inner))
        for kind in _COMPARISONS:
            if not isinstance(node.ops[0], kind):
                sign = _SIGNS.get(type(node.ops[0]), "")
                yield f"the `{sign}` is wrong.", altered(node, ops=[kind()])
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        turned = altered(node.targets[0], elts=node.targets[0].elts[::-1])
        yield "the names on the left have changed places.", altered(node, targets=[turned])
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "the sign is wrong.", altered(node, value=ast.UnaryOp(ast.USub(), node.value))
        if isinstance(node.value, ast.Tuple):
            turned = altered(node.value, elts=node.value.elts[::-1])
            yield "the parts have changed places.", altered(node, value=turned)


def _products(node, _):
    """A matrix product, tried late: around it a mean or a sum does nothing, and is not blamed."""
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult):
        sign = f"the `{_SIGNS.get(type(node.op), '?')}` is wrong."
        yield sign, altered(node, op=ast.MatMult())


def _regrouped(node):
    """The same parts and signs with the brackets elsewhere."""
    left, right = node.left, node.right
    yield from _down(right, "left", lambda leaf: altered(node, right=leaf))
    yield from _down(left, "right", lambda leaf: altered(node, left=leaf))
    if isinstance(left, ast.BinOp):
        yield altered(left, left=altered(node, left=left.left))
    for part, side in ((left, "left"), (right, "right")):
        if isinstance(part, ast.Call) and len(part.args) == 1 and not part.keywords:
            inner = altered(node, **{side: part.args[0]})
            yield altered(part, args=[inner])
        if isinstance(part, ast.UnaryOp):
            yield ast.UnaryOp(part.op, altered(node, **{side: part.operand}))
    if isinstance(left, ast.BinOp) and isinstance(left.left, ast.UnaryOp):
        first = altered(left, left=left.left.operand)
        yield ast.UnaryOp(left.left.op, altered(node, left=first))


def _down(part, side, joined):
    """A part whose first (or last) factor, of any depth, takes in what stands beside it."""
    if isinstance(part, ast.BinOp):
        leaf = getattr(part, side)
        yield altered(part, **{side: joined(leaf)})
        if isinstance(leaf, ast.Call) and len(leaf.args) == 1:
            yield altered(part, **{side: altered(leaf, args=[joined(leaf.args[0])])})
        yield from (altered(part, **{side: deeper}) for deeper in _down(leaf, side, joined))


def _calls(node, _):
    if not isinstance(node, ast.Call):
        if isinstance(node, ast.Attribute) and node.attr == "T":
            yield f"the `.T` of `{quoted(node)}` is wrong.", node.value
        return
    called = quoted(node.func)
    for index, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            rest = node.keywords[:index] + node.keywords[index + 1 :]
            word = f"`{quoted(keyword)}` in `{called}` is wrong."
            yield word, altered(node, keywords=rest)
            if isinstance(keyword.value, ast.Tuple):
                for axes in combinations(range(4), len(keyword.value.elts)):
                    several = ast.Tuple([ast.Constant(axis) for axis in axes], ast.Load())
                    yield word, altered(node, keywords=[*rest, ast.keyword(keyword.arg, several)])
            elif keyword.arg in ("axis", "keepdims"):
                for value in (0, 1, -1, None, True, False):
                    other = [*rest, ast.keyword(keyword.arg, ast.Constant(value))]
                    yield word, altered(node, keywords=other)
    if node.args:
        words = f"`{called}(...)` around `{quoted(node.args[0])}` is too much."
        yield words, node.args[0]
    moved = f"the brackets of `{called}` close or open at the wrong place."
    for index, given in enumerate(node.args):
        inner = [node.args[:index], node.args[index + 1 :]]
        if isinstance(given, ast.BinOp):
            for side in ("left", "right"):
                call = altered(node, args=[*inner[0], getattr(given, side), *inner[1]])
                yield moved, altered(given, **{side: call})
        if isinstance(given, ast.UnaryOp):
            call = altered(node, args=[*inner[0], given.operand, *inner[1]])
            yield moved, ast.UnaryOp(given.op, call)
    if len(node.args) > 1:
        swapped = [node.args[1], node.args[0], *node.args[2:]]
        yield f"the arguments of `{called}` have changed places.", altered(node, args=swapped)


def _more_calls(node, _):
    if not isinstance(node, ast.Call):
        return
    called = quoted(node.func)
    name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
    if isinstance(node.func, ast.Attribute):
        for other in sorted({o for names in _ALIKE if name in names for o in names} - {name}):
            yield (
                f"`{called}` is the wrong function.",
                altered(node, func=altered(node.func, attr=other)),
            )
        if not node.args and not isinstance(node.func.value, ast.Name):
            yield f"`.{name}()` is too much.", node.func.value
    elif name in _BUILT_IN and len(node.args) == 1:
        for other in _BUILT_IN:
            if other != name:
                func = ast.Name(other, ast.Load())
                yield f"`{called}` is the wrong function.", altered(node, func=func)
    if not any(k.arg in ("axis", "keepdims") for k in node.keywords) and name in (
        *("sum", "mean", "max", "min", "std", "argmax", "argmin", "reduce_sum", "reduce_mean"),
        *("reduce_max", "reduce_min", "concatenate", "stack", "all", "any", "softmax", "unique"),
    ):
        words = f"`{called}` does not say along which axis."
        for value in (0, 1, -1):
            axis = ast.keyword("axis", ast.Constant(value))
            yield words, altered(node, keywords=[*node.keywords, axis])
            kept = ast.keyword("keepdims", ast.Constant(True))
            yield words, altered(node, keywords=[*node.keywords, axis, kept])
    elif any(k.arg == "axis" for k in node.keywords):
        kept = ast.keyword("keepdims", ast.Constant(True))
        words = f"`{called}` drops the axis along which it goes, and shapes no longer fit."
        yield words, altered(node, keywords=[*node.keywords, kept])
    if name == "len" or name == "range":
        for op in (ast.Add(), ast.Sub()):
            last = ast.BinOp(node, op, ast.Constant(1))
            if name == "range":
                last = altered(
                    node, args=[*node.args[:-1], ast.BinOp(node.args[-1], op, literal_one())]
                )
            yield (
                f"`{quoted(node)}` is one too {'few' if isinstance(op, ast.Add) else 'many'}.",
                last,
            )


def literal_one():
    return ast.Constant(1)


def _constants(node, _, numbers):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        words = f"the number {node.value} is wrong."
        near = node.value + 1, node.value - 1, -node.value, node.value / 2
        for value in (0, 1, 2, *near, 0.5, 1e-12, 1e-6, math.e, *numbers):
            if value != node.value:
                yield words, altered(node, value=value)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"`{node.value}` is wrong.", altered(node, value=not node.value)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield f"the index of `{quoted(node)}` is too much.", node.value
    elif isinstance(node, ast.Attribute) and node.attr == "size":
        rows = ast.Call(ast.Name("len", ast.Load()), [node.value], [])
        yield f"`{quoted(node)}` counts all the numbers, not the rows.", rows
    elif isinstance(node, ast.Slice):
        for part in ("lower", "upper", "step"):
            if getattr(node, part):
                yield f"`{quoted(node)}` is the wrong part.", altered(node, **{part: None})
    elif isinstance(node, ast.IfExp):
        turned = altered(node, body=node.orelse, orelse=node.body)
        yield "what stands before `if` and behind `else` has changed places.", turned


def _names(node, definition):
    """Another name in place of a name, or its transpose, or minus it, or half of it."""
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    own = [a.arg for a in definition.args.args + definition.args.kwonlyargs]
    for inner in ast.walk(definition):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            own.append(inner.id)
    if node.id in own:
        for other in dict.fromkeys(own):
            if other != node.id:
                yield f"`{node.id}` is not what belongs here.", altered(node, id=other)
        yield f"`{node.id}` has the wrong sign.", ast.UnaryOp(ast.USub(), node)
        turned = ast.Attribute(node, "T", ast.Load())
        yield f"`{node.id}` lies on its side here.", turned


def _skipped(node, field):
    if isinstance(node, ast.FunctionDef):
        return field in ("args", "decorator_list")
    if isinstance(node, ast.Subscript) and not is_read(node):  # what is written to
        return field == "value"
    # A loop that does not end costs all the time there is.
    return isinstance(node, ast.While) and field == "test"


def statements(definition):
    """Every statement, as the list that holds it and its place there."""
    for node in ast.walk(definition):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield from ((block, at) for at in range(len(block)))


def is_read(node):
    return isinstance(node.ctx, ast.Load)


def quoted(node):
    return text(node).replace("`", "'")
