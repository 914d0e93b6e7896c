"""`unused-ignore-comment`: a `# pebre: ignore` that silences nothing. Arguments: the comment, or the rule in it."""

from pebre_analysis.source import diagnostic
from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(what: str) -> str:
    return f"`{what}` silences nothing here: remove it"


RULE = rule.Rule(
    findings.UNUSED_IGNORE_COMMENT,
    "warning",
    "`# pebre: ignore` that silences nothing",
    """\
Nothing is reported on the line under the rules that the comment names, so it is a leftover.

```py
total = 1 + 2       # pebre: ignore[unsupported-operator]
```

Right:

```py
total = 1 + "2"     # pebre: ignore[unsupported-operator]
```
""",
    _message,
    (diagnostic.Tag.UNNECESSARY,),
)
