"""`invalid-context-manager`: a `with` over something without the two methods.

Arguments: the type, the whole union ("" when it is none), the methods it lacks.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str, whole: str, *lacking: str) -> str:
    of = f" of the union `{whole}`" if whole else ""
    methods = " and ".join(f"`{name}`" for name in lacking)
    return f"Object of type `{ty}`{of} is no context manager: it has no {methods} that can be called so"


RULE = rule.Rule(
    findings.INVALID_CONTEXT_MANAGER,
    "error",
    "`with` over something that is no context manager",
    """\
`with` needs `__enter__` and `__exit__`, `async with` needs `__aenter__` and `__aexit__`.

```py
with open:          # invalid-context-manager: it has no `__enter__` and `__exit__`
    pass
```

Right:

```py
with open("notes"):
    pass
```
""",
    _message,
)
