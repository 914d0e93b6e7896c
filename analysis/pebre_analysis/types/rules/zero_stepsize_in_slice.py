"""`zero-stepsize-in-slice`: a slice with a step of zero. Arguments: the type."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str) -> str:
    return f"Object of type `{ty}` cannot be sliced with a step of zero"


RULE = rule.Rule(
    findings.ZERO_STEPSIZE_IN_SLICE,
    "error",
    "a slice with a step of zero",
    """\
A slice needs a step other than zero. Running the line raises `ValueError`.

```py
"abc"[::0]          # zero-stepsize-in-slice
```

Right:

```py
"abc"[::2]
```
""",
    _message,
)
