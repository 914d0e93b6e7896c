"""`unresolved-import`: an imported module or name is not found.

Arguments: what was looked for ("module" or "member"), its name, the module it was looked for in or "".
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(kind: str, name: str, module: str = "") -> str:
    if kind == "member":
        return f"Module `{module}` has no member `{name}`"
    return f"Cannot resolve imported module `{name}`"


RULE = rule.Rule(
    findings.UNRESOLVED_IMPORT,
    "error",
    "an import of a module or name that cannot be found",
    """\
The module is not in the project, not in the environment and not in the standard library of the
checked Python version; or the module was found, but it has no such name.

```py
import requets              # unresolved-import: Cannot resolve imported module `requets`
from json import dumpz      # unresolved-import: Module `json` has no member `dumpz`
```

Right:

```py
import json
from json import dumps
```

The report says which environment and which folders were searched. If the environment is the wrong
one, set `environment.python`, or pass `--python`. A module that may be missing can be listed in
`analysis.allowed-unresolved-imports`; an import inside `try` with an `except ImportError` is still
reported, because its names have no type.
""",
    _message,
)
