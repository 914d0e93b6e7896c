"""`ambiguous-protocol-member`: protocol member that is not declared. Arguments: the name, the protocol."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, protocol: str) -> str:
    return f"`{name}` is assigned in the protocol `{protocol}` and not declared as a member of it"


RULE = rule.Rule(
    findings.AMBIGUOUS_PROTOCOL_MEMBER,
    "warning",
    "protocol member that is not declared",
    """\
What a protocol asks for is what its body declares. A name that is only assigned is a member by accident, of a type
nobody wrote down.

```py
from typing import Protocol

class Sized(Protocol):
    size = 0            # ambiguous-protocol-member: `size` is not declared
```

Right:

```py
from typing import Protocol

class Sized(Protocol):
    size: int = 0
```
""",
    _message,
)
