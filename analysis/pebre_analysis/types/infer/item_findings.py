"""`owner[index] = value` and `del owner[index]`: does the owner take that?

In:  a region's inference, the target, one part of the owner's type, the value's type.
Out: findings at the index, the value or the target.
Always: what a generic container without declaration may hold is only a guess from what was put in first, so nothing is
said of what else is put in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import arguments, attribute_declarations, call, members, union, unknowns
from pebre_analysis.types.infer import constants, declared

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

_JUDGED: Final = (kinds.Instance, kinds.Tuple, kinds.StrLiteral, kinds.BytesLiteral, kinds.IntLiteral)


def assigned(r: RegionInference, target: ir.Subscript, owner: kinds.Type, given: kinds.Type, at: ir.Node) -> bool:
    """Was something wrong?"""
    if not isinstance(owner, _JUDGED):
        return False
    method = members.special(r.db, owner, "__setitem__")
    if method is None:
        r.report(findings.INVALID_ASSIGNMENT, target, "[…]", display.text(r.db, owner), "has no `__setitem__`")
        return True
    if isinstance(method, kinds.Dynamic) or _is_open(given):
        return False
    if (not isinstance(owner, kinds.Instance) or owner.cls.args) and not is_declared(r, target.value):
        return False
    given, index = unknowns.loosened(r.db, given), r.infer(target.index)
    if _is_open(index):
        return False
    errors = call.call_types(r.db, method, (index, given)).errors
    if not errors:
        return False
    error = errors[0]
    shown = display.text(r.db, owner)
    if error.kind == arguments.WRONG_TYPE and error.expected is not None and error.given is not None:
        texts = display.two(r.db, error.given, error.expected)
        if error.argument == 0:
            reason = f"takes `{texts[1]}` between the brackets, not `{texts[0]}`"
            r.report(findings.INVALID_ASSIGNMENT, target.index, "[…]", shown, reason)
        else:
            r.report(findings.INVALID_ASSIGNMENT, at, *texts)
        return True
    if error.kind == arguments.NO_OVERLOAD:
        texts = display.text(r.db, index), display.text(r.db, given)
        reason = f"takes no `{texts[1]}` at `{texts[0]}`"
        r.report(findings.INVALID_ASSIGNMENT, at, "[…]", shown, reason)
        return True
    return False


def deleted(r: RegionInference, target: ir.Subscript, owner: kinds.Type) -> None:
    if isinstance(owner, _JUDGED) and members.special(r.db, owner, "__delitem__") is None:
        r.report(findings.NOT_SUBSCRIPTABLE, target, display.text(r.db, owner), "", "__delitem__")


def _is_open(ty: kinds.Type) -> bool:
    return any(isinstance(part, kinds.Dynamic) for part in union.parts(ty))


def is_declared(r: RegionInference, node: ir.Expr) -> bool:
    """Does an annotation say what the owner is, and not what was found to be in it?"""
    if isinstance(node, ir.Attribute):
        return attribute_declarations.of(r.db, r.infer(node.value), node.attr) is not None
    if isinstance(node, ir.Subscript):
        return is_declared(r, node.value)
    if isinstance(node, ir.Call):
        return _is_result_declared(r, node)
    if not isinstance(node, ir.Name):
        return False
    return declared.is_declared(r, node)


def _is_result_declared(r: RegionInference, node: ir.Call) -> bool:
    """The same of what a call gives."""
    called = r.infer(node.func)
    if isinstance(called, kinds.ClassObject):
        return True  # `dict[str, int]()`
    if not constants.of_call(r, node):
        return False
    if any(isinstance(part, kinds.BoundMethod) and _is_of_generic(part) for part in union.parts(called)):
        return isinstance(node.func, ir.Attribute) and is_declared(r, node.func.value)  # `rows.pop()`
    return True


def _is_of_generic(method: kinds.BoundMethod) -> bool:
    return isinstance(method.receiver, kinds.Instance) and bool(method.receiver.cls.args)
