"""`invalid-type-variable-default`: a default outside of the limits.

Arguments: the variable, its default, "the bound" or "the constraints", and these.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, given: str, what: str, wanted: str) -> str:
    return f"The default `{given}` of `{name}` does not keep to {what}: {wanted}"


RULE = rule.Rule(
    findings.INVALID_TYPE_VARIABLE_DEFAULT,
    "error",
    "default of a type variable that its bound or constraints do not allow",
    """\
The default stands for the variable where nothing else is given, so it keeps to the bound, or is one of the
constraints.

```py
from typing import TypeVar

T = TypeVar("T", bound=int, default=str)        # invalid-type-variable-default
```

Right:

```py
from typing import TypeVar

T = TypeVar("T", bound=int, default=bool)
```
""",
    _message,
)
