"""`parameter-already-assigned`: a parameter given by position and by name. Arguments: the callee, the parameter."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(callee: str, name: str) -> str:
    return f"Parameter `{name}`{rule.of(callee)} is given more than one value"


RULE = rule.Rule(
    findings.PARAMETER_ALREADY_ASSIGNED,
    "error",
    "a parameter that is given two values",
    """\
One parameter gets a value by position and another one by name. Running the line raises `TypeError`.

```py
def scale(value, factor=1): ...

scale(2, value=3)      # parameter-already-assigned: `value`
```

Right:

```py
def scale(value, factor=1): ...

scale(2, factor=3)
```
""",
    _message,
)
