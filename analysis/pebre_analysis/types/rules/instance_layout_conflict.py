"""`instance-layout-conflict`: bases whose instances are laid out differently. Arguments: the class, two bases."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, first: str, second: str) -> str:
    return f"`{name}` cannot derive from both `{first}` and `{second}`: their instances are laid out differently"


RULE = rule.Rule(
    findings.INSTANCE_LAYOUT_CONFLICT,
    "error",
    "bases whose instances are laid out differently",
    """\
Running the statement raises `TypeError`.

```py
class A(int, str): ...      # instance-layout-conflict
```

Right:

```py
class A(int): ...
```
""",
    _message,
)
