"""`division-by-zero`: a division by the constant zero. Arguments: the operator, the type of the left side."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(op: str, left: str) -> str:
    return f"Operator `{op}` with `{left}` divides by zero"


RULE = rule.Rule(
    findings.DIVISION_BY_ZERO,
    "ignore",
    "division by zero",
    """\
The right side is the constant zero. Running the line raises `ZeroDivisionError`.

```py
1 / 0               # division-by-zero
```

Right:

```py
1 / 2
```

This rule is off unless it is switched on.
""",
    _message,
)
