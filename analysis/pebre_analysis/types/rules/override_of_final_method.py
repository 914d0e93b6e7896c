"""`override-of-final-method`: override of a method that is final. Arguments: the method, the class above."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, owner: str) -> str:
    return f"`{name}` overrides `{owner}.{name}`, which is marked `@final`"


RULE = rule.Rule(
    findings.OVERRIDE_OF_FINAL_METHOD,
    "error",
    "override of a method that is final",
    """\
A method marked `@final` is not to be overridden.

```py
from typing import final

class A:
    @final
    def f(self): ...

class B(A):
    def f(self): ...        # override-of-final-method
```

Right:

```py
from typing import final

class A:
    @final
    def f(self): ...

class B(A):
    def g(self): ...
```
""",
    _message,
)
