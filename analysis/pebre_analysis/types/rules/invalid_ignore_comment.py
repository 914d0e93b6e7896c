"""`invalid-ignore-comment`: a comment that begins like `# type: ignore`. Arguments: the comment, whose it is."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(comment: str, tool: str) -> str:
    return f"`{comment}` is not understood and silences nothing: write `{tool}: ignore` or `{tool}: ignore[RULE, RULE]`"


RULE = rule.Rule(
    findings.INVALID_IGNORE_COMMENT,
    "warning",
    "comment that begins like `# type: ignore` and goes on otherwise",
    """\
The comment looks as if it silenced something, and does not.

```py
total = 1 + 2       # pebre: ignore[unsupported-operator
```

Right:

```py
total = 1 + "2"     # pebre: ignore[unsupported-operator]
```
""",
    _message,
)
