"""Dataclasses, and what `dataclass_transform` makes like them.

In:  a class literal.
Out: options, fields with those of the bases, and the methods that are generated.
Always: fields come in the order of the MRO from the far end; one written again keeps its place.
Source: the typing specification, "Dataclasses".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import (
    class_members,
    classes,
    fields,
    generics,
    known,
    members,
    mro,
    signatures,
    tuples,
    union,
)

if TYPE_CHECKING:
    from pebre_analysis.types.algebra.classes import Facts

ORDER: Final = ("__lt__", "__le__", "__gt__", "__ge__")
METHODS: Final = frozenset((
    "__init__", "__eq__", *ORDER, "__match_args__", "__dataclass_fields__",
    "__dataclass_params__", "__replace__", "__hash__", "__post_init__", "__slots__",
))  # fmt: skip


class Options(msgspec.Struct, frozen=True, gc=False):
    init: bool = True
    eq: bool = True
    order: bool = False
    frozen: bool = False
    keyword_only: bool = False
    match_args: bool = True
    hash: bool = False
    slots: bool = False
    is_standard: bool = True  # `dataclasses.dataclass`, not only something like it


def _read(options: tuple[tuple[str, kinds.Type], ...], base: Options) -> Options:
    given = dict(options)

    def flag(name: str, otherwise: bool) -> bool:
        value = given.get(name)
        return value.value if isinstance(value, kinds.BoolLiteral) else otherwise

    return Options(
        flag("init", base.init),
        flag("eq", base.eq),
        flag("order", base.order),
        flag("frozen", base.frozen),
        flag("kw_only", base.keyword_only),
        flag("match_args", base.match_args),
        flag("unsafe_hash", base.hash),
        flag("slots", base.slots),
        base.is_standard,
    )


def options(db: queries.Db, literal: kinds.ClassLiteral) -> Options | None:
    """How the class is a dataclass; None when it is none itself (its bases may be)."""
    if literal.durable:
        memo = remembered.facts(db, literal)
        if memo is not None and "<dataclass>" in memo:
            return memo["<dataclass>"]  # type: ignore[return-value] # written below
        result = _options(db, literal)
        remembered.keep_fact(db, literal, "<dataclass>", result)
        return result
    key = (literal, "<dataclass>")
    frame = remembered.frame(db)
    if frame is not None and key in frame:
        return frame[key]  # type: ignore[return-value] # written below
    result = _options(db, literal)
    if (frame := remembered.frame(db)) is not None:
        frame[key] = result
    return result


def _options(db: queries.Db, literal: kinds.ClassLiteral) -> Options | None:
    facts = classes.facts(db, literal)
    for decorator in facts.decorators:
        if isinstance(decorator, kinds.Decorator) and decorator.kind == "dataclass":
            return _read(decorator.options, Options())
        if isinstance(decorator, kinds.Decorator) and decorator.kind == "dataclass_like":
            return _read(decorator.options, _defaults(decorator.options))
        if isinstance(decorator, kinds.Function):
            if known.is_global(db, decorator.definition, "dataclass", ("dataclasses",)):
                return Options()
            transform = signatures.transform(db, decorator)
            if transform is not None:
                return _defaults(transform.options)
    return _by_base(db, facts)


def _defaults(transform: tuple[tuple[str, kinds.Type], ...]) -> Options:
    """The options that `dataclass_transform(…)` gives those it makes."""
    given = dict(transform)
    return Options(
        eq=given.get("eq_default") is not kinds.FALSE,
        order=given.get("order_default") is kinds.TRUE,
        frozen=given.get("frozen_default") is kinds.TRUE,
        keyword_only=given.get("kw_only_default") is kinds.TRUE,
        is_standard=False,
    )


def _by_base(db: queries.Db, facts: Facts) -> Options | None:
    """`dataclass_transform` on a base class or on the metaclass."""
    found = _transform_above(db, facts)
    return None if found is None else _read(facts.keywords, _defaults(found.options))


def _transform_above(db: queries.Db, facts: Facts) -> kinds.Decorator | None:
    above: list[kinds.ClassLiteral] = [base.literal for base in facts.bases if base is not None]
    if isinstance(facts.metaclass, kinds.ClassLiteral):
        above.append(facts.metaclass)
    for start in above:
        for base in mro.of(db, start):
            if base is None:
                continue
            for decorator in classes.facts(db, base.literal).decorators:
                if isinstance(decorator, kinds.Decorator) and decorator.kind == "dataclass_transform":
                    return decorator
    return None


def specifiers(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[kinds.Type, ...]:
    """The functions and classes whose calls describe fields of the class, as its `dataclass_transform` lists them."""
    facts = classes.facts(db, literal)
    found = _transform(db, facts)
    given = dict(found.options).get("field_specifiers") if found is not None else None
    shape = None if given is None else tuples.shape(db, given)
    return () if shape is None else shape.prefix


def is_transformer(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """Is it there to make its subclasses dataclasses, by its decorator or metaclass?"""
    facts = classes.facts(db, literal)
    return any(name == "metaclass" for name, _ in facts.keywords) or any(
        isinstance(each, kinds.Decorator) and each.kind == "dataclass_transform" for each in facts.decorators
    )


def _transform(db: queries.Db, facts: Facts) -> kinds.Decorator | None:
    """The `dataclass_transform(…)` that makes the class one."""
    for decorator in facts.decorators:
        if isinstance(decorator, kinds.Decorator) and decorator.kind == "dataclass_like":
            return decorator
        if isinstance(decorator, kinds.Function):
            transform = signatures.transform(db, decorator)
            if transform is not None:
                return transform
    return _transform_above(db, facts)


def all_fields(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[queries.Field, ...] | None:
    """The fields with those of the bases, in terms of the class's parameters; None behind an unknown base, or where
    some of them are not annotated."""
    found: dict[str, queries.Field] = {}
    for base in reversed(mro.of(db, literal)):
        if base is None:
            return None
        chosen = options(db, base.literal)
        if chosen is None:
            continue
        if fields.is_open(db, base.literal):
            return None
        for field in fields.declared(db, base.literal):
            ty = members.in_class(db, base, field.type)
            keyword_only = chosen.keyword_only if field.keyword_only is None else field.keyword_only
            found[field.name] = msgspec.structs.replace(field, type=ty, keyword_only=keyword_only)
    return tuple(found.values())


def init_signature(db: queries.Db, literal: kinds.ClassLiteral, name: str = "__init__") -> kinds.Signature:
    """`__init__`, or `__replace__` with the same fields as optional keywords."""
    own = tuples.instance(db, classes.identity(db, literal))
    first = build.parameter(db, "self", kinds.POSITIONAL_OR_KEYWORD, own)
    found = all_fields(db, literal)
    returns = known.none(db) if name == "__init__" else own
    if found is None:
        return build.signature(db, (first,), returns, (), True)
    positional: list[kinds.Parameter] = []
    keyword: list[kinds.Parameter] = []
    for field in found:
        if not field.init:
            continue
        is_keyword = field.keyword_only or name != "__init__"
        default = field.default if name == "__init__" else kinds.UNKNOWN
        param = build.parameter(
            db,
            field.alias or field.name,
            kinds.KEYWORD_ONLY if is_keyword else kinds.POSITIONAL_OR_KEYWORD,
            field.set_type or _set_type(db, field.type),
            default,
        )
        (keyword if is_keyword else positional).append(param)
    # `Self` in a field is whatever the method is called on.
    given = [each.type for each in found if each.type.generic]
    own_self = tuple([var for var in generics.variables(given) if var.kind == kinds.SELF])
    return build.signature(db, (first, *positional, *keyword), returns, own_self)


def _set_type(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """A field whose type is a descriptor takes what its `__set__` takes."""
    if not isinstance(ty, kinds.Instance):
        return ty
    setter = class_members.class_member(db, ty.cls, "__set__")
    if setter is None or setter.owner is None:
        return ty
    types: list[kinds.Type] = []
    for signature in signatures.of(db, setter.type) or ():
        if len(signature.params) > 2:
            types.append(signature.params[2].type or kinds.UNKNOWN)
    return union.of(db, types) if types else ty


def method(db: queries.Db, literal: kinds.ClassLiteral, name: str) -> kinds.Type | None:
    """A method or attribute that the decorator adds, not bound; None when it adds no such thing."""
    if name not in METHODS:
        return None
    chosen = options(db, literal)
    if chosen is None:
        return None
    if name == "__init__":
        if not chosen.init:
            return None
        return build.callable_type(db, (init_signature(db, literal),), kinds.FUNCTION_LIKE)
    if name == "__replace__":
        return build.callable_type(db, (init_signature(db, literal, name),), kinds.FUNCTION_LIKE)
    if name == "__match_args__" and chosen.match_args:
        found = all_fields(db, literal)
        if found is None:
            return None
        return build.tuple_(
            db, tuple(build.str_literal(db, field.name) for field in found if field.init and not field.keyword_only)
        )
    if name in ORDER and chosen.order:
        own = tuples.instance(db, classes.identity(db, literal))
        params = (
            build.parameter(db, "self", kinds.POSITIONAL_OR_KEYWORD, None),
            build.parameter(db, "other", kinds.POSITIONAL_OR_KEYWORD, own),
        )
        return build.callable_type(db, (build.signature(db, params, known.instance(db, "bool")),), kinds.FUNCTION_LIKE)
    if name == "__slots__" and chosen.slots:
        return tuples.homogeneous(db, known.instance(db, "str"))
    if name == "__hash__" and chosen.eq and not chosen.frozen and not chosen.hash and chosen.is_standard:
        return known.none(db)
    if name == "__dataclass_fields__":
        field = known.instance(db, "Field", (kinds.ANY,), "dataclasses")
        return known.instance(db, "dict", (known.instance(db, "str"), field))
    return None
