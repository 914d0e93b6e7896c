"""`invalid-type-variable-bound`: a bound that speaks of type variables. Arguments: the variable, the bound."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, bound: str) -> str:
    return f"The bound of `{name}` cannot speak of type variables: `{bound}`"


RULE = rule.Rule(
    findings.INVALID_TYPE_VARIABLE_BOUND,
    "error",
    "bound of a type variable that speaks of type variables",
    """\
The bound is the widest type that the variable may stand for, and the same everywhere: there is nothing that could
tell what a variable in it stands for.

```py
from typing import TypeVar

T = TypeVar("T")
Many = TypeVar("Many", bound=list[T])           # invalid-type-variable-bound
```

Right:

```py
from typing import TypeVar

Many = TypeVar("Many", bound=list[object])
```
""",
    _message,
)
