"""`unsupported-operator`: an operator that the operands do not support.

Arguments: the operator, the types of the operands.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(op: str, left: str, right: str = "") -> str:
    if not right:
        return f"Operator `{op}` is not supported for type `{left}`"
    return f"Operator `{op}` is not supported between `{left}` and `{right}`"


RULE = rule.Rule(
    findings.UNSUPPORTED_OPERATOR,
    "error",
    "an operator that the operands do not support",
    """\
Neither operand has a method for this operator that takes the other one. Running the line raises `TypeError`.

```py
1 + "2"             # unsupported-operator: `+` is not supported between `Literal[1]` and `Literal["2"]`
```

Right:

```py
1 + int("2")
```

Where only a part of a union does not support it (often `None`), test for it first.
""",
    _message,
)
