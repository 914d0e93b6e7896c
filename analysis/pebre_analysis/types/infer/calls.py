"""Calls.

In:  a region's inference, a Call, and the type expected of it.
Out: the result's type. Arguments that depend on what is expected of them (lambdas, displays) are
     inferred with each parameter they may fill, the last one counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import aliases, arguments, known, special_calls
from pebre_analysis.types.algebra import call as calling
from pebre_analysis.types.infer import annotation

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

# What depends on the type it is expected to have.
_EXPECTING: Final = (ir.Lambda, ir.List, ir.Set, ir.Dict, ir.Tuple, ir.Comprehension, ir.Conditional)
_TYPING: Final = ("typing", "typing_extensions", "builtins")


def call(r: RegionInference, node: ir.Call, expected: kinds.Type | None) -> kinds.Type:
    callee = r.infer(node.func)
    if isinstance(callee, kinds.ClassLiteral) and not node.args and known.is_class(r.db, callee, "super"):
        return _super(r)
    if len(node.args) == 2 and special_calls.is_cast(r.db, callee):
        return _cast(r, node)
    given: list[arguments.Argument] = []
    before = node.func.n
    for each in node.args:
        if isinstance(each.value, _EXPECTING) and not each.stars:
            given.append(arguments.Argument(None, each.name, 0, _expecting(r, before, each.value)))
        else:
            given.append(arguments.Argument(r.infer(each.value), each.name, each.stars))
        before = each.n
    if _is_reveal(r, callee) and node.args:
        if special_calls.is_known(r.db, callee, "reveal_type", ("builtins",)):
            r.report(findings.UNDEFINED_REVEAL, node.func)
        shown = r.infer(node.args[0].value)
        r.report(findings.REVEALED_TYPE, node.args[0].value, display.text(r.db, shown))
        return shown
    result = calling.call(r.db, callee, given, expected)
    for each in node.args:
        r.store(each.n, r.infer(each.value))
    return aliases.unfolded(r.db, result.type)


def _cast(r: RegionInference, node: ir.Call) -> kinds.Type:
    """`cast(T, value)`: the first argument is a type expression."""
    meant, value = node.args
    if meant.stars or value.stars:
        return kinds.UNKNOWN
    if meant.name == "val":
        meant, value = value, meant
    wanted = annotation.type_of(r, meant.value)
    r.store(meant.n, r.infer(meant.value))
    r.store(value.n, r.infer(value.value, wanted))
    return wanted


def _expecting(r: RegionInference, before: int, value: ir.Expr) -> Callable[[kinds.Type | None], kinds.Type]:
    """Infers an argument anew for each type it is expected to have."""

    def infer(expected: kinds.Type | None) -> kinds.Type:
        if r.types[value.n] is not None:
            r.forget(before + 1, value.n)
        return r.infer(value, expected)

    return infer


def _is_reveal(r: RegionInference, callee: kinds.Type) -> bool:
    if isinstance(callee, kinds.SpecialForm):
        return callee.name == "reveal_type"
    return isinstance(callee, kinds.Function) and known.is_global(r.db, callee.definition, "reveal_type", _TYPING)


def _super(r: RegionInference) -> kinds.Type:
    """`super()`: the class around the method, and the method's first parameter."""
    scope = r.scope
    owner = scope.parent.definition if r.in_function and scope.parent and scope.parent.kind == scopes.CLASS else None
    if owner is None or not r.index.bindings or r.index.bindings[0].kind != use_def.PARAMETER:
        return kinds.UNKNOWN
    pivot = r.db.infer.definition_type(r.db, owner).binding
    if pivot is None:
        return kinds.UNKNOWN
    return kinds.super_(r.db, pivot, r.binding(0))
