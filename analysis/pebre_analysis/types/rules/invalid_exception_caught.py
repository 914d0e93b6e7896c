"""`invalid-exception-caught`: an `except` of something that is no exception class. Arguments: the type."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str) -> str:
    return f"Object of type `{ty}` cannot be caught: `except` takes exception classes and tuples of them"


RULE = rule.Rule(
    findings.INVALID_EXCEPTION_CAUGHT,
    "error",
    "`except` of something that is no exception class",
    """\
`except` takes a class derived from `BaseException`, or a tuple of such classes; `except*` takes no
exception group.

```py
try:
    pass
except "error":     # invalid-exception-caught
    pass
```

Right:

```py
try:
    pass
except ValueError:
    pass
```
""",
    _message,
)
