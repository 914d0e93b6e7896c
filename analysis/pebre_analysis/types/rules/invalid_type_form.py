"""`invalid-type-form`: an annotation that is no type. Arguments: what is wrong, a whole sentence."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(text: str) -> str:
    return text


RULE = rule.Rule(
    findings.INVALID_TYPE_FORM,
    "error",
    "annotation that is not a type",
    """\
Annotations hold types: classes, special forms with their arguments, unions, strings that name them. A
variable, a module, a function or a call there means nothing to a type checker.

```py
import datetime

def when(x: datetime): ...          # invalid-type-form: did you mean `datetime.datetime`?
def pair(x: (int, str)): ...        # invalid-type-form: did you mean `tuple[…]`?
```

Right:

```py
import datetime

def when(x: datetime.datetime): ...
def pair(x: tuple[int, str]): ...
```
""",
    _message,
)
