"""Statements of cells: which global names they bind, and which they load."""

import ast
import dis
import inspect
from functools import cached_property

BROKEN = (SyntaxError, ValueError, RecursionError, MemoryError)
_LOADS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
_AT_ONCE = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
_SURE = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
_SURE += (ast.With,)


class Statement:
    """A statement of a cell, with the global names that it binds and loads."""

    def __init__(self, cell, place, node):
        self.cell, self.place, self.node = cell, place, node

    @cached_property
    def _code(self):
        try:
            return compile(ast.Module([self.node], []), "", "exec", dont_inherit=True)
        except BROKEN:
            return compile("", "", "exec")

    @cached_property
    def binds(self):
        """The names that it gives a value; "*" for those that it does not say."""
        stores = ("STORE_NAME", "STORE_GLOBAL")
        names = {step.argval for step in dis.get_instructions(self._code) if step.opname in stores}
        aliases = getattr(self.node, "names", [])
        return names | {alias.name for alias in aliases if getattr(alias, "name", "") == "*"}

    @cached_property
    def changes(self):
        """The names that it gives a value, or of which it changes a part."""
        parts = (n for n in ast.walk(self.node) if isinstance(n, ast.Subscript | ast.Attribute))
        return self.binds | {_base(part) for part in parts if isinstance(part.ctx, ast.Store)}

    @cached_property
    def loads(self):
        """The names that it loads at once, and those that its functions load later."""
        return _loads(self._code)

    def is_sure(self, name):
        """Whether it gives a name its value whatever happens."""
        return isinstance(self.node, _SURE) and name in self.binds


def _base(node):
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return getattr(node, "id", None)


def _loads(code):
    now = {step.argval for step in dis.get_instructions(code) if step.opname in _LOADS}
    later = set()
    for inner in filter(inspect.iscode, code.co_consts):
        at_once, after = _loads(inner)
        is_class = not inner.co_flags & inspect.CO_OPTIMIZED
        (now if is_class or inner.co_name in _AT_ONCE else later).update(at_once)
        later |= after
    return now, later


def parse(text):
    """A cell's text, with what only notebooks know put into Python, and its tree; else raises."""
    if text.startswith("%%"):
        text = f"#{text}"
    try:
        return text, ast.parse(text)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager  # slow, and rarely needed

        text = TransformerManager().transform_cell(text)
        return text, ast.parse(text)
