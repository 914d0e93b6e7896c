"""`invalid-legacy-positional-parameter`: a name like `__x` behind a parameter that is not positional-only.

Arguments: the parameter, the one before it.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, before: str) -> str:
    return f"`{name}` is not positional-only, since it stands behind `{before}`, which is not"


RULE = rule.Rule(
    findings.INVALID_LEGACY_POSITIONAL_PARAMETER,
    "warning",
    "a name like `__x` behind a parameter that is not positional-only",
    """\
Before `/` there was the convention that parameters named `__x` are given by position only. It has no effect behind a
parameter that can be given by name.

```py
def scale(value, __factor): ...   # invalid-legacy-positional-parameter
```

Right:

```py
def scale(value, factor, /): ...
```
""",
    _message,
)
