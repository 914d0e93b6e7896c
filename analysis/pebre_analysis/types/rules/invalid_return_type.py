"""`invalid-return-type`: what a function returns is not what its annotation says.

Arguments: the returned type, the declared one; then "end" where the function may run off its end, "yields"
where it is a generator.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(given: str, wanted: str, kind: str = "") -> str:
    if kind == "end":
        return f"The function can end without `return`; it then gives `None`, which is not assignable to `{wanted}`"
    if kind == "yields":
        return f"The function yields, so it returns a generator (`{given}`), which is not assignable to `{wanted}`"
    return f"Returned type `{given}` is not assignable to the declared return type `{wanted}`"


RULE = rule.Rule(
    findings.INVALID_RETURN_TYPE,
    "error",
    "returned value that the return annotation does not allow",
    """\
Callers rely on the annotation. Return what it says, or change it to what is returned; a function that can
run off its end returns `None` there.

```py
def size(text: str) -> int:
    return text             # invalid-return-type: `str` is not assignable to `int`
```

Right:

```py
def size(text: str) -> int:
    return len(text)
```
""",
    _message,
)
