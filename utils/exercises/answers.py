"""Look at a learner's function before and beside running it: is there one, is it filled in?"""

import ast
import dis
import inspect
import textwrap


def unfit(answer, name, reference):
    """Why `answer` cannot be run as a function, in a sentence, or None."""
    call = f"`exercises.{name}.check({name})`"
    if isinstance(answer, type):
        return f"`{answer.__name__}` is a class; hand over a function: {call}."
    if not callable(answer):
        return f"Hand over the function itself, not what a call of it gives: {call}."
    wanted = list(inspect.signature(reference).parameters)
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # some built-in functions do not tell
        return None
    try:
        signature.bind(*wanted)
    except TypeError:
        takes = _listed(list(signature.parameters))
        return f"Your function takes {takes}; it should take {_listed(wanted)}."
    return None


def _listed(names):
    if not names:
        return "no arguments"
    return f"{len(names)} argument{'s' if len(names) > 1 else ''} ({', '.join(names)})"


def is_stub(answer):
    """Whether a function has no work in its body: a docstring, `...`, `pass`, `return` at most."""
    code = getattr(answer, "__code__", None)
    return code is not None and _steps(code) in _EMPTY


def _steps(code):
    return [(step.opname, step.argval) for step in dis.get_instructions(code)]


def _empty(): ...


def _empty_return():
    return ...


_EMPTY = [_steps(function.__code__) for function in (_empty, _empty_return)]


def has_gap(answer):
    """Whether `...` still stands where a value belongs (an index such as `x[..., 0]` is none)."""
    tree = _tree(answer)
    if tree is None:
        return False
    indices = [n for s in ast.walk(tree) if isinstance(s, ast.Subscript) for n in ast.walk(s.slice)]
    statements = [n.value for n in ast.walk(tree) if isinstance(n, ast.Expr)]
    return any(
        isinstance(node, ast.Constant) and node.value is Ellipsis
        for node in ast.walk(tree)
        if node not in indices and node not in statements
    )


def lacks_return(answer):
    """Whether a function is known from its source to give nothing back."""
    tree = _tree(answer)
    if tree is None or not isinstance(tree.body[0], ast.FunctionDef):
        return False
    returns = [n for n in ast.walk(tree) if isinstance(n, ast.Return | ast.Yield | ast.YieldFrom)]
    return not any(node.value for node in returns)


def _tree(answer):
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(answer)))
    except (OSError, TypeError, SyntaxError):
        return None


def source(function):
    """The source of a function as a learner would write it: without decorators."""
    lines, _ = inspect.getsourcelines(function)
    text = textwrap.dedent("".join(lines))
    definition = ast.parse(text).body[0]
    return "\n".join(text.splitlines()[definition.lineno - 1 : definition.end_lineno])
