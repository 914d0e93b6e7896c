"""`invalid-overload`: overloads that do not go together. Arguments: what is wrong, a sentence."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(text: str) -> str:
    return text


RULE = rule.Rule(
    findings.INVALID_OVERLOAD,
    "error",
    "overloads that do not go together",
    """\
Overloads say under which types a function can be called; callers see them alone. There are two or more, directly
followed by the `def` that does the work. It takes what each of them takes; `@staticmethod` and `@classmethod` stand
at all, `@final` and `@override` at the implementation.

```py
from typing import overload

@overload
def parse(x: str) -> int: ...
@overload
def parse(x: bytes) -> bytes: ...
def parse(x: str) -> int | bytes:       # invalid-overload: it takes no bytes
    return len(x)
```

Right:

```py
from typing import overload

@overload
def parse(x: str) -> int: ...
@overload
def parse(x: bytes) -> bytes: ...
def parse(x: str | bytes) -> int | bytes:
    return x if isinstance(x, bytes) else len(x)
```
""",
    _message,
)
