"""*Import the name*: for a name that nothing binds, also where that is not reported: in code that never runs here, in a
module that may bind more names than its text shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import import_offers, import_ranking, imports, names_in_scope
from pebre_analysis.ide.common import target as targets
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir
from pebre_analysis.types import findings

if TYPE_CHECKING:
    from pebre_analysis.project import database, library_names
    from pebre_analysis.source import files

_MOST: Final = 8  # shown
_RULES: Final = (findings.UNRESOLVED_REFERENCE, findings.UNDEFINED_REVEAL)


def actions(
    db: database.ProjectDatabase, mistake: action.Mistake, places: Sequence[str], libraries: library_names.Libraries
) -> list[action.Action]:
    """One for each module that may be meant, the likeliest first."""
    if mistake.finding.rule not in _RULES or not mistake.finding.arguments:
        return []
    name, at = mistake.finding.arguments[0], mistake.at
    target = targets.at(db, mistake.file, at.start)
    return _offers(db, mistake.file, name, _use(target), at, mistake.finding.rule, places, libraries)


def unreported(
    db: database.ProjectDatabase,
    file: files.File,
    wanted: ranges.TextRange,
    places: Sequence[str],
    libraries: library_names.Libraries,
) -> list[action.Action]:
    """The same for a name that nothing is reported about."""
    target = targets.at(db, file, wanted.start)
    if target is None or not isinstance(target.node, ir.Name) or target.role is not targets.Role.READ:
        return []
    if not target.range.start <= wanted.end <= target.range.end:
        return []
    if any(name == target.word for name, _, _ in names_in_scope.seen_from(db, target.region.scope)):
        return []
    return _offers(db, file, target.word, _use(target), None, "", places, libraries)


def _offers(
    db: database.ProjectDatabase,
    file: files.File,
    name: str,
    use: import_ranking.Use,
    at: ranges.TextRange | None,
    rule: str,
    places: Sequence[str],
    libraries: library_names.Libraries,
) -> list[action.Action]:
    offered = import_offers.choices(db, file, name, places, libraries, use)
    found = list(islice(filter(lambda choice: import_offers.is_given(db, choice), offered), _MOST))
    return [
        action.Action(
            f"Import: `{choice.statement}`",
            "quickfix",
            imports.add(db, file, choice.module, choice.name, choice.alias),
            rule,
            at,
            is_preferred=len(found) == 1,
        )
        for choice in found
    ]


def _use(target: targets.Target | None) -> import_ranking.Use:
    """How the name is used where it stands."""
    if target is None or not isinstance(target.node, ir.Name):
        return import_ranking.ANY_USE
    node, parent = target.node, target.parent
    if isinstance(parent, ir.Attribute) and parent.value is node:
        return import_ranking.Use(parent.attr, is_object=False) if parent.attr else import_ranking.ANY_USE
    match parent:
        case ir.Call():
            is_object = parent.func is node
        case ir.Subscript():
            is_object = parent.value is node
        case ir.AnnAssign() | ir.Parameter():
            is_object = parent.annotation is node
        case ir.FunctionDef():
            is_object = parent.returns is node or node in parent.decorators
        case ir.ClassDef():
            is_object = True
        case ir.Raise():
            is_object = True
        case _:
            is_object = False
    return import_ranking.Use("", is_object=is_object)
