"""`missing-typed-dict-key`: a dictionary without keys that its type requires. Arguments: the keys, the type."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(keys: str, owner: str) -> str:
    many = "s" if ", " in keys else ""
    return f"Missing required key{many} {keys} of `{owner}`"


RULE = rule.Rule(
    findings.MISSING_TYPED_DICT_KEY,
    "error",
    "dictionary without a key that its TypedDict requires",
    """\
Keys of a `TypedDict` are required unless they are `NotRequired` or the class is not `total`.

```py
from typing import TypedDict

class Point(TypedDict):
    x: int
    y: int

p: Point = {"x": 1}         # missing-typed-dict-key: `y`
```

Right:

```py
from typing import NotRequired, TypedDict

class Point(TypedDict):
    x: int
    y: NotRequired[int]

p: Point = {"x": 1}
```
""",
    _message,
)
