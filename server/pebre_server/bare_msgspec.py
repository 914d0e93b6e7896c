"""Import msgspec without typing_extensions, which it prefers to typing where it is installed.

With it come inspect, ast, dis and tokenize: 10 ms at every start. From 3.11 on typing has all that msgspec asks for.
"""

from __future__ import annotations

import sys


def load() -> None:
    """Before the first import of msgspec; nothing if either was imported already."""
    if "msgspec" in sys.modules or "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # an import of it fails, as where it is missing
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]
