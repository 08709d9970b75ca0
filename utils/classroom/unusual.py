"""What in an answer no exercise asks for: to be read before its check is believed.

An answer runs in the process that checks it, and may say there what it likes. This names those
that reach for the means. Honest answers may stand among them, and a cunning one may not.
"""

import ast
import re

_USUAL = re.compile(
    r"(numpy|c?math|random|itertools|functools|collections|operator|statistics|typing|time(it)?"
    r"|dataclasses|fractions|decimal|copy|re|string|tensorflow|(tf_)?keras|matplotlib|warnings"
    r"|utils(?!\.(exercises|classroom|warm|processes)))\b"
)
_WORDS = re.compile(
    r"eval|exec|compile|open|globals|locals|vars|[sg]etattr|delattr|breakpoint|get_ipython|input"
    r"|exercises|reference|known_mistakes|solution|_.*[a-z].*"
)


def found(nodes):
    """The words in syntax trees that no exercise asks for, in order."""
    words = set()
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            start = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            names = {start + alias.name for alias in node.names}
            words |= {name for name in names if not _USUAL.match(name)}
        name = getattr(node, "id", getattr(node, "attr", ""))
        words |= {name} if _WORDS.fullmatch(name) else set()
    return sorted(words)
