"""What is reported about a file: plain frozen records, without any rendering.

A diagnostic belongs to the file it is reported for, which its holder knows; related places name
their own file. Positions are in it, so it is made last, at the join, and is never an input of inference.
"""

from __future__ import annotations

import enum
import functools

import msgspec

from pebre_analysis.source import ranges


@functools.total_ordering
class Level(enum.Enum):
    """How severe a rule's finding is; ordered from IGNORE to ERROR."""

    IGNORE = "ignore"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"

    def __lt__(self, other: Level) -> bool:
        return _RANK[self] < _RANK[other]


_RANK = {level: rank for rank, level in enumerate(Level)}


class Tag(enum.Enum):
    """Extra meaning that editors draw: greyed out, or struck through."""

    UNNECESSARY = "unnecessary"
    DEPRECATED = "deprecated"


class Anchor:
    """A text of the file that is reported about, from the start of a line on: related places count from its start, so
    that they need not change when it moves."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Related(msgspec.Struct, frozen=True, gc=False):
    """A second place that explains the finding; from the start of its file, or of the anchor."""

    place: ranges.FileRange
    message: str
    anchor: Anchor | None = None


class Diagnostic(msgspec.Struct, frozen=True, gc=False):
    """One finding. `rule` is the rule's id (`unresolved-import`); `message` is one or more plain lines."""

    rule: str
    level: Level
    message: str
    range: ranges.TextRange
    related: tuple[Related, ...] = ()
    tags: tuple[Tag, ...] = ()


def sort_key(diagnostic: Diagnostic) -> tuple[int, int, str, str]:
    """A total order that does not depend on the order in which findings were made."""
    return (diagnostic.range.start, diagnostic.range.end, diagnostic.rule, diagnostic.message)
