"""`invalid-attribute-access`: an attribute that is there, but not to be reached this way.

Arguments: the attribute, the object's type, why: a flaw of reading (`members`), or a sentence about assignment.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _reading(flaw: str) -> str | None:
    from pebre_analysis.types.algebra import members  # a list of the rules needs no algebra

    return {
        members.NO_GETTER: "it is a property without a getter",
        members.BAD_SELF: "the property's getter is annotated for other objects",
        members.OF_PARAMETERS: "it is of a type that only instances of the class know",
        members.BAD_GET: "its `__get__` cannot be called with this object and its class",
        members.BAD_GETATTR: "`__getattr__` cannot be called with the name of the attribute",
        members.BAD_GETATTRIBUTE: "`__getattribute__` cannot be called with the name of the attribute",
    }.get(flaw)


def _message(name: str, owner: str, reason: str) -> str:
    reading = _reading(reason)
    if reading is not None:
        return f"Cannot read `{name}` of `{owner}`: {reading}"
    return f"Cannot assign to `{name}` of `{owner}`: it {reason}"


RULE = rule.Rule(
    findings.INVALID_ATTRIBUTE_ACCESS,
    "error",
    "an attribute reached in a way that it does not allow",
    """\
The attribute exists, but not for this access: a `ClassVar` is assigned through the class, an attribute that only
methods set, or whose type speaks of the type parameters of the class, belongs to instances, a property needs a getter
to be read, and `__get__`, `__getattr__` must take what Python gives them.

```py
from typing import ClassVar

class Pool:
    size: ClassVar[int] = 4

Pool().size = 8     # invalid-attribute-access: it is a variable of the class
```

Right:

```py
from typing import ClassVar

class Pool:
    size: ClassVar[int] = 4

Pool.size = 8
```
""",
    _message,
)
