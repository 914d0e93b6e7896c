"""`unused-type-ignore-comment`: a `# type: ignore` that silences nothing. Arguments: the comment."""

from pebre_analysis.source import diagnostic
from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(comment: str) -> str:
    return f"`{comment}` silences nothing here: remove it"


RULE = rule.Rule(
    findings.UNUSED_TYPE_IGNORE_COMMENT,
    "warning",
    "`# type: ignore` that silences nothing",
    """\
Nothing is reported on the line, so the comment is a leftover, and would hide the next mistake made there. A comment
with codes (`# type: ignore[attr-defined]`) speaks to another tool too and is left alone. Where another type checker
needs the bare one, switch this rule off.

```py
total = 1 + 2       # type: ignore
```

Right:

```py
total = 1 + 2
```
""",
    _message,
    (diagnostic.Tag.UNNECESSARY,),
)
