"""`invalid-assignment`: a value that its place may not hold.

Arguments: the value's type, the declared type; or the name or attribute, the
object's type ("" for a name), why it may not be assigned; or "unpack", how many targets there are, the value's type,
how many it has; or "delete", an attribute, the object's type, why it may not be deleted, "".
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(*arguments: str) -> str:
    if len(arguments) == 5:
        return f"Cannot delete `{arguments[1]}` of `{arguments[2]}`: it {arguments[3]}"
    if len(arguments) == 4:
        _, targets, given, has = arguments
        return f"Cannot unpack `{given}`, which has {has}, into {targets}"
    if len(arguments) == 3:
        name, owner, reason = arguments
        return f"Cannot assign to `{name}`{f' of `{owner}`' if owner else ''}: it {reason}"
    given, wanted = arguments
    return f"Object of type `{given}` is not assignable to `{wanted}`"


RULE = rule.Rule(
    findings.INVALID_ASSIGNMENT,
    "error",
    "assignment of a value that the declared type does not allow",
    """\
The name or attribute was declared to hold something else, or may not be assigned at all. Give it a
value that fits, or widen the declaration.

```py
limit: int = "10"           # invalid-assignment: `Literal["10"]` is not assignable to `int`
```

Right:

```py
limit: int | str = "10"
```
""",
    _message,
)
