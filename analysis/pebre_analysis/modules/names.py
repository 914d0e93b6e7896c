"""Names of modules: dotted text, and what a relative import means.

A name is valid when each part is an identifier. Names are plain strings.
"""

from __future__ import annotations

import keyword
from typing import Final

MAX_PARTS: Final = 64  # a longer name names no module; so no loop over parts is long


def is_valid(text: str) -> bool:
    """Whether `text` could name a module."""
    parts = text.split(".", MAX_PARTS)
    return len(parts) <= MAX_PARTS and all(part.isidentifier() for part in parts)


def is_plain(text: str) -> bool:
    """Whether a valid name can be written behind `import`: no part of it is a keyword."""
    return not any(map(keyword.iskeyword, text.split(".")))


def parent(text: str) -> str | None:
    """`a.b` for `a.b.c`; None for a top-level name."""
    cut = text.rfind(".")
    return text[:cut] if cut > 0 else None


def top(text: str) -> str:
    """`a` for `a.b.c`."""
    return text.partition(".")[0]


def join(package: str, name: str) -> str:
    """`package.name`; either may be empty."""
    return f"{package}.{name}" if package and name else package or name


def absolute(level: int, tail: str, importer: str, importer_is_package: bool) -> str | None:
    """What `from <level dots><tail> import …` names inside the module `importer`.

    None when it climbs out of the top-level package, or when `importer` is in none.
    """
    if level == 0:
        return tail or None
    parts = importer.split(".")
    n_kept = len(parts) - level + (1 if importer_is_package else 0)
    if n_kept <= 0:
        return None
    return join(".".join(parts[:n_kept]), tail)
