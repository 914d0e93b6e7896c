"""`static-assert-error`: a `static_assert` that does not hold.

Arguments: the type of the condition, what is said of it.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(given: str, why: str) -> str:
    return f"The condition has the type `{given}`, which {why}"


RULE = rule.Rule(
    findings.STATIC_ASSERT_ERROR,
    "error",
    "`static_assert` of something that is not always true",
    """\
`ty_extensions.static_assert` holds only where the type of the condition is always true.

```py
from ty_extensions import static_assert

static_assert(1 > 2)        # static-assert-error: The condition has the type `Literal[False]`, which is false
```

Right:

```py
from ty_extensions import static_assert

static_assert(1 + 1 == 2)
```
""",
    _message,
)
