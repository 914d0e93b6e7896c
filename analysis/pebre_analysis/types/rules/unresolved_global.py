"""`unresolved-global`: a `global` of a name that the module itself never binds. Arguments: the name."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(name: str) -> str:
    return f"`global {name}`: the module itself never binds `{name}`"


RULE = rule.Rule(
    findings.UNRESOLVED_GLOBAL,
    "warning",
    "`global` of a name that the module does not bind",
    """\
The name is bound in functions only. Reading it before one of them ran raises `NameError`, and whoever reads
the module does not see that it has this name.

```py
def start():
    global state    # unresolved-global: the module itself never binds `state`
    state = 1
```

Right:

```py
state: int

def start():
    global state
    state = 1
```

Bind or declare it at the top of the module: `state: int`.
""",
    _message,
)
