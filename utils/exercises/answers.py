"""Look at a learner's function before and beside running it: is there one, is it filled in?"""

import ast
import dis
import functools
import inspect
import textwrap
import zlib


def unfit(answer, name, reference):
    """Why `answer` cannot be run as a function, in a sentence, or None."""
    call = f"`exercises.{name}.check({name})`"
    if isinstance(answer, type):
        return f"`{answer.__name__}` is a class; hand over a function: {call}."
    if not callable(answer):
        return f"Hand over the function itself, not what a call of it gives: {call}."
    wanted = parameters(reference)
    if _takes(answer, *wanted) or _takes(answer, **dict.fromkeys(wanted)):
        return None
    takes = _listed(list(inspect.signature(answer).parameters))
    return f"Your function takes {takes}; it should take {_listed(wanted)}."


def callable_in_order(answer, reference):
    """The answer; if it takes its arguments by name alone, a function that takes them in order."""
    wanted = parameters(reference)
    return answer if _takes(answer, *wanted) else by_name(answer, wanted)


def by_name(answer, wanted):
    """A function that takes arguments in the order of these names, and hands them on by name."""

    @functools.wraps(answer)
    def named(*arguments):
        return answer(**dict(zip(wanted, arguments, strict=True)))

    return named


def _takes(answer, *arguments, **named):
    try:
        inspect.signature(answer).bind(*arguments, **named)
    except TypeError:
        return False
    except ValueError:  # some built-in functions do not tell
        return bool(arguments)
    return True


def parameters(function):
    """The names of a function's parameters, in their order, or None."""
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None


def used(function):
    """The places of the parameters that a function uses, or None where it is not known."""
    made = code(function)
    if made is None or made.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        return None
    names = made.co_varnames[: made.co_argcount + made.co_kwonlyargcount]
    loaded = set(made.co_cellvars)  # used by a function inside
    for step in dis.get_instructions(made):
        if "LOAD" in step.opname:
            loaded.update(step.argval if isinstance(step.argval, tuple) else [step.argval])
    return {place for place, name in enumerate(names) if name in loaded}


def code(function):
    """The code of a function, also of one that `tf.function` or another decorator wraps."""
    function = inspect.unwrap(getattr(function, "python_function", function))
    return getattr(function, "__code__", None)


def fingerprint(function):
    """A number that is the same for the same code, wherever it is written."""
    tree = tree_of(function)
    text = ast.unparse(tree) if tree else repr(_consts(code(function)))
    return zlib.crc32(text.encode())


def _consts(made):
    if made is None:
        return None
    inner = [_consts(c) if hasattr(c, "co_code") else type(c).__name__ for c in made.co_consts]
    return made.co_code.hex(), made.co_names, inner


def _listed(names):
    if not names:
        return "no arguments"
    return f"{len(names)} argument{'s' if len(names) > 1 else ''} ({', '.join(names)})"


def is_stub(answer):
    """Whether a function has no work in its body: a docstring, `...`, `pass`, `return` at most."""
    made = code(answer)
    return made is not None and _steps(made) in _EMPTY


def _steps(made):
    return [(step.opname, step.argval) for step in dis.get_instructions(made)]


def _empty(): ...


def _empty_return():
    return ...


_EMPTY = [_steps(function.__code__) for function in (_empty, _empty_return)]


def has_gap(answer):
    """Whether `...` still stands where a value belongs (an index such as `x[..., 0]` is none)."""
    tree = tree_of(answer)
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
    tree = tree_of(answer)
    if tree is None or not isinstance(tree.body[0], ast.FunctionDef):
        return False
    returns = [n for n in ast.walk(tree) if isinstance(n, ast.Return | ast.Yield | ast.YieldFrom)]
    return not any(node.value for node in returns)


def tree_of(answer):
    """The syntax tree of a function's source, or None."""
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(answer)))
    except (OSError, TypeError, SyntaxError):
        return None


@functools.cache
def source(function):
    """The source of a function as a learner would write it: without decorators."""
    lines, _ = inspect.getsourcelines(function)
    text = textwrap.dedent("".join(lines))
    definition = ast.parse(text).body[0]
    return "\n".join(text.splitlines()[definition.lineno - 1 : definition.end_lineno])
