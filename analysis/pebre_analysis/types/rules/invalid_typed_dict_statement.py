"""`invalid-typed-dict-statement`: a statement that is no declaration of an item.

Arguments: what is wrong, as a sentence.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(what: str) -> str:
    return what


RULE = rule.Rule(
    findings.INVALID_TYPED_DICT_STATEMENT,
    "error",
    "a statement that is no declaration of an item",
    """\
The body of a typed dictionary declares items, nothing else: at run time it is a plain `dict`, without methods
and defaults.

```py
from typing import TypedDict

class Movie(TypedDict):
    name: str

    def shown(self): ...  # invalid-typed-dict-statement
```

Right:

```py
from typing import TypedDict

class Movie(TypedDict):
    name: str

def shown(movie: Movie): ...
```
""",
    _message,
)
