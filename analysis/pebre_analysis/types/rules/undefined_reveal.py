"""`undefined-reveal`: `reveal_type` used without an import. No arguments."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message() -> str:
    return "`reveal_type` used without importing it"


RULE = rule.Rule(
    findings.UNDEFINED_REVEAL,
    "warning",
    "`reveal_type` used without an import",
    """\
`reveal_type(x)` shows the type of `x` while checking. It needs no import to do so, but running the
code without one raises `NameError`.

```py
reveal_type(1)      # undefined-reveal
```

Right:

```py
from typing import reveal_type

reveal_type(1)
```
""",
    _message,
)
