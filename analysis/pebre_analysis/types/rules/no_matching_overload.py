"""`no-matching-overload`: no overload takes the arguments. Arguments: the callee."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(callee: str) -> str:
    return f"No overload{rule.of(callee)} takes these arguments"


RULE = rule.Rule(
    findings.NO_MATCHING_OVERLOAD,
    "error",
    "arguments that none of the overloads takes",
    """\
The function has several forms (`@overload`), and the arguments fit none of them.

```py
from typing import overload

@overload
def parse(text: str) -> int: ...
@overload
def parse(text: bytes) -> bytes: ...
def parse(text):
    return text

parse(3)       # no-matching-overload: No overload of function `parse` takes these arguments
```

Right:

```py
from typing import overload

@overload
def parse(text: str) -> int: ...
@overload
def parse(text: bytes) -> bytes: ...
def parse(text):
    return text

parse(b"3")
```

The report lists what was given and the forms there are.
""",
    _message,
)
