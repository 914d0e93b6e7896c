"""`not-iterable`: iteration over something that does not allow it.

Arguments: the type, "for" or "async for", the whole union that it is a part of ("" when it is none).
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str, how: str, whole: str = "") -> str:
    way = "asynchronously iterable" if how == "async for" else "iterable"
    of = f" of the union `{whole}`" if whole else ""
    return f"Object of type `{ty}`{of} is not {way}"


RULE = rule.Rule(
    findings.NOT_ITERABLE,
    "error",
    "iteration over something that cannot be iterated over",
    """\
The object has no `__iter__` (for `async for`: `__aiter__`) that gives an iterator, and no `__getitem__`
for numbers. Running the line raises `TypeError`.

```py
for digit in 12:    # not-iterable: Object of type `Literal[12]` is not iterable
    print(digit)
```

Right:

```py
for digit in "12":
    print(digit)
```
""",
    _message,
)
