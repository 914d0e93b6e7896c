"""Names that code can write: those of scopes and modules, with what kind of thing each is.

In:  a scope, or a file.
Out: names in the order of their scopes, closest first, each with the definition that says what it is.
Always: read from the tables; nothing is inferred and no import is followed, so it costs microseconds a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import definition, exports, scope, symbols, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import place as places
from pebre_analysis.syntax import ir
from pebre_analysis.types.algebra import sources

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

BUILTINS: Final = 1_000  # how far away builtins are

_NOT_NAMES: Final = (use_def.LOOP, use_def.CAPTURED, use_def.AUGMENTED, use_def.DELETE, use_def.STAR)


def of_scope(inside: scope.Scope) -> dict[str, definition.Definition]:
    """The names a scope binds, each with its last definition."""
    region = inside.code_region
    found: dict[str, definition.Definition] = {}
    if region is not None:
        local = inside.local_scope
        for number, binding in enumerate(region.index.bindings):
            if binding.scope == local and binding.kind not in _NOT_NAMES and not places.is_member(binding.place):
                if not binding.flags & (use_def.GLOBAL | use_def.NONLOCAL):
                    found[binding.place] = region.definition(number)
        return found
    for name in symbols.binders_of(inside):
        for where, number in reversed(symbols.bound_as(inside, name)):
            own = where.definition(number)
            if own.kind not in _NOT_NAMES and not places.is_member(name):
                found[name] = own
                break
    if inside.kind == scope.MODULE:
        for name, bound in inside.index.global_binders().items():
            if name not in found and not places.is_member(name):
                where, number = bound[0]
                found[name] = where.definition(number)
    return found


def seen_from(db: database.ProjectDatabase, inside: scope.Scope) -> Iterator[tuple[str, definition.Definition, int]]:
    """Every name that code in a scope sees, with how far away it is: 0 its own, then around, builtins last."""
    distance = 0
    at: scope.Scope | None = inside
    while at is not None:
        if at is inside or at.kind != scope.CLASS:
            for name, found in of_scope(at).items():
                yield name, found, distance
        for param in at.type_params():
            yield param.name, param, distance
        if at.kind == scope.MODULE:
            distance += 1
            for name, found in starred(db, at.file).items():
                yield name, found, distance
        at = at.parent
        distance += 1
    builtins = sources.stdlib_file(db, "builtins")
    if builtins is not None and builtins is not inside.file:
        for name, found in of_module(db, builtins).items():
            if not name.startswith("_") or name.startswith("__"):  # the others are the stub's own
                yield name, found, BUILTINS


def of_module(db: database.ProjectDatabase, file: files.File) -> dict[str, definition.Definition]:
    """The names that `module.name` may mean: in a stub without what it keeps for itself."""
    module = semantic_index.semantic_index(db, file).module
    found = of_scope(module)
    if file.is_stub:
        found = {name: each for name, each in found.items() if exports.is_seen_outside(db, module.symbol(name))}
    for name, each in starred(db, file).items():
        found.setdefault(name, each)
    return found


def starred(db: database.ProjectDatabase, file: files.File) -> dict[str, definition.Definition]:
    """What star imports bring into a module, each with the definition of the star import."""
    found: dict[str, definition.Definition] = {}
    module = semantic_index.semantic_index(db, file).module
    for where, number in symbols.bound_as(module, "*"):
        star = where.definition(number)
        of = exports.module_file(db, file, star)
        if of is not None:
            found.update(dict.fromkeys(exports.exports(db, of), star))
    return found


def kind_of(found: definition.Definition, name: str) -> str:
    """What kind of thing a definition makes, as a word of the server's list."""
    kind = found.kind
    in_class = found.scope.kind == scope.CLASS or "." in found.place
    if kind == use_def.FUNCTION:
        if not in_class:
            return "function"
        return "property" if _is_property(found.body_scope) else "method"
    if kind == use_def.CLASS:
        return "class"
    if kind == use_def.IMPORT:
        return "module"
    if kind == use_def.TYPE_PARAM:
        return "type-parameter"
    if kind == use_def.TYPE_ALIAS:
        return "type-alias"
    if kind in (use_def.IMPORT_FROM, use_def.STAR):
        # What it is would have to be looked up in another file; the way names are written tells it as well.
        return "class" if name[:1].isupper() and not name.isupper() else "constant" if name.isupper() else "variable"
    if in_class:
        return "field"
    return "constant" if name.isupper() and found.scope.kind == scope.MODULE else "variable"


def is_from_elsewhere(found: definition.Definition) -> bool:
    """Whether a module imports the name from outside its own package, for its own use."""
    if found.kind == use_def.IMPORT:
        return True
    if found.kind != use_def.IMPORT_FROM:
        return False
    node = found.binding.node
    if not isinstance(node, ir.ImportFrom) or node.level:
        return False
    top = node.module.partition(".")[0]
    return f"/{top}/" not in found.scope.file.path


def is_of_future(found: definition.Definition) -> bool:
    """Whether it is what `from __future__ import` binds: no name anybody wants."""
    if found.kind != use_def.IMPORT_FROM:
        return False
    node = found.binding.node
    return isinstance(node, ir.ImportFrom) and node.module == "__future__" and not node.level


def _is_property(function: scope.Scope | None) -> bool:
    return function is not None and any(name.removeprefix(".") in _PROPERTIES for name in function.decorators)


_PROPERTIES: Final = frozenset((
    "DynamicClassAttribute", "_magic_enum_attr", "abstractproperty", "cached_property", "getter", "property",
    "setter",
))  # fmt: skip
