"""`invalid-yield`: what a generator yields or may be sent is not what its annotation says.

Arguments: the yielded type, the declared one; then "send" where the type that may be sent does not fit.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(given: str, wanted: str, kind: str = "") -> str:
    if kind == "send":
        return f"The inner generator may be sent `{given}`, the function is declared to be sent `{wanted}`"
    return f"Yielded type `{given}` is not assignable to the declared yield type `{wanted}`"


RULE = rule.Rule(
    findings.INVALID_YIELD,
    "error",
    "yielded value that the return annotation does not allow",
    """\
The return annotation of a generator names what it yields. Yield that, or change the annotation.

```py
from collections.abc import Iterator

def lines() -> Iterator[str]:
    yield 1         # invalid-yield: `Literal[1]` is not assignable to `str`
```

Right:

```py
from collections.abc import Iterator

def lines() -> Iterator[str]:
    yield "1"
```
""",
    _message,
)
