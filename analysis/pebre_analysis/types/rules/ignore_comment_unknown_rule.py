"""`ignore-comment-unknown-rule`: a `# pebre: ignore[…]` names no rule. Arguments: the name, perhaps the one meant."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, meant: str = "") -> str:
    return f"There is no rule `{name}`" + (f"; did you mean `{meant}`?" if meant else "; `pebre explain` lists them")


RULE = rule.Rule(
    findings.IGNORE_COMMENT_UNKNOWN_RULE,
    "warning",
    "`# pebre: ignore[…]` with a name that is no rule",
    """\
A name that no rule has silences nothing.

```py
total = 1 + 2       # pebre: ignore[unsupported-operatr]
```

Right:

```py
total = 1 + "2"     # pebre: ignore[unsupported-operator]
```
""",
    _message,
)
