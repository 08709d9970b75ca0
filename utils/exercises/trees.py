"""Change the syntax tree of a program in one place: where the places are, and how."""

import ast
import copy


def places(node, skipped=lambda node, field: False):
    """Yield every node below: the list or node that holds it, its index or field there, itself.

    What `skipped(node, field)` says to skip is left out, with all that is below it.
    """
    for field, value in ast.iter_fields(node):
        if skipped(node, field):
            continue
        children = enumerate(value) if isinstance(value, list) else [(field, value)]
        for key, child in children:
            if isinstance(child, ast.AST):
                yield (value if isinstance(value, list) else node), key, child
                yield from places(child, skipped)


def put(holder, key, node):
    """Put a node in a place that `places` gave."""
    if isinstance(holder, list):
        holder[key] = node
    else:
        setattr(holder, key, node)


def altered(node, **fields):
    """A shallow copy of a node with some fields changed."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def text(node):
    """The source of a node, on one line."""
    return " ".join(ast.unparse(node).split())
