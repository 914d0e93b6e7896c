"""`invalid-newtype`: a new type of something that is no class.

Arguments: what is wrong, as a sentence.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(what: str) -> str:
    return what


RULE = rule.Rule(
    findings.INVALID_NEWTYPE,
    "error",
    "a new type of something that is no class",
    """\
`NewType` makes what looks like a subclass, so its base is a class that can have one.

```py
from typing import NewType

Id = NewType("Id", int | str)   # invalid-newtype: `int | str` is a union, no class
```

Right:

```py
from typing import NewType

Id = NewType("Id", int)
```
""",
    _message,
)
