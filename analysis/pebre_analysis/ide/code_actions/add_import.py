"""*Import the name*: for a name that nothing binds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import import_offers, imports
from pebre_analysis.types import findings

if TYPE_CHECKING:
    from pebre_analysis.project import database, importable

_MOST: Final = 8  # shown
_RULES: Final = (findings.UNRESOLVED_REFERENCE, findings.UNDEFINED_REVEAL)


def actions(
    db: database.ProjectDatabase, mistake: action.Mistake, places: Sequence[str], libraries: importable.Libraries
) -> list[action.Action]:
    """One for each module that may be meant, the likeliest first."""
    if mistake.finding.rule not in _RULES or not mistake.finding.arguments:
        return []
    name, file = mistake.finding.arguments[0], mistake.file
    found = import_offers.choices(db, file, name, places, libraries.update(db))[:_MOST]
    return [
        action.Action(
            f"Import: `{choice.statement}`",
            "quickfix",
            imports.add(db, file, choice.module, choice.name, choice.alias),
            mistake.finding.rule,
            mistake.at,
            is_preferred=len(found) == 1,
        )
        for choice in found
    ]
