"""`possibly-missing-submodule`: a submodule that nothing imports. Arguments: the package, the name."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(package: str, name: str) -> str:
    return f"Submodule `{name}` of `{package}` may not have been imported"


RULE = rule.Rule(
    findings.POSSIBLY_MISSING_SUBMODULE,
    "warning",
    "a submodule that nothing imports",
    """\
The package has a submodule of that name, but no import of it was seen. It is an attribute of the package
only after somebody imported it.

```py
import xml

xml.dom             # possibly-missing-submodule: Submodule `dom` of `xml` may not have been imported
```

Right:

```py
import xml.dom

xml.dom
```

Import the submodule itself: `import xml.dom`.
""",
    _message,
)
