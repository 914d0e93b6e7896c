"""`invalid-type-alias-type`: a call of `TypeAliasType` that makes no alias.

Arguments: what is wrong, as a sentence.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(what: str) -> str:
    return what


RULE = rule.Rule(
    findings.INVALID_TYPE_ALIAS_TYPE,
    "error",
    "a call of `TypeAliasType` that makes no alias",
    """\
Type checkers read the call without running it, so its type parameters are written out where it stands.

```py
from typing import TypeAliasType, TypeVar

T = TypeVar("T")
params = (T,)
Pairs = TypeAliasType("Pairs", list[T], type_params=params)   # invalid-type-alias-type
```

Right:

```py
from typing import TypeAliasType, TypeVar

T = TypeVar("T")
Pairs = TypeAliasType("Pairs", list[T], type_params=(T,))
```
""",
    _message,
)
