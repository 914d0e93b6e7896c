"""`invalid-match-pattern`: class pattern that cannot be tried. Arguments: what is matched against, why it cannot be."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(shown: str, reason: str) -> str:
    return f"`{shown}` {reason}"


RULE = rule.Rule(
    findings.INVALID_MATCH_PATTERN,
    "error",
    "class pattern that cannot be tried",
    """\
A class pattern names a class, and takes as many positional patterns as its `__match_args__` lists. Anything else raises
`TypeError` when the pattern is tried.

```py
class Point:
    __match_args__ = ("x", "y")
    x = 0
    y = 0

def f(value: object):
    match value:
        case Point(_, _, _):      # invalid-match-pattern: it takes 2 positional patterns, not 3
            print("a point")
```

Right:

```py
class Point:
    __match_args__ = ("x", "y")
    x = 0
    y = 0

def f(value: object):
    match value:
        case Point(_, _):
            print("a point")
```
""",
    _message,
)
