"""`invalid-explicit-override`: `@override` on a method that overrides nothing. Arguments: the method, its class."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, owner: str) -> str:
    return f"`{name}` is marked `@override`, but no base of `{owner}` has a member of that name"


RULE = rule.Rule(
    findings.INVALID_EXPLICIT_OVERRIDE,
    "error",
    "`@override` on a method that overrides nothing",
    """\
`@override` says that a base has the method. That it has not is often a renamed or misspelt one.

```py
from typing import override

class A:
    def close(self): ...

class B(A):
    @override
    def closs(self): ...    # invalid-explicit-override
```

Right:

```py
from typing import override

class A:
    def close(self): ...

class B(A):
    @override
    def close(self): ...
```
""",
    _message,
)
