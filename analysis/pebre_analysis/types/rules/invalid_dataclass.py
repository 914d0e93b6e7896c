"""`invalid-dataclass`: a dataclass that cannot be made.

Arguments: the class, "" for a call without one; why.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, reason: str) -> str:
    if not name:
        return f"These options do not go together: {reason}"
    return f"`{name}` is no proper dataclass: {reason}"


RULE = rule.Rule(
    findings.INVALID_DATACLASS,
    "error",
    "a dataclass that cannot be made",
    """\
The decorator cannot make the class as it is written.

```py
from dataclasses import dataclass

@dataclass(slots=True)
class Point:          # invalid-dataclass
    __slots__ = ("x",)
    x: int
```

Right:

```py
from dataclasses import dataclass

@dataclass(slots=True)
class Point:
    x: int
```
""",
    _message,
)
