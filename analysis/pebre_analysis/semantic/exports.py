"""`exports(db, file)`: the names `from module import *` gives.

With `__all__`: what it lists, also by way of other modules' `__all__`. Where something done to it is not
understood, the public names count too, so that nothing is missing. Without: the names the module binds
that do not begin with an underscore, and what its own star imports give it.
In stubs an import is only seen from outside when it is written as a re-export (`is_reexport`).
Source: the typing specification, "Library interface".
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.engine import query
from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import desperate, module
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.semantic import dunder_all, use_def
from pebre_analysis.semantic import index as indexes
from pebre_analysis.semantic import place as places
from pebre_analysis.semantic.scope import Symbol
from pebre_analysis.source import files
from pebre_analysis.syntax import ir

_NOTHING: Final[frozenset[str]] = frozenset()
_IMPORTS: Final = (use_def.IMPORT, use_def.IMPORT_FROM)


def _nothing(db: modules_db.Db, file: files.File) -> frozenset[str]:
    return _NOTHING


@query.query(files.File, cycle_initial=_nothing, cycle_fallback=_nothing)
def exports(db: modules_db.Db, file: files.File) -> frozenset[str]:
    """The names a star import of the file's module gives."""
    index = indexes.semantic_index(db, file)
    listed = index.dunder_all_is_needed(db.check_cancelled).get(db)
    if listed is None:
        return _public_names(db, file, index)
    names, is_understood = _evaluated(db, file, index, listed)
    return frozenset(names) if is_understood else frozenset(names) | _public_names(db, file, index)


def _of_all_cycle(db: modules_db.Db, file: files.File) -> frozenset[str] | None:
    return None


@query.query(files.File, cycle_initial=_of_all_cycle, cycle_fallback=_of_all_cycle)
def names_in_all(db: modules_db.Db, file: files.File) -> frozenset[str] | None:
    """What `__all__` lists, and all public names where it is not understood; None when the module has none."""
    index = indexes.semantic_index(db, file)
    if index.dunder_all_is_needed(db.check_cancelled).get(db) is not None:
        return exports(db, file)
    for star in _stars(db, index):
        found = module_file(db, file, star)
        inherited = names_in_all(db, found) if found is not None else None
        if inherited is not None and "__all__" in inherited:
            return inherited
    return None


def _surely_none(db: modules_db.Db, file: files.File) -> bool:
    return False


@query.query(files.File, cycle_initial=_surely_none, cycle_fallback=_surely_none)
def may_have_others(db: modules_db.Db, file: files.File) -> bool:
    """May the module have names that nothing here shows: made while it runs, or come by a star import of such a module,
    of one that is not found, or of one in C whose stub leaves out what is private?"""
    index = indexes.semantic_index(db, file)
    if index.flags.get(db) & indexes.MAKES_NAMES:
        return True
    if file.is_stub:
        return False
    for star in _stars(db, index):
        star.region.code.get(db)
        node = star.binding.node if star.exists else None
        if not isinstance(node, ir.ImportFrom):
            continue
        found = desperate.resolve_import(db, file, node.level, node.module)
        if not isinstance(found, module.Module) or found.file is None:
            return True
        if found.is_standard and found.name.startswith("_") and found.is_stub:
            return True
        if found.file is not file and may_have_others(db, found.file):
            return True
    return False


def _evaluated(
    db: modules_db.Db, file: files.File, index: indexes.SemanticIndex, listed: dunder_all.DunderAll
) -> tuple[set[str], bool]:
    names: set[str] = set()
    is_understood = True
    for kind, operands in listed:
        if kind in (dunder_all.SET, dunder_all.ADD):  # of several lists each stands in a branch
            names.update(operands)
        elif kind == dunder_all.REMOVE:
            names.difference_update(operands)
        elif kind == dunder_all.ADD_MODULE:
            other = _file_of_place(db, file, index, operands[0])
            more = names_in_all(db, other) if other is not None else None
            if more is None:
                is_understood = False
            else:
                names |= more
        else:
            names.update(operands)
            is_understood = False
    return names, is_understood


def _public_names(db: modules_db.Db, file: files.File, index: indexes.SemanticIndex) -> frozenset[str]:
    names = {name for name in index.module.names.get(db) if not name.startswith("_")}
    if file.is_stub:
        names = {name for name in names if is_seen_outside(db, index.module.symbol(name))}
    for star in _stars(db, index):
        found = module_file(db, file, star)
        if found is not None and found is not file:
            names.update([name for name in exports(db, found) if not name.startswith("_")])
    return frozenset(names)


def is_seen_outside(db: modules_db.Db, symbol: Symbol) -> bool:
    """Of a name of a stub: whether an importer may use it, as far as how it is bound tells."""
    state = symbol.state.get(db)
    if state is None:
        return False
    found = [each for each in state.declarations if each.exists]
    if not found or any(each.kind not in _IMPORTS for each in found) or state.stars:
        return True
    for each in found:
        each.region.code.get(db)
    return any(map(is_reexport, found))


def is_reexport(definition: definitions.Definition) -> bool:
    """Whether an import is meant for importers too: `import a as a`, `from b import a as a`, `from . import a`."""
    binding = definition.binding
    node = binding.node
    if isinstance(node, ir.Alias):
        return node.as_node is not None and node.as_node.id == node.name
    if isinstance(node, ir.ImportFrom):
        alias = next((each for each in node.names if each.n == binding.n), None)
        if alias is None:
            return False
        if alias.as_node is not None:
            return alias.as_node.id == alias.name
        return bool(node.level) and not node.module
    return True


def _stars(db: modules_db.Db, index: indexes.SemanticIndex) -> tuple[definitions.Definition, ...]:
    """The star imports of the module, in order."""
    if not index.flags.get(db) & indexes.STAR_IMPORTS:
        return ()
    state = index.module.symbol("*").state.get(db)
    return state.stars if state is not None else ()


def module_file(db: modules_db.Db, file: files.File, star: definitions.Definition) -> files.File | None:
    """The file of the module a star import names."""
    star.region.code.get(db)
    if not star.exists:
        return None
    node = star.binding.node
    if not isinstance(node, ir.ImportFrom):
        return None
    found = desperate.resolve_import(db, file, node.level, node.module)
    return found.file if isinstance(found, module.Module) else None


def _file_of_place(db: modules_db.Db, file: files.File, index: indexes.SemanticIndex, place: str) -> files.File | None:
    """The file of the module that `a.b` in `a.b.__all__` stands for, by how `a` was imported."""
    root = places.root(place)
    state = index.module.symbol(root).state.get(db)
    if state is None:
        return None
    for each in state.declarations:
        each.region.code.get(db)
        if not each.exists:
            continue
        name = _imported_name(each, place)
        if name is None:
            continue
        level, dotted = name
        found = desperate.resolve_import(db, file, level, dotted)
        if isinstance(found, module.Module) and found.file is not None:
            return found.file
    return None


def _imported_name(definition: definitions.Definition, place: str) -> tuple[int, str] | None:
    """(leading dots, dotted name) of the module a place is, if this import binds it."""
    binding = definition.binding
    node = binding.node
    rest = place[len(places.root(place)) :]
    if isinstance(node, ir.Alias):
        return (0, place) if node.as_node is None else (0, node.name + rest)
    if isinstance(node, ir.ImportFrom):
        alias = next((each for each in node.names if each.n == binding.n), None)
        if alias is not None:
            return node.level, f"{node.module}.{alias.name}{rest}" if node.module else alias.name + rest
    return None
