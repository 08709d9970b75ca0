"""What the lessons share."""

import sys

# Whatever reads a notebook imports this package, which takes longer than all the rest together
# (1.5 s): it compiles a grammar of international addresses, and no notebook has such a field.
sys.modules.setdefault("rfc3987_syntax", None)
