"""What a use sees: the alternatives of its state, each narrowed, together.

In:  a region's inference and the number of a state or path; or a state of a module or class body.
Out: (type or None, may be unbound): no type when nothing is bound there for sure. Paths: may control
     come along them.
Always: an alternative that the settings or a declared `Never` rule out contributes nothing.
Does not know: how a test narrows (`narrow`), how a binding is inferred (`definitions`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pebre_analysis.engine import durability
from pebre_analysis.semantic import live, use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds, remembered
from pebre_analysis.types.algebra import iteration, special_calls, union
from pebre_analysis.types.infer import implied_else, names, statics
from pebre_analysis.types.infer import region as regions
from pebre_analysis.types.narrow import constraint as narrowing
from pebre_analysis.types.narrow import patterns

if TYPE_CHECKING:
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.types import queries

LivePath = live.LivePath
Seen = tuple[kinds.Type | None, bool]
UNBOUND: Seen = (None, True)


# ---- states of a region --------------------------------------------------------------------------


def value(r: regions.RegionInference, number: int, place: str) -> Seen:
    """What state `number` gives `place`. MEMBER alternatives give nothing here: see `members`."""
    found: list[kinds.Type] = []
    unbound = False
    for binding, constraint, path in r.index.states[number]:
        if path != use_def.ALWAYS and not r.reachable(path):
            continue
        if binding >= 0:
            ty: kinds.Type | None = r.binding(binding)
            if r.index.bindings[binding].kind == use_def.CAPTURED and ty is not kinds.DIVERGENT:
                # What it stands for, of which the binding itself does not say whether it is bound.
                ty, maybe = r.state(r.index.sources[binding], place)
                unbound = unbound or maybe
        elif binding == use_def.ENTRY:
            ty, maybe = names.at_entry(r, place)
            unbound = unbound or maybe
        elif binding == use_def.OUTER:
            ty, maybe = names.around_class(r, place)
            unbound = unbound or maybe
        elif binding == use_def.DEFERRED:
            ty, maybe = names.when_run(r, place)
            unbound = unbound or maybe
        else:
            ty = None
            unbound = unbound or binding == use_def.UNBOUND
        if ty is None:
            continue
        if constraint:
            ty = narrowed(r, place, ty, constraint)
        found.append(ty)
    if not found:
        return UNBOUND
    return union.of(r.db, found), unbound


def member(r: regions.RegionInference, number: int, place: str, plain: kinds.Type) -> kinds.Type:
    """What state `number` gives a member place whose plain look-up gives `plain`."""
    found: list[kinds.Type] = []
    for binding, constraint, path in r.index.states[number]:
        if path != use_def.ALWAYS and not r.reachable(path):
            continue
        if binding >= 0:
            ty = r.binding(binding)
        elif binding == use_def.ENTRY:
            ty = names.member_at_entry(r, place, plain)
        elif binding == use_def.MEMBER:
            ty = plain
        else:
            continue
        found.append(narrowed(r, place, ty, constraint) if constraint else ty)
    return union.of(r.db, found) if found else plain


def narrowed(r: regions.RegionInference, place: str, ty: kinds.Type, constraint: int) -> kinds.Type:
    """`ty` of `place` where all tests of the constraint came out as they did.

    Each step is kept: behind many tests the alternatives of a state share most of them.
    """
    known = r.narrowings
    for atom in r.index.constraints[constraint]:
        key = (atom, place, ty)
        found = known.get(key)
        if found is None:
            found = r.narrow(key, _after, atom, place, ty)
        ty = found
        if ty is kinds.NEVER:
            break
    return ty


def _after(r: regions.RegionInference, atom: use_def.Atom, place: str, ty: kinds.Type) -> kinds.Type:
    """`ty` of `place` after one test, or after those that a long constraint goes on from."""
    if atom < 0:
        return kinds.UNKNOWN if atom == use_def.CUT else narrowed(r, place, ty, use_def.went_on_from((atom,)))
    test = predicate(r, atom >> 1)
    while isinstance(test, use_def.Guard):  # of an earlier one at most
        if r.reachable(test.path):
            break
        atom = test.atom
        test = predicate(r, atom >> 1)
    return narrowing.apply(r, test, bool(atom & 1), place, ty)


def predicate(r: regions.RegionInference, n: int) -> ir.Node:
    """The node with ordinal `n` among those that constraints and paths name."""
    if r.predicates is None:
        r.predicates = {node.n: node for node in r.index.predicates}
    return r.predicates[n]


# ---- paths of a region ---------------------------------------------------------------------------


def is_reachable(r: regions.RegionInference, path: int) -> bool:
    if path == use_def.ALWAYS:
        return True
    if path == use_def.NEVER:
        return False
    kind, n, parent = r.index.paths[path]
    if kind == use_def.EITHER:
        return r.reachable(n) or r.reachable(parent)
    if kind == use_def.BOTH:
        return r.reachable(n) and r.reachable(parent)
    return r.reachable(parent) and _holds(r, kind, predicate(r, n))


def decided(db: queries.Db, test: ir.Node) -> bool | None:
    """What the settings alone make of a test; None where they do not decide it."""
    program = db.program
    return statics.truth(test, program.python_version.get(db), program.platform.get(db))


def _holds(r: regions.RegionInference, kind: int, node: ir.Node) -> bool:
    """Can the condition of one path node hold?"""
    if kind in (use_def.STATIC_TRUE, use_def.STATIC_FALSE):
        return decided(r.db, node) is not (kind == use_def.STATIC_FALSE)
    if kind == use_def.CALL:
        return not _never_returns(r, node)
    if kind == use_def.SWALLOW and isinstance(node, ir.WithItem):
        return iteration.may_swallow(r.db, r.infer(node.context), r.is_async_item(node))
    if kind == use_def.EXHAUSTED and isinstance(node, ir.Match):
        return patterns.leftover(r, node) is not kinds.NEVER
    if kind == use_def.EXHAUSTED and isinstance(node, ir.Call | ir.Compare):
        return not implied_else.is_sure(r, node)
    return True


def _never_returns(r: regions.RegionInference, node: ir.Node) -> bool:
    """Is it a call (or the await of one) of something declared `Never` or `NoReturn`?"""
    call = node.value if isinstance(node, ir.Await) else node
    if not isinstance(call, ir.Call):
        return False
    callee = r.infer(call.func)
    if special_calls.is_never_returning(r.db, callee, isinstance(node, ir.Await)):
        return True
    # Where some overloads never return, the arguments tell which of them it is.
    whole = node if isinstance(node, ir.Await) else call
    return special_calls.may_never_return(r.db, callee) and r.infer(whole) is kinds.NEVER


# ---- states of module and class bodies ---------------------------------------------------------------


def of_live(db: queries.Db, state: live.LiveState, place: str, plain: kinds.Type | None = None) -> Seen:
    """What a state of a module or class body gives; `plain`: what looking a member place up gives."""
    found: list[kinds.Type] = []
    unbound = False
    for alternative in state:
        if alternative.path and not is_live(db, alternative.path):
            continue
        is_plain = plain is not None and alternative.definition == use_def.MEMBER
        ty, maybe = (plain, False) if is_plain else _of_alternative(db, alternative, place)
        unbound = unbound or maybe
        if ty is None:
            continue
        if alternative.constraints is None:
            ty = kinds.UNKNOWN
        for region, n, positive in alternative.constraints or ():
            ty = _narrowed_live(db, region, n, positive, place, ty)
        found.append(ty)
    if not found:
        return UNBOUND
    return union.of(db, found), unbound


def _of_alternative(db: queries.Db, alternative: live.LiveAlternative, place: str) -> Seen:
    definition = alternative.definition
    if isinstance(definition, int):
        return None, definition == use_def.UNBOUND
    if definition.kind != use_def.STAR:
        return db.infer.definition_type(db, definition).binding, False
    ty = names.star_member(db, definition, place)
    return (ty, False) if ty is not None else of_live(db, alternative.rest, place)


def _narrowed_live(db: queries.Db, region: Region, n: int, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    """`ty` after the test `n` of another region."""
    r = regions.RegionInference(db, region)
    return narrowing.apply(r, predicate(r, n), positive, place, ty)


def is_live(db: queries.Db, path: live.LivePath) -> bool:
    """May control come along a path of a module or class body? Paths nest no deeper than `live.MAX_DEPTH`."""
    while path:
        if path == live.NEVER_PATH:
            return False
        if path[0] in (use_def.EITHER, use_def.BOTH):
            kind, left, right = cast("tuple[int, live.LivePath, live.LivePath]", path)
            if kind == use_def.EITHER:
                return is_live(db, left) or is_live(db, right)
            if not is_live(db, left):
                return False
            path = right
        else:
            kind, region, n, path = cast("tuple[int, Region, int, live.LivePath]", path)
            if not _region_holds(db, kind, region, n):
                return False
    return True


def is_for_checkers(db: queries.Db, path: live.LivePath) -> bool:
    """Does control come along the path only under `if TYPE_CHECKING`?"""
    pending: list[live.LivePath] = [path]
    while pending:
        path = pending.pop()
        if not path or path == live.NEVER_PATH:
            continue
        if path[0] == use_def.BOTH:
            _, left, right = cast("tuple[int, live.LivePath, live.LivePath]", path)
            pending += [left, right]
        elif path[0] != use_def.EITHER:
            kind, region, n, rest = cast("tuple[int, Region, int, live.LivePath]", path)
            if kind == use_def.STATIC_TRUE:
                test = predicate(regions.RegionInference(db, region), n)
                if statics.is_type_checking(test):
                    return True
            pending.append(rest)
    return False


def _region_holds(db: queries.Db, kind: int, region: Region, n: int) -> bool:
    if kind in (use_def.STATIC_TRUE, use_def.STATIC_FALSE):
        return _static_truth(db, region, n) is not (kind == use_def.STATIC_FALSE)
    r = regions.RegionInference(db, region)
    return _holds(r, kind, predicate(r, n))


def _static_truth(db: queries.Db, region: Region, n: int) -> bool | None:
    """What the settings make of a test. Stubs ask of each name whether `sys.version_info` lets it be."""
    durable = region.scope.file.status.durability == durability.FROZEN
    key = (region, n)
    memo = remembered.kept(db, db.memos.statics, durable)
    if memo is not None and key in memo:
        return memo[key]
    region.code.get(db)
    node = next(each for each in region.index.predicates if each.n == n)
    truth = decided(db, node)
    remembered.keep(db, db.memos.statics, durable, key, truth)
    return truth
