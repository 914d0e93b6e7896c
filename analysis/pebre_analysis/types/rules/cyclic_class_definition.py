"""`cyclic-class-definition`: class that derives from itself. Arguments: the class."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"`{name}` is among its own bases"


RULE = rule.Rule(
    findings.CYCLIC_CLASS_DEFINITION,
    "error",
    "class that derives from itself",
    """\
Only stubs can say so; no such class can be made.

```pyi
class A(B): ...     # cyclic-class-definition
class B(A): ...
```

Right:

```pyi
class A: ...
class B(A): ...
```
""",
    _message,
)
