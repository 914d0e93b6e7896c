"""`unresolved-reference`: a name that is defined nowhere. Arguments: the name."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"Name `{name}` used when not defined"


RULE = rule.Rule(
    findings.UNRESOLVED_REFERENCE,
    "error",
    "use of a name that is not defined",
    """\
No definition of the name can reach this use: it is bound neither here nor in an enclosing scope, nor
is it a builtin. Running the line raises `NameError`.

```py
def area(radius):
    return 3.14 * raduis ** 2   # unresolved-reference: did you mean `radius`?
```

Right:

```py
def area(radius):
    return 3.14 * radius ** 2
```
""",
    _message,
)
