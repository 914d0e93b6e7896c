"""`invalid-named-tuple`: a named tuple that cannot be made.

Arguments: what is wrong, as a sentence.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(what: str) -> str:
    return what


RULE = rule.Rule(
    findings.INVALID_NAMED_TUPLE,
    "error",
    "a named tuple that cannot be made",
    """\
Fields are not named with a leading underscore, those with defaults come last, and `NamedTuple` is the only base
beside `Generic`.

```py
from typing import NamedTuple

class Point(NamedTuple):
    x: int = 0
    y: int        # invalid-named-tuple
```

Right:

```py
from typing import NamedTuple

class Point(NamedTuple):
    y: int
    x: int = 0
```
""",
    _message,
)
