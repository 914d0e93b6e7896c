"""`invalid-raise`: a `raise` of something that is no exception.

Arguments: the type, "raise" or "from", the whole union.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str, how: str, whole: str = "") -> str:
    of = f" of the union `{whole}`" if whole else ""
    if how == "from":
        return f"Object of type `{ty}`{of} cannot be the cause of an exception"
    if ty == "NotImplementedType":
        return "`NotImplemented` is no exception; did you mean `NotImplementedError`?"
    return f"Object of type `{ty}`{of} is no exception and cannot be raised"


RULE = rule.Rule(
    findings.INVALID_RAISE,
    "error",
    "`raise` of something that is no exception",
    """\
Only instances and subclasses of `BaseException` can be raised; the cause after `from` may also be `None`.

```py
raise "failed"          # invalid-raise: Object of type `Literal["failed"]` is no exception
```

Right:

```py
raise ValueError("failed")
```
""",
    _message,
)
