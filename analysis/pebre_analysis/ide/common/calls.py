"""Calls around a target: which form of the callee its arguments choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import target
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import arguments, call, signatures
from pebre_analysis.types.infer import region as inference

if TYPE_CHECKING:
    from pebre_analysis.project import database


def chosen(db: database.ProjectDatabase, at: target.Target, callee: kinds.Type) -> kinds.Signature | None:
    """Where the target is what is called: the signature its arguments choose; None if there is no choice."""
    outer = at.parent
    return of_call(db, at, outer, callee) if isinstance(outer, ir.Call) and outer.func is at.node else None


def of_call(
    db: database.ProjectDatabase, at: target.Target, outer: ir.Call, callee: kinds.Type
) -> kinds.Signature | None:
    """The signature that the arguments of a call at a target choose; None if there is no choice."""
    if len(signatures.of(db, callee) or ()) < 2:
        return None
    infer = inference.RegionInference(db, at.region).infer
    given = [arguments.Argument(infer(each.value), each.name, each.stars) for each in outer.args]
    return call.call(db, callee, given).signature
