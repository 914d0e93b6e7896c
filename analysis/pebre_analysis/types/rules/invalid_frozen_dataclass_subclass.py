"""`invalid-frozen-dataclass-subclass`: a dataclass that is frozen where its base is not, or the reverse.

Arguments: the class, what it is, the base.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, told: str, base: str) -> str:
    return f"`{name}` is {told}, its base `{base}` is{' not' if told == 'frozen' else ''}"


RULE = rule.Rule(
    findings.INVALID_FROZEN_DATACLASS_SUBCLASS,
    "error",
    "a dataclass that is frozen where its base is not, or the reverse",
    """\
A frozen dataclass has frozen bases only, and only they have frozen subclasses. Running the line raises `TypeError`.

```py
from dataclasses import dataclass

@dataclass(frozen=True)
class Base: ...

@dataclass
class Child(Base): ...   # invalid-frozen-dataclass-subclass
```

Right:

```py
from dataclasses import dataclass

@dataclass(frozen=True)
class Base: ...

@dataclass(frozen=True)
class Child(Base): ...
```
""",
    _message,
)
