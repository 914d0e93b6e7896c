"""Everything that is offered about a range of a file.

In:  a file, a range in it and other places whose reports are to be mended, the paths of the project's files, which
     kinds are wanted.
Out: actions, what mends a report before what silences it, then what gives code another shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    from pebre_analysis.ide.common import edits
    from pebre_analysis.project import database, library_names
    from pebre_analysis.source import files, ranges


def code_actions(
    db: database.ProjectDatabase,
    file: files.File,
    places: Sequence[ranges.TextRange],
    paths: Sequence[str],
    libraries: library_names.Libraries,
    wants: Callable[[str], bool],
) -> list[action.Action]:
    """The actions of wanted kinds, without doubles. `places`: the range, then the others."""
    found = _quick_fixes(db, file, places, paths, libraries) if wants("quickfix") else []
    for kind, actions in _OTHERS:
        if wants(kind):
            db.check_cancelled()
            found += actions(db, file, places[0])
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
    places: Sequence[ranges.TextRange],
    paths: Sequence[str],
    libraries: library_names.Libraries,
) -> list[action.Action]:
    found: dict[tuple[str, tuple[edits.Edit, ...]], action.Action] = {}

    def offer(actions: Iterable[action.Action]) -> None:
        for each in actions:
            found.setdefault((each.title, each.edits), each)

    mistakes = list(_mistakes(db, file, places))
    for mistake in mistakes:
        offer(spelling.actions(db, mistake))
        offer(add_import.actions(db, mistake, paths, libraries))
    if not mistakes:
        offer(add_import.unreported(db, file, places[0], paths, libraries))
    for place in places:
        offer(remove_imports.quick_fixes(db, file, place))
        offer(leftovers.quick_fixes(db, file, place))
    for mistake in mistakes:
        offer(ignore_rule.actions(db, mistake))
    return list(found.values())


def _mistakes(
    db: database.ProjectDatabase, file: files.File, places: Sequence[ranges.TextRange]
) -> Iterator[action.Mistake]:
    """What is reported about places that touch one of these, in their order."""
    shown = [each for each in check.shown(db, file) if any(_touch(each[2], place) for place in places)]
    shown.sort(key=lambda each: next(n for n, place in enumerate(places) if _touch(each[2], place)))
    for region, report, at in shown:
        for finding in results.infer_region(db, region).findings:
            if (finding.rule, finding.n, finding.header) == (report.rule, report.n, report.header):
                yield action.Mistake(file, region, finding, at)
                break


def _touch(one: ranges.TextRange, other: ranges.TextRange) -> bool:
    return one.start <= other.end and other.start <= one.end
