"""`call-non-callable`: a call of something that cannot be called.

Arguments: the type, why not ("" or left out when it has no `__call__`).
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(callee: str, reason: str = "") -> str:
    return f"Object of type `{callee}` cannot be called{f': {reason}' if reason else ''}"


RULE = rule.Rule(
    findings.CALL_NON_CALLABLE,
    "error",
    "a call of something that cannot be called",
    """\
The object is neither a function nor a class, and its class has no `__call__`. Running the line raises
`TypeError`.

```py
name = "pebre"
name()              # call-non-callable: `Literal["pebre"]` cannot be called
```

Right:

```py
name = "pebre"
name.upper()
```

Protocols and classes with abstract methods can be called no more: they have no instances of their own.

Where only a part of a union cannot be called (often `None`), test for it before the call.
""",
    _message,
)
