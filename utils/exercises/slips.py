"""Find the one slip in a wrong answer: the place where a small change would make it right.

The change is made and tried on every draw, so what is said is shown. It is not told what would be
right there: only where to look, and at what.
"""

import ast
import inspect
import re
import traceback
import warnings
from collections import Counter

from utils.exercises.answers import code, tree_of
from utils.exercises.changes import changes
from utils.exercises.failures import lowered, place
from utils.exercises.limits import TooLong
from utils.exercises.loops import changes_of_loops
from utils.exercises.trees import text

# In the sentence on a change that is not small.
_LARGE = "changes places|without it|like this|to be done"


def slip(function, is_right, still, most, of_loops, reference):
    """A sentence on the one place that makes a function wrong, or None.

    `is_right(program)` says whether a program passes, `still(program)`, if there is such a thing,
    gives the known mistake that it is and its message, or None; at most `most` are tried.
    `of_loops` looks for what goes wrong from round to round, and else for all other slips, also for
    one that is made in several places alike. The numbers and functions of the `reference` are tried
    where the function has others.
    """
    tree = tree_of(function)
    if tree is None or not isinstance(tree.body[0], ast.FunctionDef):
        return None
    made, definition, tried, beside = code(function), tree.body[0], 0, None
    known = names_of(function, reference)
    # Beside a mistake, no result is put in the place of another, and no condition turned.
    turned = ast.Name | ast.Constant | ast.Compare | ast.IfExp
    taken = [n for n in ast.walk(definition) if isinstance(n, turned)]
    taken += [n.value for n in ast.walk(definition) if isinstance(n, ast.Return)]
    due = tree_of(reference) or tree
    size, idle = _size(definition), _idle(definition)
    wanted = _operations(due)
    away = _away(definition, wanted)
    found = changes_of_loops(definition) if of_loops else changes(definition, reference)
    for node, _, sentence, change in found:
        undo = change()
        try:
            program = compiled(tree, made.co_filename, known)
            if program is None or _idle(definition) > idle:
                continue
            if (tried := tried + 1) > most:
                break
            right, mistake = is_right(program), None
            small = not right and not beside and still and node not in taken
            small = small and not re.search(_LARGE, sentence) and size - _size(definition) < 4
            if small and _away(definition, wanted) < away:  # and nearer to the reference
                mistake = still(program)
            if mistake and not (
                _size(tree_of(mistake[0]) or tree) < _size(due)  # it lacks
                or _mendable(node, tree, made, known, is_right, reference)
            ):
                continue
        finally:
            undo()
        where = f"{_line(function, definition, node)}: {sentence}"
        if right:
            return f"All is right but {where}"
        if mistake:
            beside = f"{mistake[1]} And besides, {where}"
    return beside


def cut_short(function):
    """A sentence on a `return` that ends its loop in the first round, whatever comes; or None."""
    tree = tree_of(function)
    for loop in ast.walk(tree) if tree and isinstance(tree.body[0], ast.FunctionDef) else ():
        last = loop.body[-1] if isinstance(loop, ast.For | ast.While) else None
        goes_on = any(isinstance(node, ast.Continue) for node in ast.walk(loop))
        if isinstance(last, ast.Return) and not goes_on:
            return f"Look at {_line(function, tree.body[0], last)}: it ends its loop at once."
    return None


def _line(function, definition, node):
    """The line of a node of a function, in words."""
    made = code(function)
    first = min([definition.lineno, *(d.lineno for d in definition.decorator_list)])
    number = node.lineno + made.co_firstlineno - first
    frame = traceback.FrameSummary(made.co_filename, number, made.co_name)
    return lowered(place(frame, function))


def names_of(function, reference):
    """The names that a function sees, and those of the reference."""
    outer = inspect.getclosurevars(inspect.unwrap(function)).nonlocals
    return {**reference.__globals__, **function.__globals__, **outer}


def compiled(tree, filename, known):
    """The function that a tree defines, or None where what was put into it has no place there."""
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.While)]
    for loop in loops:
        loop.body.insert(0, _STEP)
    ast.fix_missing_locations(tree)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what has no place there
            exec(compile(tree, filename, "exec"), known)
    except Exception:
        return None
    finally:
        for loop in loops:
            loop.body.remove(_STEP)
    known["_step"] = _steps()
    return known[tree.body[0].name]


def _steps():
    """What ends a changed program whose loops do not end, long before its time is over."""
    left = iter(range(_MOST_STEPS))

    def step():
        if next(left, None) is None:
            raise TooLong

    return step


_MOST_STEPS = 20_000  # no loop of a reference takes as many
_STEP = ast.parse("_step()").body[0]


def _mendable(node, tree, made, known, is_right, reference):
    """Whether what is still wrong after a change is one slip elsewhere, so that both were there."""
    around = {node}
    for part in reversed([*ast.walk(tree)]):  # what is inside comes first
        if not around.isdisjoint(ast.iter_child_nodes(part)):
            around.add(part)
    near = {*ast.walk(node), *around}
    for other, *_, change in changes(tree.body[0], reference):
        if other in near or isinstance(other, ast.Return):
            continue
        undo = change()
        try:
            program = compiled(tree, made.co_filename, known)
            if program is not None and is_right(program):
                return True
        finally:
            undo()
    return False


def _operations(tree):
    """How often each operation, call and number stands in a tree."""
    return Counter(
        text(n.func).split(".")[-1]
        if isinstance(n, ast.Call)
        else n.value
        if isinstance(n, ast.Constant)
        else type(n)
        for n in ast.walk(tree)
        if isinstance(n, ast.Call | ast.Constant | ast.operator | ast.unaryop | ast.cmpop)
    )


def _away(tree, wanted):
    """In how many operations, calls and numbers a tree differs from what is wanted."""
    own = _operations(tree)
    return ((own - wanted) + (wanted - own)).total()


def _size(tree):
    return sum(1 for _ in ast.walk(tree))


def _idle(tree):
    """How many operations of a tree do nothing, such as x / x and 1 * x."""
    return sum(map(_does_nothing, ast.walk(tree)))


def _does_nothing(node):
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ast.Mult) and getattr(node.value, "value", 0) == 1
    if not isinstance(node, ast.BinOp):
        return False
    if isinstance(node.op, ast.Mult | ast.Div) and getattr(node.right, "value", 0) == 1:
        return True
    one = isinstance(node.op, ast.Sub | ast.Div)
    return one and ast.dump(node.left) == ast.dump(node.right)
