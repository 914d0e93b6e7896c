"""`invalid-paramspec`: a ParamSpec whose two halves do not stand together.

Arguments: what is wrong.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(what: str) -> str:
    return f"Invalid use of a ParamSpec: {what}"


RULE = rule.Rule(
    findings.INVALID_PARAMSPEC,
    "error",
    "a ParamSpec whose two halves do not stand together",
    """\
`P.args` and `P.kwargs` are the two halves of the parameters of a function that is passed on.

```py
from typing import Callable, ParamSpec

P = ParamSpec("P")

def run(f: Callable[P, int], *args: P.args): ...    # invalid-paramspec
```

Right:

```py
from typing import Callable, ParamSpec

P = ParamSpec("P")

def run(f: Callable[P, int], *args: P.args, **kwargs: P.kwargs): ...
```
""",
    _message,
)
