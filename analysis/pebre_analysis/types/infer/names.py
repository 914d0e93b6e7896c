"""What a name means where it stands: from the region outward to the builtins.

In:  a region's inference and a name, or a scope and a name.
Out: (type or None, may be unbound); a `Place` where something is seen from elsewhere.
Always
  - inside a function a name of an enclosing scope is what it is at the end of that scope; a class
    body is looked through only by its own statements;
  - each name asked of a scope is one edge to that symbol, bound or not;
  - module globals that every module has (`__name__`, …) come after its own names, builtins last.
Does not know: how types are inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import exports, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic.definition import Definition
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds, queries, remembered
from pebre_analysis.types.algebra import known, sources, union
from pebre_analysis.types.infer import imports, states

if TYPE_CHECKING:
    from pebre_analysis.source.files import File
    from pebre_analysis.types.infer.region import RegionInference

Seen = tuple[kinds.Type | None, bool]
UNBOUND: Seen = (None, True)

# Names that exist in every module without being bound in its text, with the type `ModuleType` gives them.
MODULE_NAMES: Final = {
    "__name__": "str", "__file__": "str", "__doc__": "str | None", "__package__": "str | None",
    "__spec__": "", "__loader__": "", "__path__": "", "__builtins__": "", "__dict__": "", "__annotations__": "",
    "__debug__": "bool",
}  # fmt: skip
_CLASS_NAMES: Final = {"__module__": "str", "__qualname__": "str", "__firstlineno__": "int"}


# ---- where a region is entered ---------------------------------------------------------------------


def at_entry(r: RegionInference, name: str) -> Seen:
    """A name as it is when the region is entered."""
    if r.in_function:
        return outward(r, name)
    entry = r.region.entry.get(r.db)
    for place, state in entry.places:
        if place == name:
            found, unbound = states.of_live(r.db, state, name)
            break
    else:
        found, unbound = None, True
    if not unbound:
        return found, False
    if r.is_stub:  # names may be used before they are bound
        return _either(r, found, late(r, name))
    if r.scope.kind == scopes.CLASS:
        return _either(r, found, around_class(r, name))
    return _either(r, found, beyond_module(r.db, r.scope.file, name))


def around_class(r: RegionInference, name: str) -> Seen:
    """A name read in a class body that the class has not bound: what it is around the class."""
    if r.is_stub:
        return late(r, name)
    for place, state in r.region.entry.get(r.db).outer:
        if place == name:
            found, unbound = states.of_live(r.db, state, name)
            if not unbound:
                return found, False
            return _either(r, found, beyond_module(r.db, r.scope.file, name))
    return outward(r, name)


def member_at_entry(r: RegionInference, place: str, plain: kinds.Type) -> kinds.Type:
    """`x.a` as it is when the region is entered; `plain` unless it was assigned or tested before."""
    if r.in_function:
        return plain
    for known_place, state in r.region.entry.get(r.db).places:
        if known_place == place:
            found, unbound = states.of_live(r.db, state, place, plain)
            return found if found is not None and not unbound else plain
    return plain


def _either(r: RegionInference, found: kinds.Type | None, beyond: Seen) -> Seen:
    """What was found here on some paths, else what lies beyond."""
    if found is None:
        return beyond
    if beyond[0] is None:
        return found, True
    return union.of(r.db, (found, beyond[0])), beyond[1]


# ---- outward ----------------------------------------------------------------------------------------


def outward(r: RegionInference, name: str) -> Seen:
    """A name that is not bound in the region's own scope, seen from inside a function or class."""
    return around(r.db, r.scope, name, own_body=False)


def late(r: RegionInference, name: str) -> Seen:
    """A name at the end of the scopes around, the region's own first (for deferred annotations and stubs)."""
    return around(r.db, r.scope, name, own_body=True)


def when_run(r: RegionInference, name: str) -> Seen:
    """A name in a lambda of a module or class body: what it is at the end of the module, or around the class."""
    return around(r.db, r.scope, name, own_body=r.scope.kind == scopes.MODULE)


def is_bound_elsewhere(r: RegionInference, name: str) -> bool:
    """May a function that was called have bound a name of this scope, through `global` or `nonlocal`?"""
    if not (name in r.index.names if isinstance(r.index, use_def.BodyIndex) else r.scope.kind == scopes.MODULE):
        return False
    state = r.scope.symbol(name).state.get(r.db)
    return state is not None and bool(state.others)


def around(db: queries.Db, scope: scopes.Scope, name: str, own_body: bool) -> Seen:
    """`name` seen from code of `scope`: its type parameters, the scopes around, the module, the builtins.

    `own_body`: the scope's own names count too.
    """
    # Types that cannot change are not enough to keep this for good: who is asked depends on where imports lead.
    is_settled = db.files.roots.freeze_all
    memo = remembered.kept(db, db.memos.seen, is_settled)
    key = (scope, name, own_body)
    if memo is not None:
        found = memo.get(key)
        if found is not None:
            return found
    seen = _around(db, scope, name, own_body)
    remembered.keep(db, db.memos.seen, is_settled, key, seen)
    return seen


def _around(db: queries.Db, scope: scopes.Scope, name: str, own_body: bool) -> Seen:
    at: scopes.Scope | None = scope
    innermost = True
    inner: scopes.Scope | None = None  # the function nearest to `at` that we come from
    while at is not None:
        if at.kind == scopes.MODULE:
            if own_body or not innermost:
                place = db.infer.public_type(db, at.symbol(name))
                if place is not None:
                    return place.type, place.is_maybe_unbound
            return beyond_module(db, at.file, name)
        if (innermost and own_body) or (not innermost and at.kind == scopes.FUNCTION):
            place = db.infer.public_type(db, at.symbol(name))
            if place is not None:
                seen = None if inner is None or own_body else _as_made(db, at, inner, name)
                return (place.type, place.is_maybe_unbound) if seen is None else (seen, False)
        for definition in at.type_params():
            if definition.name == name:
                return db.infer.definition_type(db, definition).binding, False
        if at.kind == scopes.CLASS:
            if innermost and name in _CLASS_NAMES:
                return known.instance(db, _CLASS_NAMES[name]), False
        elif name == "__class__" and at.parent is not None and at.parent.kind == scopes.CLASS:
            owner = at.parent.definition
            if owner is not None:
                return db.infer.definition_type(db, owner).binding, False
        innermost = False
        if at.kind == scopes.FUNCTION:
            inner = at
        at = at.parent
    return UNBOUND


def _as_made(db: queries.Db, around_it: scopes.Scope, function: scopes.Scope, name: str) -> kinds.Type | None:
    """A name of a function as an inner function finds it: tested where that is made, unless bound again later."""
    state = around_it.symbol(name).state.get(db)
    if state is None or state.others:
        return None
    place = db.infer.captured_type(db, function.symbol(name))
    return None if place is None else place.type


def beyond_module(db: queries.Db, file: File, name: str) -> Seen:
    """A name that the module does not bind: one that every module has, or a builtin."""
    spelled = MODULE_NAMES.get(name)
    if spelled is not None:
        return _spelled(db, spelled), False
    builtins = sources.stdlib_file(db, "builtins")
    if builtins is not None and builtins is not file:
        symbol = semantic_index.semantic_index(db, builtins).module.symbol(name)
        place = db.infer.public_type(db, symbol)
        if place is not None and exports.is_seen_outside(db, symbol):  # not what the stub imports for itself
            return place.type, place.is_maybe_unbound
    if file.path.endswith(("/__init__.py", "/__init__.pyi")):
        submodule = imports.bound_by_import(db, file, name)
        if submodule is not None:
            return submodule, False
    return (kinds.UNKNOWN, False) if exports.may_have_others(db, file) else UNBOUND


def _spelled(db: queries.Db, text: str) -> kinds.Type:
    if not text:
        return kinds.UNKNOWN
    parts = [known.none(db) if part == "None" else known.instance(db, part) for part in text.split(" | ")]
    return union.of(db, parts)


# ---- star imports ----------------------------------------------------------------------------------


def star_member(db: queries.Db, definition: Definition, name: str) -> kinds.Type | None:
    """What `from module import *` binds `name` to; None when the module does not export it."""
    node = definition.binding.node
    if not isinstance(node, ir.ImportFrom):
        return None
    module = imports.module_of(db, definition.scope.file, node.level, node.module)
    if module is None or module.file is None:
        return None
    if name not in exports.exports(db, module.file):
        return None
    own = _back(db, definition.scope.file, module.file, name)
    if own is not None:
        return own
    place = db.infer.module_attribute(db, module.file, name)
    return kinds.UNKNOWN if place is None else place.type


def _back(db: queries.Db, package: File | None, starred: File, name: str) -> kinds.Type | None:
    """The submodule of a package that a star import in its `__init__` brings back, since the other module took it from
    the package: `from . import name`. Asked by way of the package it would be what it is."""
    if package is None or not package.path.rpartition("/")[2].startswith("__init__."):
        return None
    state = semantic_index.semantic_index(db, starred).module.symbol(name).state.get(db)
    if state is None or not state.bindings:
        return None
    found: kinds.Type | None = None
    for each in state.bindings:
        import_of = each.definition
        if not isinstance(import_of, Definition) or import_of.kind != use_def.IMPORT_FROM:
            return None
        node = import_of.binding.node
        if not isinstance(node, ir.ImportFrom) or all(alias.name != name for alias in node.names):
            return None
        of = imports.module_of(db, starred, node.level, node.module)
        if of is None or of.file is not package:
            return None
        submodule = imports.module_of(db, package, 0, f"{of.name}.{name}")
        if submodule is None:
            return None
        found = imports.module_type(db, submodule, starred)
    return found


# ---- bindings ------------------------------------------------------------------------------------


def binds(record: use_def.Binding) -> bool:
    """Does the binding give a value (and not only a declaration)?"""
    return bool(record.flags & use_def.BINDS)
