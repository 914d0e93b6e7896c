"""`deprecated`: a call of something marked `@deprecated`. Arguments: what it is, what the mark says ("" if nothing)."""

from pebre_analysis.source import diagnostic
from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(what: str, said: str) -> str:
    return f"{what[:1].upper()}{what[1:]} is deprecated" + (f": {said}" if said else "")


RULE = rule.Rule(
    findings.DEPRECATED,
    "warning",
    "use of something deprecated",
    """\
The function, class or overload is marked with `@deprecated("…")`: it still works, and will go.

```py
from warnings import deprecated

@deprecated("use `area` instead")
def size(): ...

size()              # deprecated: Function `size` is deprecated: use `area` instead
```

Right:

```py
def area(): ...

area()
```
""",
    _message,
    (diagnostic.Tag.DEPRECATED,),
)
