"""`redundant-cast`: a cast to the type the value already has. Arguments: the type."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str) -> str:
    return f"The value already has the type `{ty}`"


RULE = rule.Rule(
    findings.REDUNDANT_CAST,
    "warning",
    "a cast to the type the value already has",
    """\
The cast says nothing new and can go.

```py
from typing import cast

def f(x: int):
    cast(int, x)        # redundant-cast: The value already has the type `int`
```

Right:

```py
from typing import cast

def f(x: object):
    cast(int, x)
```
""",
    _message,
)
