"""Turn a graph into the boxes and links of a drawing: variables and scopes in one box each."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from posixpath import commonpath

import tensorflow.compat.v1 as tf

from utils.graphs.labels import shape_text, type_text, value_text

_KINDS = {
    "VarHandleOp": "variable",
    "VariableV2": "variable",
    "Variable": "variable",
    "Placeholder": "placeholder",
    "PlaceholderV2": "placeholder",
    "PlaceholderWithDefault": "placeholder",
    "Const": "constant",
}


@dataclass(eq=False)
class Box:
    """One box of the drawing: an operation, or several that are drawn as one.

    `kind` is "placeholder", "constant", "variable", "operation" or "scope"; `note` is the
    second line of its label, empty where it would repeat the name.
    """

    name: str
    kind: str
    note: str
    operations: list


@dataclass(eq=False)
class Link:
    """A line between boxes: tensors flow along it or, if there are none, it is an order only.

    `ends` are the pairs of operations (giver, taker) that it stands for.
    """

    source: Box
    target: Box
    tensors: dict = field(default_factory=dict)
    ends: list = field(default_factory=list)

    @property
    def label(self):
        """The shape of the tensor, such as "(?, 784)", or the number of tensors."""
        # What hands a variable over to be changed is a reference to it, not a tensor.
        values = [
            tensor
            for tensor in self.tensors.values()
            if tensor.dtype == tensor.dtype.base_dtype and tensor.dtype != tf.resource
        ]
        if len(values) > 1:
            return f"{len(values)} tensors"
        return shape_text(values[0]) if values else ""


def boxes_and_links(operations, opened=(), coarse=0):
    """The boxes and links of a drawing of `operations`, all those of one graph.

    A variable stands in one box with the operations that give it its first value and read it.
    All else in a name scope stands in one box, unless the scope is `opened`: True (all of them),
    or the one or those named. With `coarse` 1, variables too stand in the boxes of their scopes;
    with 2, what differs by a number only (layer_1, layer_2, ...) is one box; with 3, constants
    and what is connected with nothing else are left out.

    Raises ValueError if a scope to be opened has no operations.
    """
    folded = _scopes(operations) - _opened(opened, operations)
    variables = {operation.name for operation in operations if _kind(operation) == "variable"}
    if coarse:
        variables -= {name for name in variables if _prefixes(name.rpartition("/")[0], folded)}
    homes = _homes(operations, variables, folded)
    members = defaultdict(list)
    for operation in operations:
        members[homes[operation]].append(operation)
    boxes = [_box(home, inside) for home, inside in members.items()]
    boxes = _numbered_as_one(boxes) if coarse > 1 else boxes
    box_of = {operation: box for box in boxes for operation in box.operations}
    links = {}
    for taker in operations:
        target = box_of[taker]
        givers = [(tensor.op, tensor) for tensor in taker.inputs if tensor.op in box_of]
        givers += [(giver, None) for giver in taker.control_inputs if giver in box_of]
        for giver, tensor in givers:
            source = box_of[giver]
            if source is not target:
                link = links.setdefault((source, target), Link(source, target))
                link.ends.append((giver, taker))
                if tensor is not None:
                    # However often a variable is read, what flows is its value.
                    read = giver.type == "ReadVariableOp"
                    link.tensors[giver.inputs[0].op.name if read else tensor.name] = tensor
    kept = {ends: link for ends, link in links.items() if ends[0].kind != "constant"}
    if coarse == 3 and kept:
        links, linked = kept, {box for ends in kept for box in ends}
        boxes = [box for box in boxes if box in linked]
    return boxes, list(links.values())


def _prefixes(name, wanted):
    """Those of `wanted` that are `name` or a scope around it, the outermost first."""
    outer = accumulate(name.split("/"), "{}/{}".format)
    return [prefix for prefix in outer if prefix in wanted]


def _homes(operations, variables, folded):
    """Map each operation to the name of its box."""
    homes = {}
    for operation in operations:
        known = _prefixes(operation.name, variables) or _prefixes(operation.name, folded)
        homes[operation] = known[0] if known else operation.name
        if operation.type == "ReadVariableOp":
            # A read belongs to its variable, or to the assignment whose result it reads.
            handle, after = operation.inputs[0], list(operation.control_inputs)
            if not after:
                homes[operation] = homes.get(handle.op, homes[operation])
            elif len(after) == 1 and any(t.name == handle.name for t in after[0].inputs):
                homes[operation] = homes.get(after[0], homes[operation])
    _adopt_first_values(operations, homes, variables)
    return homes


def _scopes(operations):
    """The scopes, less those that hold but the constants of the operation they name.

    TensorFlow turns the 1 of `add(x, 1)` into the constant "add/y": a node to be seen.
    """
    names = {operation.name for operation in operations}
    scopes = set()
    for operation in operations:
        around = accumulate(operation.name.split("/")[:-1], "{}/{}".format)
        detail = operation.type in ("Const", "ReadVariableOp")
        scopes.update(scope for scope in around if not (detail and scope in names))
    return scopes


def _opened(opened, operations):
    """The scopes that are opened: those named, what is around them, and one around everything."""
    scopes = _scopes(operations)
    if opened is True:
        return scopes
    found = set(_prefixes(commonpath(op.name.rpartition("/")[0] for op in operations), scopes))
    for scope in [opened] if isinstance(opened, str) else opened:
        if scope.rstrip("/") not in scopes:
            raise ValueError(f"This graph has no scope {scope!r}.")
        found.update(_prefixes(scope.rstrip("/"), scopes))
    return found


def _adopt_first_values(operations, homes, variables):
    """Move what only computes a variable's first value into the variable's box."""
    takers = defaultdict(set)
    for operation in reversed(operations):
        readers = takers[operation]
        if len(readers) == 1 and readers <= variables and _kind(operation) != "placeholder":
            (homes[operation],) = readers
        for giver in [tensor.op for tensor in operation.inputs] + list(operation.control_inputs):
            takers[giver].add(homes[operation])


def _numbered_as_one(boxes):
    """The boxes, but in one those of a kind, three or more, whose names differ by numbers only."""
    alike = defaultdict(list)
    for box in boxes:
        alike[box.kind, re.sub(r"_?\d+", "", box.name)].append(box)
    found = []
    for (kind, _), group in alike.items():
        if len(group) < 3:
            found += group
            continue
        inside = [operation for box in group for operation in box.operations]
        name = f"{group[0].name} … {group[-1].name}"
        one_kind = kind if kind == "variable" else "scope"
        found.append(Box(name, one_kind, f"{len(group)} {kind}s", inside))
    return found


def _kind(operation):
    return _KINDS.get(operation.type, "operation")


def _box(home, inside):
    """The box named `home` with the operations `inside`."""
    root = next((operation for operation in inside if operation.name == home), inside[0])
    hidden = [op for op in inside if op is not root and op.type != "ReadVariableOp"]
    kind = _kind(root)
    if hidden and (kind != "variable" or root.name != home):
        return Box(home, "scope", f"{len(inside)} operations", inside)
    if kind == "constant":
        return Box(root.name, kind, value_text(root) or kind, inside)
    return Box(root.name, kind, type_text(root) if kind == "operation" else kind, inside)
