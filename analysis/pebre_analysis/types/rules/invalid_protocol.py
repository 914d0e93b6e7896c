"""`invalid-protocol`: a protocol with a base that is none, or whose type variables vary in another way than its
members use them. Arguments: what is wrong, a sentence.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(text: str) -> str:
    return text


RULE = rule.Rule(
    findings.INVALID_PROTOCOL,
    "error",
    "a protocol with a base that is none, or with type variables of the wrong variance",
    """\
All bases of a protocol are protocols, since it has no more than what they ask for. Its type variables vary as its
members use them: covariant if they are only given, contravariant if they are only taken.

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
