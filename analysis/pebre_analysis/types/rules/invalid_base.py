"""`invalid-base`: base that is not a class. Arguments: the type of the base."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(shown: str) -> str:
    return f"An object of type `{shown}` cannot be a base of a class"


RULE = rule.Rule(
    findings.INVALID_BASE,
    "error",
    "base that is not a class",
    """\
Bases are classes. Running the statement raises `TypeError`.

```py
class A(3): ...     # invalid-base
```

Right:

```py
class A(int): ...
```
""",
    _message,
)
