"""`final-without-value`: a name declared `Final` that never gets a value.

Arguments: the name.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"`{name}` is declared `Final` and gets no value"


RULE = rule.Rule(
    findings.FINAL_WITHOUT_VALUE,
    "error",
    "a name declared `Final` that never gets a value",
    """\
A `Final` name gets its value where it is declared; an attribute declared in the class body may get it in
`__init__` instead, if its type is given.

```py
from typing import Final

LIMIT: Final[int]   # final-without-value
```

Right:

```py
from typing import Final

LIMIT: Final[int] = 3

class Box:
    size: Final[int]

    def __init__(self):
        self.size = 3
```
""",
    _message,
)
