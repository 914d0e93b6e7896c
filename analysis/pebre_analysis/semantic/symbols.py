"""What a scope binds: the state of one of its names, all its names, attributes set through `self`.

Plain functions over the linked entities; the values end up in cells of scopes and symbols. Nothing
here changes an entity, but for tables that are worked out once per link.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from pebre_analysis.semantic import declarations as flowing
from pebre_analysis.semantic import live_states, use_def
from pebre_analysis.semantic import place as places
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic.live import LiveAlternative, LiveState, SymbolState
from pebre_analysis.semantic.use_def import BINDS, DECLARES, GLOBAL, NONLOCAL, OUTER
from pebre_analysis.syntax import attribute_texts

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.index import SemanticIndex
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope

Bound = tuple["Region", int]  # a region and one of its bindings
# By place. One binding alone, as most are, stands there without a list; the first of its region without its number.
Binders = dict[str, "list[Bound] | Bound | Region"]

_STAND_FOR_OTHERS = (use_def.LOOP, use_def.CAPTURED)


# ---- regions in source order ---------------------------------------------------------------------


def regions_of(occurrences: list[Occurrence], settled: bool = True, word: str = "") -> list[Region]:
    """All regions of some occurrences and of their members, in source order.

    Without `settled`, of functions and classes that nobody has asked about only header and body. With a `word`, only
    of those in which it is written: the others are not looked at closely.
    """
    found: list[Region] = []
    for occurrence in occurrences:
        if word and word not in occurrence.chunk.text:
            continue
        if settled:
            occurrence.settle()
        if not occurrence.groups:
            found += occurrence.regions
            continue
        holes = sorted(occurrence.index.hole_after, key=lambda hole: (occurrence.index.hole_after[hole], hole))
        at = 0
        for hole in holes:
            end = occurrence.index.hole_after[hole] + 1
            if end < len(occurrence.regions) and occurrence.regions[end].is_body:
                end += 1  # of a function; a hole is never in one, but comes after it
            found += occurrence.regions[at:end]
            found += regions_of(occurrence.groups[hole], settled, word)
            at = end
        found += occurrence.regions[at:]
    return found


def statement_regions(scope: Scope) -> list[Region]:
    """The regions of a module or class body's own statements, in source order."""
    if scope.kind == scopes.MODULE:
        return [each for body in scope.bodies for each in regions_of(body, False) if each.scope is scope]
    occurrence = scope.occurrence
    if occurrence is None:
        return []
    occurrence.settle()
    contents = occurrence.contents(scope.number)
    own = [occurrence.regions[number] for _, number in contents.regions]
    if not scope.bodies:
        return own
    return own + [each for body in scope.bodies for each in regions_of(body, False) if each.scope is scope]


# ---- one name ------------------------------------------------------------------------------------


def state_of(index: SemanticIndex, scope: Scope, name: str) -> SymbolState | None:
    """The state of a symbol; None when the scope does not bind the name."""
    region = scope.code_region
    if region is not None:
        return _in_function(index, scope, region, name)
    plain = index.plain_names(scope)
    if plain is None:
        index.flow_is_needed()
    bound = bound_as(scope, name)  # settles it
    others = tuple([each.definition(number) for each, number in index.global_binders().get(name, ())])
    if scope.kind != scopes.MODULE:
        others = ()
    bindings = None if plain is None else plain.at_end(name, bound)
    if bindings is None:
        index.flow_is_needed()
        state = scope.end.get(name)
        if state is None:
            state = scope.end.get("*")
        bindings = index.converter.state(state) if state is not None else ()
    if not bound and not others and not bindings:
        return None
    declarations = tuple([each.definition(number) for each, number in bound if _declares(each, number)])
    declared = scope.end.get(flowing.key(name)) if any(_annotates(each, number) for each, number in bound) else None
    passed = () if declared is None else index.converter.state(declared)
    return SymbolState(declarations, bindings, others, _stars(bindings), passed)


def _annotates(region: Region, number: int) -> bool:
    return region.occurrence.pending is None and region.index.bindings[number].kind == use_def.ANNOTATED


def _declares(region: Region, number: int) -> bool:
    return region.occurrence.pending is not None or bool(region.index.bindings[number].flags & DECLARES)


def _stars(state: LiveState) -> tuple[Definition, ...]:
    found: dict[Definition, None] = {}
    stack = list(state)
    while stack:
        definition, _, _, rest = stack.pop()
        if not isinstance(definition, int) and definition.place == "*":
            found[definition] = None
        stack.extend(rest)
    return tuple(found)


def binders_of(scope: Scope) -> Binders:
    """By name: the bindings, declarations and deletions of a module or class body, in source order.

    Worked out when first asked for; from then on the link step keeps it (`link_names`).
    """
    found = scope.binders
    if found is None:
        found = scope.binders = {}
        for region in statement_regions(scope):
            for place, number in bound_in(region):
                put(found, place, (region, number))
    return found


def bound_as(scope: Scope, place: str) -> Sequence[Bound]:
    """The bindings, declarations and deletions of a place in a module or class body, in source order."""
    return bindings_in(binders_of(scope), place)


def put(binders: Binders, place: str, bound: Bound) -> None:
    """One more binding of a place."""
    known = binders.get(place)
    if known is None:
        binders[place] = bound if bound[1] else bound[0]
    elif isinstance(known, list):
        known.append(bound)
    else:
        binders[place] = [*bindings_in(binders, place), bound]


def bindings_in(binders: Binders, place: str) -> Sequence[Bound]:
    """The bindings of a place, in source order."""
    known = binders.get(place)
    if known is None:
        return ()
    if isinstance(known, list):
        return known
    return (known,) if isinstance(known, tuple) else ((known, 0),)


def bound_in(region: Region) -> list[tuple[str, int]]:
    """What a statement binds, declares or deletes in its scope: (place, number of the binding)."""
    if region.occurrence.pending is not None:
        return [(region.key, 0)]
    return [
        (binding.place, number)
        for number, binding in enumerate(region.index.bindings)
        if binding.scope == 0 and binding.kind not in _STAND_FOR_OTHERS
    ]


def _in_function(index: SemanticIndex, scope: Scope, region: Region, name: str) -> SymbolState | None:
    """In a function: all its bindings. In a class inside one: what holds at the end of the class."""
    local = scope.local_scope
    declarations: list[Definition] = []
    bindings: list[LiveAlternative] = []
    is_bound = False
    for number, binding in enumerate(region.index.bindings):
        if binding.place != name or binding.scope != local or binding.kind in _STAND_FOR_OTHERS:
            continue
        if binding.flags & (GLOBAL | NONLOCAL):
            continue
        is_bound = True
        if binding.flags & DECLARES:
            declarations.append(region.definition(number))
        if binding.flags & BINDS:
            bindings.append(LiveAlternative(region.definition(number), (), (), ()))
    others: tuple[Definition, ...] = ()
    live: LiveState = tuple(bindings)
    if local:
        end = dict(region.index.scopes[local].end).get(name)
        if end is not None:
            live = live_states.of_region(region, end, OUTER)
    else:
        others = tuple(_nonlocals(scope, name))
    if not is_bound and not others:
        return None
    return SymbolState(tuple(declarations), live, others, (), () if local else _declared_at_end(region, name))


def _declared_at_end(region: Region, name: str) -> LiveState:
    index = region.index
    state = index.declared_at_end.get(name) if isinstance(index, use_def.BodyIndex) else None
    return () if state is None else live_states.of_region(region, state, use_def.ENTRY)


def seen_around(scope: Scope, name: str) -> LiveState | None:
    """What a function finds under a name of the function around it, where that is not just any binding of it."""
    info, header = scope.info, scope.header
    if info is None or header is None or not isinstance(header.index, use_def.BodyIndex):
        return None
    state = header.index.seen_inside.get(info.binding, {}).get(name)
    return None if state is None else live_states.of_region(header, state, use_def.ENTRY)


def _nonlocals(scope: Scope, name: str) -> list[Definition]:
    """Bindings of a function's name in functions and classes inside it, through `nonlocal`, in source order."""
    found: list[Definition] = []
    stack = _last_first(scope)
    while stack:
        inner = stack.pop()
        region = inner.code_region
        if region is None:
            continue
        names = region.index.nonlocals if isinstance(region.index, use_def.BodyIndex) else ()
        local = inner.local_scope
        for number, binding in enumerate(region.index.bindings):
            if binding.place == name and binding.scope == local and binding.flags & NONLOCAL:
                found.append(region.definition(number))
        binds_it = isinstance(region.index, use_def.BodyIndex) and name in region.index.names
        if local or not binds_it or name in names:  # what a class binds is not seen in its methods
            stack += _last_first(inner)
    return found


def _last_first(scope: Scope) -> list[Scope]:
    """What stands in a scope of a function, the last first: all of it is in one chunk."""
    return sorted(scope.child_scopes(), key=attrgetter("number"), reverse=True)


# ---- all names -----------------------------------------------------------------------------------


def names_of(index: SemanticIndex, scope: Scope) -> frozenset[str]:
    """All names a scope binds, without star imports."""
    region = scope.code_region
    if region is None:
        names = {name for name in binders_of(scope) if not places.is_member(name) and name != "*"}
        if scope.kind == scopes.MODULE:
            names.update(index.global_binders())
        return frozenset(names)
    local = scope.local_scope
    if local:
        return frozenset(region.index.scopes[local].names)
    assert isinstance(region.index, use_def.BodyIndex)
    return frozenset(region.index.names)


# ---- bindings from elsewhere ---------------------------------------------------------------------


def global_binders(module: Scope) -> dict[str, list[Bound]]:
    """By name: bindings in functions, and in classes in functions, that `global` sends to the module."""
    found: dict[str, list[Bound]] = {}
    for body in module.bodies:
        for region in regions_of(body, False):
            if region.number in region.occurrence.index.global_bodies:
                for number, binding in enumerate(region.index.bindings):
                    if binding.flags & GLOBAL and binding.kind not in _STAND_FOR_OTHERS:
                        found.setdefault(binding.place, []).append((region, number))
    return found


def sites_of(scope: Scope, name: str) -> tuple[Definition, ...]:
    """`self.name = …` in the methods of a class, in source order."""
    found: list[tuple[tuple[int, ...], Definition]] = []
    if scope.occurrence is not None and not scope.occurrence.chunk.may_hold(name):
        return ()
    scope.settle()
    for method in scope.child_scopes():
        body = method.body
        if body is None:
            continue
        if body.occurrence.pending is not None:
            if not attribute_texts.may_set(body.occurrence.chunk, name):
                continue
            body.occurrence.settle()
        at: tuple[int, ...] | None = None
        for attribute, number in body.occurrence.index.attributes.get(body.number, ()):
            if attribute == name and not is_static(method):
                if at is None:
                    at = (*body.occurrence.order(), body.number)
                found.append(((*at, number), body.definition(number)))
    found.sort(key=_first)
    return tuple([definition for _, definition in found])


def _first(pair: tuple[tuple[int, ...], Definition]) -> tuple[int, ...]:
    return pair[0]


def is_static(method: Scope) -> bool:
    """Whether the function is decorated as a static method: its first parameter is no `self`."""
    return _is_decorated(method, "staticmethod")


def is_of_class(method: Scope) -> bool:
    """Whether the first parameter of the function is the class."""
    return method.name in ("__init_subclass__", "__class_getitem__") or _is_decorated(method, "classmethod")


def _is_decorated(method: Scope, name: str) -> bool:
    return name in method.decorators
