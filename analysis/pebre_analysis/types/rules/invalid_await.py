"""`invalid-await`: an `await` of something without `__await__`.

Arguments: the type, the whole union ("" when it is none).
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(ty: str, whole: str = "") -> str:
    of = f" of the union `{whole}`" if whole else ""
    return f"Object of type `{ty}`{of} cannot be awaited"


RULE = rule.Rule(
    findings.INVALID_AWAIT,
    "error",
    "`await` of something that cannot be awaited",
    """\
The object has no `__await__`: it is no coroutine, task or future. Running the line raises `TypeError`.

```py
async def main():
    await 1         # invalid-await: Object of type `Literal[1]` cannot be awaited
```

Right:

```py
import asyncio

async def main():
    await asyncio.sleep(1)
```
""",
    _message,
)
