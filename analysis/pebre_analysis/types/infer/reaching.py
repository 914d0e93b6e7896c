"""Which declarations reach a binding, or the end of a scope.

In:  a region's inference and the number of one of its bindings, in a function or not; or the state of a symbol.
Out: the declarations, in source order: definitions that annotate the name, make it (`def`, `class`) or import it.
Method: the states that `semantic.declarations` lets flow beside those of bindings. Where a name is declared on every
way only, they are not kept: the last declaration in the text counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pebre_analysis.semantic import declarations, use_def
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic.definition import Definition
from pebre_analysis.types.infer import states

if TYPE_CHECKING:
    from pebre_analysis.semantic import live
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference


def in_body(r: RegionInference, number: int) -> list[int]:
    """Of a binding of a function's name, or of one of a class in a function: numbers of bindings."""
    passed = _passed_in_body(r, number)
    if passed:
        return passed
    index = r.index
    bound = index.bindings[number]
    for at in range(number - 1, -1, -1):
        record = index.bindings[at]
        if record.place == bound.place and record.scope == bound.scope and record.flags & use_def.DECLARES:
            return [at]
    return []


def _passed_in_body(r: RegionInference, number: int) -> list[int] | None:
    """The declarations on the ways to a binding; None where that is the last one in the text."""
    index = r.index
    state = index.declared.get(number) if isinstance(index, use_def.BodyIndex) else None
    if state is None:
        return None
    return [each for each, _, path in index.states[state] if each >= 0 and (not path or r.reachable(path))]


def in_statement(r: RegionInference, name: str) -> list[Definition]:
    """Of a binding by a statement of a module or class body."""
    state = r.scope.symbol(name).state.get(r.db)
    if state is None or not any(each.kind == use_def.ANNOTATED for each in state.declarations):
        return []
    passed = passed_in_statement(r, name)
    if passed:
        return passed
    own = [each for each in state.declarations if each.region.key == name]
    if r.region.key == name:
        own = [each for each in own if each.region.nth < r.region.nth and each.region.scope is r.region.scope][-1:]
    others = [each for each in state.declarations if each.region.key != name and each.kind == use_def.ANNOTATED]
    return [*own, *others]


def passed_in_statement(r: RegionInference, name: str) -> list[Definition] | None:
    """The declarations on the ways to the statement; None where it is not noted which they are."""
    wanted = declarations.key(name)
    for place, alternatives in r.region.entry.get(r.db).places:
        if place == wanted:
            return _passed(r.db, alternatives)
    return None


def is_certain(r: RegionInference, number: int) -> bool:
    """Is one of the declarations passed before the binding? Else they stand on other ways: advice, not demands."""
    record = r.index.bindings[number]
    if record.flags & (use_def.GLOBAL | use_def.NONLOCAL):
        return True
    if r.in_function or record.scope != 0:
        return _passed_in_body(r, number) != []
    return passed_in_statement(r, record.place) != []


def by_import(r: RegionInference, number: int) -> list[Definition]:
    """Of a binding by an import, where several may be passed."""
    record = r.index.bindings[number]
    if record.flags & (use_def.GLOBAL | use_def.NONLOCAL):
        return disputed_by_owner(r, record)
    if r.in_function or record.scope != 0:
        return [r.definition(each) for each in _passed_in_body(r, number) or ()]
    return passed_in_statement(r, record.place) or []


def of_owner(r: RegionInference, bound: use_def.Binding) -> list[Definition]:
    """Of a binding through `global` or `nonlocal`: the annotations of the name in the scope that has it."""
    owner = _owner(r, bound)
    return [] if owner is None else at_end(r.db, *owner)


def disputed_by_owner(r: RegionInference, bound: use_def.Binding) -> list[Definition]:
    """The declarations that the end of that scope passes, if several."""
    owner = _owner(r, bound)
    found = [] if owner is None else _passed(r.db, owner[1].declared)
    return found if len(found) > 1 else []


def _owner(r: RegionInference, bound: use_def.Binding) -> tuple[scopes.Scope, live.SymbolState] | None:
    kind = scopes.MODULE if bound.flags & use_def.GLOBAL else scopes.FUNCTION
    at = r.scope.parent
    while at is not None:
        if at.kind == kind:
            state = at.symbol(bound.place).state.get(r.db)
            if state is not None and state.declarations:
                return at, state
        at = at.parent
    return None


def at_end(db: queries.Db, scope: scopes.Scope, state: live.SymbolState) -> list[Definition]:
    """What the end of the scope passes: annotations; none where a `def` or `class` comes after them.

    Of a function, and of a class in one, all that it holds; of a stub all that can run.
    """
    annotated = _annotations(state.declarations)
    if not annotated or scope.code_region is not None:
        return annotated
    if state.declared:
        return _annotations(_passed(db, state.declared))
    if scope.file.is_stub:
        return [each for each in annotated if db.infer.can_run(db, each)] if len(annotated) > 1 else annotated
    return _annotations([each for each in state.declarations if each.kind not in _IMPORTS][-1:])


def _annotations(found: Iterable[Definition]) -> list[Definition]:
    return [each for each in found if each.kind in (use_def.ANNOTATED, use_def.PARAMETER)]


_IMPORTS = (use_def.IMPORT, use_def.IMPORT_FROM)


def _passed(db: queries.Db, state: live.LiveState) -> list[Definition]:
    return [
        each.definition
        for each in state
        if isinstance(each.definition, Definition) and (not each.path or states.is_live(db, each.path))
    ]
