"""`redundant-final-classvar`: `ClassVar` and `Final` together.

Arguments: none.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message() -> str:
    return "`Final` in a class body is a class variable already; `ClassVar` adds nothing"


RULE = rule.Rule(
    findings.REDUNDANT_FINAL_CLASSVAR,
    "warning",
    "`ClassVar` and `Final` together",
    """\
A `Final` name with a value in a class body is a class variable anyway. Only in a dataclass, where it would be a
field, both are needed.

```py
from typing import ClassVar, Final

class Box:
    SIZE: ClassVar[Final] = 1   # redundant-final-classvar
```

Right:

```py
from typing import Final

class Box:
    SIZE: Final = 1
```
""",
    _message,
)
