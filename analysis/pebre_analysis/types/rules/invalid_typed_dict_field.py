"""`invalid-typed-dict-field`: an item that conflicts with the same item of a base.

Arguments: the item, the base, why they do not go together.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, base: str, reason: str) -> str:
    return f"Item `{name}` conflicts with the one of `{base}`: {reason}"


RULE = rule.Rule(
    findings.INVALID_TYPED_DICT_FIELD,
    "error",
    "an item that conflicts with the same item of a base",
    """\
Whoever holds the typed dictionary as one of its bases may read and set the item as that base declares it. So an
item keeps its type and whether it is required; only read-only items may become narrower.

```py
from typing import TypedDict

class Movie(TypedDict):
    year: int

class Old(Movie):
    year: str   # invalid-typed-dict-field: its type is `int` in `Movie`
```

Right:

```py
from typing import TypedDict

class Movie(TypedDict):
    year: int

class Old(Movie):
    place: str
```
""",
    _message,
)
