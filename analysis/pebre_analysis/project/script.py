"""What a script says of itself: the block of PEP 723 in its comments.

In:  the text of a Python file.
Out: the tables of its block `script`; None where there is none, or it is not TOML.
Always: looked for only in the first MAX_HEAD code points; of several such blocks the script has none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Final

MAX_HEAD: Final = 16_000
_MARK: Final = "# /// script"
_BLOCK: Final = re.compile(r"^# /// script[ \t]*\r?\n((?:#(?:[ \t][^\r\n]*)?\r?\n)+?)# ///[ \t]*\r?$", re.M)


def is_script(text: str) -> bool:
    """Whether a file has such a block; a look at its beginning."""
    return _MARK in text[:MAX_HEAD] and metadata(text) is not None


def metadata(text: str) -> Mapping[str, object] | None:
    """The tables of the block."""
    found = _BLOCK.findall(text[:MAX_HEAD])
    if len(found) != 1:
        return None
    lines = [line[2:] if line.startswith("# ") else line[1:] for line in found[0].splitlines()]
    try:
        return tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
