"""`invalid-legacy-type-variable`: a type variable made in a way that none is. Arguments: what is wrong, a sentence."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(text: str) -> str:
    return text


RULE = rule.Rule(
    findings.INVALID_LEGACY_TYPE_VARIABLE,
    "error",
    "type variable that is not made as it should be",
    """\
`T = TypeVar("T")` makes a type variable of the name it is assigned to. It is a statement of its own, once for each
name; it has a bound or two constraints or more, and one variance at most.

```py
from typing import TypeVar

T = TypeVar("T", int)           # invalid-legacy-type-variable: one constraint is none
```

Right:

```py
from typing import TypeVar

T = TypeVar("T", bound=int)
```
""",
    _message,
)
