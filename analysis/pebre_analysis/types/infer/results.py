"""Queries: the inferred types of a region, a definition, a symbol.

In:  keys of the engine: regions, definitions, symbols.
Out: records of types and findings, free of positions, compared when they are backdated.
Always
  - a cycle starts from Divergent and is iterated; from the fourth turn on results are joined with
    the last ones and widened, so it ends; what does not is Unknown;
  - a definition inside a function is inferred on demand, without the rest of the body.
Does not know: how anything is inferred (`region` and the tables it uses).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.engine import parts, query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import live, use_def
from pebre_analysis.semantic import region as region_entities
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.syntax import ir
from pebre_analysis.types import findings, kinds, queries
from pebre_analysis.types.algebra import generics, literals, sources, type_variables, union
from pebre_analysis.types.infer import (
    checker,
    constants,
    declared,
    names,
    reaching,
    returns,
    slices,
    states,
    stepwise,
    widening,
)
from pebre_analysis.types.infer import region as regions

if TYPE_CHECKING:
    from pebre_analysis.source.files import File
    from pebre_analysis.types.queries import Db

WIDEN_AT = 4
MAX_DEPTH = 8  # of a result that is large too, as `types.table` counts them
MAX_SIZE = 64


class ScopeInference(msgspec.Struct, frozen=True, gc=False):
    """What inferring a region gave: types by ordinal (None where nothing was inferred), and the findings."""

    types: tuple[kinds.Type | None, ...]
    findings: tuple[findings.Finding, ...] = ()


EMPTY = ScopeInference(())


# ---- regions -------------------------------------------------------------------------------------------


def _empty(db: Db, region: region_entities.Region) -> ScopeInference:
    return EMPTY


def _widened(
    db: Db, region: region_entities.Region, last: ScopeInference, new: ScopeInference, iteration: int
) -> ScopeInference:
    if len(last.types) != len(new.types):
        return new
    if iteration < WIDEN_AT:
        types = tuple(None if each is None else widening.settled(db, each) for each in new.types)
        return ScopeInference(types, new.findings)
    types = tuple(
        _join(db, before, after) if before is not None and after is not None else after
        for before, after in zip(last.types, new.types, strict=True)
    )
    return ScopeInference(types, new.findings)


@query.query(region_entities.Region, cycle_initial=_empty, cycle_recover=_widened)
def infer_region(db: Db, region: region_entities.Region) -> ScopeInference:
    """Every expression of the region, with its findings."""
    if region.is_body and parts.held_at(db):
        r = stepwise.infer(db, region)
    else:
        r = regions.RegionInference(db, region, check=True)
        checker.check(r)
    found = [finding for n in sorted(r.findings) for finding in r.findings[n]]
    if found and not _is_checked(db, region):
        found = [each for each in found if each.rule == findings.REVEALED_TYPE]
    return ScopeInference(tuple(r.types), tuple(found))


def _is_checked(db: Db, region: region_entities.Region) -> bool:
    """No: in a function under `@no_type_check`, and in what stands in one."""
    return not any(
        db.infer.function_facts(db, each).flags & queries.NO_TYPE_CHECK
        for each in sources.outer_definitions(region.scope)
        if each.kind == use_def.FUNCTION
    )


def expression_type(db: Db, region: region_entities.Region, n: int) -> kinds.Type:
    """The type of node `n`; Unknown for what cannot run or is no expression."""
    types = infer_region(db, region).types
    if n >= len(types):
        return kinds.DIVERGENT
    found = types[n]
    if found is not None:
        return found
    return kinds.UNKNOWN


# ---- definitions -----------------------------------------------------------------------------------------


def _divergent(db: Db, definition: definitions.Definition) -> queries.DefinitionType:
    return queries.DefinitionType(kinds.DIVERGENT, None)


def _settled(
    db: Db,
    definition: definitions.Definition,
    last: queries.DefinitionType,
    new: queries.DefinitionType,
    iteration: int,
) -> queries.DefinitionType:
    if last.binding is None or new.binding is None:
        return new
    binding = _next(db, last.binding, new.binding, iteration)
    return queries.DefinitionType(binding, new.declared, new.qualifiers)


@query.query(definitions.Definition, common=True, cycle_initial=_divergent, cycle_recover=_settled)
def infer_definition(db: Db, definition: definitions.Definition) -> queries.DefinitionType:
    """What one definition gives; only what it needs is inferred."""
    if definition.region.is_body and parts.held_at(db):
        return slices.infer(db, definition, _definition)
    return _definition(regions.RegionInference(db, definition.region), definition)


def _definition(r: regions.RegionInference, definition: definitions.Definition) -> queries.DefinitionType:
    number = definition.number
    if number < 0:
        return queries.DefinitionType(kinds.UNKNOWN, None)
    record = r.index.bindings[number]
    binding = r.binding(number) if names.binds(record) else None
    wanted: kinds.Type | None = None
    qualifiers = 0
    if record.kind in (use_def.FUNCTION, use_def.CLASS):
        wanted = binding
    elif record.kind == use_def.ANNOTATED:
        said = declared.said(r, record)
        if said is not None:
            wanted, qualifiers = said.type, said.qualifiers
            if wanted is None and binding is None and qualifiers & queries.CLASS_VAR:
                wanted = kinds.ANY  # neither a type nor a value
    elif record.kind == use_def.PARAMETER and isinstance(record.node, ir.Parameter):
        wanted = binding if record.node.annotation is not None else None
    return queries.DefinitionType(binding, wanted, qualifiers)


# ---- symbols -----------------------------------------------------------------------------------------------


def _divergent_place(db: Db, symbol: scopes.Symbol) -> queries.Place | None:
    return queries.Place(kinds.DIVERGENT)


def _settled_place(
    db: Db, symbol: scopes.Symbol, last: queries.Place | None, new: queries.Place | None, iteration: int
) -> queries.Place | None:
    if last is None or new is None:
        return new
    return msgspec.structs.replace(new, type=_next(db, last.type, new.type, iteration))


@query.query(scopes.Symbol, cycle_initial=_divergent_place, cycle_recover=_settled_place)
def public_type(db: Db, symbol: scopes.Symbol) -> queries.Place | None:
    """What a name of a scope holds, seen from elsewhere; None when the scope does not bind it."""
    state = symbol.state.get(db)
    if state is None:
        return None
    last = _last_definition(state)
    wanted: list[kinds.Type] = []
    qualifiers = 0
    for definition in reaching.at_end(db, symbol.scope, state) if state.declarations else ():
        said = infer_definition(db, definition)
        qualifiers |= said.qualifiers
        if said.declared is not None:
            wanted.append(said.declared)
    if wanted and not qualifiers & queries.EXPLICIT_ALIAS:
        return queries.Place(union.of(db, wanted), False, True, qualifiers, last)
    found, unbound = states.of_live(db, state.bindings, symbol.name)
    unbound = unbound or any(
        # A class body that has not bound it on some path finds it outside; from elsewhere it is not there.
        each.definition == use_def.OUTER and states.is_live(db, each.path)
        for each in state.bindings
    )
    types = [] if found is None else [found]
    for definition in state.others:
        given = infer_definition(db, definition).binding
        if given is not None:
            types.append(given)
    if not types:
        return None
    given = union.of(db, types)
    if given is kinds.UNKNOWN and (made := _made_before(db, state)) is not None:
        given = union.undeclared(db, union.two(db, given, made))
    return queries.Place(given, unbound, False, qualifiers, last)


def _made_before(db: Db, state: live.SymbolState) -> kinds.Type | None:
    """What a `def` or `class` made under a name that was then bound to what is not known: `f = wrap(f)`."""
    made = state.last_made()
    return None if made is None else infer_definition(db, made).binding


@query.query(scopes.Symbol, name="captured_type", cycle_initial=_divergent_place, cycle_recover=_settled_place)
def captured_type(db: Db, symbol: scopes.Symbol) -> queries.Place | None:
    """What a function finds under a name of the function around it, where tests before its `def` say something."""
    seen = symbol.around.get(db)
    found = None if seen is None else states.of_live(db, seen, symbol.name)[0]
    return None if found is None else queries.Place(found)


def _last_definition(state: live.SymbolState) -> definitions.Definition | None:
    """The definition that comes last at the end of the scope, for navigation."""
    for alternative in reversed(state.bindings):
        if isinstance(alternative.definition, definitions.Definition):
            return alternative.definition
    return state.declarations[-1] if state.declarations else None


@query.query(scopes.Symbol, name="instance_attribute", cycle_initial=_divergent_place, cycle_recover=_settled_place)
def instance_attribute(db: Db, symbol: scopes.Symbol) -> queries.Place | None:
    """What methods assign through `self`, for a symbol of a class scope; None when none does."""
    sites = symbol.sites.get(db)
    if not sites:
        return None
    wanted: list[kinds.Type] = []
    given: list[kinds.Type] = []
    qualifiers = 0
    for definition in sites:
        said = infer_definition(db, definition)
        qualifiers |= said.qualifiers
        if said.declared is not None:
            wanted.append(said.declared)
        elif said.binding is not None:
            is_final = said.qualifiers & queries.FINAL
            given.append(said.binding if is_final else _of_site(db, definition, said.binding))
    ty = union.of(db, wanted or given) if wanted or given else kinds.UNKNOWN
    return queries.Place(_of_any_method(db, ty), False, bool(wanted), qualifiers, sites[0])


def _of_any_method(db: Db, ty: kinds.Type) -> kinds.Type:
    """`Self` as the method that assigned knew it, for whoever reads the attribute."""
    if not ty.generic:
        return ty
    own = {var for var in generics.variables([ty]) if var.kind == kinds.SELF and var.binding is not None}
    return generics.substitute(db, ty, {var: type_variables.self_of(db, var.definition, None) for var in own})


def _of_site(db: Db, definition: definitions.Definition, ty: kinds.Type) -> kinds.Type:
    """What an assignment to an attribute says of it: others may assign another constant, unless one was declared."""
    wide = literals.promoted(db, ty)
    node = definition.binding.node
    if wide is ty or not isinstance(node, ir.Assign) or isinstance(node.value, constants.WRITTEN):
        return wide
    r = regions.RegionInference(db, definition.region)
    is_plain = all(not isinstance(each, ir.Tuple | ir.List) for each in node.targets)
    return ty if is_plain and constants.are_declared(r, node.value) else wide


def module_attribute(db: Db, file: File, name: str) -> queries.Place | None:
    """A global of the module, star imports included."""
    return public_type(db, semantic_index.semantic_index(db, file).module.symbol(name))


# ---- functions -----------------------------------------------------------------------------------------------


def _divergent_result(db: Db, definition: definitions.Definition) -> kinds.Type:
    return kinds.DIVERGENT


def _settled_result(
    db: Db, definition: definitions.Definition, last: kinds.Type, new: kinds.Type, iteration: int
) -> kinds.Type:
    return _next(db, last, new, iteration)


@query.query(definitions.Definition, cycle_initial=_divergent_result, cycle_recover=_settled_result)
def return_type(db: Db, definition: definitions.Definition) -> kinds.Type:
    """The result of calling an unannotated function, as its body shows; of what is deep and large the outer parts."""
    found = returns.inferred(db, definition)
    is_deep = found.depth > MAX_DEPTH and found.size > MAX_SIZE
    return widening.widen(db, found) if is_deep else found


def _next(db: Db, last: kinds.Type, new: kinds.Type, iteration: int) -> kinds.Type:
    """The guess for the next turn: `new` without what it owes to the first guess, from WIDEN_AT on above the last."""
    new = widening.settled(db, new)
    return new if iteration < WIDEN_AT else _join(db, last, new)


def _join(db: Db, last: kinds.Type, new: kinds.Type) -> kinds.Type:
    """A type above both that stops growing when it is made again and again."""
    return last if last is new else widening.widen(db, union.of(db, (last, new)))
