"""*Remove what is imported and not used*: one name, or all of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide import unused_imports
from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import deletion

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files, ranges


def quick_fixes(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """An action for each name that the range touches, and one for all if there are more."""
    everything = unused_imports.unused_imports(db, file)
    here = [each for each in everything if each.range.start <= wanted.end and wanted.start <= each.range.end]
    found: list[action.Action] = []
    for each in here:
        changes = tuple(deletion.of_imports(db, file, (each.range.start,)))
        if changes:
            found.append(
                action.Action(
                    f"Remove the import of `{each.name}`", "quickfix", changes, at=each.range, is_preferred=True
                )
            )
    changes = tuple(deletion.of_imports(db, file, {each.range.start for each in everything})) if here else ()
    if len(everything) > 1 and changes:
        found.append(action.Action("Remove all imports that are not used", "quickfix", changes))
    return found
