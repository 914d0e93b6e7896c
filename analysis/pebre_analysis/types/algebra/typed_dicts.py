"""Typed dictionaries: items, access by key, and when one may stand for another.

In:  a class literal with the flag TYPED_DICT, or an instance of one.
Out: items in order, and what keys beyond them may hold; relations.
Always: a typed dictionary that says nothing of other keys may have them, read-only and of any type.
Does not know: its methods (`typed_dict_methods`).
Source: the typing specification, "Typed dictionaries".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import classes, fields, known, members, mro, relation, union

if TYPE_CHECKING:
    from collections.abc import Iterator


def is_typed_dict(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    return bool(classes.facts(db, literal).flags & classes.TYPED_DICT) and literal.name != "TypedDictFallback"


# ---- items ---------------------------------------------------------------------------------------


def own_items(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[queries.Field, ...]:
    """The items that the class itself declares, each required or not."""
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
        if base is not None and is_typed_dict(db, base.literal):
            for field in own_items(db, base.literal):
                found[field.name] = _in_class(db, base, field)
    return found


def extra(db: queries.Db, cls: kinds.ClassType) -> queries.Field | None:
    """What keys beyond the items hold, of type Never when there are none; None when the class does not say."""
    for base in mro.specialised(db, cls):
        if base is not None and is_typed_dict(db, base.literal):
            found = classes.facts(db, base.literal).extra_items
            if found is not None:
                return _in_class(db, base, found)
    return None


def _in_class(db: queries.Db, base: kinds.ClassType, field: queries.Field) -> queries.Field:
    return msgspec.structs.replace(field, type=members.in_class(db, base, field.type))


def is_complete(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """Could all items be read?"""
    return not mro.has_unknown(db, literal) and all(
        base is None or base.literal.kind != kinds.TYPED_DICT or db.infer.synthesised(db, base.literal.anchor).complete
        for base in mro.of(db, literal)
    )


def item_of(db: queries.Db, cls: kinds.ClassType, name: str) -> queries.Field | None:
    """The item of that key, a declared one or an extra one; None when the class has no such key."""
    found = items(db, cls).get(name)
    if found is not None:
        return found
    other = extra(db, cls)
    return None if other is None or other.type is kinds.NEVER else other


def item(db: queries.Db, ty: kinds.Type, key: kinds.Type) -> kinds.Type | None:
    """`ty[key]`; None when the key is surely not among the items."""
    if not isinstance(ty, kinds.Instance) or not is_typed_dict(db, ty.cls.literal):
        return None
    if isinstance(key, kinds.StrLiteral):
        field = item_of(db, ty.cls, key.value)
        if field is not None:
            return field.type
        return None if is_complete(db, ty.cls.literal) else kinds.UNKNOWN
    if isinstance(key, kinds.Union):
        found = [item(db, ty, part) for part in key.parts]
        return union.of(db, [each for each in found if each is not None]) if all(found) else None
    return kinds.UNKNOWN


def holds_one(db: queries.Db, ty: kinds.Type) -> bool:
    """Is it a typed dictionary, or a union with one?"""
    return any(isinstance(part, kinds.Instance) and is_typed_dict(db, part.cls.literal) for part in union.parts(ty))


def may_be_empty(db: queries.Db, ty: kinds.Type) -> bool:
    """Is it a typed dictionary without required items, or a union in which each is such a one?"""
    return holds_one(db, ty) and not any(
        field.qualifiers & queries.REQUIRED
        for part in union.parts(ty)
        if isinstance(part, kinds.Instance) and is_typed_dict(db, part.cls.literal)
        for field in items(db, part.cls).values()
    )


# ---- relations -----------------------------------------------------------------------------------


def related(db: queries.Db, source: kinds.Instance, target: kinds.Instance, how: int) -> bool:
    """Structural: all items of the target, as required, with fitting types; extra items are one item more."""
    if source.cls is target.cls:
        return True
    if how == relation.REDUNDANT and source.cls.literal is not target.cls.literal:
        return False  # a display may be meant for the one that has more items
    if not is_typed_dict(db, source.cls.literal):
        return how == relation.ASSIGNABLE and mro.has_unknown(db, source.cls.literal)
    if how == relation.ASSIGNABLE and not all(is_complete(db, each.cls.literal) for each in (source, target)):
        return True
    active = remembered.assumed(db)
    key = (source, target, how)
    if key in active:
        return True  # an item of a class that holds itself
    known_ = active.answered.get(key)
    if known_ is not None:
        return known_
    if len(active) >= relation.MAX_DEPTH:
        return how == relation.ASSIGNABLE
    active.add(key)
    try:
        holds = all(_item_related(db, given, wanted, how) for given, wanted in _compared(db, source.cls, target.cls))
    finally:
        active.discard(key)
    return active.answer(key, holds)


def _compared(
    db: queries.Db, source: kinds.ClassType, target: kinds.ClassType
) -> Iterator[tuple[queries.Field, queries.Field]]:
    """What the source has for each item of the target."""
    have, needed = items(db, source), items(db, target)
    others = extra(db, source) or _anything(db)
    for name, wanted in needed.items():
        yield have.get(name, others), wanted
    wanted_others = extra(db, target)
    if wanted_others is not None:
        for name, given in have.items():
            if name not in needed:
                yield given, wanted_others
        yield others, wanted_others


def _anything(db: queries.Db) -> queries.Field:
    return queries.Field("", known.object_(db), None, queries.NOT_REQUIRED | queries.READ_ONLY)


def _item_related(db: queries.Db, given: queries.Field, wanted: queries.Field, how: int) -> bool:
    if wanted.qualifiers & queries.REQUIRED and not given.qualifiers & queries.REQUIRED:
        return False
    if not wanted.qualifiers & queries.READ_ONLY:
        if given.qualifiers & queries.READ_ONLY:
            return False
        if wanted.qualifiers & queries.NOT_REQUIRED and given.qualifiers & queries.REQUIRED:
            return False
        if not relation.has_relation(db, wanted.type, given.type, how):
            return False
    return relation.has_relation(db, given.type, wanted.type, how)


def as_mapping(db: queries.Db, cls: kinds.ClassType) -> kinds.Type:
    """What it is to those who do not know its items: a mapping of texts to what all its values are."""
    return known.instance(db, "Mapping", (known.instance(db, "str"), values(db, cls)), "typing")


def values(db: queries.Db, cls: kinds.ClassType) -> kinds.Type:
    """What any value may be: `object` when there may be keys that nobody declared, or where it is asked in order to
    know what a value is (an item may be of the class itself)."""
    other = extra(db, cls)
    open_questions = remembered.assumed(db)
    key = (cls, None, "values")
    if other is None or key in open_questions:
        return known.object_(db)
    open_questions.add(key)
    try:
        return union.of(db, [*(field.type for field in items(db, cls).values()), other.type])
    finally:
        open_questions.discard(key)


def as_dict(db: queries.Db, cls: kinds.ClassType) -> kinds.Type | None:
    """The `dict` it may stand for: when every key may be set, deleted and added, all with one type of value."""
    other = extra(db, cls)
    if other is None or other.type is kinds.NEVER or other.qualifiers & queries.READ_ONLY:
        return None
    open_questions = remembered.assumed(db)
    key = (cls, None, "dict")
    if key in open_questions:
        return None  # an item of the class itself is not what the others are
    open_questions.add(key)
    try:
        is_dict = all(_is_like(db, field, other) for field in items(db, cls).values())
    finally:
        open_questions.discard(key)
    return known.instance(db, "dict", (known.instance(db, "str"), other.type)) if is_dict else None


def _is_like(db: queries.Db, field: queries.Field, other: queries.Field) -> bool:
    """May the item be set, deleted and added like any other key?"""
    if field.qualifiers & (queries.READ_ONLY | queries.REQUIRED):
        return False
    return relation.is_assignable(db, field.type, other.type) and relation.is_assignable(db, other.type, field.type)


def as_plain(db: queries.Db, cls: kinds.ClassType) -> kinds.Type | None:
    """The ordinary type that says most of it, when other keys are declared; None when anything may be there."""
    return None if extra(db, cls) is None else as_dict(db, cls) or as_mapping(db, cls)


# ---- keyword arguments ---------------------------------------------------------------------------


def keyword_parameters(db: queries.Db, ty: kinds.Type) -> list[kinds.Parameter]:
    """`**kwargs: Unpack[TD]` as keyword parameters."""
    if not isinstance(ty, kinds.Instance) or not is_typed_dict(db, ty.cls.literal):
        return [build.parameter(db, "kwargs", kinds.KEYWORDS, kinds.UNKNOWN)]
    return as_keywords(db, ty.cls)


def as_keywords(db: queries.Db, cls: kinds.ClassType) -> list[kinds.Parameter]:
    """The items as parameters; further ones where extra items may be."""
    found = [_keyword(db, field) for field in items(db, cls).values()]
    other = extra(db, cls)
    if not is_complete(db, cls.literal):
        found.append(build.parameter(db, "kwargs", kinds.KEYWORDS, kinds.UNKNOWN))
    elif other is not None and other.type is not kinds.NEVER:
        found.append(build.parameter(db, "kwargs", kinds.KEYWORDS, other.type))
    return found


def _keyword(db: queries.Db, field: queries.Field) -> kinds.Parameter:
    default = None if field.qualifiers & queries.REQUIRED else kinds.UNKNOWN
    return build.parameter(db, field.name, kinds.KEYWORD_ONLY, field.type, default)
