"""`invalid-declaration`: declared type that an earlier value does not have.

Arguments: the name, its type so far, the declared type.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, given: str, declared: str) -> str:
    return f"`{name}` is declared as `{declared}`, but its value so far is of type `{given}`"


RULE = rule.Rule(
    findings.INVALID_DECLARATION,
    "error",
    "declared type that an earlier value does not have",
    """\
A name that has a value is declared to be of a type that the value is not of.

```py
size = "large"
size: int           # invalid-declaration: `size` is `str` here
```

Right:

```py
size: str = "large"
```
""",
    _message,
)
