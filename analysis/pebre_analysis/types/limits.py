"""Whether a type is told in full.

In:  a type.
Out: whether a part of it grew too large and is `Unknown` for that reason alone (`kinds.CUT`).
Always: bounded by the size of types (`table`); no recursion.
"""

from __future__ import annotations

from pebre_analysis.types import kinds, table


def is_cut(ty: kinds.Type) -> bool:
    """Does the type, as it is shown, hold something that was left out?"""
    waiting: list[object] = [ty]
    seen: set[int] = set()
    while waiting:
        at = waiting.pop()
        if at is kinds.CUT:
            return True
        if isinstance(at, tuple):
            waiting.extend(at)
        elif isinstance(at, table.Part) and id(at) not in seen:
            seen.add(id(at))
            waiting.extend(getattr(at, name) for name in at.fields)
    return False
