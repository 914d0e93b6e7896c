"""How loud each rule is: what the settings say of it, else what they say of all, else its own level."""

from __future__ import annotations

from typing import Final

from pebre_analysis.source import diagnostic
from pebre_analysis.types import rules
from pebre_analysis.types.db import Db

_SAID: Final = {"error": diagnostic.Level.ERROR, "warn": diagnostic.Level.WARN, "ignore": diagnostic.Level.IGNORE}
_OWN: Final = {"error": diagnostic.Level.ERROR, "warning": diagnostic.Level.WARN, "ignore": diagnostic.Level.IGNORE}


def of(db: Db) -> dict[str, diagnostic.Level]:
    """The level of every rule."""
    said = dict(db.rules.levels.get(db))
    everything = said.get("all")
    found: dict[str, diagnostic.Level] = {}
    for rule in rules.RULES:
        own = said.get(rule.id, everything)
        found[rule.id] = _OWN[rule.level] if own is None else _SAID[own]
    return found
