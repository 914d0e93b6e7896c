"""From a stub to the source behind it: the same module at run time, and the same name there.

In:  an origin in a stub. Out: origins in source, or nothing where there is none.
Always: nothing is executed; names are matched by their path (`Box.size`), through the imports of the
source, and through the bases of a class that does not have the member itself.
Some modules of the standard library are compiled: their stub is all there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import attributes, lookup
from pebre_analysis.modules import module, resolve, reverse
from pebre_analysis.semantic import definition, scope, use_def
from pebre_analysis.semantic import index as semantic_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_analysis.project import database
    from pebre_analysis.source import files

_RUNTIME: Final = resolve.Mode.RUNTIME
_ABSTRACT: Final = "_collections_abc"  # where `collections.abc` has its classes from
_CALLED_OTHERWISE: Final = {"AbstractSet": "Set"}
_MAX_HOPS: Final = 4  # from stub to source to the stub of a base to its source …


def source_of(
    db: database.ProjectDatabase,
    origin: lookup.Origin,
    hops: int = 0,
    leaves_out: Callable[[files.File], bool] | None = None,
) -> list[lookup.Origin]:
    """The origins in source of one that is in a stub; empty when it is not, or there is none.

    leaves_out: says of which files nothing is wanted; they are not read.
    """
    if isinstance(origin, module.Module):
        found = _runtime(db, origin.name) if origin.is_stub else None
        return [found] if found is not None else []
    if not isinstance(origin, definition.Definition) or not origin.exists or not origin.scope.file.is_stub:
        return []
    own = reverse.file_to_module(db, origin.scope.file)
    source = _runtime(db, own.name) if own is not None else None
    path = path_of(origin)
    if source is None or source.file is None or path is None or (leaves_out is not None and leaves_out(source.file)):
        return []
    ends = _abstract_class(db, path[0]) if source.name == "typing" else []
    ends = ends or _in_scope(db, semantic_index.semantic_index(db, source.file).module, path[0])
    for name in path[1:]:
        ends = [inner for each in ends for inner in _inside(db, each, name, hops)]
    if origin.kind == use_def.PARAMETER:
        ends = [parameter for each in ends if (parameter := _parameter(db, each, origin.place)) is not None]
    return list(dict.fromkeys(ends))


def _runtime(db: database.ProjectDatabase, name: str) -> module.Module | None:
    if name == "os.path":
        name = "ntpath" if db.program.platform.get(db) == "win32" else "posixpath"
    found = resolve.resolve(db, name, _RUNTIME)
    return found if isinstance(found, module.Module) and found.file is not None else None


def _abstract_class(db: database.ProjectDatabase, name: str) -> list[lookup.Origin]:
    """The class that `typing` gives under a name of its own, of those that its stub writes out."""
    found = _runtime(db, _ABSTRACT)
    if found is None or found.file is None:
        return []
    body = semantic_index.semantic_index(db, found.file).module
    ends = _in_scope(db, body, _CALLED_OTHERWISE.get(name, name))
    return [each for each in ends if isinstance(each, definition.Definition) and each.kind == use_def.CLASS]


def path_of(origin: definition.Definition) -> list[str] | None:
    """The names that lead to the definition from its module; of a parameter, to its function."""
    names = [] if origin.kind == use_def.PARAMETER else [origin.place]
    at: scope.Scope | None = origin.scope
    while at is not None and at.kind != scope.MODULE:
        if not at.name or (at.kind == scope.FUNCTION and names):
            return None
        names.append(at.name)
        at = at.parent
    return names[::-1] or None


def _in_scope(db: database.ProjectDatabase, inside: scope.Scope, name: str) -> list[lookup.Origin]:
    return lookup.behind_imports(db, lookup.of_symbol(db, inside.symbol(name)), _RUNTIME)[0]


def _inside(db: database.ProjectDatabase, outer: lookup.Origin, name: str, hops: int) -> list[lookup.Origin]:
    """A member of a class in source."""
    if isinstance(outer, module.Module):
        return lookup.behind_imports(db, lookup.in_module(db, outer, name, _RUNTIME), _RUNTIME)[0]
    if not isinstance(outer, definition.Definition) or outer.body_scope is None or outer.kind != use_def.CLASS:
        return []
    body = outer.body_scope
    found = _in_scope(db, body, name) or attributes.weightiest(db, body.symbol(name).sites.get(db))
    if not found and hops < _MAX_HOPS:
        # The source may have it from a base that the stub does not show.
        through = attributes.of_attribute(db, lookup.type_of(db, outer), name)
        found = [end for each in through for end in source_of(db, each, hops + 1) or [each]]
        found = [each for each in found if not isinstance(each, definition.Definition) or not each.scope.file.is_stub]
    return [attributes.getter_of(db, each) if isinstance(each, definition.Definition) else each for each in found]


def _parameter(db: database.ProjectDatabase, function: lookup.Origin, name: str) -> definition.Definition | None:
    if not isinstance(function, definition.Definition) or function.body_region is None:
        return None
    return attributes.in_body(db, function.body_region, name)
