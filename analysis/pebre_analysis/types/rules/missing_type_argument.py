"""`missing-type-argument`: a generic class without its arguments. Arguments: the class, the names of its parameters."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, params: str) -> str:
    return f"`{name}` is generic and stands here without type arguments for {params}"


RULE = rule.Rule(
    findings.MISSING_TYPE_ARGUMENT,
    "ignore",
    "generic class in a type without type arguments",
    """\
A generic class that stands in a type expression, or as a base, without arguments is taken to hold anything: nothing
is checked of what is in it.

```py
def total(sizes: list) -> int:          # missing-type-argument: `list` is generic
    return sum(sizes)
```

Right:

```py
def total(sizes: list[int]) -> int:
    return sum(sizes)
```

This rule is off unless it is switched on.
""",
    _message,
)
