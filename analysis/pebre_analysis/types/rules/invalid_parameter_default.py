"""`invalid-parameter-default`: a default that the parameter's annotation rules out.

Arguments: the default's type, the declared type.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(given: str, wanted: str) -> str:
    return f"Default of type `{given}` is not assignable to the declared type `{wanted}`"


RULE = rule.Rule(
    findings.INVALID_PARAMETER_DEFAULT,
    "error",
    "default value that the parameter's annotation does not allow",
    """\
A call without the argument passes the default, so it must fit the annotation like any other argument.

```py
def connect(port: int = "80"): ...              # invalid-parameter-default
```

Right:

```py
def connect(host: str | None = None, port: int = 80): ...
```
""",
    _message,
)
