"""`unresolved-attribute`: an attribute that the object does not have.

Arguments: the object's type, the name, and the parts of a union that lack it ("" or left out: all of it does).
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(owner: str, name: str, lacking: str = "") -> str:
    if lacking:
        return f"Attribute `{name}` is not defined on {lacking} in union `{owner}`"
    if owner.startswith("<module "):
        return f"Module {owner[8:-1].replace(chr(39), '`')} has no member `{name}`"
    return f"Object of type `{owner}` has no attribute `{name}`"


RULE = rule.Rule(
    findings.UNRESOLVED_ATTRIBUTE,
    "error",
    "use of an attribute that does not exist",
    """\
The object has no attribute of that name. Running the line raises `AttributeError`.

```py
def shout(name: str | None):
    return name.uper()      # unresolved-attribute: neither `str` nor `None` has it
```

Right:

```py
def shout(name: str | None):
    return name.upper() if name is not None else ""
```

Where only a part of a union lacks it (often `None`), test for it first.
""",
    _message,
)
