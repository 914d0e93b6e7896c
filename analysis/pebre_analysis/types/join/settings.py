"""The settings that decide what is shown, as they are now.

While a string is open that takes code in, as when its quotes are being typed, what that code bound and returned is not
known: whatever can come of this alone is left out, and the open string is what is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.source import diagnostic
from pebre_analysis.types import findings, levels

if TYPE_CHECKING:
    from pebre_analysis.syntax import outlined
    from pebre_analysis.types.db import Db

# What the loss of a binding, a `return` or a use can bring about.
_OF_LOST_CODE: Final = dict.fromkeys(
    (
        findings.UNRESOLVED_REFERENCE, findings.UNRESOLVED_ATTRIBUTE, findings.UNRESOLVED_GLOBAL,
        findings.POSSIBLY_UNRESOLVED_REFERENCE, findings.POSSIBLY_MISSING_ATTRIBUTE, findings.INVALID_RETURN_TYPE,
        findings.EMPTY_BODY, findings.UNUSED_IGNORE_COMMENT, findings.UNUSED_TYPE_IGNORE_COMMENT,
    ),
    diagnostic.Level.IGNORE,
)  # fmt: skip


class Settings:
    """Equal where the same is shown. `syntax`: how loud faulty syntax is; `version`: the one that is checked for."""

    __slots__ = ("honours_type_ignore", "levels", "syntax", "version")

    def __init__(self, db: Db, outline: outlined.Outline) -> None:
        self.levels = levels.of(db)
        if outline.cuts or outline.open_string >= 0:
            self.levels = {**self.levels, **_OF_LOST_CODE}
        self.syntax = self.levels.get(findings.INVALID_SYNTAX, diagnostic.Level.ERROR)
        self.version = db.program.python_version.get(db)
        self.honours_type_ignore = db.rules.type_ignore.get(db)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Settings):
            return NotImplemented
        return (
            self.levels == other.levels
            and self.version == other.version
            and self.honours_type_ignore == other.honours_type_ignore
        )

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key
