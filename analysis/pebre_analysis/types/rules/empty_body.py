"""`empty-body`: a body that says nothing, where a value is promised. Arguments: the declared type."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(wanted: str) -> str:
    return f"The body is empty, so the function returns `None`, which is not assignable to `{wanted}`"


RULE = rule.Rule(
    findings.EMPTY_BODY,
    "error",
    "function without a body that is annotated to return something",
    """\
A body of `...`, `pass` or a docstring returns `None`. That is fine for protocols, abstract methods,
overloads and stubs, where nothing runs; elsewhere callers get `None` instead of what was promised.

```py
def load() -> bytes: ...                # empty-body
```

Right:

```py
from typing import Protocol

class Loader(Protocol):
    def load(self) -> bytes: ...
```
""",
    _message,
)
