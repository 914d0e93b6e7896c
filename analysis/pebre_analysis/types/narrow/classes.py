"""Narrowing by class: `isinstance`, `issubclass`, `type(x) is C`, class patterns.

In:  a type, the class information (a class, a tuple of them, a union type) and the outcome.
Out: what is left: subclasses are kept, superclasses become the class, unrelated classes become an
     intersection where an object of both can exist.
Caps: of one type no more than MAX_EXCLUDED classes are known that it is no instance of.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import (
    classes,
    generics,
    known,
    mro,
    relation,
    solve,
    special_forms,
    tuples,
    type_variables,
    union,
    unknowns,
)

MAX_EXCLUDED: Final = 16


def targets(db: queries.Db, info: kinds.Type, positive: bool) -> tuple[kinds.Type, ...] | None:
    """The instance types that the second argument of `isinstance` names; None when it is not understood.

    Of one class among several, of one below a class and of an unknown one, a test that fails excludes nothing: the
    value may be of another of them.
    """
    if isinstance(info, kinds.ClassLiteral):
        args = tuple(generics.unknown_argument(db, param) for param in classes.type_params(db, info))
        return (tuples.instance(db, build.class_type(db, info, args)),)
    if isinstance(info, kinds.ClassObject):
        return (tuples.instance(db, info.cls),)
    if isinstance(info, kinds.SubclassOf):
        return (info.of,) if positive else ()
    if isinstance(info, kinds.Dynamic):
        return (info,) if positive else ()
    if isinstance(info, kinds.KnownObject) and info.kind == kinds.FORM_OBJECT:
        return union.parts(info.of)
    if known.is_none(db, info):
        return (info,)
    if special_forms.is_form(info, "Callable"):
        return (generics.top_callable(db),)
    if isinstance(info, kinds.Union):
        return _of_each(db, info.parts, True) if positive else ()
    shape = tuples.shape(db, info)
    if shape is None or shape.variadic is None:
        return None if shape is None else _of_each(db, shape.prefix, positive)
    return _of_each(db, (*shape.prefix, shape.variadic, *shape.suffix), True) if positive else ()


def _of_each(db: queries.Db, infos: tuple[kinds.Type, ...], positive: bool) -> tuple[kinds.Type, ...] | None:
    found: list[kinds.Type] = []
    for part in infos:
        inner = targets(db, part, positive)
        if inner is None:
            return None
        found += inner
    return tuple(found)


def is_instance(db: queries.Db, ty: kinds.Type, info: kinds.Type, positive: bool) -> kinds.Type:
    """`ty` after `isinstance(x, info)` came out as `positive`."""
    wanted = targets(db, info, positive)
    return ty if wanted is None else to_instances(db, ty, wanted, positive)


def to_instances(db: queries.Db, ty: kinds.Type, wanted: tuple[kinds.Type, ...], positive: bool) -> kinds.Type:
    """`ty` where the value is (not) an instance of one of the wanted types."""
    if any(isinstance(each, kinds.Dynamic) for each in wanted):
        if positive:
            return union.intersect(db, (ty, kinds.UNKNOWN))
        wanted = tuple([each for each in wanted if not isinstance(each, kinds.Dynamic)])
    durable = ty.durable and all(each.durable for each in wanted)
    narrowed = db.memos.narrowed
    memo = remembered.kept(db, narrowed, durable)
    key = (ty, wanted, positive)
    found = None if memo is None else memo.get(key)
    if found is None:
        found = _to_instances(db, ty, wanted, positive)
        remembered.keep(db, narrowed, durable, key, found)
    return found


def _to_instances(db: queries.Db, ty: kinds.Type, wanted: tuple[kinds.Type, ...], positive: bool) -> kinds.Type:
    if positive:
        return union.of(db, [both(db, part, each) for part in _expanded(db, ty) for each in wanted])
    for each in wanted:
        left = [_without(db, part, each) for part in _expanded(db, ty)]
        ty = union.left_of(db, ty, [part for part in left if part is not kinds.NEVER])
    return ty


def is_subclass(db: queries.Db, ty: kinds.Type, info: kinds.Type, positive: bool) -> kinds.Type:
    """`ty`, a class object, after `issubclass(x, info)` came out as `positive`."""
    wanted = targets(db, info, positive)
    if wanted is None:
        return ty
    kept: list[kinds.Type] = []
    for part in union.parts(ty):
        if (
            isinstance(part, kinds.ClassLiteral | kinds.ClassObject)
            and (answer := _derives(db, part, wanted)) is not None
        ):
            kept += [part] if answer is positive else []
            continue
        if isinstance(part, kinds.Instance | kinds.Intersection) and any(
            _is_any_class(db, each) or _is_of_metaclass(db, each) for each in _positive(part)
        ):
            kept += [_as_class(db, part, build.subclass_of(db, each)) for each in wanted] if positive else [part]
            continue
        if unknowns.is_partly_unknown(part):
            kept += (
                [union.intersect(db, (part, build.subclass_of(db, each))) for each in wanted] if positive else [part]
            )
            continue
        if positive and relation.is_disjoint(db, part, known.instance(db, "type")):
            continue  # no class: it would have been refused
        if isinstance(part, kinds.Intersection):
            kept.append(_of_parts(db, part, info, positive))
            continue
        of = _instance_of(db, part)
        if positive and known.is_object(db, part):
            of = known.object_(db)
        if of is None:
            kept.append(part)
            continue
        narrowed = to_instances(db, of, wanted, positive)
        if narrowed is of:
            kept.append(part)
        elif narrowed is not kinds.NEVER:
            kept.append(union.map_parts(db, narrowed, lambda each: build.subclass_of(db, each)))
    return union.of(db, kept)


def _of_parts(db: queries.Db, ty: kinds.Intersection, info: kinds.Type, positive: bool) -> kinds.Type:
    """Each class of which it is one tested alone, all else that was known of it kept."""
    classes_ = [each for each in ty.positive if _instance_of(db, each) is not None]
    found = union.intersect(
        db, [is_subclass(db, each, info, positive) if each in classes_ else each for each in ty.positive]
    )
    for each in ty.negative if classes_ else ():
        found = union.excluded(db, found, each)
    return found if classes_ else ty


def _positive(ty: kinds.Type) -> tuple[kinds.Type, ...]:
    return ty.positive if isinstance(ty, kinds.Intersection) else (ty,)


def _as_class(db: queries.Db, part: kinds.Type, wanted: kinds.Type) -> kinds.Type:
    """Of what is some class: that it is the wanted one, and what else was known of it."""
    found = union.intersect(db, (*(each for each in _positive(part) if not _is_any_class(db, each)), wanted))
    for each in part.negative if isinstance(part, kinds.Intersection) else ():
        found = union.excluded(db, found, each)
    return found


def _is_any_class(db: queries.Db, ty: kinds.Type) -> bool:
    if isinstance(ty, kinds.SubclassOf):
        return isinstance(ty.of, kinds.Dynamic) or known.is_object(db, ty.of)
    return known.is_instance(db, ty, "type")


def _is_of_metaclass(db: queries.Db, ty: kinds.Type) -> bool:
    """Is it a class of which its metaclass alone is known?"""
    return isinstance(ty, kinds.Instance) and mro.has(db, ty.cls.literal, known.literal(db, "type"))


def _derives(db: queries.Db, ty: kinds.Type, wanted: tuple[kinds.Type, ...]) -> bool | None:
    """Is this very class derived from one of the wanted ones? None when that is not known."""
    literal = classes.of_value(db, ty)
    if literal is None or mro.has_unknown(db, literal):
        return None
    answer = False
    for each in wanted:
        cls = classes.of_instance(db, each) if isinstance(each, kinds.Instance | kinds.Tuple) else None
        if cls is None or classes.is_protocol(db, cls.literal):
            return None
        answer = answer or mro.has(db, literal, cls.literal)
    return answer


def _instance_of(db: queries.Db, ty: kinds.Type) -> kinds.Type | None:
    if isinstance(ty, kinds.SubclassOf):
        return ty.of
    if isinstance(ty, kinds.ClassLiteral):
        return tuples.instance(db, classes.default_type(db, ty))
    if isinstance(ty, kinds.ClassObject):
        return tuples.instance(db, ty.cls)
    return None


def is_exact(db: queries.Db, cls: kinds.ClassLiteral) -> bool:
    """Can the class have no subclasses?"""
    return classes.is_final(db, cls)


def _expanded(db: queries.Db, ty: kinds.Type) -> tuple[kinds.Type, ...]:
    """Parts of a union; of a bounded type variable itself."""
    return union.parts(ty)


def both(db: queries.Db, part: kinds.Type, wanted: kinds.Type) -> kinds.Type:
    """What is an instance of both types. Of an unknown value more may be true than that it is `wanted`."""
    if isinstance(wanted, kinds.CallableType) and wanted.kind == kinds.TOP:
        return called(db, part, kinds.UNKNOWN)
    if isinstance(part, kinds.Dynamic):
        return union.intersect(db, (part, wanted))
    if relation.is_subtype(db, part, wanted):
        return part
    if relation.is_subtype(db, wanted, part):
        return specialised(db, part, wanted)
    if relation.is_disjoint(db, part, wanted):
        return kinds.NEVER
    if isinstance(wanted, kinds.SubclassOf) and any(_is_any_class(db, each) for each in _positive(part)):
        return _as_class(db, part, wanted)
    if not unknowns.is_partly_unknown(part) and relation.is_assignable(db, part, wanted):
        return part
    return union.intersect(db, (part, specialised(db, part, wanted)))


def called(db: queries.Db, part: kinds.Type, returns: kinds.Type) -> kinds.Type:
    """What can be called of `part`: with any arguments, where it does not say with which."""
    top = generics.top_callable(db)
    if not isinstance(part, kinds.Dynamic) and not unknowns.is_partly_unknown(part):
        if relation.is_assignable(db, part, top):
            return part
        if relation.is_disjoint(db, part, top):
            return kinds.NEVER
    return union.intersect(db, (part, generics.gradual_callable(db, returns)))


def specialised(db: queries.Db, general: kinds.Type, wanted: kinds.Type) -> kinds.Type:
    """`wanted`, with the arguments that make it a `general` where nobody said which: `list` in `Sequence[int]`."""
    if isinstance(general, kinds.Intersection):
        return next(
            (made for each in general.positive if (made := specialised(db, each, wanted)) is not wanted), wanted
        )
    if not isinstance(wanted, kinds.Instance) or not isinstance(general, kinds.Instance) or not wanted.cls.args:
        return wanted
    params = classes.type_params(db, wanted.cls.literal)
    own = build.class_type(db, wanted.cls.literal, tuple(generics.as_argument(db, param) for param in params))
    base = mro.find(db, own, general.cls.literal)
    if base is None:
        return wanted
    solver = solve.Solver(db, params)
    for argument, given in zip(base.args, general.cls.args, strict=False):
        solver.infer(argument, given)
    found = solver.found()
    args = tuple(
        found.get(param, old) if isinstance(old, kinds.Dynamic) or old is generics.unknown_argument(db, param) else old
        for param, old in zip(params, wanted.cls.args, strict=False)
    )
    return build.instance(db, build.class_type(db, wanted.cls.literal, args))


def _without(db: queries.Db, part: kinds.Type, wanted: kinds.Type) -> kinds.Type:
    if isinstance(part, kinds.Dynamic):
        return union.excluded(db, part, wanted)
    if relation.is_subtype(db, part, wanted) or _is_of_class(db, part, wanted):
        return kinds.NEVER
    if isinstance(part, kinds.Intersection) and len(part.negative) >= MAX_EXCLUDED:
        return part
    if relation.is_disjoint(db, part, wanted):
        return part
    var = next((each for each in _positive(part) if isinstance(each, kinds.TypeVar)), None)
    if var is not None and (constraints := type_variables.constraints(db, var)):
        left = [found for each in constraints if (found := _without(db, each, wanted)) is not kinds.NEVER]
        if len(left) < len(constraints):
            return union.intersect(db, (part, union.of(db, left)))
    return union.excluded(db, part, wanted)


def _is_of_class(db: queries.Db, part: kinds.Type, wanted: kinds.Type) -> bool:
    """Is a value of `part` surely an instance of the class of `wanted`, whatever its type arguments?"""
    if isinstance(part, kinds.Intersection):
        return any(_is_of_class(db, each, wanted) for each in part.positive)
    if isinstance(part, kinds.TypeVar):
        part = type_variables.upper_bound(db, part)
    if isinstance(part, kinds.Union):
        return all(_is_of_class(db, each, wanted) for each in part.parts)
    if isinstance(wanted, kinds.Tuple):
        is_bare = not wanted.prefix and not wanted.suffix and isinstance(wanted.variadic, kinds.Dynamic)
        return is_bare and tuples.shape(db, part) is not None
    if not isinstance(part, kinds.Instance) or not isinstance(wanted, kinds.Instance):
        return False
    if not wanted.cls.args:
        return part.cls.literal is wanted.cls.literal
    if any(
        param.kind == kinds.TYPE_VAR and not isinstance(each, kinds.Dynamic)
        for param, each in zip(classes.type_params(db, wanted.cls.literal), wanted.cls.args, strict=False)
    ):
        return False  # a guard says with which arguments
    return mro.has(db, part.cls.literal, wanted.cls.literal)
