"""`invalid-generic-class`: a class whose type parameters do not go together. Arguments: what is wrong, a sentence."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(text: str) -> str:
    return text


RULE = rule.Rule(
    findings.INVALID_GENERIC_CLASS,
    "error",
    "class whose type parameters do not go together",
    """\
The parameters of a class are each a variable of its own; those with a default come last; `Generic[…]` names all that
the bases use, or nothing does and they are taken in order. A list of parameters after the name (`class Box[T]`)
stands in place of `Generic[T]`. A covariant variable may not stand where a base could change what it holds.

```py
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

class Table(dict[K, V], Generic[K]): ...        # invalid-generic-class: `V` is not in `Generic[…]`
```

Right:

```py
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

class Table(dict[K, V], Generic[K, V]): ...
```
""",
    _message,
)
