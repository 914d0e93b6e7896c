"""The record of something wrong in source text.

Offsets are code points from the start of the chunk the problem was found in; whoever joins chunks
to a file adds the chunk's start. `version` is the first Python version that accepts the code, when
the code is wrong only for older targets; then it counts only if the target is older.
"""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One problem, at `start` to `end`; the `related_` fields point to a second place, or are unset."""

    start: int
    end: int
    message: str
    related_start: int = -1
    related_end: int = -1
    related_message: str = ""
    version: tuple[int, int] | None = None
