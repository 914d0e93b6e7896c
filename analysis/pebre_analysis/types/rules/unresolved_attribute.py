"""`unresolved-attribute`: an attribute that the object does not have. Arguments: the object's type, the name."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(owner: str, name: str) -> str:
    if owner.startswith("<module "):
        return f"Module {owner[8:-1].replace(chr(39), '`')} has no member `{name}`"
    return f"Object of type `{owner}` has no attribute `{name}`"


RULE = rule.Rule(
    findings.UNRESOLVED_ATTRIBUTE,
    "error",
    "use of an attribute that does not exist",
    """\
The object has no attribute of that name. Running the line raises `AttributeError`.

```py
import math
math.sqroot(2)      # unresolved-attribute: Module `math` has no member `sqroot`
```
""",
    _message,
)
