"""`final-on-non-method`: a function that is no method is marked `@final`. Arguments: the function."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"`@final` is for methods and classes; `{name}` is a function that nothing can override"


RULE = rule.Rule(
    findings.FINAL_ON_NON_METHOD,
    "error",
    "a function that is no method is marked `@final`",
    """\
`@final` says that no class below overrides a method, or that nothing derives from a class. A function outside of a
class cannot be overridden.

```py
from typing import final

@final                      # final-on-non-method
def area(radius: float) -> float:
    return 3.14 * radius ** 2
```

Right:

```py
from typing import final

class Circle:
    @final
    def area(self, radius: float) -> float:
        return 3.14 * radius ** 2
```
""",
    _message,
)
