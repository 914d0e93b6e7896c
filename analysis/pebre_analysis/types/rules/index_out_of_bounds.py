"""`index-out-of-bounds`: an index beyond a known length. Arguments: the index, the type, its length."""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(index: str, ty: str, length: str) -> str:
    return f"Index {index} is out of bounds for `{ty}` of length {length}"


RULE = rule.Rule(
    findings.INDEX_OUT_OF_BOUNDS,
    "error",
    "an index that a tuple or text of known length does not have",
    """\
The length is known and the index is beyond it. Running the line raises `IndexError`.

```py
pair = (1, 2)
pair[2]             # index-out-of-bounds: the last index is 1
```

Right:

```py
pair = (1, 2)
pair[1]
```
""",
    _message,
)
