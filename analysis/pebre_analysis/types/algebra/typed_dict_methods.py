"""Methods of typed dictionaries whose types depend on the items.

In:  a class literal with the flag TYPED_DICT, and a name.
Out: the method as the class holds it, or None where the fallback class of typeshed says enough.
Always: items are no attributes.
Source: the typing specification, "Typed dictionaries".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import class_members, classes, known, signatures, tuples, typed_dicts, union


def member(db: queries.Db, literal: kinds.ClassLiteral, name: str) -> kinds.Type | None:
    """See the module's docstring."""
    make = _METHODS.get(name)
    if make is None or literal.name == "TypedDictFallback":
        return None
    forms = make(db, classes.identity(db, literal))
    return build.callable_type(db, tuple(forms), kinds.FUNCTION_LIKE) if forms else None


def _items(db: queries.Db, cls: kinds.ClassType) -> list[queries.Field]:
    return list(typed_dicts.items(db, cls).values())


def _form(db: queries.Db, params: list[kinds.Parameter], returns: kinds.Type) -> kinds.Signature:
    first = build.parameter(db, "self", kinds.POSITIONAL_ONLY, None)
    return build.signature(db, (first, *params), returns)


def _key(db: queries.Db, field: queries.Field) -> kinds.Parameter:
    return build.parameter(db, "key", kinds.POSITIONAL_ONLY, build.str_literal(db, field.name))


def _any_key(db: queries.Db) -> kinds.Parameter:
    return build.parameter(db, "key", kinds.POSITIONAL_ONLY, known.instance(db, "str"))


def _value(db: queries.Db, ty: kinds.Type) -> kinds.Parameter:
    return build.parameter(db, "value", kinds.POSITIONAL_ONLY, ty)


def _others(db: queries.Db, cls: kinds.ClassType) -> kinds.Type | None:
    """What a key that is not declared holds, where there may be such keys by declaration."""
    found = typed_dicts.extra(db, cls)
    return None if found is None or found.type is kinds.NEVER else found.type


# ---- construction --------------------------------------------------------------------------------


def _init(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    own = _value(db, build.instance(db, cls))
    every = typed_dicts.as_keywords(db, cls)
    optional = [build.parameter(db, each.name, each.kind, each.type, kinds.UNKNOWN) for each in every]
    return [_form(db, every, known.none(db)), _form(db, [own, *optional], known.none(db))]


# ---- one item ------------------------------------------------------------------------------------


def _getitem(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    found = [_form(db, [_key(db, field)], field.type) for field in _items(db, cls)]
    return [*found, _form(db, [_any_key(db)], _others(db, cls) or known.object_(db))]


def _delitem(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    none = known.none(db)
    may_go = [field for field in _items(db, cls) if not field.qualifiers & (queries.REQUIRED | queries.READ_ONLY)]
    found = [_form(db, [_key(db, field)], none) for field in may_go]
    plain = typed_dicts.as_dict(db, cls)
    return found if plain is None else [*found, _form(db, [_any_key(db)], none)]


def _setitem(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    none = known.none(db)
    may_change = [field for field in _items(db, cls) if not field.qualifiers & queries.READ_ONLY]
    found = [_form(db, [_key(db, field), _value(db, field.type)], none) for field in may_change]
    others = _others(db, cls)
    if others is not None and typed_dicts.as_dict(db, cls) is not None:
        found.append(_form(db, [_any_key(db), _value(db, others)], none))
    return found


def _get(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    forms = [form for field in _items(db, cls) for form in _get_item(db, field)]
    text, others = _any_key(db), _others(db, cls)
    if others is not None:
        default = build.parameter(db, "default", kinds.POSITIONAL_ONLY, others)
        forms.append(_form(db, [text], union.two(db, others, known.none(db))))
        forms.append(_form(db, [text, default], others))
    optional = build.parameter(db, "default", kinds.POSITIONAL_ONLY, kinds.UNKNOWN, kinds.UNKNOWN)
    return [*forms, _form(db, [text, optional], kinds.UNKNOWN)]


def _get_item(db: queries.Db, field: queries.Field) -> list[kinds.Signature]:
    required = bool(field.qualifiers & queries.REQUIRED)
    absent = field.type if required else union.two(db, field.type, known.none(db))
    default = build.parameter(db, "default", kinds.POSITIONAL_ONLY, field.type)
    anything = build.parameter(db, "default", kinds.POSITIONAL_ONLY, kinds.UNKNOWN)
    otherwise = _form(db, [_key(db, field), anything], field.type) if required else _or_default(db, field)
    return [
        _form(db, [_key(db, field)], absent),
        _form(db, [_key(db, field), default], field.type),
        otherwise,
    ]


def _or_default(db: queries.Db, field: queries.Field, key: kinds.Parameter | None = None) -> kinds.Signature:
    """`(key, default: T) -> field | T`, with the variable that `dict.get` has for it."""
    cls = known.literal(db, "dict")
    found = None if cls is None else class_members.class_member(db, classes.identity(db, cls), "get")
    forms = () if found is None else signatures.of(db, found.type) or ()
    variables = next((each.type_params for each in forms if each.type_params), ())
    default = variables[0] if variables else kinds.UNKNOWN
    first = build.parameter(db, "self", kinds.POSITIONAL_ONLY, None)
    second = build.parameter(db, "default", kinds.POSITIONAL_ONLY, default)
    params = (first, key or _key(db, field), second)
    return build.signature(db, params, union.two(db, field.type, default), variables[:1])


def _pop(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    forms: list[kinds.Signature] = []
    for field in _items(db, cls):
        if not field.qualifiers & (queries.REQUIRED | queries.READ_ONLY):
            forms.append(_form(db, [_key(db, field)], field.type))
            forms.append(_or_default(db, field))
    others = _others(db, cls)
    if others is not None and typed_dicts.as_dict(db, cls) is not None:
        forms.append(_form(db, [_any_key(db)], others))
        forms.append(_or_default(db, queries.Field("", others, None, 0), _any_key(db)))
    return forms


def _setdefault(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    may_change = [field for field in _items(db, cls) if not field.qualifiers & queries.READ_ONLY]
    return [_form(db, [_key(db, field), _value(db, field.type)], field.type) for field in may_change]


# ---- all items -----------------------------------------------------------------------------------


def _update(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    may_change = [field for field in _items(db, cls) if not field.qualifiers & queries.READ_ONLY]
    partial = [build.parameter(db, field.name, kinds.KEYWORD_ONLY, field.type, kinds.UNKNOWN) for field in may_change]
    others = _others(db, cls)
    if others is not None:
        partial.append(build.parameter(db, "kwargs", kinds.KEYWORDS, others))
    argument = build.parameter(db, "value", kinds.POSITIONAL_ONLY, kinds.UNKNOWN, kinds.UNKNOWN)
    return [_form(db, [argument, *partial], known.none(db))]


def _view(name: str) -> Callable[[queries.Db, kinds.ClassType], list[kinds.Signature]]:
    """`items()` or `values()`, of a class that says what all its keys hold."""

    def make(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
        if typed_dicts.extra(db, cls) is None:
            return []
        args = (known.instance(db, "str"), typed_dicts.values(db, cls))
        return [_form(db, [], known.instance(db, name, args, "_collections_abc"))]

    return make


def _clear(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    return [] if typed_dicts.as_dict(db, cls) is None else [_form(db, [], known.none(db))]


def _popitem(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Signature]:
    others = _others(db, cls)
    if others is None or typed_dicts.as_dict(db, cls) is None:
        return []
    return [_form(db, [], tuples.make(db, (known.instance(db, "str"), others)))]


_METHODS: Final[dict[str, Callable[[queries.Db, kinds.ClassType], list[kinds.Signature]]]] = {
    "__init__": _init,
    "__getitem__": _getitem,
    "__setitem__": _setitem,
    "__delitem__": _delitem,
    "get": _get,
    "pop": _pop,
    "setdefault": _setdefault,
    "update": _update,
    "items": _view("dict_items"),
    "values": _view("dict_values"),
    "clear": _clear,
    "popitem": _popitem,
}
