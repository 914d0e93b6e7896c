"""*Ignore this rule here*: a comment on the logical line, or one more rule in the comment that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import edits
from pebre_analysis.syntax import outline, suppression, trivia
from pebre_analysis.types import rules

if TYPE_CHECKING:
    from pebre_analysis.project import database


def actions(db: database.ProjectDatabase, mistake: action.Mistake) -> list[action.Action]:
    """One action; none for what is no rule."""
    rule = mistake.finding.rule
    if rule not in rules.BY_ID:
        return []
    edit = _edit(db, mistake, rule)
    if edit is None:
        return []
    return [action.Action(f"Ignore `{rule}` on this line", "quickfix", (edit,), rule, mistake.at)]


def _edit(db: database.ProjectDatabase, mistake: action.Mistake, rule: str) -> edits.Edit | None:
    path = mistake.file.path
    where = outline.outline(db, mistake.file).innermost(mistake.at.start)
    if where is None:
        return None
    base, part = where
    at = mistake.at.start - base
    for each in trivia.suppressions(part):
        if each.tool == suppression.PEBRE and each.rules is not None and each.line_start <= at <= each.line_end:
            if each.rules:
                return edits.insert(path, base + each.rules[-1].end, f", {rule}")
            return edits.insert(path, base + each.end - 1, rule)
    line = trivia.logical_line(part, at)
    if line is None:
        return None
    text = part.text[line[0] : line[1]]
    end = line[0] + len(text.rstrip(" \t\f"))
    return edits.insert(path, base + end, f"  # pebre: ignore[{rule}]")
