"""`too-many-positional-arguments`: more positional arguments than parameters.

Arguments: the callee, how many it takes ("-1" when that is not known), how many are given.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(callee: str, taken: str, given: str) -> str:
    if taken == "-1":
        return f"Too many positional arguments{rule.of(callee)}"
    return f"Too many positional arguments{rule.of(callee)}: it takes {taken}, {given} are given"


RULE = rule.Rule(
    findings.TOO_MANY_POSITIONAL_ARGUMENTS,
    "error",
    "a call with more positional arguments than there are parameters",
    """\
The call passes more values by position than the callee can take. Running the line raises `TypeError`.

```py
def scale(value, *, factor=1): ...

scale(2, 3)    # too-many-positional-arguments: it takes 1, 2 are given
```

Right:

```py
def scale(value, *, factor=1): ...

scale(2, factor=3)
```

Parameters behind `*` can only be given by name.
""",
    _message,
)
