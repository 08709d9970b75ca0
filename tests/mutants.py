"""Small mutations of a function's source: programs that an exercise must refuse."""

import ast

from utils.exercises.answers import source
from utils.exercises.slips import compiled, names_of
from utils.exercises.trees import altered, places, put, text


def mutants(function):
    """Yield every mutant of a function once, as a pair of its label and the program.

    A label shows what was changed, `before → after`, and counts where the same change is made
    in several places.
    """
    tree, title = ast.parse(source(function)), f"<mutant of {function.__name__}>"
    # To leave the list as it is while the tree changes: all places first.
    body = tree.body[0].body
    found = [place for statement in body for place in places(statement)]
    found += [(body, index, statement) for index, statement in enumerate(body)]
    seen = {}
    for holder, key, node in found:
        for mutated in _changes(node):
            label = f"{text(node)} → {text(mutated)}"
            seen[label] = seen.get(label, 0) + 1
            put(holder, key, mutated)
            program = compiled(tree, title, names_of(function, function))
            assert program, label
            put(holder, key, node)
            yield label if seen[label] == 1 else f"{label} ({seen[label]})", program


_OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_NAMES = [
    ("sum", "mean"),
    ("reduce_sum", "reduce_mean"),
    ("max", "min"),
    ("maximum", "minimum"),
    ("reduce_max", "reduce_min"),
    ("argmax", "argmin"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
]
_SYMMETRIC = {"equal", "not_equal", "add", "multiply", "maximum", "minimum", "isclose", "allclose"}
_CONVERSIONS = {"list", "tuple", "float", "array", "asarray"}  # any of these forms is accepted
_OTHER_NAME = {a: b for pair in _NAMES for a, b in (pair, pair[::-1])}


def _changes(node):
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
        if type(node.op) in _OPERATORS:
            yield altered(node, op=_OPERATORS[type(node.op)]())
        else:
            yield altered(node, left=node.right, right=node.left)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.BoolOp):
        yield altered(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.Compare):
        for other in _COMPARISONS.get(type(node.ops[0]), ()):
            yield altered(node, ops=[other(), *node.ops[1:]])
    elif isinstance(node, ast.Constant):
        yield from (altered(node, value=value) for value in _other_constants(node.value))
    elif isinstance(node, ast.Attribute):
        if node.attr in _OTHER_NAME:
            yield altered(node, attr=_OTHER_NAME[node.attr])
        if node.attr == "T":
            yield node.value
    elif isinstance(node, ast.Call):
        yield from _changed_calls(node)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield node.value
    elif isinstance(node, ast.Slice):
        for part in ("lower", "upper", "step"):
            if getattr(node, part):
                yield altered(node, **{part: None})
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        yield altered(node, value=altered(node.value, elts=node.value.elts[::-1]))
    elif isinstance(node, ast.stmt):
        yield from _changed_statements(node)


def _other_constants(value):
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    return [value + 1] if isinstance(value, float) else []


def _changed_calls(node):
    called = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
    for index, keyword in enumerate(node.keywords):
        if keyword.arg == "strict":
            continue  # it guards, and changes no result
        yield altered(node, keywords=node.keywords[:index] + node.keywords[index + 1 :])
    if len(node.args) > 1 and called not in _SYMMETRIC:
        yield altered(node, args=[node.args[1], node.args[0], *node.args[2:]])
    if node.args and called not in _CONVERSIONS:
        yield node.args[0]
    if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
        yield node.func.value


def _changed_statements(node):
    documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if not documents and not isinstance(node, ast.Return | ast.Pass | ast.FunctionDef):
        yield ast.Pass()
    if isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
        yield altered(node, op=_OPERATORS[type(node.op)]())
    if isinstance(node, ast.If | ast.While):
        yield altered(node, test=ast.UnaryOp(ast.Not(), node.test))
