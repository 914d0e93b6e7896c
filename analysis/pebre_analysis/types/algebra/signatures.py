"""Signatures: of functions, methods, classes and whatever else can be called.

In:  a type.
Out: its signatures, one per overload; None when the type is not callable (unions: ask part by part).
Always: a bound method's signatures lack the first parameter, `Self` and variables that the receiver
settles are put in; overloads whose `self` annotation excludes the receiver are gone.
Does not know: arguments (`call`), how a class is constructed (`constructors`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import (
    aliases,
    class_members,
    classes,
    constructors,
    enums,
    generics,
    known,
    members,
    relation,
    solve,
    sources,
    tuples,
    type_variables,
)

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition as definitions

Signatures = tuple[kinds.Signature, ...]


def of(db: queries.Db, ty: kinds.Type) -> Signatures | None:
    """The signatures under which the value can be called. Those of a class whose construction comes back to itself, or
    never ends, take anything."""
    if isinstance(ty, kinds.CallableType):
        return ty.signatures
    memo = remembered.facts(db, ty)
    if memo is not None:
        found = memo.get("<signatures>")
        if found is not None:
            assert isinstance(found, tuple)
            return found
    frame = remembered.frame(db)
    key = (ty, "<signatures>")
    if frame is not None and not ty.durable and key in frame:
        return frame[key]  # type: ignore[return-value] # written below
    unfolding = remembered.unfolding(db)
    if not unfolding.enter(ty):
        return (gradual(db),)
    try:
        result = _of(db, ty)
    finally:
        rests_on_a_cut = unfolding.leave(ty)
    if rests_on_a_cut:
        return result
    if ty.durable:
        if result is not None:
            remembered.keep_fact(db, ty, "<signatures>", result)
    elif frame is not None:
        frame[key] = result
    return result


def _of(db: queries.Db, ty: kinds.Type) -> Signatures | None:
    if isinstance(ty, kinds.Function):
        return of_function(db, ty)
    if isinstance(ty, kinds.BoundMethod):
        return bound(db, of(db, ty.function) or (), ty.receiver, ty.function)
    if isinstance(ty, (kinds.ClassLiteral, kinds.ClassObject, kinds.SubclassOf)):
        return constructors.of(db, ty)
    if isinstance(ty, kinds.Dynamic):
        return (gradual(db, ty),)
    if isinstance(ty, kinds.Wrapper):
        return of(db, ty.wrapped)
    if isinstance(ty, kinds.Alias):
        return of(db, aliases.resolved(db, ty))
    if isinstance(ty, kinds.TypeVar):
        return of(db, type_variables.upper_bound(db, ty)) if ty.kind != kinds.PARAM_SPEC else (gradual(db),)
    if isinstance(ty, kinds.Intersection):
        for part in ty.positive:
            found = of(db, part)
            if found is not None:
                return found
        return None
    if isinstance(ty, kinds.KnownObject):
        if ty.kind == kinds.NEW_TYPE_OBJECT:
            return _new_type(db, ty.of)
        meant = constructors.meant_class(db, ty)
        return None if meant is None else constructors.of(db, meant)
    if isinstance(ty, (kinds.Instance, kinds.EnumLiteral)):
        return _of_instance(db, ty)
    if isinstance(ty, kinds.SpecialForm):
        meant = constructors.meant_class(db, ty)
        return None if meant is None else constructors.of(db, meant)
    return None


def gradual(db: queries.Db, returns: kinds.Type = kinds.UNKNOWN) -> kinds.Signature:
    """`(...) -> returns`."""
    return build.signature(db, (), returns, (), True)


def _of_instance(db: queries.Db, ty: kinds.Type) -> Signatures | None:
    cls = classes.of_instance(db, ty)
    if cls is None:
        return None
    found = class_members.class_member(db, cls, "__call__")
    if found is None:
        return None
    called = members.bind(db, found.type, ty, cls)
    if called is ty or (isinstance(called, kinds.Instance) and called.cls.literal is cls.literal):
        # `__call__` is an instance of the class itself.
        return None
    return of(db, called)


def _new_type(db: queries.Db, of_: kinds.Type) -> Signatures:
    if not isinstance(of_, kinds.Instance):
        return (gradual(db),)
    bases = classes.facts(db, of_.cls.literal).bases
    base = kinds.UNKNOWN if not bases or bases[0] is None else tuples.instance(db, bases[0])
    param = build.parameter(db, "item", kinds.POSITIONAL_ONLY, base)
    return (build.signature(db, (param,), of_),)


# ---- functions -----------------------------------------------------------------------------------


def definitions_of(db: queries.Db, function: kinds.Function) -> tuple[definitions.Definition, ...]:
    """The forms of a function: its overloads, else the definition itself."""
    return db.infer.overloads(db, function.definition).overloads or (function.definition,)


def transform(db: queries.Db, function: kinds.Function) -> kinds.Decorator | None:
    """The `dataclass_transform(…)` above the function: above one of its overloads, or above what implements them."""
    found = db.infer.overloads(db, function.definition)
    forms = found.overloads or (function.definition,)
    for each in forms if found.implementation is None else (*forms, found.implementation):
        above = db.infer.function_facts(db, each).transform
        if above is not None:
            return above
    return None


def of_function(db: queries.Db, function: kinds.Function) -> Signatures:
    """The signatures as written, `self` included, the owner's type arguments put in."""
    found = tuple(db.infer.function_facts(db, each).signature for each in definitions_of(db, function))
    owner = function.owner
    if owner is None or not owner.args:
        return found
    values = generics.mapping(db, owner)
    return tuple(generics.substitute_signature(db, _with_result(db, each, values), values) for each in found)


def _with_result(db: queries.Db, signature: kinds.Signature, values: generics.Types) -> kinds.Signature:
    """The signature with the result its body has, where that speaks of variables that get other values."""
    if signature.returns is not None or signature.definition is None:
        return signature
    if all(var is value for var, value in values.items()):
        return signature  # seen from inside of the class
    inferred = db.infer.return_type(db, signature.definition)
    if not inferred.generic:
        return signature
    return build.signature(
        db, signature.params, inferred, signature.type_params, signature.gradual, signature.definition
    )


def of_def(db: queries.Db, definition: definitions.Definition) -> kinds.Signature:
    """The signature of one `def` as written, before decorators."""
    return db.infer.function_facts(db, definition).signature


def receiver(db: queries.Db, definition: definitions.Definition) -> kinds.Type | None:
    """What the first parameter of a method holds when it is not annotated: `Self`, or `type[Self]`.

    None for static methods and functions outside of classes.
    """
    owner = sources.owner_class(definition)
    if owner is None:
        return None
    bits = db.infer.function_facts(db, definition).flags
    name = definition.name
    if bits & queries.STATIC_METHOD:
        return None
    own = type_variables.self_of(db, owner, definition)
    if bits & queries.CLASS_METHOD or name in class_members.IMPLICIT_CLASS or name in class_members.IMPLICIT_STATIC:
        return build.subclass_of(db, own)
    return own


def with_receiver(db: queries.Db, signature: kinds.Signature) -> kinds.Signature:
    """The signature of a method that is called through its class: what `Self` is, the first argument says.

    A class that is passed on to `__new__` is often another one than was asked for: of that nothing is said.
    """
    if signature.definition is None or not signature.params or signature.params[0].type is not None:
        return signature
    if all(var.kind != kinds.SELF for var in signature.type_params):
        return signature
    own = receiver(db, signature.definition)
    if not isinstance(own, kinds.TypeVar):
        return signature
    first, *rest = signature.params
    told = build.parameter(db, first.name, first.kind, own, first.default)
    return build.signature(
        db, (told, *rest), signature.returns, signature.type_params, signature.gradual, signature.definition
    )


def flags(db: queries.Db, function: kinds.Function) -> int:
    """What the decorators say; of overloads, what the first one's say."""
    return db.infer.function_facts(db, definitions_of(db, function)[0]).flags


def returns(db: queries.Db, signature: kinds.Signature) -> kinds.Type:
    """The result type, inferred from the body when it is not annotated."""
    if signature.returns is not None:
        return signature.returns
    if signature.definition is None:
        return kinds.UNKNOWN
    return db.infer.return_type(db, signature.definition)


# ---- binding -------------------------------------------------------------------------------------


def bound(db: queries.Db, found: Signatures, receiver: kinds.Type, function: kinds.Type | None = None) -> Signatures:
    """The signatures with the first parameter filled by `receiver`."""
    owner = _self_class(function)
    result = tuple(each for one in found if (each := bound_one(db, one, receiver, owner)) is not None)
    if result or not found:
        return result
    # No overload takes the receiver: keep them all rather than none.
    return tuple(each for one in found if (each := bound_one(db, one, receiver, owner, True)) is not None)


def refused(db: queries.Db, found: Signatures, receiver: kinds.Type, function: kinds.Type) -> kinds.Type | None:
    """What the first parameter is annotated with, where none of the signatures takes the receiver; else None.

    Of an object whose type depends on variables it is not said: it may be taken with each value that they may have.
    """
    if receiver.generic:
        return None
    wanted: kinds.Type | None = None
    for each in found:
        said = each.params[0].type if each.params and each.params[0].kind <= kinds.VARIADIC else None
        if said is None or isinstance(said, kinds.Dynamic):
            return None
        if isinstance(said, kinds.TypeVar) and said.kind == kinds.SELF:
            return None
        if isinstance(said, kinds.Instance) and isinstance(receiver, kinds.ClassLiteral | kinds.ClassObject):
            return None  # of a metaclass, by which the method was found
        if bound_one(db, each, receiver, _self_class(function)) is not None:
            return None
        wanted = wanted or said
    return wanted


def _self_class(function: kinds.Type | None) -> definitions.Definition | None:
    return sources.owner_class(function.definition) if isinstance(function, kinds.Function) else None


def bound_one(
    db: queries.Db,
    signature: kinds.Signature,
    receiver: kinds.Type,
    owner: definitions.Definition | None = None,
    lenient: bool = False,
) -> kinds.Signature | None:
    """One signature bound; None when its first parameter does not take the receiver."""
    params = signature.params
    if not params:
        return signature if signature.gradual or lenient else None
    first = params[0]
    values: dict[kinds.TypeVar, kinds.Type] = {}
    for var in signature.type_params:
        if var.kind == kinds.SELF:
            values[var] = instance_of_receiver(db, receiver)
    if owner is not None and signature.definition is not None:
        values[type_variables.self_of(db, owner, signature.definition)] = instance_of_receiver(db, receiver)
    ty = first.type
    if first.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD):
        params = params[1:]
    elif first.kind != kinds.VARIADIC:
        if not lenient and not signature.gradual:
            return None
        ty = None
    if ty is not None and not isinstance(ty, kinds.Dynamic):
        if ty.generic and signature.type_params:
            solver = solve.Solver(db, signature.type_params)
            solver.infer(ty, receiver)
            for var, value in solver.found().items():
                if value is not var:
                    values.setdefault(var, value)
            ty = generics.substitute(db, ty, values)
        if not lenient and not relation.is_assignable(db, receiver, without_variables(db, ty, signature.type_params)):
            return None
    rest = build.signature(
        db, params, signature.returns, signature.type_params, signature.gradual, signature.definition
    )
    if signature.returns is None and values and signature.definition is not None:
        # The inferred result may speak of Self.
        inferred = db.infer.return_type(db, signature.definition)
        if inferred.generic:
            rest = build.signature(db, params, inferred, signature.type_params, signature.gradual, signature.definition)
    return generics.substitute_signature(db, rest, values)


def without_variables(db: queries.Db, ty: kinds.Type, type_params: tuple[kinds.TypeVar, ...]) -> kinds.Type:
    """Unsettled variables of the signature replaced by Unknown."""
    if not ty.generic or not type_params:
        return ty
    return generics.substitute(db, ty, {var: generics.unknown_argument(db, var) for var in type_params})


def instance_of_receiver(db: queries.Db, receiver: kinds.Type) -> kinds.Type:
    """What `Self` means for a receiver: itself, or the instance when it is a class object."""
    if isinstance(receiver, kinds.SubclassOf):
        return receiver.of
    if isinstance(receiver, kinds.ClassObject):
        return tuples.instance(db, receiver.cls)
    if isinstance(receiver, kinds.ClassLiteral):
        if known.is_class(db, receiver, "type"):
            return build.instance(db, classes.default_type(db, receiver))
        return tuples.instance(db, classes.default_type(db, receiver))
    # A method that takes or gives `Self` is not about one constant.
    return enums.instance(db, receiver.cls) if isinstance(receiver, kinds.EnumLiteral) else receiver
