"""`unsupported-bool-conversion`: a truth test of something whose `__bool__` does not allow it. Arguments: the type."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str) -> str:
    return f"Object of type `{ty}` has no truth value: its `__bool__` is no method that returns a bool"


RULE = rule.Rule(
    findings.UNSUPPORTED_BOOL_CONVERSION,
    "error",
    "a truth test of something that allows none",
    """\
The class has a `__bool__` that cannot be called without arguments, or does not return a `bool`. Testing the
object raises `TypeError`.

```py
class Maybe:
    __bool__: int = 1

if Maybe(): ...     # unsupported-bool-conversion: Object of type `Maybe` has no truth value
```

Right:

```py
class Maybe:
    def __bool__(self) -> bool:
        return True

if Maybe(): ...
```
""",
    _message,
)
