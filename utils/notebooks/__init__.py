"""Lessons as files: run, compared with what they show, and stored."""

import sys

# Whatever reads a notebook imports a package that compiles a grammar of international addresses,
# which takes longer than all the rest together (1.5 s); no notebook has such a field.
_grammar = sys.modules.setdefault("rfc3987_syntax", None)
try:
    import nbformat  # noqa: F401
finally:
    if _grammar is None:
        del sys.modules["rfc3987_syntax"]  # others may need it
