"""What a loop does wrong from round to round: `changes` that mend it, of the same form."""

import ast

from utils.exercises.changes import is_read, literal_one, quoted, replacing, setting, statements
from utils.exercises.trees import altered, text


def changes_of_loops(definition):
    """A `return` inside a loop, what it overwrites in each round, and what it does not renew."""
    for outer, at in statements(definition):
        loop = outer[at]
        if not isinstance(loop, ast.For | ast.While):
            continue
        *others, last = loop.body
        if isinstance(last, ast.Return):
            parts = (loop.body, len(others), 1, [ast.Pass()]), (outer, at + 1, 0, [last])
            words = "it stands inside the loop, and ends it in its first round."
            yield last, None, words, replacing(*parts)
        rounds = isinstance(loop, ast.For) and loop.iter
        if isinstance(rounds, ast.Call) and quoted(rounds.func) == "range":
            once = altered(rounds, args=[literal_one()])
            yield loop, once, "one round would do.", setting(loop, "iter", once, rounds)
        yield from _stale(outer, at, loop)
        for start in range(at - 1, max(at - 4, -1), -1):
            if not isinstance(outer[start], ast.Assign):
                break
            words = "it stands before the loop, and no round computes it anew."
            yield outer[start], None, words, replacing((loop.body, 0, 0, outer[start:at]))
        begun = [n for known in (*definition.args.args, *outer[:at]) for n in ast.walk(known)]
        begun = {getattr(n, "id", getattr(n, "arg", None)) for n in begun}
        steps = [s for s in loop.body if isinstance(s, ast.Assign) and _target(s)]
        for step in sorted(steps, key=lambda s: _target(s) not in begun):
            yield from _overwritten(outer, at, loop, step, _target(step) in begun)


def _target(step):
    return getattr(step.targets[0], "id", None)


def _overwritten(outer, at, loop, step, begun):
    name, index = _target(step), loop.body.index(step)
    words = "it is overwritten in each round, and nothing of the last remains."
    if text(step.value).startswith("-"):  # `w =- step`
        words = f"`{name} = -` overwrites it in each round; `-=` would subtract."
    for op, first in ((ast.Add(), 0), (ast.Mult(), 1)):
        adding = altered(step, value=ast.BinOp(ast.Name(name, ast.Load()), op, step.value))
        begin = [] if begun else [altered(step, value=ast.Constant(first))]
        yield (
            step,
            adding,
            words,
            replacing((loop.body, index, 1, [adding]), (outer, at, 0, begin)),
        )


def _stale(outer, at, loop):
    """What a loop makes anew in each round of a value from before it."""
    stored = {n.id for n in ast.walk(loop) if isinstance(n, ast.Name) and not is_read(n)}
    read = [n for s in loop.body for n in ast.walk(s) if isinstance(n, ast.Name) and is_read(n)]
    taken = {n.value for n in ast.walk(loop) if isinstance(n, ast.Subscript | ast.Attribute)}
    for step in loop.body:
        if not isinstance(step, ast.Assign) or not isinstance(step.targets[0], ast.Name):
            continue
        for name in dict.fromkeys(n.id for n in read if n not in taken):
            own = {n.id for n in ast.walk(step.value) if isinstance(n, ast.Name)}
            if name in own - stored and step.targets[0].id not in own:
                words = f"each round starts from `{name}` again: the one before is lost."
                yield step, None, words, _carrying(outer, at, read, name, step.targets[0].id)


def _carrying(outer, at, read, name, result):
    def change():
        places = [n for n in read if n.id == name]
        for node in places:
            node.id = result
        first = ast.Name(name, ast.Load())
        outer.insert(at, ast.Assign([ast.Name(result, ast.Store())], first))

        def undo():
            del outer[at]
            for node in places:
                node.id = name

        return undo

    return change
