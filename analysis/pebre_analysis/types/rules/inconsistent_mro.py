"""`inconsistent-mro`: bases that have no common order. Arguments: the class."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"The bases of `{name}` cannot be brought into one order; try another order of them"


RULE = rule.Rule(
    findings.INCONSISTENT_MRO,
    "error",
    "bases that have no common order",
    """\
A class stands before its bases, and bases in the order in which they are written. Running the statement
raises `TypeError` when that is impossible.

```py
class A: ...
class B(A): ...
class C(A, B): ...      # inconsistent-mro
```

Right:

```py
class A: ...
class B(A): ...
class C(B, A): ...
```
""",
    _message,
)
