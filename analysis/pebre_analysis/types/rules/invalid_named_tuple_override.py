"""`invalid-named-tuple-override`: a subclass that redefines a field of a named tuple.

Arguments: the field, the named tuple.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, base: str) -> str:
    return f"`{name}` is a field of `{base}`; redefined, the attribute and the element disagree"


RULE = rule.Rule(
    findings.INVALID_NAMED_TUPLE_OVERRIDE,
    "warning",
    "a subclass that redefines a field of a named tuple",
    """\
The tuple keeps the field's value, the attribute gives another: the two disagree.

```py
from typing import NamedTuple

class Point(NamedTuple):
    x: int

class Named(Point):
    x = 0         # invalid-named-tuple-override
```

Right:

```py
from typing import NamedTuple

class Point(NamedTuple):
    x: int

class Named(Point):
    name = ""
```
""",
    _message,
)
