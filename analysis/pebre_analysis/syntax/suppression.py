"""The record of a comment that asks for silence: `# type: ignore[…]` or `# pebre: ignore[…]`.

Offsets are code points from the start of the chunk. `trivia` finds them.
"""

from __future__ import annotations

from typing import Final

import msgspec

TYPE: Final = "type"
PEBRE: Final = "pebre"


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A rule named in a suppression, and where."""

    name: str
    start: int
    end: int


class Suppression(msgspec.Struct, frozen=True, gc=False):
    """One suppression.

    `rules` is None if it names none, and so means all. `start` to `end` is the comment, up to the
    closing bracket. `line_start` to `line_end` is the logical line it belongs to, without its line
    end; empty below the last statement. `stands_alone`: nothing but the comment is on its line, and
    it is not inside a statement.
    """

    tool: str  # TYPE or PEBRE
    rules: tuple[Rule, ...] | None
    start: int
    end: int
    line_start: int
    line_end: int
    stands_alone: bool
