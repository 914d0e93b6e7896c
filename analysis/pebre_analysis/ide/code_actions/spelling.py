"""*Change to `name`*: what "did you mean" says, put in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import edits
from pebre_analysis.source import ranges, source_text
from pebre_analysis.types import findings, hints

if TYPE_CHECKING:
    from pebre_analysis.project import database

_N_SHOWN: Final = 2  # as in the message
# Which argument of a finding is the name as it is written, and whether it ends the node that is reported.
_NAMES: Final = {
    findings.UNRESOLVED_REFERENCE: (0, False),
    findings.POSSIBLY_UNRESOLVED_REFERENCE: (0, False),
    findings.UNRESOLVED_IMPORT: (1, False),
    findings.UNRESOLVED_ATTRIBUTE: (1, True),
    findings.UNKNOWN_ARGUMENT: (1, False),
}


def actions(db: database.ProjectDatabase, mistake: action.Mistake) -> list[action.Action]:
    """One for each name that was perhaps meant."""
    known = _NAMES.get(mistake.finding.rule)
    if known is None:
        return []
    number, is_last = known
    name, at = mistake.finding.arguments[number], mistake.at
    text = source_text.source_text(db, mistake.file).text[at.start : at.end]
    dots = len(name) - len(name.lstrip("."))  # of an import, before what is reported
    name = name[dots:]
    if is_last and text.endswith(name):
        at = ranges.TextRange(at.end - len(name), at.end)
    elif not is_last and text.startswith(name):
        at = ranges.TextRange(at.start, at.start + len(name))
    else:
        return []
    meant = hints.meant(db, mistake.region, mistake.finding)[:_N_SHOWN]
    return [
        action.Action(
            f"Change to `{each}`",
            "quickfix",
            (edits.Edit(mistake.file.path, at, each[dots:]),),
            mistake.finding.rule,
            mistake.at,
            is_preferred=len(meant) == 1,
        )
        for each in meant
    ]
