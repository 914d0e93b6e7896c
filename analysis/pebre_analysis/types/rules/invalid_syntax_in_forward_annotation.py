"""`invalid-syntax-in-forward-annotation`: a string annotation whose text is no expression. Arguments: none."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message() -> str:
    return "The text of this annotation is no expression"


RULE = rule.Rule(
    findings.INVALID_SYNTAX_IN_FORWARD_ANNOTATION,
    "error",
    "string annotation that cannot be read",
    """\
A string in an annotation is read as the type expression that it holds.

```py
x: "list[int"       # invalid-syntax-in-forward-annotation
```

Right:

```py
x: "list[int]"
```
""",
    _message,
)
