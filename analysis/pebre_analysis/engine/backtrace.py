"""The running queries, innermost last: what an internal error says of where it happened.

A frame names the query and its key, where its function stands, and what was known of it before this run.
"""

from __future__ import annotations

from typing import Final

import msgspec

from pebre_analysis.engine import durability, memo, runtime

TITLE: Final = "running queries:"
SHOWN: Final = 20  # frames of a deep stack that are shown: the innermost


class Frame(msgspec.Struct, frozen=True):
    """One running query."""

    name: str
    place: str  # `file.py:line` of its function
    before: str  # of its last result: "new", or its durability and when it last changed
    in_cycle: bool  # its result so far depends on a guess


def frames(db: runtime.Runtime, limit: int = SHOWN) -> list[Frame]:
    """The innermost `limit` running queries, outermost first. Reads nothing that would become a dependency."""
    depth = len(db.stack) - min(limit, len(db.stack))
    return [_frame(db, each, depth + n) for n, each in enumerate(db.stack[depth:])]


def render(db: runtime.Runtime, limit: int = SHOWN) -> str:
    """One line for each; empty if nothing runs."""
    if not db.stack:
        return ""
    lines = [TITLE]
    if len(db.stack) > limit:
        lines.append(f"  … {len(db.stack) - limit} more")
    for frame in frames(db, limit):
        cycle = ", in a cycle" if frame.in_cycle else ""
        lines.append(f"  {frame.name} at {frame.place} ({frame.before}{cycle})")
    return "\n".join(lines)


def _frame(db: runtime.Runtime, each: memo.Memo, depth: int) -> Frame:
    code = getattr(each.query.fn, "__code__", None)
    place = "?" if code is None else f"{_base(code.co_filename)}:{code.co_firstlineno}"
    before = "new"
    if each.verified_at:
        before = f"{durability.NAMES[each.durability]}, changed at {each.changed_at}"
    notes = db.notes.get(depth)
    return Frame(each.debug_name(), place, before, each in db.guesses or (notes is not None and notes.low <= depth))


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
