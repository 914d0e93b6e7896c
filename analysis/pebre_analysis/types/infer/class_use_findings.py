"""Classes in use: made into instances, asked about by `isinstance`.

In:  a region's inference and a Call of it, the callee's type.
Out: findings at the call or its second argument.
Always: a class of which too little is known is no mistake.
Source: the typing specification, "Protocols" and "Typed dictionaries".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds, queries
from pebre_analysis.types.algebra import (
    abstract,
    class_members,
    classes,
    constructors,
    protocols,
    signatures,
    special_calls,
    tuples,
    typed_dicts,
    union,
)
from pebre_analysis.types.infer import assignments, dataclass_findings

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def called(r: RegionInference, node: ir.Call, callee: kinds.Type) -> None:
    """A class that cannot have instances; `isinstance` and `issubclass`; an abstract method through `super()`."""
    if isinstance(callee, kinds.ClassLiteral | kinds.ClassObject):
        literal = classes.of_value(r.db, callee)
        if literal is not None:
            _made(r, node, literal)
        if isinstance(callee, kinds.ClassObject):
            _made_with(r, node, callee)
    elif isinstance(callee, kinds.BoundMethod):
        _on(r, node, callee)
        if isinstance(node.func, ir.Attribute) and isinstance(callee.function, kinds.Function):
            _through_super(r, node, node.func, callee.function)
    elif isinstance(callee, kinds.Decorator | kinds.Function) and _is_dataclass(callee):
        dataclass_findings.called(r, node, callee)
    elif isinstance(node.func, ir.Name) and len(node.args) == 2 and node.func.id in ("isinstance", "issubclass"):
        if special_calls.is_known(r.db, callee, node.func.id, ("builtins",)):
            _asked(r, node.args[1].value, r.infer(node.args[1].value), node.func.id, 0)


def _is_dataclass(callee: kinds.Decorator | kinds.Function) -> bool:
    """By its name: the rest is asked only then."""
    return isinstance(callee, kinds.Decorator) or callee.definition.name == "dataclass"


def _made(r: RegionInference, node: ir.Call, literal: kinds.ClassLiteral) -> None:
    if classes.is_protocol(r.db, literal):
        r.report(findings.CALL_NON_CALLABLE, node, f"<class '{literal.name}'>", "a protocol has no instances")
        return
    names = abstract.unimplemented(r.db, literal)
    if names:
        shown = ", ".join(f"`{name}`" for name in names)
        reason = f"it is abstract, since {shown} {'has' if len(names) == 1 else 'have'} no body"
        r.report(findings.CALL_NON_CALLABLE, node, f"<class '{literal.name}'>", reason)


def _made_with(r: RegionInference, node: ir.Call, callee: kinds.ClassObject) -> None:
    """`C[str]()` where `__init__` is written for `C[int]`."""
    refused = constructors.refusing(r.db, callee)
    if refused is not None:
        _unfit(r, node, *refused)


def _on(r: RegionInference, node: ir.Call, callee: kinds.BoundMethod) -> None:
    """A method that is annotated for other objects than the one it is called on."""
    forms = signatures.of(r.db, callee.function)
    wanted = None if forms is None else signatures.refused(r.db, forms, callee.receiver, callee.function)
    if wanted is not None:
        _unfit(r, node, callee.function, wanted, callee.receiver)


def _unfit(r: RegionInference, node: ir.Call, method: kinds.Type, wanted: kinds.Type, given: kinds.Type) -> None:
    if not assignments.fits(r, given, wanted) and isinstance(method, kinds.Function):
        name = method.definition.name
        forms = signatures.of(r.db, method)
        first = forms[0].params[0].name if forms and forms[0].params else "self"
        related = (findings.Related(method.definition, f"`{name}` is annotated here"),)
        shown = display.two(r.db, wanted, given)
        r.report(findings.INVALID_ARGUMENT_TYPE, node, f"method `{name}`", first, *shown, related=related)


def _through_super(r: RegionInference, node: ir.Call, func: ir.Attribute, function: kinds.Function) -> None:
    if not isinstance(r.infer(func.value), kinds.Super):
        return
    facts = r.db.infer.function_facts(r.db, function.definition)
    if facts.flags & queries.ABSTRACT and facts.flags & queries.STUB_BODY and not facts.flags & queries.OVERLOAD:
        returns = signatures.returns(r.db, facts.signature)
        owner = classes.owner(r.db, function.definition)
        if owner is not None and not abstract.is_stub(r.db, owner.anchor) and facts.signature.returns is not None:
            if not abstract.may_be_none(r.db, returns):
                r.report(findings.CALL_ABSTRACT_METHOD, node, function.definition.name, owner.name)


MAX_DEPTH = 8


def _asked(r: RegionInference, node: ir.Expr, ty: kinds.Type, function: str, depth: int) -> None:
    """One class, or a tuple or union of them."""
    shape = tuples.shape(r.db, ty)
    if shape is not None and depth < MAX_DEPTH:
        for part in tuples.elements(shape):
            _asked(r, node, part, function, depth + 1)
        return
    if isinstance(ty, kinds.KnownObject) and ty.form == "UnionType":
        for part in union.parts(ty.of):
            if isinstance(part, kinds.Instance):
                asked_class(r, node, part.cls.literal, function)
        return
    literal = classes.of_value(r.db, ty)
    if literal is not None:
        asked_class(r, node, literal, function)


def asked_class(r: RegionInference, node: ir.Expr, literal: kinds.ClassLiteral, function: str) -> None:
    """A class that a value is tested against, by the function or in a `case`."""
    flags = classes.facts(r.db, literal).flags
    shown = display.text(r.db, literal)
    if typed_dicts.is_typed_dict(r.db, literal):
        r.report(findings.ISINSTANCE_AGAINST_TYPED_DICT, node, shown, function)
    elif flags & classes.PROTOCOL and not flags & classes.RUNTIME_CHECKABLE:
        r.report(findings.ISINSTANCE_AGAINST_PROTOCOL, node, shown, function, "")
    elif flags & classes.PROTOCOL and function == "issubclass":
        name = _data_member(r.db, literal)
        if name is not None:
            r.report(findings.ISINSTANCE_AGAINST_PROTOCOL, node, shown, function, name)


def _data_member(db: queries.Db, literal: kinds.ClassLiteral) -> str | None:
    """A member of the protocol that is no method."""
    cls = classes.identity(db, literal)
    for name in protocols.member_names(db, literal):
        found = class_members.class_member(db, cls, name)
        if found is not None and not isinstance(found.type, kinds.Function | kinds.CallableType | kinds.Dynamic):
            return name
    return None
