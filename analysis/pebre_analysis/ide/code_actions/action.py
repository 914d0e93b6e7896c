"""The record of an action that is offered, and of the report it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pebre_analysis.ide.common import edits
from pebre_analysis.source import ranges

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source.files import File
    from pebre_analysis.types import findings


class Action(msgspec.Struct, frozen=True, gc=False):
    """Something to do. `kind` is a word of the protocol; `rule` and `at` say which report it mends, if one.

    `is_preferred`: nearly always what is wanted. `disabled`: why it cannot be done here, for the user; there are no
    edits then. `late`: the edits are found when it is chosen, by what is handed back. `creates`: paths of files that
    are made before.
    """

    title: str
    kind: str
    edits: tuple[edits.Edit, ...]
    rule: str = ""
    at: ranges.TextRange | None = None
    is_preferred: bool = False
    disabled: str = ""
    late: str = ""
    creates: tuple[str, ...] = ()


class Mistake(NamedTuple):
    """A report and what it was made of."""

    file: File
    region: Region
    finding: findings.Finding
    at: ranges.TextRange
