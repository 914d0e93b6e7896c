"""`conflicting-metaclass`: metaclasses that do not go together.

Arguments: the class; twice a metaclass and whose it is.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, first: str, of_first: str, second: str, of_second: str) -> str:
    return (
        f"`{name}` would have two metaclasses, `{first}` of `{of_first}` and `{second}` of `{of_second}`, "
        "neither derived from the other"
    )


RULE = rule.Rule(
    findings.CONFLICTING_METACLASS,
    "error",
    "metaclasses that do not go together",
    """\
The metaclass of a class derives from the metaclasses of all its bases. Running the statement raises `TypeError`
otherwise.

```py
class M1(type): ...
class M2(type): ...
class A(metaclass=M1): ...
class B(metaclass=M2): ...
class C(A, B): ...          # conflicting-metaclass
```

Right:

```py
class M1(type): ...
class M2(M1): ...
class A(metaclass=M1): ...
class B(metaclass=M2): ...
class C(A, B): ...
```
""",
    _message,
)
