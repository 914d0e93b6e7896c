"""`cyclic-type-alias-definition`: an alias that stands for itself.

Arguments: the alias.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"The alias `{name}` stands for itself"


RULE = rule.Rule(
    findings.CYCLIC_TYPE_ALIAS_DEFINITION,
    "error",
    "an alias that stands for itself",
    """\
Following the alias never comes to a type. It may name itself only inside another type.

```py
type A = A | int            # cyclic-type-alias-definition
```

Right:

```py
type B = list[B] | int
```
""",
    _message,
)
