"""`invalid-enum-member-annotation`: a member of an enum with an annotation.

Arguments: the member.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"The member `{name}` holds itself, not a value of the annotated type"


RULE = rule.Rule(
    findings.INVALID_ENUM_MEMBER_ANNOTATION,
    "warning",
    "a member of an enum with an annotation",
    """\
What the name of a member holds is the member, not its value, so the annotation is wrong.

```py
from enum import Enum

class Color(Enum):
    RED: int = 1   # invalid-enum-member-annotation
```

Right:

```py
from enum import Enum

class Color(Enum):
    RED = 1
```
""",
    _message,
)
