"""`dataclass-field-order`: a field without a default behind one that has one.

Arguments: the field, the one before it.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, before: str) -> str:
    return f"Field `{name}` has no default and stands behind `{before}`, which has one"


RULE = rule.Rule(
    findings.DATACLASS_FIELD_ORDER,
    "error",
    "a field without a default behind one that has one",
    """\
Fields become parameters of `__init__` in order, so those without a default come first. Running the line raises
`TypeError`.

```py
from dataclasses import dataclass

@dataclass
class Point:
    x: int = 0
    y: int        # dataclass-field-order
```

Right:

```py
from dataclasses import dataclass

@dataclass
class Point:
    y: int
    x: int = 0
```
""",
    _message,
)
