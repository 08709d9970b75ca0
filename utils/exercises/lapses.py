"""Find what a wrong answer leaves out, or does otherwise than the reference, however it is written.

The reference is changed in one place, and run on every draw. Where it gives what the answer gives,
the change says what the answer lacks: in words of the arguments, for no name inside the reference
is known to the learner.
"""

import ast
import contextlib
import re
from itertools import combinations

from utils.exercises.answers import tree_of
from utils.exercises.changes import changes, setting
from utils.exercises.slips import compiled, names_of
from utils.exercises.trees import altered, places, text

_PARTS = {ast.Add: "a summand", ast.Sub: "a difference", ast.Mult: "a factor"}
_PARTS |= {ast.Div: "a division", ast.FloorDiv: "a division", ast.Pow: "a power"}
_PARTS |= {ast.MatMult: "a matrix product", ast.Mod: "a remainder"}
_DOES = {ast.Add: "added", ast.Sub: "subtracted", ast.Mult: "multiplied", ast.Div: "divided"}
_DOES |= {ast.FloorDiv: "divided with `//`", ast.Pow: "raised to a power"}
_DOES |= {ast.MatMult: "multiplied as matrices"}
_MIXED_UP = ("Add Sub", "Add Mult", "Mult Div", "Mult Pow", "Mult MatMult", "Div FloorDiv")


def lapse(reference, alike, most):
    """A sentence on the one thing in which an answer differs from the reference, or None.

    `alike(program)` gives None where a changed reference does not give what the answer gives, and
    else what is to be added: "" where it does on every draw. At most `most` are tried. Two things
    are looked for where both are parts of one kind that are left out, or where a part is left out
    and another is turned round.
    """
    tree = tree_of(reference)
    if tree is None or not isinstance(tree.body[0], ast.FunctionDef):
        return None
    definition, known = tree.body[0], names_of(reference, reference)
    definition.decorator_list, made_of = [], _origins(definition)
    more, tried = list(_more(definition)), 0
    own = {words for *_, words, _ in more if words}
    found = [*more, *changes(definition, reference)]
    homes = {n: _home(step, made_of) for step in definition.body for n in ast.walk(step)}
    told = [
        (words if words in own else _told(node, other, made_of, homes.get(node)), words, change)
        for node, other, words, change in found
    ]
    told = [(f"{said}{_SEVERAL * ('like this' in w)}", change) for said, w, change in told if said]
    told.sort(key=lambda one: [w in one[0] for w in ("stands", "of two", "changed places")])
    missing = [one for one in told if one[0].endswith("is missing")]
    pairs = [(a, b) for a, b in combinations(missing, 2) if a[0].split()[:2] == b[0].split()[:2]]
    pairs += [(a, b) for a in missing for b in told if re.search(_TURNED_ROUND, b[0])]
    swaps = []
    for one in [*zip(told), *pairs]:
        if swaps and "changed places" not in one[0][0]:
            break
        if (tried := tried + 1) > most:
            break
        undo = [change() for _, change in one]
        program = compiled(tree, f"<a change of {definition.name}>", known)
        for back in undo[::-1]:
            back()
        added = None if program is None else alike(program)
        if added is not None:
            said = dict.fromkeys(said for said, _ in one)
            if len(one) == 1 and "changed places" in one[0][0]:
                swaps += said  # there may be two that come to the same
                continue
            alike_both = _SEVERAL if len(said) < len(one) else ""
            many = "one thing" if len(said) == 1 else "two things"
            return f"{_BEGINNING} {many}: {', and '.join(said)}{alike_both}.{added}"
    return f"{_BEGINNING} one thing: {', or '.join(swaps)}." if swaps else None


_BEGINNING = "Your function does what is asked for but for"
_SEVERAL = ", in several places"
_TURNED_ROUND = "a comparison is another|is taken for 1 minus"


def _origins(definition):
    """For every name in a function the arguments that it is made of."""
    found = {a.arg: {a.arg} for a in definition.args.args + definition.args.kwonlyargs}
    for _ in range(2):  # what a loop makes goes into its next round
        for node in ast.walk(definition):
            given = getattr(node, "value", None) or getattr(node, "iter", None)
            made = getattr(node, "targets", None) or [getattr(node, "target", None)]
            for name in (n for m in made if m for n in ast.walk(m)):
                if isinstance(name, ast.Name) and given is not None:
                    found.setdefault(name.id, set()).update(_arguments(given, found))
    return found


def _arguments(node, made_of):
    used = [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
    return {argument for name in used for argument in made_of.get(name, ())}


def _target(step):
    return getattr(getattr(step, "targets", [None])[0], "id", None)


def _home(step, made_of):
    """The argument that a statement makes anew, in words, or None."""
    name = _target(step)
    return f" for the new `{name}`" if made_of.get(name, set()) >= {name} else None


def _of(node, made_of):
    """What a part is made of, as far as a learner knows it."""
    if isinstance(node, ast.Constant):
        return f" of {node.value}" if type(node.value) in (int, float) else ""
    used = sorted(_arguments(node, made_of))
    names = ", ".join(f"`{name}`" for name in used[:-1])
    return f" made of {names + ' and ' if names else ''}`{used[-1]}`" if 0 < len(used) < 4 else ""


def _what(node, made_of):
    """The same where there may be nothing to say of it."""
    about = _of(node, made_of)
    return f", of what is{about}" if " made" in about else ""


def _name(call):
    return text(call.func).split(".")[-1].lstrip("_")


def _more(definition):
    """Changes of a reference that no answer is mended by: a thing done twice, `if` without effect,
    two factors that are left out, another activation or none, arguments that change places, an
    old value in the place of a new one."""
    own = [a.arg for a in definition.args.args]
    names = [n for n in ast.walk(definition) if isinstance(n, ast.Name)]
    for pair in combinations(own, 2):
        yield None, None, "`{}` and `{}` have changed places".format(*pair), _renaming(names, *pair)
    for name in own:
        for made, words in (("1 - {}", "`{}` is taken for 1 minus it"), ("-{}", _TURNED)):
            first = ast.parse(f"{name} = {made.format(name)}").body[0]
            yield None, None, words.format(name), _beginning(definition.body, first)
    for name in {n.id for n in names if n.id in own and isinstance(n.ctx, ast.Store)}:
        for read in (n for n in names if n.id == name and isinstance(n.ctx, ast.Load)):
            words = f"the `{name}` that was given stands where the new one belongs"
            yield None, None, words, _keeping(definition.body, read)
    results = {
        _target(n): n.value
        for n in ast.walk(definition)
        if isinstance(n, ast.Assign)
        and isinstance(getattr(n.value, "op", None), ast.Add | ast.Mult)
    }
    for holder, key, node in [*places(definition)]:
        made = results.get(getattr(node, "id", None))
        if made and isinstance(node.ctx, ast.Load) and node not in ast.walk(made):
            for part in (made.left, made.right):
                whose = f" of the new `{node.id}`" if node.id in own else ""
                words = f"{_PARTS[type(made.op)]}{whose} is missing in one of two places"
                yield node, part, words, setting(holder, key, part, node)
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            twice = altered(node, args=[node])
            yield node, twice, "", setting(holder, key, twice, node)
        if isinstance(node, ast.If | ast.IfExp):
            for value in (True, False):
                always = ast.Constant(value)
                yield node, always, "", setting(node, "test", always, node.test)
        for other, words in _activations(node):
            yield node, other, words, setting(holder, key, other, node)
        if _is_product(node) and _is_product(node.left):
            yield node, node.left.left, "", setting(holder, key, node.left.left, node)


def _renaming(names, one, other):
    def change():
        for node in names:
            node.id = {one: other, other: one}.get(node.id, node.id)
        return change

    return change


_TURNED = "`{}` has the wrong sign wherever it stands"


def _beginning(body, first):
    def change():
        body.insert(0, first)
        return lambda: body.remove(first)

    return change


def _keeping(body, read):
    first = ast.Assign([ast.Name("_given", ast.Store())], ast.Name(read.id, ast.Load()))

    def change(name=read.id):
        undo, read.id = _beginning(body, first)(), "_given"
        return lambda: (undo(), setattr(read, "id", name))

    return change


def _activations(node):
    """What may stand in the place of a sigmoid: nothing, another activation, or it twice."""
    inner = re.fullmatch(r"1 / \(1 \+ np\.exp\(-(.*)\)\)|_?sigmoid\((.*)\)", text(node))
    if inner:
        h = inner[1] or inner[2]
        for made, words in (
            (h, "the sigmoid is missing"),
            (f"np.tanh({h})", "tanh stands where the sigmoid belongs"),
            (f"np.maximum(0, {h})", "ReLU stands where the sigmoid belongs"),
            (f"1 / (1 + np.exp(-{text(node)}))", "the sigmoid is applied twice"),
        ):
            with contextlib.suppress(SyntaxError):
                yield ast.parse(f"({made})", mode="eval").body, words


def _is_product(node):
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)


def _told(node, other, made_of, home):
    """What it is for an answer to have `other` where the reference has `node`; or None."""
    said = _of_place(node, other, made_of)
    if home and said and " made of" not in said:
        return said.replace(" is missing", f"{home} is missing", 1)
    return said


def _of_place(node, other, made_of):
    kind = type(node)
    if kind is ast.BinOp:
        return _told_of_operation(node, other, made_of)
    if kind is ast.Call:
        return _told_of_call(node, other, made_of)
    if kind in (ast.If, ast.IfExp) and isinstance(other, ast.Constant):
        if kind is ast.If and not node.orelse:
            done = "done always" if other.value else "never done"
            return f"something is {done} that belongs to one case{_what(node.test, made_of)}"
        return f"two cases are not told apart{_of(node.test, made_of).replace('made of', 'by')}"
    if kind is ast.UnaryOp and other is node.operand:
        if isinstance(other, ast.Constant):  # the number is told by itself
            return None
        wrong = "condition is turned round" if isinstance(node.op, ast.Not) else "sign is wrong"
        return f"a {wrong}{_what(other, made_of)}"
    if kind is ast.Compare and isinstance(other, ast.Compare):
        return f"a comparison is another one{_what(node, made_of)}"
    if kind is ast.Slice:
        return "a slice takes another part than is due"
    if kind is ast.Constant and isinstance(other, ast.Constant):
        numbers = type(node.value) in (int, float) and type(other.value) in (int, float)
        return f"a number is {abs(other.value):.4g} that should be another" if numbers else None
    if kind is ast.Name and isinstance(other, ast.Name):
        if made_of.get(node.id) == {node.id} and made_of.get(other.id) == {other.id}:
            return f"`{other.id}` stands where `{node.id}` belongs"
        itself = made_of.get(other.id) == {other.id}
        what = f"`{other.id}` itself" if itself else f"one result{_of(other, made_of)}"
        return f"{what} stands where another result belongs"
    if kind is ast.Name and isinstance(other, ast.UnaryOp):
        return f"a sign is wrong{_what(node, made_of)}"
    if other is getattr(node, "value", 0) or isinstance(other, ast.Attribute):
        turned = "T" in (getattr(node, "attr", 0), getattr(other, "attr", 0))
        said = "a matrix lies on its side" if turned else "all is taken where a part is due"
        return f"{said}{_what(node, made_of)}"
    if kind is ast.AugAssign:
        return "what was there before is lost, or taken in otherwise than it should be"
    if kind in (ast.Assign, ast.Expr) and other is None:
        about = _of(node, made_of)
        return f"a step{' with something' * bool(about)}{about} is missing"
    return None


def _told_of_operation(node, other, made_of):
    if other is getattr(node.left, "left", 0):
        return f"a factor{_of(altered(node, left=node.left.right), made_of)} is missing"
    if other in (node.left, node.right):
        lost = node.right if other is node.left else node.left
        return f"{_PARTS.get(type(node.op), 'a part')}{_of(lost, made_of)} is missing"
    if isinstance(other, ast.BinOp) and ast.dump(other.left) == ast.dump(node.right):
        return f"the two sides of what is {_DOES.get(type(node.op), 'joined')} have changed places"
    if isinstance(other, ast.BinOp) and type(other.op) is not type(node.op):
        done, due = _DOES.get(type(other.op)), _DOES.get(type(node.op))
        if (other.left, other.right) == (node.left, node.right):
            both = {type(other.op).__name__, type(node.op).__name__}
            if not any(both == set(pair.split()) for pair in _MIXED_UP):
                return None  # what comes of that comes of much else
            return f"something is {done} that should be {due}{_what(node, made_of)}"
    return "something stands outside of brackets that belongs inside, or the other way round"


def _told_of_call(node, other, made_of):
    name = _name(node)
    if other in node.args or other is getattr(node.func, "value", 0):
        return f"`{name}` is missing"
    if not isinstance(other, ast.Call):
        return f"the brackets of `{name}` close or open at the wrong place"
    if node in other.args:
        return f"`{_name(other)}` is applied once too often"
    if _name(other) != name:
        return f"`{_name(other)}` stands where `{name}` belongs"
    if other.keywords != node.keywords:
        names = {k.arg for k in node.keywords if k not in other.keywords}
        if not names & {"axis", "axes", "keepdims", "reduction_indices"}:
            return f"`{name}` lacks its `{', '.join(sorted(map(str, names)))}`"
        return f"`{name}` goes along another axis, or over everything"
    return f"the arguments of `{name}` are not those that are due"
