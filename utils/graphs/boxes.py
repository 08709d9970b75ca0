"""Turn a graph into the boxes and links of a drawing: variables and scopes in one box each."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate

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


def boxes_and_links(operations, scopes=True):
    """The boxes and links of a drawing of `operations`, all those of one graph.

    A variable stands in one box with the operations that give it its first value and read it.
    `scopes` says which name scopes stand in one box each: all outermost ones (True), none
    (False), or the one or those named.

    Raises ValueError if a scope named has no operations.
    """
    homes = _homes(operations, scopes)
    members = defaultdict(list)
    for operation in operations:
        members[homes[operation]].append(operation)
    boxes = {home: _box(home, inside) for home, inside in members.items()}
    links = {}
    for taker in operations:
        target = boxes[homes[taker]]
        givers = [(tensor.op, tensor) for tensor in taker.inputs]
        givers += [(giver, None) for giver in taker.control_inputs]
        for giver, tensor in givers:
            source = boxes[homes[giver]]
            if source is not target:
                link = links.setdefault((source, target), Link(source, target))
                link.ends.append((giver, taker))
                if tensor is not None:
                    # However often a variable is read, what flows is its value.
                    read = giver.type == "ReadVariableOp"
                    link.tensors[giver.inputs[0].op.name if read else tensor.name] = tensor
    return list(boxes.values()), list(links.values())


def _homes(operations, scopes):
    """Map each operation to the name of its box."""
    variables = {operation.name for operation in operations if _kind(operation) == "variable"}
    shared = _outermost_scopes(operations) if scopes is True else _named(scopes, operations)
    homes = {}
    for operation in operations:
        outer = accumulate(operation.name.split("/"), "{}/{}".format)
        known = (name for name in outer if name in shared or name in variables)
        homes[operation] = next(known, operation.name)
        if operation.type == "ReadVariableOp":
            # A read belongs to its variable, or to the assignment whose result it reads.
            handle, after = operation.inputs[0], list(operation.control_inputs)
            if not after:
                homes[operation] = homes.get(handle.op, homes[operation])
            elif len(after) == 1 and any(t.name == handle.name for t in after[0].inputs):
                homes[operation] = homes[after[0]]
    _adopt_first_values(operations, homes, variables)
    return homes


def _outermost_scopes(operations):
    """The outermost scopes, less those that hold but the constants of the operation they name.

    TensorFlow turns the 1 of `add(x, 1)` into the constant "add/y": a node to be seen.
    """
    names = {operation.name for operation in operations}
    scopes = set()
    for operation in operations:
        scope, _, inner = operation.name.partition("/")
        detail = scope in names and operation.type in ("Const", "ReadVariableOp")
        if inner and not detail:
            scopes.add(scope)
    return scopes


def _named(scopes, operations):
    found = {scope.rstrip("/") for scope in ([scopes] if isinstance(scopes, str) else scopes or ())}
    for scope in found:
        if not any(operation.name.startswith(scope + "/") for operation in operations):
            raise ValueError(f"This graph has no scope {scope!r}.")
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


def _kind(operation):
    return _KINDS.get(operation.type, "operation")


def _box(home, inside):
    """The box named `home` with the operations `inside`."""
    root = next((operation for operation in inside if operation.name == home), inside[0])
    hidden = [op for op in inside if op is not root and op.type != "ReadVariableOp"]
    kind = _kind(root)
    if hidden and kind != "variable":
        return Box(home, "scope", f"{len(inside)} operations", inside)
    if kind == "constant":
        return Box(root.name, kind, value_text(root) or kind, inside)
    return Box(root.name, kind, type_text(root) if kind == "operation" else kind, inside)
