"""`invalid-method-override`: a method that does not keep what the overridden one promises.

Arguments: the method, the class above, the two signatures.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, owner: str, given: str, wanted: str) -> str:
    return f"`{name}` cannot stand in for `{owner}.{name}`: it is `{given}`, `{wanted}` was promised"


RULE = rule.Rule(
    findings.INVALID_METHOD_OVERRIDE,
    "error",
    "method that does not keep what the overridden one promises",
    """\
Code that has the base class in hand calls the method as the base declares it. An override must take all of
these calls and return what was promised.

```py
class Store:
    def get(self, key: str) -> int:
        return len(key)

class Cache(Store):
    def get(self, key: int) -> int:     # invalid-method-override: a `str` may be given
        return key
```

Right:

```py
class Store:
    def get(self, key: str) -> int:
        return len(key)

class Cache(Store):
    def get(self, key: str | int) -> int:
        return 0
```
""",
    _message,
)
