"""Typed dictionaries: items, access by key, and when one may stand for another.

In:  a class literal with the flag TYPED_DICT, or an instance of one.
Out: items in order; types of the methods that depend on the keys.
Source: the typing specification, "Typed dictionaries".
"""

from __future__ import annotations

import msgspec

from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import classes, fields, generics, known, members, mro, relation, union


def is_typed_dict(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    return bool(classes.facts(db, literal).flags & classes.TYPED_DICT) and literal.name != "TypedDictFallback"


def _own(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[queries.Field, ...]:
    if literal.kind == kinds.STATEMENT:
        found = fields.declared(db, literal)
    else:
        found = db.infer.synthesised(db, literal.anchor).fields
    otherwise = queries.NOT_REQUIRED if classes.facts(db, literal).flags & classes.NOT_TOTAL else queries.REQUIRED
    return tuple(
        field
        if field.qualifiers & (queries.REQUIRED | queries.NOT_REQUIRED)
        else msgspec.structs.replace(field, qualifiers=field.qualifiers | otherwise)
        for field in found
    )


def items(db: queries.Db, cls: kinds.ClassType) -> dict[str, queries.Field]:
    """All items, those of the bases first."""
    found: dict[str, queries.Field] = {}
    for base in reversed(mro.specialised(db, cls)):
        if base is None or not is_typed_dict(db, base.literal):
            continue
        for field in _own(db, base.literal):
            found[field.name] = msgspec.structs.replace(field, type=members.in_class(db, base, field.type))
    return found


def related(db: queries.Db, source: kinds.Instance, target: kinds.Instance, how: int) -> bool:
    """Structural: all items of the target, as required, with fitting types."""
    if source.cls is target.cls:
        return True
    if not is_typed_dict(db, source.cls.literal):
        return how == relation.ASSIGNABLE and mro.has_unknown(db, source.cls.literal)
    have = items(db, source.cls)
    for name, wanted in items(db, target.cls).items():
        given = have.get(name)
        read_only = bool(wanted.qualifiers & queries.READ_ONLY)
        if given is None:
            if read_only and wanted.qualifiers & queries.NOT_REQUIRED:
                continue
            return False
        if wanted.qualifiers & queries.REQUIRED and not given.qualifiers & queries.REQUIRED:
            return False
        if not read_only:
            if wanted.qualifiers & queries.NOT_REQUIRED and given.qualifiers & queries.REQUIRED:
                return False
            if given.qualifiers & queries.READ_ONLY or not relation.has_relation(db, wanted.type, given.type, how):
                return False
        if not relation.has_relation(db, given.type, wanted.type, how):
            return False
    return True


def item(db: queries.Db, ty: kinds.Type, key: kinds.Type) -> kinds.Type | None:
    """`ty[key]`; None when the key is surely not among the items."""
    if not isinstance(ty, kinds.Instance) or not is_typed_dict(db, ty.cls.literal):
        return None
    have = items(db, ty.cls)
    if isinstance(key, kinds.StrLiteral):
        field = have.get(key.value)
        return None if field is None else field.type
    if isinstance(key, kinds.Union):
        found = [item(db, ty, part) for part in key.parts]
        return union.of(db, [each for each in found if each is not None]) if all(found) else None
    return kinds.UNKNOWN


def as_mapping(db: queries.Db) -> kinds.Type:
    """What a typed dictionary is to those who do not know its items: a mapping of texts to objects."""
    return known.instance(db, "Mapping", (known.instance(db, "str"), known.object_(db)), "typing")


def keyword_parameters(db: queries.Db, ty: kinds.Type) -> list[kinds.Parameter]:
    """`**kwargs: Unpack[TD]` as keyword parameters."""
    if not isinstance(ty, kinds.Instance) or not is_typed_dict(db, ty.cls.literal):
        return [kinds.parameter(db, "kwargs", kinds.KEYWORDS, kinds.UNKNOWN)]
    return [_keyword(db, field) for field in items(db, ty.cls).values()]


def _keyword(db: queries.Db, field: queries.Field) -> kinds.Parameter:
    default = None if field.qualifiers & queries.REQUIRED else kinds.UNKNOWN
    return kinds.parameter(db, field.name, kinds.KEYWORD_ONLY, field.type, default)


# ---- members -------------------------------------------------------------------------------------


def member(db: queries.Db, literal: kinds.ClassLiteral, name: str) -> kinds.Type | None:
    """Methods whose types depend on the items; the items themselves are no attributes."""
    if name not in ("__init__", "__getitem__", "__setitem__", "__delitem__", "get", "pop", "setdefault", "update"):
        return None
    if literal.name == "TypedDictFallback":
        return None
    cls = classes.identity(db, literal)
    have = list(items(db, cls).values())
    if name == "__init__":
        return _method(db, [_init(db, cls, have), *_from_mapping(db, cls, have)])
    if name in ("__getitem__", "__delitem__"):
        found = [
            _form(db, [_key(db, field)], known.none(db) if name == "__delitem__" else field.type) for field in have
        ]
        return _method(db, found) if found else None
    if name == "__setitem__":
        found = [_form(db, [_key(db, field), _value(db, field.type)], known.none(db)) for field in have]
        return _method(db, found) if found else None
    if name == "get":
        return _method(db, [form for field in have for form in _get(db, field)] + _get_other(db))
    if name == "pop":
        optional = [field for field in have if not field.qualifiers & queries.REQUIRED]
        found = [form for field in optional for form in _pop(db, field)]
        return _method(db, found) if found else None
    if name == "setdefault":
        found = [_form(db, [_key(db, field), _value(db, field.type)], field.type) for field in have]
        return _method(db, found) if found else None
    partial = [kinds.parameter(db, field.name, kinds.KEYWORD_ONLY, field.type, kinds.UNKNOWN) for field in have]
    argument = kinds.parameter(db, "value", kinds.POSITIONAL_ONLY, kinds.UNKNOWN, kinds.UNKNOWN)
    return _method(db, [_form(db, [argument, *partial], known.none(db))])


def _init(db: queries.Db, cls: kinds.ClassType, have: list[queries.Field]) -> kinds.Signature:
    return _form(db, [_keyword(db, field) for field in have], known.none(db))


def _from_mapping(db: queries.Db, cls: kinds.ClassType, have: list[queries.Field]) -> list[kinds.Signature]:
    own = kinds.parameter(db, "value", kinds.POSITIONAL_ONLY, kinds.instance(db, cls))
    rest = [kinds.parameter(db, field.name, kinds.KEYWORD_ONLY, field.type, kinds.UNKNOWN) for field in have]
    return [_form(db, [own, *rest], known.none(db))]


def _method(db: queries.Db, forms: list[kinds.Signature]) -> kinds.CallableType:
    return kinds.callable_type(db, tuple(forms), kinds.FUNCTION_LIKE)


def _form(db: queries.Db, params: list[kinds.Parameter], returns: kinds.Type) -> kinds.Signature:
    first = kinds.parameter(db, "self", kinds.POSITIONAL_ONLY, None)
    return kinds.signature(db, (first, *params), returns)


def _key(db: queries.Db, field: queries.Field) -> kinds.Parameter:
    return kinds.parameter(db, "key", kinds.POSITIONAL_ONLY, kinds.str_literal(db, field.name))


def _value(db: queries.Db, ty: kinds.Type) -> kinds.Parameter:
    return kinds.parameter(db, "value", kinds.POSITIONAL_ONLY, ty)


def _get(db: queries.Db, field: queries.Field) -> list[kinds.Signature]:
    required = bool(field.qualifiers & queries.REQUIRED)
    absent = field.type if required else union.two(db, field.type, known.none(db))
    default = kinds.parameter(db, "default", kinds.POSITIONAL_ONLY, field.type)
    forms = [_form(db, [_key(db, field)], absent), _form(db, [_key(db, field), default], field.type)]
    anything = kinds.parameter(db, "default", kinds.POSITIONAL_ONLY, kinds.UNKNOWN)
    forms.append(_form(db, [_key(db, field), anything], field.type if required else _or_unknown(db, field.type)))
    return forms


def _or_unknown(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    return union.two(db, ty, kinds.UNKNOWN)


def _get_other(db: queries.Db) -> list[kinds.Signature]:
    text = kinds.parameter(db, "key", kinds.POSITIONAL_ONLY, known.instance(db, "str"))
    optional = kinds.parameter(db, "default", kinds.POSITIONAL_ONLY, kinds.UNKNOWN, kinds.UNKNOWN)
    return [_form(db, [text, optional], kinds.UNKNOWN)]


def _pop(db: queries.Db, field: queries.Field) -> list[kinds.Signature]:
    default = kinds.parameter(db, "default", kinds.POSITIONAL_ONLY, kinds.UNKNOWN)
    return [
        _form(db, [_key(db, field)], field.type),
        _form(db, [_key(db, field), default], _or_unknown(db, field.type)),
    ]


def argument_type(db: queries.Db, literal: kinds.ClassLiteral) -> kinds.Type:
    """An instance with Unknown for all parameters."""
    return kinds.instance(db, generics.specialise(db, literal, ()))
