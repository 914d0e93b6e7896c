"""Everything that is offered about a range of a file.

In:  a file, a range in it, the paths of the project's files, which kinds are wanted.
Out: actions, what mends a report before what silences it, then what gives code another shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import (
    action,
    add_import,
    convert_import,
    delete_symbol,
    extract_function,
    extract_variable,
    ignore_rule,
    implement_abstract,
    inline_variable,
    leftovers,
    move_symbol,
    organise_imports,
    remove_imports,
    spelling,
)
from pebre_analysis.types import check
from pebre_analysis.types.infer import results

if TYPE_CHECKING:
    from pebre_analysis.project import database, importable
    from pebre_analysis.source import files, ranges


def code_actions(
    db: database.ProjectDatabase,
    file: files.File,
    wanted: ranges.TextRange,
    paths: Sequence[str],
    libraries: importable.Libraries,
    wants: Callable[[str], bool],
) -> list[action.Action]:
    """The actions of wanted kinds, without doubles."""
    found = _quick_fixes(db, file, wanted, paths, libraries) if wants("quickfix") else []
    for kind, actions in _OTHERS:
        if wants(kind):
            db.check_cancelled()
            found += actions(db, file, wanted)
    return found


_OTHERS: Final = (
    (implement_abstract.KIND, implement_abstract.actions),
    (extract_variable.KIND, extract_variable.actions),
    (extract_function.KIND, extract_function.actions),
    (inline_variable.KIND, inline_variable.actions),
    (convert_import.KIND, convert_import.actions),
    (move_symbol.KIND, move_symbol.actions),
    (delete_symbol.KIND, delete_symbol.actions),
    (organise_imports.KIND, organise_imports.actions),
    (leftovers.KIND, leftovers.fix_all),
)


def resolve(
    db: database.ProjectDatabase,
    file: files.File,
    wanted: ranges.TextRange,
    kind: str,
    late: str,
    places: Sequence[str],
) -> action.Action | None:
    """An action that was offered without its edits, with them; None if there is none of that kind."""
    if kind == move_symbol.KIND:
        return move_symbol.resolve(db, file, wanted, late, places)
    if kind == delete_symbol.KIND:
        return delete_symbol.resolve(db, file, wanted, places)
    return None


def _quick_fixes(
    db: database.ProjectDatabase,
    file: files.File,
    wanted: ranges.TextRange,
    paths: Sequence[str],
    libraries: importable.Libraries,
) -> list[action.Action]:
    found: dict[tuple[str, int], action.Action] = {}
    mistakes = list(_mistakes(db, file, wanted))
    for mistake in mistakes:
        for each in (*spelling.actions(db, mistake), *add_import.actions(db, mistake, paths, libraries)):
            found.setdefault((each.title, mistake.at.start), each)
    if not mistakes:
        for each in add_import.unreported(db, file, wanted, paths, libraries):
            found.setdefault((each.title, wanted.start), each)
    for each in remove_imports.quick_fixes(db, file, wanted):
        found.setdefault((each.title, each.edits[0].range.start), each)
    for each in leftovers.quick_fixes(db, file, wanted):
        found.setdefault((each.title, each.edits[0].range.start), each)
    for mistake in mistakes:
        for each in ignore_rule.actions(db, mistake):
            found.setdefault((each.title, mistake.at.start), each)
    return list(found.values())


def _mistakes(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> Iterator[action.Mistake]:
    """What is reported about places that touch the range."""
    for region, report, at in check.shown(db, file):
        if at.start <= wanted.end and wanted.start <= at.end:
            for finding in results.infer_region(db, region).findings:
                if (finding.rule, finding.n, finding.header) == (report.rule, report.n, report.header):
                    yield action.Mistake(file, region, finding, at)
                    break
