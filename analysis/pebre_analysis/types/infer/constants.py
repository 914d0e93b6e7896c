"""Does a constant in the type of an expression stand in a declaration?

In:  a region's inference and an expression.
Out: True where the constants in its type were declared: `Literal` in the annotation of a parameter, of the
     result of a call, of an attribute, or as the item type of a container. Such a value stays what it was
     declared to be; a constant from the code becomes its class where others may put in another one.
Always: what is not understood counts as a constant from the code.
Does not know: where constants are widened (`containers`, `results`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import aliases, literals, members, signatures, typed_dicts, union, variance
from pebre_analysis.types.infer import declared, displays

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

MAX_DEPTH: Final = 4

# What gives a constant by itself: nothing has to be looked up.
WRITTEN: Final = (ir.Int, ir.Str, ir.Bytes, ir.Constant, ir.Unary, ir.Binary, ir.Compare, ir.Float)


def are_declared(r: RegionInference, node: ir.Expr, depth: int = 0) -> bool:
    """See the module's docstring."""
    if isinstance(node, WRITTEN) or depth > MAX_DEPTH:
        return False
    if isinstance(node, ir.Name):
        return _of_state(r, r.index.marks[node.n], depth)
    if isinstance(node, ir.Attribute):
        return _of_attribute(r, node)
    if isinstance(node, ir.Call):  # that of `len((1, 2))` was not declared, it was counted
        said = _said(r, node)
        return said is not None and any(_has_constants(r, aliases.unfolded(r.db, each)) for each in said)
    if isinstance(node, ir.Subscript):
        return _holds_declared(r, r.infer(node.value))
    if isinstance(node, ir.Await | ir.Walrus):
        return are_declared(r, node.value, depth + 1)
    if isinstance(node, ir.Conditional):
        return are_declared(r, node.body, depth + 1) and are_declared(r, node.orelse, depth + 1)
    if isinstance(node, ir.BoolOp):
        return all(are_declared(r, each, depth + 1) for each in node.values)
    return False


def of_call(r: RegionInference, node: ir.Call) -> bool:
    """Does the `def` say what the call gives?"""
    return _said(r, node) is not None


def _said(r: RegionInference, node: ir.Call) -> list[kinds.Type] | None:
    """What the `def`s that are called say that they give; None where one does not."""
    found: list[kinds.Type] = []
    for part in union.parts(r.infer(node.func)):
        function = part.function if isinstance(part, kinds.BoundMethod) else part
        if not isinstance(function, kinds.Function):
            return None
        for each in signatures.of(r.db, part) or ():
            if each.returns is None or each.returns.generic:
                return None
            found.append(each.returns)
    return found


def _of_state(r: RegionInference, state: int, depth: int) -> bool:
    alternatives = r.index.states[state]
    return bool(alternatives) and all(
        binding >= 0 and _of_binding(r, binding, depth + 1) for binding, _, _ in alternatives
    )


def _of_binding(r: RegionInference, number: int, depth: int) -> bool:
    record = r.index.bindings[number]
    if depth > MAX_DEPTH:
        return False
    if record.kind in (use_def.LOOP, use_def.CAPTURED):
        source = r.index.sources.get(number, use_def.NO_STATE)
        return _of_state(r, source, depth)
    node = record.node
    if record.kind == use_def.ANNOTATED:
        said = declared.said(r, record)
        return said is not None and said.type is not None and _has_constants(r, said.type)
    if record.kind == use_def.PARAMETER:
        return isinstance(node, ir.Parameter) and node.annotation is not None and _has_constants(r, r.binding(number))
    if isinstance(node, ir.Walrus):
        return are_declared(r, node.value, depth)
    if isinstance(node, ir.Assign):
        return all(isinstance(each, ir.Name) for each in node.targets) and are_declared(r, node.value, depth)
    if isinstance(node, ir.For | ir.CompClause):
        return displays.iterated(r, node.iterable) is None and _holds_declared(r, r.infer(node.iterable))
    return False


def _has_constants(r: RegionInference, ty: kinds.Type) -> bool:
    return literals.promoted(r.db, ty) is not ty


def _of_attribute(r: RegionInference, node: ir.Attribute) -> bool:
    if any(binding >= 0 for binding, _, _ in r.index.states[r.index.marks[node.n]]):
        return False
    found = members.member(r.db, r.infer(node.value), node.attr)
    if found is None or not found.declared or isinstance(found.type, kinds.EnumLiteral):
        return False
    return not found.qualifiers & queries.FINAL and _has_constants(r, found.type)


def _holds_declared(r: RegionInference, container: kinds.Type) -> bool:
    """Is it a container whose item types are kept to? Where they are not, constants are widened when it is made."""
    return all(_keeps_items(r, part) for part in union.parts(aliases.resolved(r.db, container)))


def _keeps_items(r: RegionInference, part: kinds.Type) -> bool:
    if not isinstance(part, kinds.Instance):
        return False
    if typed_dicts.is_typed_dict(r.db, part.cls.literal):
        return True
    return bool(part.cls.args) and variance.is_invariant(r.db, part.cls.literal)
