"""`invalid-key`: a key that a TypedDict does not have.

Arguments: the type, the key as text, its type, the keys there are.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str, key: str, key_type: str, *names: str) -> str:
    if not key:
        return f"`{ty}` has no items for keys of type `{key_type}`"
    return f'`{ty}` has no key "{key}"'


RULE = rule.Rule(
    findings.INVALID_KEY,
    "error",
    "a key that a typed dictionary does not have",
    """\
The typed dictionary declares no such key.

```py
from typing import TypedDict

class Point(TypedDict):
    x: int
    y: int

def f(p: Point):
    p["z"]          # invalid-key: `Point` has no key "z"
```

Right:

```py
from typing import TypedDict

class Point(TypedDict):
    x: int
    y: int

def f(p: Point):
    p["y"]
```
""",
    _message,
)
