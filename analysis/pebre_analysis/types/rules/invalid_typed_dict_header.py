"""`invalid-typed-dict-header`: a class statement that no typed dictionary can have.

Arguments: what is wrong, as a sentence.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(what: str) -> str:
    return what


RULE = rule.Rule(
    findings.INVALID_TYPED_DICT_HEADER,
    "error",
    "a class statement that no typed dictionary can have",
    """\
The bases of a typed dictionary are typed dictionaries and `Generic`; its keywords are `total`, `closed` and
`extra_items`. What it says of further keys must agree with its bases.

```py
from typing import TypedDict

class Plain: ...

class Movie(TypedDict, Plain):  # invalid-typed-dict-header: `Plain` is no typed dictionary
    name: str
```

Right:

```py
from typing import TypedDict

class Movie(TypedDict):
    name: str
```
""",
    _message,
)
