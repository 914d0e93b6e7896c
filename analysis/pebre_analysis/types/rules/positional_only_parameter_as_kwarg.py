"""`positional-only-parameter-as-kwarg`: one given by name. Arguments: the callee, the parameter."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(callee: str, name: str) -> str:
    return f"Parameter `{name}`{rule.of(callee)} can only be given by position"


RULE = rule.Rule(
    findings.POSITIONAL_ONLY_PARAMETER_AS_KWARG,
    "error",
    "a positional-only parameter given by name",
    """\
Parameters in front of `/` (and those whose name starts with two underscores) have no name for callers.
Running the line raises `TypeError`.

```py
def scale(value, /, factor): ...

scale(value=2, factor=3)   # positional-only-parameter-as-kwarg: `value`
```

Right:

```py
def scale(value, /, factor): ...

scale(2, factor=3)
```
""",
    _message,
)
