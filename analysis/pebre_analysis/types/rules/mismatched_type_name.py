"""`mismatched-type-name`: a type made under another name. Arguments: what makes it, the name it gets, the one said."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(maker: str, wanted: str, given: str) -> str:
    return f"`{maker}` is told the name `{given}`, but what it makes is assigned to `{wanted}`"


RULE = rule.Rule(
    findings.MISMATCHED_TYPE_NAME,
    "warning",
    "type made under another name than it is assigned to",
    """\
What `TypeVar`, `NewType`, `NamedTuple` and the like make shows the name it is told. Another name than that of the
variable misleads whoever reads a message or a traceback, and is usually a slip.

```py
from typing import NewType

UserId = NewType("UserIds", int)    # mismatched-type-name
```

Right:

```py
from typing import NewType

UserId = NewType("UserId", int)
```
""",
    _message,
)
