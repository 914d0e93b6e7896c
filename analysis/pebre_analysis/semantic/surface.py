"""What of a file other files can see, as a text; and what it imports.

In:  a database and a file. Out: texts that are equal in two runs if all that other files ask about it is.
Always: the body of a function is left out where its header says what it returns and it binds nothing outside itself
(no attribute through `self`, nothing `global` or `nonlocal`); so are comments, docstrings and layout. All else is in.
Method: what inference reads of a body from outside is its return value where none is declared, and what it binds;
whether it is a generator or says nothing stands in the code of the header (`syntax.bodies`).
Records no edge: for who keeps results between runs, outside of queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import index as indexes
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import update, use_def
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source import db as source_db
    from pebre_analysis.source import files


def surface(db: source_db.Db, file: files.File) -> str:
    """The code that other files can see, region by region in source order, each with its place in the file's names."""
    index = indexes.semantic_index(db, file)
    parts = [str(update.flags_of(index))]
    for region in update.regions_of(index):
        if region.is_body and not _is_seen(region):
            continue
        parts += (_path(region.scope), region.lowered.code)
    return "\0".join(parts)


def is_at_hand(db: source_db.Db, file: files.File) -> bool:
    """Whether all functions that `surface` looks at have been read."""
    return not update.has_pending(indexes.semantic_index(db, file))


def imports(db: source_db.Db, file: files.File) -> list[tuple[int, str]]:
    """(level, dotted name) of each module that the file imports, or may import by a name of its package; sorted."""
    index = indexes.semantic_index(db, file)
    found: set[tuple[int, str]] = set()
    for occurrence in update.importing(index):
        found.update(occurrence.index.imports)
        found.update(occurrence.index.from_names)
    return sorted(found)


def _is_seen(body: Region) -> bool:
    scope = body.scope
    definition = scope.definition
    node = definition.binding.node if definition is not None else None
    if not isinstance(node, ir.FunctionDef) or node.returns is None:
        return True
    index = body.index
    if not isinstance(index, use_def.BodyIndex) or index.attributes or index.nonlocals or index.globals:
        return True
    return any(each.flags & (use_def.GLOBAL | use_def.NONLOCAL) for each in index.bindings)


def _path(scope: scopes.Scope) -> str:
    """The name path of a scope."""
    names: list[str] = []
    each: scopes.Scope | None = scope
    while each is not None and each.parent is not None:
        names.append(f"{each.name}#{each.nth}")
        each = each.parent
    return ".".join(reversed(names))
