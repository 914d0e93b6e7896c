"""Names as scopes hold them: what a name means at the end of a scope, around it, in a module; and through imports.

In:  a scope, symbol, module or state, and a name.
Out: origins: definitions and modules, in source order, without doubles; empty when nothing is known.
     Imports are origins themselves, until `followed` goes through them.
Always: ways that settings or a declared `Never` rule out count only where nothing else is left.
Does not know: positions, and what stands at an offset (`origins`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pebre_analysis.modules import desperate, module, resolve
from pebre_analysis.semantic import definition, exports, live, scope, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import sources
from pebre_analysis.types.infer import states

if TYPE_CHECKING:
    from pebre_analysis.project import database


class Starred(NamedTuple):
    """A name that `from module import *` brings."""

    star: definition.Definition
    name: str


Origin: TypeAlias = definition.Definition | module.Module | Starred
Mode: TypeAlias = resolve.Mode

_MAX_STEPS: Final = 1000  # of one look-up: star imports and re-exports may lead round in circles


def looked_at(db: database.ProjectDatabase, found: definition.Definition) -> definition.Definition:
    """A definition whose code is going to be looked at: what a query finds hangs on it."""
    found.region.code.get(db)
    return found


# ---- scopes ----------------------------------------------------------------------------------------------


def of_live(db: database.ProjectDatabase, state: live.LiveState, name: str, everything: bool = False) -> list[Origin]:
    """The definitions in a state of a module or class body; what star imports bring is looked up."""
    found: list[Origin] = []
    pending = list(reversed(state))
    for _ in range(_MAX_STEPS):
        if not pending:
            break
        alternative = pending.pop()
        if alternative.path and not everything and not states.is_live(db, alternative.path):
            continue
        if isinstance(alternative.definition, int):
            continue
        if looked_at(db, alternative.definition).kind == use_def.STAR:
            if exports_name(db, alternative.definition, name):
                found.append(Starred(alternative.definition, name))
            else:
                pending.extend(reversed(alternative.rest))
        elif alternative.definition.kind != use_def.DELETE:
            found.append(alternative.definition)
    return list(dict.fromkeys(found))


def exports_name(db: database.ProjectDatabase, star: definition.Definition, name: str) -> bool:
    """Whether `from module import *` brings the name."""
    found = _star_module(db, star, resolve.Mode.TYPING)
    return found is not None and found.file is not None and name in exports.exports(db, found.file)


def _star_module(db: database.ProjectDatabase, star: definition.Definition, mode: Mode) -> module.Module | None:
    node = star.binding.node
    if not isinstance(node, ir.ImportFrom):
        return None
    found = desperate.resolve_import(db, star.scope.file, node.level, node.module, mode)
    return found if isinstance(found, module.Module) else None


def of_symbol(db: database.ProjectDatabase, symbol: scope.Symbol) -> list[Origin]:
    """What a scope binds a name to, at its end; where nothing is bound, what declares it."""
    state = symbol.state.get(db)
    if state is None:
        return []
    found = [*bound_by(db, symbol), *state.others]
    if not found:
        found = of_live(db, state.bindings, symbol.name, everything=True)
    return found or list(state.declarations)


def bound_by(db: database.ProjectDatabase, symbol: scope.Symbol) -> list[Origin]:
    """What binds a name, as its scope sees it at its end."""
    state = symbol.state.get(db)
    return [] if state is None else of_live(db, state.bindings, symbol.name)


def around(db: database.ProjectDatabase, inside: scope.Scope, name: str) -> list[Origin]:
    """A name that `inside` does not bind itself, as its code sees it."""
    at: scope.Scope | None = inside
    while at is not None:
        if at is not inside and at.kind != scope.CLASS:
            found = of_symbol(db, at.symbol(name))
            if found:
                return found
        params: list[Origin] = [each for each in at.type_params() if each.name == name]
        if params:
            return params
        at = at.parent
    return beyond_module(db, inside, name)


def at_end(db: database.ProjectDatabase, inside: scope.Scope, name: str) -> list[Origin]:
    """A name at the end of `inside`, else around it; for annotations in strings, and where no flow is known."""
    return of_symbol(db, inside.symbol(name)) or around(db, inside, name)


def beyond_module(db: database.ProjectDatabase, inside: scope.Scope, name: str) -> list[Origin]:
    """A builtin; not what the stub imports for itself."""
    builtins = sources.stdlib_file(db, "builtins")
    if builtins is None or builtins is inside.file:
        return []
    symbol = semantic_index.semantic_index(db, builtins).module.symbol(name)
    return of_symbol(db, symbol) if exports.is_seen_outside(db, symbol) else []


def in_module(
    db: database.ProjectDatabase, found: module.Module, name: str, mode: Mode = resolve.Mode.TYPING
) -> list[Origin]:
    """A name of a module: a global, else a submodule."""
    if found.file is not None:
        own = of_symbol(db, semantic_index.semantic_index(db, found.file).module.symbol(name))
        if own:
            return own
    inner = resolve.resolve(db, f"{found.name}.{name}", mode) if found.is_package else None
    return [inner] if isinstance(inner, module.Module) else []


# ---- through imports -------------------------------------------------------------------------------------


def followed(db: database.ProjectDatabase, found: Iterable[Origin]) -> list[Origin]:
    """What the origins are behind imports. An import that leads nowhere counts only if none leads anywhere."""
    ends, lost = behind_imports(db, found, resolve.Mode.TYPING)
    return ends or lost


def behind_imports(
    db: database.ProjectDatabase, found: Iterable[Origin], mode: Mode
) -> tuple[list[Origin], list[Origin]]:
    """What the origins are behind imports, and the imports that lead nowhere."""
    seen: dict[Origin, None] = {}
    ends: list[Origin] = []
    lost: list[Origin] = []
    pending = list(reversed(list(found)))
    while pending and len(seen) < _MAX_STEPS:
        origin = pending.pop()
        if origin in seen:
            continue
        seen[origin] = None
        if isinstance(origin, definition.Definition):
            looked_at(db, origin)
        if not _leads_on(origin):
            ends.append(origin)
            continue
        further = behind(db, origin, mode)
        if further:
            pending.extend(reversed(further))
        else:
            lost.append(origin)
    if not ends and not lost:
        ends = _in_circles(db, seen, mode)
    return ends, lost


def _in_circles(db: database.ProjectDatabase, seen: Iterable[Origin], mode: Mode) -> list[Origin]:
    """What a package has only by way of imports of that very name from it: its submodules."""
    found = [_submodule(db, each, mode) for each in seen if isinstance(each, definition.Definition)]
    return list(dict.fromkeys([each for each in found if each is not None]))


def _leads_on(origin: Origin) -> bool:
    if isinstance(origin, Starred):
        return True
    return not isinstance(origin, module.Module) and origin.exists and origin.kind in _IMPORTS


def behind(db: database.ProjectDatabase, origin: Origin, mode: Mode) -> list[Origin]:
    """What one import leads to; empty for what is no import, and for one that leads nowhere."""
    if isinstance(origin, Starred):
        of = _star_module(db, origin.star, mode)
        return in_module(db, of, origin.name, mode) if of is not None else []
    if isinstance(origin, module.Module) or not _leads_on(origin):
        return []
    return imported(db, origin, mode)


_IMPORTS: Final = (use_def.IMPORT, use_def.IMPORT_FROM)


def imported(db: database.ProjectDatabase, found: definition.Definition, mode: Mode) -> list[Origin]:
    """What one import binds, perhaps an import again."""
    node, file = found.binding.node, found.scope.file
    if isinstance(node, ir.Alias):
        name = node.name if node.as_node is not None else node.name.partition(".")[0]
        of = desperate.resolve_import(db, file, 0, name, mode)
        return [of] if isinstance(of, module.Module) else []
    asked, name = _given(db, found, mode)
    if asked is None:
        return []
    if asked.file is file:
        inner = _submodule(db, found, mode)
        return [] if inner is None else [inner]
    return in_module(db, asked, name, mode)


def _given(db: database.ProjectDatabase, found: definition.Definition, mode: Mode) -> tuple[module.Module | None, str]:
    """The module that a `from … import` asks, and the name that it asks for."""
    node = found.binding.node
    if isinstance(node, ir.ImportFrom):
        alias = next((each for each in node.names if each.n == found.binding.n), None)
        of = desperate.resolve_import(db, found.scope.file, node.level, node.module, mode)
        if alias is not None and isinstance(of, module.Module):
            return of, alias.name
    return None, ""


def _submodule(db: database.ProjectDatabase, found: definition.Definition, mode: Mode) -> module.Module | None:
    """The submodule that a `from … import` may stand for."""
    of, name = _given(db, found, mode) if found.exists else (None, "")
    inner = None if of is None else resolve.resolve(db, f"{of.name}.{name}", mode)
    return inner if isinstance(inner, module.Module) else None


def made_before(db: database.ProjectDatabase, origin: Origin) -> definition.Definition | None:
    """The `def` or `class` whose name an assignment gives something unknown: `f = wrap(f)`."""
    if isinstance(origin, definition.Definition) and origin.exists and origin.kind == use_def.ASSIGN:
        state = origin.scope.symbol(origin.name).state.get(db)
        made = state.last_made() if state is not None else None
        if made is not None and db.infer.definition_type(db, origin).binding is kinds.UNKNOWN:
            return made
    return None


def type_of(db: database.ProjectDatabase, origin: Origin) -> kinds.Type:
    """The type of what an origin gives."""
    if isinstance(origin, Starred):
        ends = followed(db, (origin,))
        origin = ends[0] if ends else origin.star
    if isinstance(origin, module.Module):
        return build.module(db, origin)
    if isinstance(origin, Starred):
        return kinds.UNKNOWN
    given = db.infer.definition_type(db, origin)
    return given.binding or given.declared or kinds.UNKNOWN
