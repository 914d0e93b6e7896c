"""`duplicate-base`: class that names a base twice. Arguments: the class."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"`{name}` names a base twice"


RULE = rule.Rule(
    findings.DUPLICATE_BASE,
    "error",
    "class that names a base twice",
    """\
Running the statement raises `TypeError`.

```py
class A: ...
class B(A, A): ...      # duplicate-base
```

Right:

```py
class A: ...
class B(A): ...
```
""",
    _message,
)
