"""`invalid-type-arguments`: type arguments that a class or alias does not take.

Arguments: what is wrong (`infer.type_arguments` names the cases), then
too many: what is subscripted, how many it takes, how many are given; missing: what is subscripted, the parameters;
bound, constraints: the parameter, the type, what it may be; wrong kind: the parameter or the type.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(kind: str, *rest: str) -> str:
    if kind == "too many":
        return f"Too many type arguments for {rest[0]}: it takes {rest[1]}, {rest[2]} are given"
    if kind == "missing":
        return f"Type arguments are missing for {rest[0]}: {rest[1]}"
    if kind == "bound":
        return f"`{rest[1]}` cannot stand for `{rest[0]}`: its bound is `{rest[2]}`"
    if kind == "constraints":
        return f"`{rest[1]}` cannot stand for `{rest[0]}`, which is one of {rest[2]}"
    if kind == "type wanted":
        return f"`{rest[1]}` cannot stand for `{rest[0]}`, which wants a type and no parameters"
    if kind == "last of Concatenate":
        return f"The last argument of `Concatenate` is a ParamSpec or `...`, not `{rest[0]}`"
    return f"A ParamSpec stands for a list of types, `...`, a ParamSpec or `Concatenate[…]`, not for `{rest[0]}`"


RULE = rule.Rule(
    findings.INVALID_TYPE_ARGUMENTS,
    "error",
    "type arguments that the class or alias does not take",
    """\
A generic class or alias is given one type for each of its parameters, as far as they have no default; each must keep
to the bound or the constraints of its parameter.

```py
pairs: dict[str] = {}               # invalid-type-arguments: the type of the values is missing
```

Right:

```py
pairs: dict[str, int] = {}
```
""",
    _message,
)
