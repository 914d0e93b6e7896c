"""What moves code refuses to touch code that never runs, since nothing is known of what that names.

In:  a statement's region; a file that gets code at its end.
Out: nothing, or a refusal. It is refused only if settings or a declared `Never` rule out that it runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import refusals
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.types.infer import reachable

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.semantic import region
    from pebre_analysis.source import files


def check(db: database.ProjectDatabase, where: region.Region) -> None:
    """Refuse a statement that never runs."""
    if not reachable.is_reachable(db, where):
        raise refusals.RefusalError("it never runs here, so what it names is not known")


def check_end(db: database.ProjectDatabase, file: files.File) -> None:
    """Refuse a module of which the end never runs."""
    index = semantic_index.semantic_index(db, file)
    last = [each for each in index.regions.get(db) if each.scope is index.module and not each.is_body][-1:]
    if last and not reachable.is_reachable(db, last[0]):
        raise refusals.RefusalError(f"the end of {file.name} never runs here")
