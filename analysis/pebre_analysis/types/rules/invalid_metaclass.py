"""`invalid-metaclass`: a metaclass that speaks of type variables. No arguments."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message() -> str:
    return "A metaclass cannot speak of type variables"


RULE = rule.Rule(
    findings.INVALID_METACLASS,
    "error",
    "metaclass that speaks of type variables",
    """\
A class is made once, by its metaclass, before anybody chooses what its type variables stand for. So a metaclass may be
a generic class, but what it is given are types.

```py
from typing import Generic, TypeVar

T = TypeVar("T")

class Kind(type, Generic[T]): ...

class Shape(metaclass=Kind[T]): ...     # invalid-metaclass
```

Right:

```py
from typing import Generic, TypeVar

T = TypeVar("T")

class Kind(type, Generic[T]): ...

class Shape(metaclass=Kind[int]): ...
```
""",
    _message,
)
