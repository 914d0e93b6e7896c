"""`missing-argument`: a parameter without default gets no argument. Arguments: the callee, the parameters."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(callee: str, *names: str) -> str:
    shown = ", ".join(f"`{name}`" for name in names)
    return f"Missing argument{'s' if len(names) > 1 else ''} {shown}{rule.of(callee)}"


RULE = rule.Rule(
    findings.MISSING_ARGUMENT,
    "error",
    "a call that leaves out a required argument",
    """\
A parameter that has no default is given no value. Running the line raises `TypeError`.

```py
def scale(value, factor): ...

scale(2)       # missing-argument: Missing argument `factor` of function `scale`
```

Right:

```py
def scale(value, factor=1): ...

scale(2)
```
""",
    _message,
)
