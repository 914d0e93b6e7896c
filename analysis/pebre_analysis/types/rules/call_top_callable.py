"""`call-top-callable`: a call of something of which nothing is known but that it can be called.

Arguments: the type.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(callee: str) -> str:
    return (
        f"Object of type `{callee}` can be called, but with which arguments is not known: declare what it takes, "
        "as in `Callable[[int], str]`, or `Callable[..., Any]` to trust every call"
    )


RULE = rule.Rule(
    findings.CALL_TOP_CALLABLE,
    "error",
    "a call of something of which only is known that it can be called",
    """\
`Top[Callable[..., T]]` is the type of all that can be called and gives a `T`: functions that take nothing, and
functions that take an `int`, and all others. That an object can be called does not say with what; there are no
arguments that all of them take.

```py
from typing import Callable
from ty_extensions import Top

def run(job: Top[Callable[..., object]]):
    job()           # call-top-callable: a job may ask for arguments
```

Right:

```py
from typing import Callable

def run(job: Callable[[], object]):
    job()
```

Where the parameters are not known and the call shall be trusted, `Callable[..., object]` takes any arguments. A test
with `callable(x)` gives that type, so calls behind it are not reported.
""",
    _message,
)
