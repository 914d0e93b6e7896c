"""Construction: the signatures of calling a class.

In:  a class object: a literal, a specialised class, `type[T]`.
Out: signatures that return the instance. A bare generic class keeps its type parameters as those of
the signatures, so that arguments settle them.
Always: a metaclass `__call__` of the user's comes first; then whichever of `__new__` and `__init__` says
more: one that takes anything gives way to the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import (
    class_members,
    classes,
    decorators,
    generics,
    known,
    members,
    mro,
    signatures,
    solve,
    tuples,
    type_variables,
)

if TYPE_CHECKING:
    from pebre_analysis.types import queries
    from pebre_analysis.types.algebra.signatures import Signatures


def of(db: queries.Db, ty: kinds.Type) -> Signatures | None:
    if isinstance(ty, kinds.ClassLiteral):
        cls = classes.identity(db, ty)
        return _of_class(db, cls, tuples.instance(db, cls), classes.type_params(db, ty), ty)
    if isinstance(ty, kinds.ClassObject):
        return _of_class(db, ty.cls, tuples.instance(db, ty.cls), (), ty)
    if isinstance(ty, kinds.SubclassOf):
        made = ty.of
        if isinstance(made, kinds.Dynamic):
            return (signatures.gradual(db, made),)
        if known.is_object(db, made):
            return (signatures.gradual(db),)
        bound = type_variables.upper_bound(db, made) if isinstance(made, kinds.TypeVar) else made
        cls_of_made = classes.of_instance(db, bound)
        if cls_of_made is None:
            return (signatures.gradual(db, made),)
        return _of_class(db, cls_of_made, made, (), ty)
    return None


def always_made(db: queries.Db, literal: kinds.ClassLiteral) -> kinds.Type | None:
    """What a class makes of whatever it is given, if no argument has a part in that; else None, as for those of stubs,
    of which some are special. Neither the arguments nor the header of `__init__` have to be looked at then."""
    body = classes.scope(literal)
    if body is None or body.file.is_stub or classes.type_params(db, literal):
        return None
    if mro.has_unknown(db, literal) or decorators.may_be_made_over(db, literal):
        return None
    metaclass = classes.metaclass(db, literal)
    if metaclass is None or not known.is_class(db, metaclass.literal, "type"):
        return None
    cls = classes.identity(db, literal)
    new = class_members.class_member(db, cls, "__new__")
    if new is not None and not _is_object(db, new):
        return None
    made = tuples.instance(db, cls)
    return made if isinstance(made, kinds.Instance) else None


def meant_class(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    """The class object that a special object stands for when called: `Dict()`, `List[int]()`, an alias."""
    if isinstance(ty, kinds.KnownObject) and ty.kind == kinds.FORM_OBJECT and ty.form not in ("UnionType", "Annotated"):
        if isinstance(ty.of, (kinds.Instance, kinds.Tuple)):
            cls = classes.of_instance(db, ty.of)
            return None if cls is None else build.class_object(db, cls)
    if isinstance(ty, kinds.SpecialForm):
        form = classes.form_class(db, ty.name)
        return None if form is None else form.literal
    return None


def _of_class(
    db: queries.Db,
    cls: kinds.ClassType,
    made: kinds.Type,
    type_params: tuple[kinds.TypeVar, ...],
    receiver: kinds.Type,
) -> Signatures:
    """`made` is what a call gives; `receiver` the class object that `__new__` and `__call__` get."""
    literal = cls.literal
    from_meta = _meta_call(db, literal, receiver)
    if from_meta is not None:
        return from_meta
    new = class_members.class_member(db, cls, "__new__")
    init = class_members.class_member(db, cls, "__init__")
    new_signatures = _from_new(db, new, cls, made, receiver)
    init_signatures = _from_init(db, init, made, bool(type_params))
    if new_signatures is None and init_signatures is None:
        if mro.has_unknown(db, literal) or decorators.may_be_made_over(db, literal):
            return (signatures.gradual(db, made),)
        return (build.signature(db, (), made, type_params),)
    chosen = _chosen(db, new, new_signatures, init, init_signatures, literal)
    return tuple(_with_params(db, each, type_params) for each in chosen)


def _meta_call(db: queries.Db, literal: kinds.ClassLiteral, receiver: kinds.Type) -> Signatures | None:
    """A `__call__` of the metaclass, when it is not the one of `type` or of a standard metaclass."""
    metaclass = classes.metaclass(db, literal)
    if metaclass is None:
        return (signatures.gradual(db),)
    if classes.facts(db, literal).metaclass is None:
        return None
    found = class_members.class_member(db, metaclass, "__call__")
    if found is None or found.owner is None:
        return None
    owner = found.owner.literal
    if known.is_class(db, owner, "type") or known.is_class(db, owner, "EnumMeta", "enum"):
        return None
    bound = signatures.of(db, members.bind(db, found.type, receiver, metaclass))
    if bound is None or any(each.returns is None or isinstance(each.returns, kinds.Dynamic) for each in bound):
        # `return super().__call__(*args, **kwargs)`: as if it were not there.
        return None
    if _takes_anything(bound) and _gives_instance(db, bound[0], literal):
        return None  # nor where that is said
    return bound


def refusing(db: queries.Db, ty: kinds.ClassObject) -> tuple[kinds.Type, kinds.Type, kinds.Type] | None:
    """The method that makes no object of a class with these type arguments, since it is annotated so; with what its
    first parameter wants, and what it is given."""
    made = tuples.instance(db, ty.cls)
    for name, receiver in (("__new__", ty), ("__init__", made)):
        found = class_members.class_member(db, ty.cls, name)
        if found is None or _is_object(db, found):
            continue
        forms = signatures.of(db, found.type)
        wanted = None if forms is None else signatures.refused(db, forms, receiver, found.type)
        if wanted is not None:
            return found.type, wanted, receiver
    return None


def _is_object(db: queries.Db, found: class_members.Found) -> bool:
    return found.owner is None or known.is_class(db, found.owner.literal, "object")


def _from_new(
    db: queries.Db, new: class_members.Found | None, cls: kinds.ClassType, made: kinds.Type, receiver: kinds.Type
) -> Signatures | None:
    if new is None or _is_object(db, new):
        return None
    found = signatures.of(db, new.type)
    if found is None:
        return (signatures.gradual(db, made),)
    if not isinstance(receiver, kinds.ClassLiteral):
        return tuple(_returning(db, each, made, False) for each in signatures.bound(db, found, receiver, new.type))
    own = build.class_object(db, cls)
    result: list[kinds.Signature] = []
    for each in found:
        # `def __new__(cls: type[array[int]], typecode: …)` says what this form is for.
        said = each.params[0].type if each.params and cls.args else None
        as_class = own
        if isinstance(said, kinds.SubclassOf) and isinstance(said.of, kinds.Instance):
            as_class = build.class_object(db, said.of.cls) if said.of.cls.literal is cls.literal else own
        result += [_returning(db, one, made, False) for one in signatures.bound(db, (each,), as_class, new.type)]
    return tuple(result)


def _from_init(db: queries.Db, init: class_members.Found | None, made: kinds.Type, is_bare: bool) -> Signatures | None:
    if init is None or _is_object(db, init):
        return None
    found = signatures.of(db, init.type)
    if found is None:
        return (signatures.gradual(db, made),)
    result: list[kinds.Signature] = []
    for each in found:
        first = each.params[0] if each.params else None
        own = made
        said = first.type if first is not None and is_bare else None
        if isinstance(said, kinds.Instance) and isinstance(made, kinds.Instance):
            # `def __init__(self: dict[str, V], **kwargs: V)` says what this form makes.
            own = said if said.cls.literal is made.cls.literal else _as_said(db, made, said)
        bound = signatures.bound_one(db, each, own, None)
        if bound is not None:
            result.append(_returning(db, bound, own, True))
    return tuple(result) or tuple(signatures.gradual(db, made) for _ in found[:1])


def _as_said(db: queries.Db, made: kinds.Instance, said: kinds.Instance) -> kinds.Type:
    """What a derived class makes where an `__init__` that it inherits says of what kind `self` is."""
    base = mro.find(db, made.cls, said.cls.literal)
    if base is None or not base.generic:
        return made
    solver = solve.Solver(db, generics.variables([made]))
    solver.infer(tuples.instance(db, base), said)
    return generics.substitute(db, made, solver.found())


def _returning(db: queries.Db, signature: kinds.Signature, made: kinds.Type, always: bool) -> kinds.Signature:
    """The signature with the instance as its result; `__new__` may say otherwise."""
    returns = signature.returns
    says_more = returns is not None and returns is not kinds.UNKNOWN
    if isinstance(made, kinds.TypeVar) and returns is not None:
        if known.is_object(db, returns) or returns is type_variables.upper_bound(db, made):
            says_more = False  # of a class that a variable stands for: what it makes is known better
    if not always and says_more:
        return signature
    return build.signature(db, signature.params, made, signature.type_params, signature.gradual, signature.definition)


def _takes_anything(found: Signatures) -> bool:
    return len(found) == 1 and (
        found[0].gradual
        or (
            len(found[0].params) == 2
            and found[0].params[0].kind == kinds.VARIADIC
            and found[0].params[1].kind == kinds.KEYWORDS
        )
    )


def _chosen(
    db: queries.Db,
    new: class_members.Found | None,
    new_signatures: Signatures | None,
    init: class_members.Found | None,
    init_signatures: Signatures | None,
    literal: kinds.ClassLiteral,
) -> Signatures:
    if new_signatures is None or init_signatures is None:
        return new_signatures or init_signatures or ()
    if not all(_gives_instance(db, each, literal) for each in new_signatures):
        # `__init__` is not called on what is no instance of the class.
        return new_signatures
    if _takes_anything(new_signatures):
        return init_signatures
    if _takes_anything(init_signatures):
        return new_signatures
    assert new is not None
    assert init is not None
    if new.owner is not None and init.owner is not None and new.owner.literal is not init.owner.literal:
        # The more derived one was written with this class in mind.
        return new_signatures if mro.has(db, new.owner.literal, init.owner.literal) else init_signatures
    return init_signatures


def _gives_instance(db: queries.Db, signature: kinds.Signature, literal: kinds.ClassLiteral) -> bool:
    returns = signature.returns
    if isinstance(returns, kinds.SubclassOf) or returns is None:
        return True
    if returns is kinds.ANY or returns is kinds.NEVER:
        return False
    if isinstance(returns, kinds.Union):
        # Who may give something else, or anything, is taken to do so.
        return all(_is_instance(db, part, literal) for part in returns.parts)
    return _is_instance(db, returns, literal)


def _is_instance(db: queries.Db, returns: kinds.Type, literal: kinds.ClassLiteral) -> bool:
    if returns is kinds.ANY:
        return False
    cls = classes.of_instance(db, returns)
    return cls is None or mro.has(db, cls.literal, literal)


def _with_params(db: queries.Db, signature: kinds.Signature, type_params: tuple[kinds.TypeVar, ...]) -> kinds.Signature:
    if not type_params:
        return signature
    every = (*type_params, *(var for var in signature.type_params if var not in type_params))
    return build.signature(db, signature.params, signature.returns, every, signature.gradual, signature.definition)
