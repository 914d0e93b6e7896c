"""`possibly-unresolved-reference`: a name that is not defined on every path. Arguments: the name."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"Name `{name}` used when possibly not defined"


RULE = rule.Rule(
    findings.POSSIBLY_UNRESOLVED_REFERENCE,
    "ignore",
    "use of a name that may not be defined on some path",
    """\
Some path reaches this use without defining the name. Off by default: real code often knows more
about its conditions than a checker can.

```py
def show(lines):
    for line in lines:
        last = line
    print(last)         # possibly-unresolved-reference: `lines` may be empty
```

Right:

```py
def show(lines):
    last = None
    for line in lines:
        last = line
    print(last)
```
""",
    _message,
)
