"""`unbound-type-variable`: a type variable that nothing around binds. Arguments: the variable, what should name it."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, where: str) -> str:
    return f"The type variable `{name}` is not bound here: it is not named by {where}"


RULE = rule.Rule(
    findings.UNBOUND_TYPE_VARIABLE,
    "error",
    "type variable that nothing around binds",
    """\
A type variable stands for a type that a caller chooses: of a function by its arguments, of a class by its type
arguments. Where neither a function, nor a class, nor an alias around it has it as a parameter, it stands for nothing.

```py
from typing import TypeVar

T = TypeVar("T")

found: list[T] = []             # unbound-type-variable
```

Right:

```py
from typing import TypeVar

T = TypeVar("T")

def last(items: list[T]) -> T:
    found: list[T] = items      # the arguments say what `T` is
    return found[-1]
```
""",
    _message,
)
