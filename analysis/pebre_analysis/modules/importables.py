"""What can be imported from a folder, by name: its listing cut down to what the resolver asks.

So a change that concerns no import (a swap file, a log, a cache) stops here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from pebre_analysis.source import system

# Bits of what a name stands for in a folder. One name may be several things.
SOURCE: Final = 1  # name.py
STUB: Final = 2  # name.pyi
COMPILED: Final = 4  # an extension module, or byte code without its source
FOLDER: Final = 8  # a folder `name`, or `name-stubs` under that very name
MARKER: Final = 16  # a file with a meaning of its own: see MARKERS

MODULE: Final = SOURCE | STUB | COMPILED

TYPED: Final = "py.typed"
MARKERS: Final = frozenset((TYPED, "pyproject.toml", "pebre.toml"))
STUBS_SUFFIX: Final = "-stubs"

Importable: TypeAlias = dict[str, int]
NOTHING: Final[Importable] = {}

_BIT_OF_SUFFIX: Final = {"py": SOURCE, "pyi": STUB, "so": COMPILED, "pyd": COMPILED, "pyc": COMPILED}


def of(entries: Iterable[system.Entry]) -> Importable:
    """Name → bits. Names differ if their case does, whatever the disk thinks."""
    found: Importable = {}
    for name, kind in entries:
        if kind is system.Kind.DIRECTORY:
            if name.removesuffix(STUBS_SUFFIX).isidentifier() and name != "__pycache__":
                found[name] = found.get(name, 0) | FOLDER
        elif kind is system.Kind.FILE:
            stem, _, rest = name.partition(".")
            bit = _BIT_OF_SUFFIX.get(rest[rest.rfind(".") + 1 :])
            if name in MARKERS:
                found[name] = MARKER
            elif bit is not None and stem.isidentifier() and (bit == COMPILED or "." not in rest):
                found[stem] = found.get(stem, 0) | bit
    return found
