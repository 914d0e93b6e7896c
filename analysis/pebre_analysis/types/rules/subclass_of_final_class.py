"""`subclass-of-final-class`: class derived from a final class. Arguments: the base."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(base: str) -> str:
    return f"`{base}` is final and cannot be derived from"


RULE = rule.Rule(
    findings.SUBCLASS_OF_FINAL_CLASS,
    "error",
    "class derived from a final class",
    """\
Classes marked `@final`, and enums with members, have no subclasses.

```py
from enum import Enum

class Color(Enum):
    RED = 1

class Bright(Color): ...    # subclass-of-final-class
```

Right:

```py
from enum import Enum

class Color(Enum): ...

class Bright(Color):
    RED = 1
```
""",
    _message,
)
