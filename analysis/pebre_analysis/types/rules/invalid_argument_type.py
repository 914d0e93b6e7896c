"""`invalid-argument-type`: an argument whose type does not fit the parameter.

Arguments: the callee as a message speaks of it, the parameter, the type it expects, the type given, and the
type variable whose bound is broken ("" or left out when it is the parameter's own type); last "[]" when the
callee is what is indexed, "item" when it is an item of a typed dictionary, "delete …" or "change …" when that
item may not be deleted or changed, "class" when it is `Generic` or `Protocol`, "**" when what is given is spread.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(callee: str, parameter: str, expected: str, given: str, variable: str = "", how: str = "") -> str:
    if how == "class":
        return f"{callee} takes type variables, not `{given}`"
    if how == "**":
        whole = f" of the union `{expected}`" if expected else ""
        return f"`{given}`{whole} is no mapping that `**` could spread"
    if how == "item":
        return f"Expected `{expected}` for {callee}, found `{given}`"
    if how.startswith(("delete ", "change ")):
        return f"Cannot {how} {callee}"
    if how:
        wanted = f"; it takes `{expected}`" if expected else ""
        return f"{callee} cannot be indexed with `{given}`{wanted}"
    if variable:
        return f"`{given}` is not within the bound `{expected}` of type variable `{variable}`{rule.of(callee)}"
    where = f"parameter `{parameter}`" if parameter else "this argument"
    return f"Expected `{expected}` for {where}{rule.of(callee)}, found `{given}`"


RULE = rule.Rule(
    findings.INVALID_ARGUMENT_TYPE,
    "error",
    "an argument that does not fit its parameter",
    """\
The value passed is not of the type that the parameter is declared with.

```py
def area(radius: float) -> float:
    return 3.14 * radius ** 2

area("2")           # invalid-argument-type: Expected `int | float` for parameter `radius`
```

Right:

```py
def area(radius: float) -> float:
    return 3.14 * radius ** 2

area(float("2"))
```

Convert the value, or widen the parameter's annotation. Where only a part of a union does not fit
(often `None`), test for it before the call.
""",
    _message,
)
