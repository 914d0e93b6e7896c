"""`type-assertion-failure`: an `assert_type` that does not hold.

Arguments: the type that is there, the one asserted.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(given: str, wanted: str) -> str:
    return f"Type is `{given}`, not `{wanted}` as asserted"


RULE = rule.Rule(
    findings.TYPE_ASSERTION_FAILURE,
    "error",
    "`assert_type` of something that has another type",
    """\
`assert_type(x, T)` holds only if the type of `x` is just `T`; a subtype, or `Any`, is not enough.

```py
from typing import assert_type

def f(x: int):
    assert_type(x, str)     # type-assertion-failure: Type is `int`, not `str` as asserted
```

Right:

```py
from typing import assert_type

def f(x: int):
    assert_type(x, int)
```
""",
    _message,
)
