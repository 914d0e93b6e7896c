"""`unsupported-base`: a base of which only the running program knows what it is. Arguments: its type."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str) -> str:
    return f"The base may be one of several classes, `{ty}`: what the class inherits is taken as unknown"


RULE = rule.Rule(
    findings.UNSUPPORTED_BASE,
    "warning",
    "base that may be one of several classes",
    """\
Which class the base is depends on how the program runs, so there is no telling what is inherited, and mistakes in the
use of the class are not found. Derive from one class, or let the alternatives share a base.

```py
import random

class A: ...
class B: ...

Base = A if random.random() < 0.5 else B

class C(Base): ...      # unsupported-base
```

Right:

```py
class A: ...

class C(A): ...
```
""",
    _message,
)
