"""`invalid-type-guard-definition`: a type guard that can tell nothing.

Arguments: what is wrong.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(what: str) -> str:
    return f"This type guard {what}"


RULE = rule.Rule(
    findings.INVALID_TYPE_GUARD_DEFINITION,
    "error",
    "a type guard that can tell nothing",
    """\
A call of the function tells something of its first argument. So it takes one, and a `TypeIs` says something more
special than the parameter's type.

```py
from typing import TypeIs

def is_text(x: int) -> TypeIs[str]:     # invalid-type-guard-definition
    return True
```

Right:

```py
from typing import TypeIs

def is_text(x: object) -> TypeIs[str]:
    return isinstance(x, str)
```
""",
    _message,
)
