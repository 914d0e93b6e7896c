"""What `import` and `from … import` bind, and what modules have as members.

In:  a region's inference and an import binding; or a module type and a name.
Out: module types and the public types of their names.
Always: a module that cannot be found, or has no such name, gives Unknown and one finding at the name;
     what an `if` or `try` says about it changes nothing; a package's submodule is a member where the
     importing file imports it, or where the package's own `__init__` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.modules import desperate, module, resolve, reverse
from pebre_analysis.semantic import exports, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, findings, kinds, queries
from pebre_analysis.types.algebra import known, member_kinds, members
from pebre_analysis.types.infer import deprecations

if TYPE_CHECKING:
    from pebre_analysis.source.files import File
    from pebre_analysis.types.infer.region import RegionInference


def import_(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    """`import a.b.c [as d]`: binds `a`, or `a.b.c` to `d`."""
    node = record.node
    assert isinstance(node, ir.Alias)
    file = r.scope.file
    name = node.name if node.as_node is not None else node.name.partition(".")[0]
    found = module_of(r.db, file, 0, name)
    return kinds.UNKNOWN if found is None else module_type(r.db, found, file)


def import_from(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    assert isinstance(node, ir.ImportFrom)
    alias = next((each for each in node.names if each.n == record.n), None)
    if alias is None:
        return kinds.UNKNOWN
    found = member_of(r, node, alias)
    return kinds.UNKNOWN if found is None else found.type


def member_of(r: RegionInference, node: ir.ImportFrom, alias: ir.Alias) -> queries.Place | None:
    """What `from module import name` finds; None when the module is there and has no such name."""
    file = r.scope.file
    found = module_of(r.db, file, node.level, node.module)
    if found is None:
        return queries.Place(kinds.UNKNOWN)
    place = None
    # `from . import x` inside the package's own `__init__`: only the submodule can be meant.
    if found.file is not None and found.file is not file:
        place = r.db.infer.module_attribute(r.db, found.file, alias.name)
    if place is not None and place.type is not kinds.DIVERGENT:
        return place
    submodule = resolve.resolve(r.db, f"{found.name}.{alias.name}")
    if isinstance(submodule, module.Module):  # also what the package has by way of this import alone
        return queries.Place(module_type(r.db, submodule, file))
    if place is not None:
        return place
    if found.file is file and (place := r.db.infer.module_attribute(r.db, file, alias.name)) is not None:
        return place
    if _may_have(r.db, found, alias.name):
        return queries.Place(kinds.UNKNOWN)
    if isinstance(submodule, module.Unresolved) and submodule.reason is module.Reason.DYNAMIC:
        return queries.Place(kinds.UNKNOWN)
    if found.file is None and found.kind is module.ModuleKind.COMPILED:
        return queries.Place(kinds.UNKNOWN)
    every = _of_every_module(r.db, alias.name)
    if every is None and (made := member_kinds.by_module_getattr(r.db, found.file, alias.name)) is not None:
        return queries.Place(made.type)
    return every


def module_of(db: queries.Db, file: File, level: int, name: str) -> module.Module | None:
    """The module that an import statement of the file names; None when there is none."""
    found = desperate.resolve_import(db, file, level, name)
    return found if isinstance(found, module.Module) else None


def module_type(db: queries.Db, found: module.Module, importer: File | None) -> kinds.Type:
    return build.module(db, found, importer if found.is_package else None)


def module_member(db: queries.Db, ty: kinds.Module, name: str) -> queries.Place | None:
    """`module.name`: a global, else a submodule that is imported somewhere it counts."""
    found = ty.module
    if found.file is not None:
        place = db.infer.module_attribute(db, found.file, name)
        if place is not None:
            return place
        if name == "__file__":
            return queries.Place(known.instance(db, "str"))  # None for namespace packages and the like
    if found.is_package and _is_imported(db, ty, f"{found.name}.{name}"):
        submodule = resolve.resolve(db, f"{found.name}.{name}")
        if isinstance(submodule, module.Module):
            return queries.Place(module_type(db, submodule, ty.importer))
    if found.kind is module.ModuleKind.COMPILED:
        return queries.Place(kinds.UNKNOWN)
    every = _of_every_module(db, name)
    return queries.Place(kinds.UNKNOWN) if every is None and _may_have(db, found, name) else every


def _may_have(db: queries.Db, found: module.Module, name: str) -> bool:
    """May the module have the name though its text does not show it? Stubs of the standard library leave out what
    is private."""
    if found.file is None:
        return False
    return (found.is_standard and found.is_stub and name.startswith("_")) or exports.may_have_others(db, found.file)


def _of_every_module(db: queries.Db, name: str) -> queries.Place | None:
    """What each module object has: `__name__`, `__dict__`, … as typeshed says of its class."""
    if not name.startswith("__"):
        return None
    inherited = members.member(db, known.instance(db, "ModuleType", (), "types"), name)
    return None if inherited is None else queries.Place(inherited.type, declared=True)


def bound_by_import(db: queries.Db, file: File, name: str) -> kinds.Type | None:
    """In a package's own `__init__`: a submodule that it imports from, which binds the submodule's name there."""
    own = reverse.file_to_module(db, file)
    if own is None:
        return None
    wanted = f"{own.name}.{name}"
    for level, imported in semantic_index.imported_modules(db, file):
        dotted = f"{own.name}.{imported}" if level == 1 else imported
        if level < 2 and (dotted == wanted or dotted.startswith(wanted + ".")):
            found = resolve.resolve(db, wanted)
            return module_type(db, found, file) if isinstance(found, module.Module) else None
    return None


def _is_imported(db: queries.Db, ty: kinds.Module, name: str) -> bool:
    """Is the submodule imported by the importing file, or by the package itself?"""
    package = ty.module.file
    for file in (ty.importer, package):
        if file is None:
            continue
        for level, imported in semantic_index.imported_modules(db, file):
            if level:
                found = desperate.resolve_import(db, file, level, imported)
                if not isinstance(found, module.Module):
                    continue
                imported = found.name
            if imported == name or imported.startswith(name + "."):
                return True
    return False


# ---- findings ------------------------------------------------------------------------------------------


def check(r: RegionInference, node: ir.Import | ir.ImportFrom) -> None:
    """Reports modules and members that are not there."""
    if not r.check or r.muted:
        return
    if isinstance(node, ir.Import):
        for alias in node.names:
            _check_module(r, alias.name_node, 0, alias.name)
        return
    if not _check_module(r, node.module_node or node, node.level, node.module):
        return
    if node.module == "__future__" and not node.level:
        return  # a name that it lacks is a syntax error
    for alias in node.names:
        member = member_of(r, node, alias) if alias.name else None
        if member is not None:
            if member.type.__class__ in deprecations.MARKED:
                deprecations.mention(r, alias.name_node, member.type)
        elif alias.name:
            found = module_of(r.db, r.scope.file, node.level, node.module)
            r.report(findings.UNRESOLVED_IMPORT, alias.name_node, "member", alias.name, found.name if found else "")


def _check_module(r: RegionInference, node: ir.Node, level: int, name: str) -> bool:
    found = desperate.resolve_import(r.db, r.scope.file, level, name)
    if isinstance(found, module.Module):
        return True
    if (name or level) and found.reason not in (module.Reason.DYNAMIC, module.Reason.INVALID):
        r.report(findings.UNRESOLVED_IMPORT, node, "module", "." * level + name)
    return False
