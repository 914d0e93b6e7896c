"""`invalid-protocol`: a protocol with a base that is none.

Arguments: the base.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(base: str) -> str:
    return f"`{base}` is no protocol and cannot be a base of one"


RULE = rule.Rule(
    findings.INVALID_PROTOCOL,
    "error",
    "a protocol with a base that is none",
    """\
All bases of a protocol are protocols, since it has no more than what they ask for.

```py
from typing import Protocol

class Named:
    name: str

class Tagged(Named, Protocol): ...   # invalid-protocol
```

Right:

```py
from typing import Protocol

class Named(Protocol):
    name: str

class Tagged(Named, Protocol): ...
```
""",
    _message,
)
