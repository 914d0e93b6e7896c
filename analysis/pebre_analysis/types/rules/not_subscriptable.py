"""`not-subscriptable`: a subscript of something without `__getitem__`.

Arguments: the type, the whole union ("" when it is none), the method that is missing.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str, whole: str = "", method: str = "__getitem__") -> str:
    of = f" of the union `{whole}`" if whole else ""
    return f"Object of type `{ty}`{of} has no `{method}`"


RULE = rule.Rule(
    findings.NOT_SUBSCRIPTABLE,
    "error",
    "a subscript of something that has none",
    """\
The object cannot be indexed. Running the line raises `TypeError`.

```py
12[0]               # not-subscriptable: Object of type `Literal[12]` has no `__getitem__`
```

Right:

```py
"12"[0]
```

Where only a part of a union cannot be indexed (often `None`), test for it first.
""",
    _message,
)
