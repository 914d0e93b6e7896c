"""`possibly-missing-attribute`: an attribute that is bound on some ways only. Arguments: the type, the name."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(owner: str, name: str) -> str:
    return f"Attribute `{name}` may be missing on object of type `{owner}`"


RULE = rule.Rule(
    findings.POSSIBLY_MISSING_ATTRIBUTE,
    "ignore",
    "an attribute that is set on some ways only",
    """\
The attribute is bound in the class body or the module on some ways only, so it may not be there.

```py
import random

class Config:
    if random.random() < 0.5:
        level = 1

Config.level        # possibly-missing-attribute: Attribute `level` may be missing
```

Right:

```py
import random

class Config:
    level = 0
    if random.random() < 0.5:
        level = 1

Config.level
```

This rule is off unless it is switched on.
""",
    _message,
)
