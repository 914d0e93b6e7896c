"""The settings that decide what is shown, as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.source import diagnostic
from pebre_analysis.types import findings, levels

if TYPE_CHECKING:
    from pebre_analysis.types.db import Db


class Settings:
    """Equal where the same is shown. `syntax`: how loud faulty syntax is; `version`: the one that is checked for."""

    __slots__ = ("honours_type_ignore", "levels", "syntax", "version")

    def __init__(self, db: Db) -> None:
        self.levels = levels.of(db)
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
