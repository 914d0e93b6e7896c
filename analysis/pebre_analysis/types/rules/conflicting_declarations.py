"""`conflicting-declarations`: name that is given a value where its declarations say different things.

Arguments: the name, the declared types.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str, *declared: str) -> str:
    first = ", ".join([f"`{each}`" for each in declared[:-1]])
    return f"`{name}` may have been declared as {first} or as `{declared[-1]}` here"


RULE = rule.Rule(
    findings.CONFLICTING_DECLARATIONS,
    "error",
    "name that is given a value where its declarations say different things",
    """\
A name is declared with different types in the branches of the code before, and then given a value. Which of the types
the value has to have depends on the way that was taken, so each of the declarations says less than it seems to.

```py
def load(from_file: bool) -> None:
    if from_file:
        source: str
    else:
        source: int
    source = "data"  # conflicting-declarations: `str` and `int`
```

Right: one declaration that says all the name may hold.

```py
def load(from_file: bool) -> None:
    source: str | int
    source = "data"
```

A declaration in one branch only, or several that say the same, are no conflict; nor are functions, classes or imports
of one name in different branches.
""",
    _message,
)
