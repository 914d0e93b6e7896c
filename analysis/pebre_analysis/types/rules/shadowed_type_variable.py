"""`shadowed-type-variable`: a type variable that one around has already.

Arguments: the variable, the class or function around.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, outer: str) -> str:
    return f"The type variable `{name}` is one of `{outer}` around already"


RULE = rule.Rule(
    findings.SHADOWED_TYPE_VARIABLE,
    "error",
    "a type variable that one around has already",
    """\
A class or function inside another cannot have the same type variable: which one is meant could not be told.

```py
class Outer[T]:
    def method[T](self, x: T): ...   # shadowed-type-variable
```

Right:

```py
class Outer[T]:
    def method[U](self, x: U): ...
```
""",
    _message,
)
