"""What statements ask of values, as findings: iteration, `await`, `with`, `raise`, `except`.

In:  a node and the type of its value.
Out: findings of the region; of unions they name the parts that fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, findings, kinds
from pebre_analysis.types.algebra import (
    aliases,
    call,
    iteration,
    known,
    members,
    relation,
    tuples,
    type_variables,
    union,
    unknowns,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference


def _failing(
    db: queries.Db, ty: kinds.Type, function: Callable[[queries.Db, kinds.Type], object | None]
) -> kinds.Type | None:
    """The first part for which the function gives nothing."""
    ty = aliases.resolved(db, ty)
    if unknowns.is_guess(ty):
        return None
    return next((part for part in union.parts(ty) if function(db, part) is None), None)


def _whole(r: RegionInference, ty: kinds.Type, part: kinds.Type) -> str:
    return "" if part is ty else display.text(r.db, ty)


def iterated(r: RegionInference, node: ir.Node, ty: kinds.Type, is_async: bool = False) -> kinds.Type:
    """What iterating gives; not being iterable is reported at the node."""
    iterate = iteration.aiterate if is_async else iteration.iterate
    found = iterate(r.db, ty)
    if found is not None:
        return found
    if r.check and not r.muted:
        part = _failing(r.db, ty, iterate)
        if part is not None:
            how = "async for" if is_async else "for"
            r.report(findings.NOT_ITERABLE, node, display.text(r.db, part), how, _whole(r, ty, part))
    return kinds.UNKNOWN


def spread(r: RegionInference, node: ir.Node, ty: kinds.Type) -> None:
    """What `**` spreads is a mapping."""
    if r.check and not r.muted:
        part = _failing(r.db, ty, iteration.keys_of)
        if part is not None:
            told = _whole(r, ty, part), display.text(r.db, part), "", "**"
            r.report(findings.INVALID_ARGUMENT_TYPE, node, "", "", *told)


def awaited(r: RegionInference, node: ir.Node, ty: kinds.Type) -> kinds.Type:
    found = iteration.await_(r.db, ty)
    if found is not None:
        return found
    if r.check and not r.muted:
        part = _failing(r.db, ty, iteration.await_)
        if part is not None:
            r.report(findings.INVALID_AWAIT, node, display.text(r.db, part), _whole(r, ty, part))
    return kinds.UNKNOWN


# ---- with ------------------------------------------------------------------------------------------


def context(r: RegionInference, node: ir.Node, ty: kinds.Type, is_async: bool) -> None:
    """The manager of a `with` must have both methods, and they must be callable so."""
    if not r.check or r.muted:
        return
    for part in unknowns.judged(r.db, ty):
        lacking = _lacking(r.db, part, is_async)
        if lacking:
            notes: tuple[str, ...] = ()
            if not _lacking(r.db, part, not is_async):
                notes = (f"it can be used with `{'with' if is_async else 'async with'}`",)
            told = (display.text(r.db, part), _whole(r, ty, part), *lacking)
            r.report(findings.INVALID_CONTEXT_MANAGER, node, *told, notes=notes)
            return


def _lacking(db: queries.Db, ty: kinds.Type, is_async: bool) -> list[str]:
    enter, leave = ("__aenter__", "__aexit__") if is_async else ("__enter__", "__exit__")
    return [name for name, given in ((enter, ()), (leave, _nones(db))) if not _has(db, ty, name, given)]


def _nones(db: queries.Db) -> tuple[kinds.Type, ...]:
    return (known.none(db),) * 3


def _has(db: queries.Db, ty: kinds.Type, name: str, given: tuple[kinds.Type, ...]) -> bool:
    if isinstance(ty, kinds.Dynamic) or ty is kinds.NEVER:
        return True
    found = members.special(db, ty, name)
    if found is None:
        return False
    # Arguments are not judged: an exit may ask for an exception that is there.
    return isinstance(found, kinds.Dynamic) or not any(
        error.kind != "invalid-argument-type" and error.kind != "no-matching-overload"
        for error in call.call_types(db, found, given).errors
    )


# ---- exceptions ------------------------------------------------------------------------------------


def raised(r: RegionInference, node: ir.Raise) -> None:
    """`raise x from y`: exceptions, by class or as objects."""
    if not r.check or r.muted:
        return
    base = known.instance(r.db, "BaseException")
    if node.exception is not None:
        _exception(r, node.exception, r.infer(node.exception), base, "raise")
    if node.cause is not None:
        _exception(r, node.cause, r.infer(node.cause), union.two(r.db, base, known.none(r.db)), "from")


def _exception(r: RegionInference, node: ir.Expr, ty: kinds.Type, base: kinds.Type, how: str) -> None:
    if isinstance(base, kinds.Dynamic):
        return
    wanted = union.of(r.db, [base, build.subclass_of(r.db, union.parts(base)[0])])
    part = next((each for each in unknowns.judged(r.db, ty) if not _can_be_raised(r.db, each, wanted)), None)
    if part is not None:
        r.report(findings.INVALID_RAISE, node, display.text(r.db, part), how, _whole(r, ty, part))


def _can_be_raised(db: queries.Db, ty: kinds.Type, wanted: kinds.Type) -> bool:
    return relation.is_assignable(db, ty, wanted) and not known.is_not_implemented(db, ty)


def caught(r: RegionInference, node: ir.Expr, ty: kinds.Type, is_star: bool) -> None:
    """`except x`: a class of exceptions or a tuple of them; of `except*` no group."""
    if not r.check or r.muted:
        return
    if isinstance(node, ir.Tuple):
        for item in node.items:
            if not isinstance(item, ir.Starred):
                _handled(r, item, r.infer(item), is_star)
        return
    _handled(r, node, ty, is_star)


def _handled(r: RegionInference, node: ir.Expr, ty: kinds.Type, is_star: bool) -> None:
    base = known.instance(r.db, "BaseException")
    if isinstance(base, kinds.Dynamic):
        return
    wanted = build.subclass_of(r.db, base)
    many = tuples.homogeneous(r.db, wanted)
    for part in unknowns.judged(r.db, ty):
        bound = type_variables.upper_bound(r.db, part) if isinstance(part, kinds.TypeVar) else part
        if all(
            relation.is_assignable(r.db, each, wanted) or _fits_tuple(r.db, each, wanted, many)
            for each in union.parts(aliases.unfolded(r.db, bound))
        ):
            continue
        r.report(findings.INVALID_EXCEPTION_CAUGHT, node, display.text(r.db, part))
        return
    if is_star and isinstance(ty, kinds.ClassLiteral) and ty.name in ("BaseExceptionGroup", "ExceptionGroup"):
        if known.is_class(r.db, ty, ty.name):
            r.report(findings.INVALID_EXCEPTION_CAUGHT, node, display.text(r.db, ty))


def _fits_tuple(db: queries.Db, ty: kinds.Type, wanted: kinds.Type, many: kinds.Type) -> bool:
    """A tuple of exception classes, or of such tuples."""
    shape = tuples.shape(db, ty)
    if shape is None:
        return relation.is_assignable(db, ty, many)
    pending = [shape]
    for _ in range(64):
        if not pending:
            return True
        for each in tuples.elements(pending.pop()):
            inner = tuples.shape(db, each)
            if inner is not None:
                pending.append(inner)
            elif not relation.is_assignable(db, each, wanted):
                return False
    return True
