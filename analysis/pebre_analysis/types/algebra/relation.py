"""Subtyping, assignability and equivalence.

In:  two types.
Out: bool. *Subtype*: every value of the one is a value of the other, gradual types related only to
themselves and `object`. *Assignable*: some materialisation of the gradual parts is a subtype; a union that nobody
declared is gradual.
*Redundant*: adding the one to a union that holds the other says nothing new.
Always
  - each relation holds between a type and itself;
  - a pair met again while it is being decided (recursive protocols, aliases) is taken to hold;
  - deeper than MAX_DEPTH: assignable, not a subtype;
  - an alias whose arguments grow at each step is followed MAX_GROWTH times, then the question is taken to hold.
Source: the typing specification, "Type system concepts".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import kinds, queries, remembered
from pebre_analysis.types.algebra import (
    aliases,
    callables,
    classes,
    disjoint,
    enums,
    generics,
    known,
    literals,
    mro,
    protocols,
    signatures,
    truth,
    tuples,
    type_variables,
    typed_dicts,
    variance,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBTYPE: Final = 0
ASSIGNABLE: Final = 1
REDUNDANT: Final = 2

MAX_DEPTH: Final = 60
MAX_GROWTH: Final = 1


def is_subtype(db: queries.Db, source: kinds.Type, target: kinds.Type) -> bool:
    return source is target or has_relation(db, source, target, SUBTYPE)


def is_assignable(db: queries.Db, source: kinds.Type, target: kinds.Type) -> bool:
    return source is target or has_relation(db, source, target, ASSIGNABLE)


def is_redundant(db: queries.Db, source: kinds.Type, target: kinds.Type) -> bool:
    return source is target or has_relation(db, source, target, REDUNDANT)


def is_disjoint(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    return disjoint.is_disjoint(db, left, right)


def has_relation(db: queries.Db, source: kinds.Type, target: kinds.Type, relation: int) -> bool:
    """Does `source` stand in `relation` to `target`?"""
    if source is target or source is kinds.NEVER:
        return True
    if isinstance(source, kinds.Dynamic):
        if relation == ASSIGNABLE:
            return True
        return isinstance(target, kinds.Dynamic) if relation == REDUNDANT else known.is_object(db, target)
    if isinstance(target, kinds.Dynamic):
        return relation == ASSIGNABLE
    durable = source.durable and target.durable
    related = db.memos.related
    memo = remembered.kept(db, related, durable)
    if memo is None:
        return _decide(db, source, target, relation)
    key = (source, target, relation)
    found = memo.get(key)
    if found is None:
        found = _decide(db, source, target, relation)
        # Inside a recursive question the answer may rest on an assumption.
        if not remembered.assumed(db):
            remembered.keep(db, related, durable, key, found)
    return found


def _decide(db: queries.Db, source: kinds.Type, target: kinds.Type, relation: int) -> bool:
    if isinstance(source, kinds.Instance) and isinstance(target, kinds.Instance):
        return _to_instance(db, source, target, relation)
    # Sets first: their order matters.
    if isinstance(source, kinds.Alias) or isinstance(target, kinds.Alias):
        return _of_alias(db, source, target, relation)
    if isinstance(source, kinds.Union):
        if relation == ASSIGNABLE and source.parts[-1] is kinds.UNDECLARED:
            return True
        return all(has_relation(db, part, target, relation) for part in source.parts)
    if isinstance(target, kinds.Union):
        return _to_union(db, source, target, relation)
    if isinstance(target, kinds.Intersection):
        return all(has_relation(db, source, part, relation) for part in target.positive) and all(
            disjoint.is_disjoint(db, source, part) for part in target.negative
        )
    if isinstance(source, kinds.Intersection):
        if not source.positive:
            return known.is_object(db, target)
        return any(has_relation(db, part, target, relation) for part in source.positive)
    if known.is_object(db, target):
        return True
    if isinstance(source, kinds.TypeVar) or isinstance(target, kinds.TypeVar):
        return _with_variable(db, source, target, relation)
    if isinstance(target, kinds.Atom):
        return _to_atom(db, source, target)
    if target is kinds.NEVER:
        return False
    if isinstance(target, kinds.CallableType):
        found = signatures.of(db, source)
        if found is None:
            return False
        if target.kind == kinds.TOP or (isinstance(source, kinds.CallableType) and source.kind == kinds.TOP):
            return callables.related_to_top(db, found, target, relation)
        return callables.all_related(db, found, target.signatures, relation)
    if isinstance(target, kinds.Guard):
        return isinstance(source, kinds.Guard) and _guard(db, source, target, relation)
    if isinstance(target, kinds.Tuple):
        shape = tuples.shape(db, source)
        if shape is not None:
            return _tuple(db, shape, target, relation)
        return relation == ASSIGNABLE and isinstance(source, kinds.Instance) and mro.has_unknown(db, source.cls.literal)
    if isinstance(target, kinds.SubclassOf):
        return _to_subclass(db, source, target, relation)
    if isinstance(target, kinds.EnumLiteral) and isinstance(source, kinds.Instance):
        return enums.expanded(db, source) == (target,)
    if isinstance(target, kinds.Instance):
        return _to_instance(db, source, target, relation)
    # Class objects, functions, modules and the like are single values; type[Any] may be any class object.
    if isinstance(target, (kinds.ClassLiteral, kinds.ClassObject)):
        literal = classes.of_value(db, source)
        if isinstance(target, kinds.ClassObject) and literal is not None:
            cls = source.cls if isinstance(source, kinds.ClassObject) else classes.default_type(db, literal)
            return literal is target.cls.literal and arguments_related(db, cls, target.cls, relation)
        # A plain `type` may be any class object, as `type[Any]` is.
        is_open = isinstance(source, kinds.SubclassOf) and isinstance(source.of, kinds.Dynamic)
        return relation == ASSIGNABLE and (is_open or known.is_instance(db, source, "type"))
    if isinstance(source, kinds.BoundMethod) and isinstance(target, kinds.BoundMethod):
        return source.function is target.function and has_relation(db, source.receiver, target.receiver, relation)
    # A container of special forms (`[Final, ClassVar]`) is one of any of them.
    return relation == ASSIGNABLE and isinstance(source, kinds.SpecialForm) and isinstance(target, kinds.SpecialForm)


def _of_alias(db: queries.Db, source: kinds.Type, target: kinds.Type, relation: int) -> bool:
    """Ask about what one of the two stands for, the question itself taken as true while it is open."""
    active = remembered.assumed(db)
    key = (source, target, relation)
    if key in active or _grows(active, source, 0) or _grows(active, target, 1):
        return True
    if len(active) >= MAX_DEPTH:
        return relation == ASSIGNABLE
    active.add(key)
    try:
        if isinstance(source, kinds.Alias):
            return has_relation(db, aliases.value(db, source), target, relation)
        assert isinstance(target, kinds.Alias)
        return has_relation(db, source, aliases.value(db, target), relation)
    finally:
        active.discard(key)


def _grows(active: set[tuple[object, object, object]], ty: kinds.Type, side: int) -> bool:
    """Is the alias open already with several other arguments, as `A[list[T]]` inside of `A[T]` without end?"""
    if not isinstance(ty, kinds.Alias) or not ty.args:
        return False
    others: set[object] = set()
    for key in active:
        each = key[side]
        if isinstance(each, kinds.Alias) and each.definition is ty.definition and each is not ty:
            others.add(each)
    return len(others) >= MAX_GROWTH


def _to_union(db: queries.Db, source: kinds.Type, target: kinds.Union, relation: int) -> bool:
    if source in target.parts:
        return True
    for part in target.parts:
        if has_relation(db, source, part, relation):
            return True
    if isinstance(source, kinds.Instance):
        # `bool` and enums are the unions of their members.
        expanded = enums.expanded(db, source)
        return expanded is not None and all(has_relation(db, part, target, relation) for part in expanded)
    if isinstance(source, kinds.Intersection):
        return any(has_relation(db, part, target, relation) for part in source.positive)
    if isinstance(source, kinds.TypeVar):
        return has_relation(db, type_variables.upper_bound(db, source), target, relation)
    return False


def _with_variable(db: queries.Db, source: kinds.Type, target: kinds.Type, relation: int) -> bool:
    """One of the two is a type variable, standing for one unknown type within its bound."""
    if isinstance(source, kinds.TypeVar):
        if source.kind in (kinds.PARAM_SPEC, kinds.TYPE_VAR_TUPLE) or source.binding is None:
            # One nobody binds, we lost track of.
            return relation == ASSIGNABLE or has_relation(db, type_variables.upper_bound(db, source), target, relation)
        constraints = type_variables.constraints(db, source)
        if constraints:
            return all(has_relation(db, each, target, relation) for each in constraints)
        return has_relation(db, type_variables.upper_bound(db, source), target, relation)
    assert isinstance(target, kinds.TypeVar)
    # A variable nobody binds is one we lost track of.
    return relation == ASSIGNABLE and (
        target.binding is None
        or target.kind in (kinds.PARAM_SPEC, kinds.TYPE_VAR_TUPLE)
        or (isinstance(source, kinds.Instance) and mro.has_unknown(db, source.cls.literal))
    )


def _to_atom(db: queries.Db, source: kinds.Type, target: kinds.Atom) -> bool:
    if target is kinds.LITERAL_STRING:
        return isinstance(source, kinds.StrLiteral)
    if target is kinds.ALWAYS_TRUTHY:
        return truth.truthiness(db, source) is True
    if target is kinds.ALWAYS_FALSY:
        return truth.truthiness(db, source) is False
    return False


def _guard(db: queries.Db, source: kinds.Guard, target: kinds.Guard, relation: int) -> bool:
    if source.exact != target.exact:
        return False
    if source.exact:
        return _same(db, source.of, target.of, relation)
    return has_relation(db, source.of, target.of, relation)


def _to_subclass(db: queries.Db, source: kinds.Type, target: kinds.SubclassOf, relation: int) -> bool:
    if isinstance(source, kinds.SubclassOf):
        return has_relation(db, source.of, target.of, relation)
    literal = classes.of_value(db, source)
    if literal is not None:
        cls = source.cls if isinstance(source, kinds.ClassObject) else classes.default_type(db, literal)
        if isinstance(target.of, kinds.Dynamic):
            return relation == ASSIGNABLE
        if isinstance(target.of, kinds.Instance) and classes.is_protocol(db, target.of.cls.literal):
            if classes.is_protocol(db, literal):
                return False  # who is given a class makes instances of it, and a protocol has none
        return has_relation(db, tuples.instance(db, cls), target.of, relation)
    if relation == ASSIGNABLE:
        # A plain `type` may be any class; what is of another metaclass is a class as well.
        if isinstance(source, kinds.Instance) and (
            isinstance(target.of, kinds.Dynamic) or known.is_object(db, target.of)
        ):
            return mro.has(db, source.cls.literal, known.literal(db, "type"))
        return known.is_instance(db, source, "type")
    return False


def _to_instance(db: queries.Db, source: kinds.Type, target: kinds.Instance, relation: int) -> bool:
    wanted = target.cls
    cls = source.cls if isinstance(source, kinds.Instance) else _class_for(db, source, wanted.literal)
    if cls is not None:
        if isinstance(source, kinds.Instance) and typed_dicts.is_typed_dict(db, wanted.literal):
            return typed_dicts.related(db, source, target, relation)
        base = mro.find(db, cls, wanted.literal)
        if base is not None and arguments_related(db, base, wanted, relation):
            return True
        if relation == ASSIGNABLE and mro.has_unknown(db, cls.literal):
            return not known.is_none(db, target)  # nothing derives from its class
        if base is not None and isinstance(source, (kinds.StrLiteral, kinds.BytesLiteral)) and len(base.args) == 1:
            items = literals.items(db, source)
            return items is not None and has_relation(db, items, wanted.args[0], relation)
        if typed_dicts.is_typed_dict(db, cls.literal):
            plain = typed_dicts.as_plain(db, cls) or typed_dicts.as_mapping(db, cls)
            return plain is not source and has_relation(db, plain, target, relation)
        if base is None and _is_another_name(db, cls, wanted.literal):
            return True
        if base is not None:
            return False  # also of a protocol: who derives from it says with which arguments
    elif isinstance(source, kinds.SubclassOf) and isinstance(source.of, kinds.Dynamic):
        if relation == ASSIGNABLE:
            return True
    if classes.is_protocol(db, wanted.literal):
        if relation == REDUNDANT and cls is not None and not _keeps_hash(db, source, cls, wanted):
            return False
        if relation == ASSIGNABLE and known.is_instance(db, source, "type"):
            return True  # any class, as `type[Any]`
        return protocols.is_satisfied(db, source, target, relation)
    if isinstance(source, kinds.CallableType) and source.kind in kinds.FUNCTIONS:
        return known.is_class(db, wanted.literal, "FunctionType", "types")
    return False


def _class_for(db: queries.Db, source: kinds.Type, wanted: kinds.ClassLiteral) -> kinds.ClassType | None:
    """The class of a value that is asked whether it is one of `wanted`. What a tuple has in it is not put together
    for a class that `tuple` does not derive from: tuples in tuples would do it for all that are in them each time."""
    if isinstance(source, kinds.Tuple):
        plain = known.class_type(db, "tuple", (kinds.UNKNOWN,))
        if plain is not None and not mro.has(db, plain.literal, wanted):
            return plain
    return classes.of_instance(db, source)


def _keeps_hash(db: queries.Db, source: kinds.Type, cls: kinds.ClassType, wanted: kinds.ClassType) -> bool:
    """Is each value sure to be hashable, if that is what is wanted? Subclasses may give that up, as `list` does."""
    is_open = isinstance(source, kinds.Instance) and not classes.is_final(db, cls.literal)
    return not is_open or not known.is_class(db, wanted.literal, "Hashable", "typing")


def _is_another_name(db: queries.Db, given: kinds.ClassType, wanted: kinds.ClassLiteral) -> bool:
    """Is it of a class of `typing` where the one of `typing_extensions` is wanted, whose `isinstance` takes both?
    Is it any named tuple, where `NamedTuple` is wanted?"""
    name = wanted.name
    if name == "NamedTuple":
        fallback = known.literal(db, "NamedTupleFallback", "_typeshed._type_checker_internals")
        return known.is_class(db, wanted, name, "typing") and mro.has(db, given.literal, fallback)
    if given.literal.name != name or name not in ("TypeVar", "ParamSpec", "TypeVarTuple"):
        return False
    return known.is_class(db, wanted, name, "typing_extensions") and known.is_class(db, given.literal, name, "typing")


def arguments_related(db: queries.Db, source: kinds.ClassType, target: kinds.ClassType, relation: int) -> bool:
    """Two specialisations of one class, argument by argument according to the variance of the parameter."""
    if source is target:
        return True
    if source.shape is not None and target.shape is not None:
        return _tuple(db, source.shape, target.shape, relation)
    variances = variance.of(db, target.literal)
    params = classes.type_params(db, target.literal)
    for at, (a, b) in enumerate(zip(source.args, target.args, strict=False)):
        if a is b:
            continue
        how = variances[at] if at < len(variances) else queries.INVARIANT
        if how == queries.BIVARIANT:
            continue
        if at < len(params) and params[at].kind == kinds.PARAM_SPEC:
            how = _AGAINST.get(how, how)  # kept as a callable, which takes its parameters against its direction
        if how == queries.COVARIANT:
            if not has_relation(db, a, b, relation):
                return False
        elif how == queries.CONTRAVARIANT:
            if not has_relation(db, b, a, relation):
                return False
        elif not _same(db, a, b, relation):
            return False
    return True


_AGAINST: Final = {queries.COVARIANT: queries.CONTRAVARIANT, queries.CONTRAVARIANT: queries.COVARIANT}


def _same(db: queries.Db, left: kinds.Type, right: kinds.Type, relation: int) -> bool:
    """The same type, up to gradual parts when assigning; there, the `Self` of a method is its class."""
    if relation == ASSIGNABLE:
        if isinstance(left, kinds.TypeVar) and left.kind == kinds.SELF and not isinstance(right, kinds.TypeVar):
            left = type_variables.upper_bound(db, left)
        return has_relation(db, left, right, ASSIGNABLE) and has_relation(db, right, left, ASSIGNABLE)
    return is_equivalent(db, left, right)


def _tuple(db: queries.Db, source: kinds.Tuple, target: kinds.Tuple, relation: int) -> bool:
    """Element by element; a variable part of the source must fit everything it may stand for."""
    t_prefix, t_variadic, t_suffix = target.prefix, target.variadic, target.suffix
    s_prefix, s_variadic, s_suffix = source.prefix, source.variadic, source.suffix
    if t_variadic is None:
        if s_variadic is None:
            return len(s_prefix) == len(t_prefix) and _pairwise(db, s_prefix, t_prefix, relation)
        if relation == ASSIGNABLE and isinstance(s_variadic, kinds.Dynamic):
            fitting = tuples.resized(source, len(t_prefix))
            return fitting is not None and _pairwise(db, fitting, t_prefix, relation)
        return False
    if isinstance(t_variadic, kinds.TypeVar) and t_variadic.kind == kinds.TYPE_VAR_TUPLE and t_variadic.binding:
        # `*Ts` of the function we are in is only itself.
        if s_variadic is not t_variadic and not isinstance(s_variadic, kinds.Dynamic):
            return False
    n_needed = len(t_prefix) + len(t_suffix)
    if s_variadic is None:
        if len(s_prefix) < n_needed:
            return False
        end = len(s_prefix) - len(t_suffix)
        return (
            _pairwise(db, s_prefix[: len(t_prefix)], t_prefix, relation)
            and all(has_relation(db, each, t_variadic, relation) for each in s_prefix[len(t_prefix) : end])
            and _pairwise(db, s_prefix[end:], t_suffix, relation)
        )
    if (len(s_prefix) < len(t_prefix) or len(s_suffix) < len(t_suffix)) and not (
        relation == ASSIGNABLE and isinstance(s_variadic, kinds.Dynamic)
    ):
        return False
    for at, wanted in enumerate(t_prefix):
        if not has_relation(db, s_prefix[at] if at < len(s_prefix) else s_variadic, wanted, relation):
            return False
    for at, wanted in enumerate(reversed(t_suffix)):
        given = s_suffix[-1 - at] if at < len(s_suffix) else s_variadic
        if not has_relation(db, given, wanted, relation):
            return False
    rest = (*s_prefix[len(t_prefix) :], s_variadic, *s_suffix[: max(0, len(s_suffix) - len(t_suffix))])
    return all(has_relation(db, each, t_variadic, relation) for each in rest)


def _pairwise(db: queries.Db, sources: Sequence[kinds.Type], targets: Sequence[kinds.Type], relation: int) -> bool:
    return all(has_relation(db, a, b, relation) for a, b in zip(sources, targets, strict=True))


# ---- equivalence ---------------------------------------------------------------------------------


def is_equivalent(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    """Do both say the same? Order in unions does not count; all gradual types are alike."""
    return left is right or _equivalent(db, left, right, {})


def _equivalent(
    db: queries.Db, left: kinds.Type, right: kinds.Type, found: dict[tuple[kinds.Type, kinds.Type], bool]
) -> bool:
    """`found`: of unions in unions each pair is asked about once, not once for each way that leads to it."""
    if left is right:
        return True
    if isinstance(left, kinds.Dynamic) or isinstance(right, kinds.Dynamic):
        return isinstance(left, kinds.Dynamic) and isinstance(right, kinds.Dynamic)
    if isinstance(left, kinds.Union) and isinstance(right, kinds.Union):
        key = (left, right)
        known_ = found.get(key)
        if known_ is None:
            known_ = found[key] = all(any(_equivalent(db, a, b, found) for b in right.parts) for a in left.parts) and (
                all(any(_equivalent(db, a, b, found) for a in left.parts) for b in right.parts)
            )
        return known_
    if isinstance(left, kinds.Instance) and isinstance(right, kinds.Instance):
        if left.cls.literal is right.cls.literal:
            return len(left.cls.args) == len(right.cls.args) and all(
                _equivalent(db, a, b, found) for a, b in zip(left.cls.args, right.cls.args, strict=True)
            )
    if isinstance(left, kinds.Tuple) and isinstance(right, kinds.Tuple):
        pairs = zip(tuples.elements(left), tuples.elements(right), strict=False)
        return (
            (left.variadic is None) == (right.variadic is None)
            and len(left.prefix) == len(right.prefix)
            and len(left.suffix) == len(right.suffix)
            and all(_equivalent(db, a, b, found) for a, b in pairs)
        )
    if isinstance(left, kinds.SubclassOf) and isinstance(right, kinds.SubclassOf):
        return _equivalent(db, left.of, right.of, found)
    return has_relation(db, left, right, SUBTYPE) and has_relation(db, right, left, SUBTYPE)


def is_single_valued(db: queries.Db, ty: kinds.Type) -> bool:
    """Do all values of the type compare equal? (Then `!=` excludes it.)"""
    if isinstance(ty, (kinds.IntLiteral, kinds.BoolLiteral, kinds.StrLiteral, kinds.BytesLiteral)):
        return True
    return is_singleton(db, ty) or isinstance(ty, kinds.Function)


def is_singleton(db: queries.Db, ty: kinds.Type) -> bool:
    """Is there only one object of the type? (Then `is not` excludes it.)"""
    if isinstance(ty, (kinds.BoolLiteral, kinds.EnumLiteral, kinds.ClassLiteral, kinds.Module, kinds.Function)):
        return True
    if isinstance(ty, kinds.Instance):
        literal = ty.cls.literal
        if literal.name in ("NoneType", "EllipsisType", "NotImplementedType"):
            return known.is_class(db, literal, literal.name, "types")
        members = enums.member_names(db, literal)
        return members is not None and len(members) == 1
    return False


def generic_arguments(db: queries.Db, ty: kinds.Type, literal: kinds.ClassLiteral) -> tuple[kinds.Type, ...] | None:
    """The arguments with which the value is an instance of that class; None when it is not."""
    cls = classes.of_instance(db, ty)
    base = None if cls is None else mro.find(db, cls, literal)
    if base is None:
        return None
    return base.args or tuple(generics.unknown_argument(db, param) for param in classes.type_params(db, literal))
