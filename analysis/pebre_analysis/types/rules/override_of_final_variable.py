"""`override-of-final-variable`: a class that redefines what a base declares `Final`.

Arguments: the name, the base.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, base: str) -> str:
    return f"`{name}` is declared `Final` in `{base}` and cannot be redefined"


RULE = rule.Rule(
    findings.OVERRIDE_OF_FINAL_VARIABLE,
    "error",
    "a class that redefines what a base declares `Final`",
    """\
A `Final` attribute keeps its value in all subclasses.

```py
from typing import Final

class Base:
    SIZE: Final = 1

class Child(Base):
    SIZE = 2        # override-of-final-variable
```

Right:

```py
class Base:
    SIZE: int = 1

class Child(Base):
    SIZE = 2
```
""",
    _message,
)
