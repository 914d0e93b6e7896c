"""`invalid-syntax`: the text is not Python. Arguments: the message, made where the text is parsed."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(text: str) -> str:
    return text


RULE = rule.Rule(
    findings.INVALID_SYNTAX,
    "error",
    "code that Python cannot parse or compile, or syntax newer than the checked version",
    """\
Python would refuse to run the file. pebre goes on with what it can read: one mistake gives one
report, and the rest of the file is checked as usual. Syntax that a newer version of Python understands is reported
with that version.

```py
def greet(name)             # invalid-syntax: a `:` is missing
    return name
```

Right:

```py
def greet(name):
    return name
```
""",
    _message,
)
