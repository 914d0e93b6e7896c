"""`invalid-attribute-override`: an attribute of the class above one of instances, or the other way round.

Arguments: the attribute, the class above, what the override makes of it: "class" or "instance".
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, owner: str, how: str) -> str:
    was = "instance" if how == "class" else "class"
    return f"`{name}` is declared as a variable of the {how}, but `{owner}` declares it as one of the {was}"


RULE = rule.Rule(
    findings.INVALID_ATTRIBUTE_OVERRIDE,
    "error",
    "attribute that changes between class and instance",
    """\
A `ClassVar` is shared by all instances and set through the class; other declared attributes each instance has for
itself. Code that has the base class in hand relies on one or the other.

```py
from typing import ClassVar

class Shape:
    sides: int

class Square(Shape):
    sides: ClassVar[int] = 4    # invalid-attribute-override: each `Shape` has its own
```

Right:

```py
class Shape:
    sides: int

class Square(Shape):
    sides: int = 4
```
""",
    _message,
)
