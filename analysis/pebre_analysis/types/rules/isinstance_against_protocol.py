"""`isinstance-against-protocol`: a protocol that cannot be asked about at run time.

Arguments: the protocol, the function, a member that is no method ("" when the protocol is not marked).
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(protocol: str, function: str, member: str) -> str:
    asked = "used in a class pattern" if function == "case" else f"given to `{function}`"
    if member:
        return f"Protocol `{protocol}` cannot be {asked}: `{member}` is no method"
    return f"Protocol `{protocol}` cannot be {asked}: it is not marked with `@runtime_checkable`"


RULE = rule.Rule(
    findings.ISINSTANCE_AGAINST_PROTOCOL,
    "error",
    "a protocol that cannot be asked about at run time",
    """\
Only protocols marked with `@runtime_checkable` can be given to `isinstance` and `issubclass` or used in class patterns,
and given to `issubclass` only those all of whose members are methods. Running the line raises `TypeError`.

```py
from typing import Protocol

class Closes(Protocol):
    def close(self): ...

def f(x: object):
    return isinstance(x, Closes)    # isinstance-against-protocol
```

Right:

```py
from typing import Protocol, runtime_checkable

@runtime_checkable
class Closes(Protocol):
    def close(self): ...

def f(x: object):
    return isinstance(x, Closes)
```
""",
    _message,
)
