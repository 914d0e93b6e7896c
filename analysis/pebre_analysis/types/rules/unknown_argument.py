"""`unknown-argument`: a keyword argument that no parameter takes. Arguments: the callee, the name."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(callee: str, name: str) -> str:
    return f"No parameter named `{name}`{rule.of(callee)}"


RULE = rule.Rule(
    findings.UNKNOWN_ARGUMENT,
    "error",
    "a keyword argument that no parameter takes",
    """\
The callee has no parameter of that name, and no `**kwargs`. Running the line raises `TypeError`.

```py
def scale(value, factor=1): ...

scale(2, facter=3)     # unknown-argument: No parameter named `facter` of function `scale`
```

Right:

```py
def scale(value, factor=1): ...

scale(2, factor=3)
```
""",
    _message,
)
