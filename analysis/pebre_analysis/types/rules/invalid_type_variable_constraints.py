"""`invalid-type-variable-constraints`: constraints that a type variable cannot have.

Arguments: the variable, the constraint that speaks of variables ("" or left out when there are too few).
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, constraint: str = "") -> str:
    if not constraint:
        return f"`{name}` has two constraints or more; for one type use a bound"
    return f"A constraint of `{name}` cannot speak of type variables: `{constraint}`"


RULE = rule.Rule(
    findings.INVALID_TYPE_VARIABLE_CONSTRAINTS,
    "error",
    "constraint of a type variable that speaks of type variables",
    """\
A variable with constraints stands for exactly one of them, so each is a type by itself.

```py
from typing import TypeVar

T = TypeVar("T")
One = TypeVar("One", list[T], str)              # invalid-type-variable-constraints
```

Right:

```py
from typing import TypeVar

One = TypeVar("One", list[int], str)
```
""",
    _message,
)
