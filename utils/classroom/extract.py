"""Take the answers out of a notebook: for each exercise the statements that lead to its check.

The answer is what the last `exercises.NAME.check(...)` is given. What that needs is found by
following global names, which the bytecode tells from local ones, to the statements that bind
them. Nothing is run here.
"""

import ast
import builtins

from utils.classroom import unusual
from utils.classroom.statements import BROKEN, Statement, parse

_MOST = 1000  # statements of one answer


def answers(texts, names):
    """The answers to exercises, by their names, from the texts of code cells.

    Each is a dictionary, either {"problem": a sentence}, or a program: "cells", the texts of the
    cells that it needs; "take", for each of them the places of the statements to run; "call",
    where in the last of them the call stands that is given the answer, or the name of the answer;
    "unusual", what in it no exercise asks for. Nothing where there is none.
    """
    cells, statements, broken = [], [], {}
    for number, text in enumerate(texts):
        try:
            text, tree = parse(text)
            statements += [Statement(number, k, node) for k, node in enumerate(tree.body)]
        except BROKEN as error:
            broken[number] = error
        cells.append(text)
    found = {}
    for name in names:
        calls = [(k, call) for k, s in enumerate(statements) for call in _checks(s.node, name)]
        defined = [k for k, s in enumerate(statements) if getattr(s.node, "name", "") == name]
        no_python = [number for number in broken if f".{name}.check(" in texts[number]]
        if no_python and no_python[-1] > (statements[calls[-1][0]].cell if calls else -1):
            found[name] = {"problem": _told(broken[no_python[-1]])}
        elif calls:
            found[name] = _program(cells, statements, *calls[-1])
        elif defined:  # its check is gone
            found[name] = _program(cells, statements, defined[-1] + 1, name)
    return found


def _told(error):
    line = f"line {error.lineno}: " if getattr(error, "lineno", None) else ""
    told = getattr(error, "msg", type(error).__name__)
    return f"Its cell is no Python: {line}{told.rstrip('.?')}."


def _checks(tree, name):
    """The calls in a statement that check the exercise of this name."""
    for node in ast.walk(tree):
        function = getattr(node, "func", None)
        if isinstance(function, ast.Attribute) and function.attr == "check":
            owner = function.value
            if name in (getattr(owner, "attr", None), getattr(owner, "id", None)):
                yield node


def place(node):
    """Where a call stands in its cell; None for what is no call."""
    if isinstance(node, ast.Call):
        return [node.lineno, node.col_offset, node.end_lineno, node.end_col_offset]
    return None


def _program(cells, statements, before, call):
    """The program of what a call in the statement `before` is given, or of a name bound before."""
    given = [ast.Name(call, ast.Load())] if isinstance(call, str) else call.args
    node = ast.fix_missing_locations(ast.Expr(ast.Tuple(given, ast.Load())))
    now, later = Statement(None, None, node).loads
    taken, seen, todo = set(), set(), [(name, before) for name in now | later]
    while todo and len(taken) < _MOST:
        wanted = todo.pop()
        if wanted not in seen:
            seen.add(wanted)
            for k in set(_binders(statements, cells, *wanted)) - taken:
                taken.add(k)
                now, later = statements[k].loads
                todo += [(name, k) for name in now] + [(name, before) for name in later]
    chosen = [statements[k] for k in sorted(taken)]
    last = [] if isinstance(call, str) else [statements[before].cell]
    order = sorted({s.cell for s in chosen}.difference(last)) + last
    return {
        "cells": [cells[number] for number in order],
        "take": [[s.place for s in chosen if s.cell == number] for number in order],
        "call": call if isinstance(call, str) else place(call),
        "unusual": unusual.found([*(s.node for s in chosen), node]),
    }


def _binders(statements, cells, name, end):
    """The places of the statements from which a name has its value at the statement `end`."""
    found = []
    for k in reversed(range(end)):
        if name in cells[statements[k].cell] and name in statements[k].changes:
            found.append(k)
            if statements[k].is_sure(name):
                return found
    if found or hasattr(builtins, name):
        return found
    # Its cell may have been moved; or else a star binds it.
    after = [k for k in range(end, len(statements)) if name in statements[k].binds]
    return after[:1] or [k for k in range(end) if "*" in statements[k].binds]
