"""`isinstance-against-typed-dict`: a typed dictionary that is asked about at run time.

Arguments: the typed dictionary, the function.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(typed_dict: str, function: str) -> str:
    asked = "used in a class pattern" if function == "case" else f"given to `{function}`"
    return f"Typed dictionary `{typed_dict}` cannot be {asked}"


RULE = rule.Rule(
    findings.ISINSTANCE_AGAINST_TYPED_DICT,
    "error",
    "a typed dictionary that is asked about at run time",
    """\
A typed dictionary is a plain `dict` at run time. `isinstance`, `issubclass` and class patterns raise `TypeError`.

```py
from typing import TypedDict

class Movie(TypedDict):
    name: str

def f(x: object):
    return isinstance(x, Movie)     # isinstance-against-typed-dict
```

Right:

```py
from typing import TypedDict

class Movie(TypedDict):
    name: str

def f(x: object):
    return isinstance(x, dict)
```
""",
    _message,
)
