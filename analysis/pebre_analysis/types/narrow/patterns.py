"""Narrowing by `match`: what a pattern leaves of its subject when it matches and when it does not.

In:  the inference of the region that holds the case, a pattern, the subject's type.
Out: types. `matched` may be too wide, `unmatched` too: a pattern that is not surely irrefutable for a part
     leaves the part.
Always: patterns are walked to a counted depth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import place as places
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import classes as classes_
from pebre_analysis.types.algebra import known, members, mro, operators, relation, tuples, typed_dicts, union
from pebre_analysis.types.narrow import classes, comparisons

if TYPE_CHECKING:
    from pebre_analysis.types.narrow.tests import Tests

_MAX_DEPTH: Final = 50
_MAX_SPLIT: Final = 32  # parts of a union that may each be split by what a pattern asks of several elements
_NO_SEQUENCES: Final = ("str", "bytes", "bytearray")
# Classes whose pattern takes the subject itself as its one positional part.
SELF_MATCHING: Final = frozenset((
    "bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple",
))  # fmt: skip


def case(r: Tests, node: ir.Case, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    """What the case leaves of `place`, the subject of its `match` or something of it."""
    match = r.match_of(node)
    if match is None:
        return ty
    subject = match.subject.target if isinstance(match.subject, ir.Walrus) else match.subject
    if isinstance(subject, ir.Tuple):
        for number, item in enumerate(subject.items):
            if places.of(item) == place:
                ty = _by_item(r, node.pattern, subject.items, number, positive, ty)
        return ty
    if places.of(subject) != place:
        return _by_tag(r, node.pattern, subject, positive, place, ty)
    return matched(r, node.pattern, ty) if positive else unmatched(r, node.pattern, ty)


def _by_item(
    r: Tests, pattern: ir.Pattern, items: Sequence[ir.Expr], number: int, positive: bool, ty: kinds.Type, depth: int = 0
) -> kinds.Type:
    """`match a, b:` asks of each name what the pattern asks at its place in the tuple."""
    while isinstance(pattern, ir.MatchAs) and pattern.pattern is not None:
        pattern = pattern.pattern
    if isinstance(pattern, ir.MatchOr) and positive and depth < _MAX_DEPTH:
        return union.of(r.db, [_by_item(r, each, items, number, True, ty, depth + 1) for each in pattern.patterns])
    if not isinstance(pattern, ir.MatchSequence):
        return ty
    patterns, n_items = pattern.patterns, len(items)
    if len(patterns) != n_items or any(isinstance(each, ir.MatchStar) for each in patterns):
        return ty
    if positive:
        return matched(r, patterns[number], ty, depth + 1)
    others = (at for at in range(n_items) if at != number)
    if not all(_surely_matches(r, patterns[at], r.infer(items[at]), depth) for at in others):
        return ty
    return unmatched(r, patterns[number], ty)


def _by_tag(r: Tests, pattern: ir.Pattern, subject: ir.Expr, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    """`match x.kind:` keeps the parts of a union `x` whose tag can have come out so."""
    if not isinstance(ty, kinds.Union) or not isinstance(subject, ir.Attribute | ir.Subscript):
        return ty
    if places.of(subject.value) != place:
        return ty
    outcome = matched if positive else unmatched

    def may_be(part: kinds.Type) -> bool:
        value = comparisons.tag(r, part, subject)
        return value is None or outcome(r, pattern, value) is not kinds.NEVER

    return union.filtered(r.db, ty, may_be)


def matched(r: Tests, pattern: ir.Pattern, ty: kinds.Type, depth: int = 0) -> kinds.Type:
    """What is left of `ty` where the pattern matches."""
    if depth > _MAX_DEPTH:
        return ty
    if isinstance(pattern, ir.MatchValue):
        return comparisons.narrowed(r.db, "==", ty, r.infer(pattern.value), True)
    if isinstance(pattern, ir.MatchSingleton):
        return comparisons.narrowed(r.db, "is", ty, _singleton(r, pattern), True)
    if isinstance(pattern, ir.MatchAs):
        return ty if pattern.pattern is None else matched(r, pattern.pattern, ty, depth + 1)
    if isinstance(pattern, ir.MatchOr):
        return union.of(r.db, [matched(r, each, ty, depth + 1) for each in pattern.patterns])
    if isinstance(pattern, ir.MatchClass):
        ty = classes.is_instance(r.db, ty, r.infer(pattern.cls), True)
        return union.filtered(r.db, ty, lambda part: _may_have(r, pattern, part, depth))
    if isinstance(pattern, ir.MatchSequence):
        return _sequences(r, pattern, ty, depth)
    if isinstance(pattern, ir.MatchMapping):
        return union.filtered(r.db, _mappings(r, ty), lambda part: _may_hold(r, pattern, part, depth))
    return ty


def _may_have(r: Tests, pattern: ir.MatchClass, part: kinds.Type, depth: int) -> bool:
    """Can the attributes of the part match what the class pattern says of them?"""
    for name, each in zip(pattern.keyword_names, pattern.keyword_patterns, strict=True):
        if not _attribute_fits(r, part, name, each, depth):
            return False
    if not pattern.patterns:
        return True
    cls = r.infer(pattern.cls)
    if isinstance(cls, kinds.ClassLiteral) and cls.name in SELF_MATCHING and known.is_class(r.db, cls, cls.name):
        return matched(r, pattern.patterns[0], part, depth + 1) is not kinds.NEVER
    names = match_args(r.db, cls)
    return all(_attribute_fits(r, part, name, each, depth) for name, each in zip(names, pattern.patterns, strict=False))


def match_args(db: queries.Db, cls: kinds.Type) -> list[str]:
    """The attribute names that positional patterns mean: `__match_args__`; empty where it is not known."""
    said = match_args_type(db, cls)
    shape = None if said is None else tuples.shape(db, said)
    return [] if shape is None else [part.value if isinstance(part, kinds.StrLiteral) else "" for part in shape.prefix]


def match_args_type(db: queries.Db, cls: kinds.Type) -> kinds.Type | None:
    """The type of `__match_args__`, its constants with it; None where there is none."""
    literal = classes_.of_value(db, cls)
    for base in () if literal is None else mro.of(db, literal):
        scope = None if base is None else classes_.scope(base.literal)
        written = None if scope is None else db.infer.public_type(db, scope.symbol("__match_args__"))
        if written is not None:
            if (
                not written.declared and tuples.shape(db, written.type) is not None
            ):  # as written: seen from outside constants lose their values
                return written.type
            break
    found = members.member(db, cls, "__match_args__")
    return None if found is None else found.type


def _attribute_fits(r: Tests, part: kinds.Type, name: str, pattern: ir.Pattern, depth: int) -> bool:
    found = members.member(r.db, part, name) if name else None
    if found is None or found.type is kinds.NEVER:
        return True
    return matched(r, pattern, found.type, depth + 1) is not kinds.NEVER


def _mappings(r: Tests, ty: kinds.Type) -> kinds.Type:
    """The part of `ty` that mapping patterns look into."""
    db = r.db
    kept: list[kinds.Type] = []
    for part in union.parts(ty):
        if isinstance(part, kinds.Dynamic):
            kept.append(part)
            continue
        inside = known.object_(db) if known.is_object(db, part) else kinds.UNKNOWN
        mapping = known.instance(db, "Mapping", (inside, inside), "typing")
        kept.append(part if mapping is kinds.UNKNOWN else classes.to_instances(db, part, (mapping,), True))
    return union.of(db, kept)


def _may_hold(r: Tests, pattern: ir.MatchMapping, part: kinds.Type, depth: int) -> bool:
    """Can the items of a typed dictionary match what the pattern says of them?"""
    if not isinstance(part, kinds.Instance) or not typed_dicts.is_typed_dict(r.db, part.cls.literal):
        return True
    for key, value in zip(pattern.keys, pattern.patterns, strict=True):
        found = operators.subscript(r.db, part, r.infer(key))
        if found is not None and matched(r, value, found, depth + 1) is kinds.NEVER:
            return False
    return True


def unmatched(r: Tests, pattern: ir.Pattern, ty: kinds.Type, depth: int = 0) -> kinds.Type:
    """What is left of `ty` where the pattern does not match."""
    if depth > _MAX_DEPTH:
        return ty
    if isinstance(pattern, ir.MatchValue):
        return comparisons.narrowed(r.db, "==", ty, r.infer(pattern.value), False)
    if isinstance(pattern, ir.MatchSingleton):
        return comparisons.narrowed(r.db, "is", ty, _singleton(r, pattern), False)
    if isinstance(pattern, ir.MatchAs):
        return kinds.NEVER if pattern.pattern is None else unmatched(r, pattern.pattern, ty, depth + 1)
    if isinstance(pattern, ir.MatchOr):
        for each in pattern.patterns:
            ty = unmatched(r, each, ty, depth + 1)
        return ty
    if isinstance(pattern, ir.MatchClass):
        return union.map_parts(r.db, ty, lambda part: _other_attributes(r, pattern, part, depth))
    if isinstance(pattern, ir.MatchMapping):
        return union.map_parts(r.db, ty, lambda part: _other_items(r, pattern, part, depth))
    if isinstance(pattern, ir.MatchSequence):
        may_split = len(union.parts(ty)) <= _MAX_SPLIT
        return union.map_parts(r.db, ty, lambda part: _other_elements(r, pattern, part, depth, may_split))
    return ty


def _surely_matches(r: Tests, pattern: ir.Pattern, ty: kinds.Type, depth: int) -> bool:
    return unmatched(r, pattern, ty, depth + 1) is kinds.NEVER


def _other_attributes(r: Tests, pattern: ir.MatchClass, part: kinds.Type, depth: int) -> kinds.Type:
    """What a class pattern refused: no instance of the class, where all instances have what it asks of them."""
    cls = r.infer(pattern.cls)
    inside = part
    if pattern.patterns or pattern.keyword_patterns:
        inside = classes.is_instance(r.db, part, cls, True)
    for name, each in zip(pattern.keyword_names, pattern.keyword_patterns, strict=True):
        if not _attribute_surely_fits(r, inside, name, each, depth):
            return part
    if isinstance(cls, kinds.ClassLiteral) and cls.name in SELF_MATCHING and known.is_class(r.db, cls, cls.name):
        if len(pattern.patterns) > 1 or not all(_surely_matches(r, each, inside, depth) for each in pattern.patterns):
            return part
        return classes.is_instance(r.db, part, cls, False)
    names = match_args(r.db, cls) if pattern.patterns else []
    if len(names) < len(pattern.patterns):
        return part
    for name, each in zip(names, pattern.patterns, strict=False):
        if not _attribute_surely_fits(r, inside, name, each, depth):
            return part
    return classes.is_instance(r.db, part, cls, False)


def _attribute_surely_fits(r: Tests, part: kinds.Type, name: str, pattern: ir.Pattern, depth: int) -> bool:
    found = members.member(r.db, part, name) if name else None
    return found is not None and not found.is_maybe_unbound and _surely_matches(r, pattern, found.type, depth)


def _other_items(r: Tests, pattern: ir.MatchMapping, part: kinds.Type, depth: int) -> kinds.Type:
    """What a mapping pattern refused: no mapping, where it asks of items only what a typed dictionary promises."""
    if pattern.keys:
        if not isinstance(part, kinds.Instance) or not typed_dicts.is_typed_dict(r.db, part.cls.literal):
            return part
        for key, each in zip(pattern.keys, pattern.patterns, strict=True):
            name = r.infer(key)
            field = typed_dicts.item_of(r.db, part.cls, name.value) if isinstance(name, kinds.StrLiteral) else None
            if field is None or not field.qualifiers & queries.REQUIRED:
                return part
            if not _surely_matches(r, each, field.type, depth):
                return part
        return kinds.NEVER
    mapping = known.instance(r.db, "Mapping", (kinds.UNKNOWN, kinds.UNKNOWN), "typing")
    if mapping is kinds.UNKNOWN or classes.to_instances(r.db, part, (mapping,), False) is not kinds.NEVER:
        return part
    return kinds.NEVER


def _other_elements(r: Tests, pattern: ir.MatchSequence, part: kinds.Type, depth: int, may_split: bool) -> kinds.Type:
    """A tuple that the pattern refused: one of the elements is another than the pattern asks, those before it are as
    it asks; several tuples where it asks something of several elements, if it may be split."""
    if not _surely_fits(r, pattern, part):
        return part
    asking = [i for i, each in enumerate(pattern.patterns) if not is_irrefutable(each)]
    if not asking:
        return kinds.NEVER
    shape = tuples.shape(r.db, part)
    if shape is None or len(shape.prefix) != len(pattern.patterns):
        return part
    others: list[kinds.Type] = []
    before = list(shape.prefix)
    for at in asking:
        other = unmatched(r, pattern.patterns[at], shape.prefix[at], depth + 1)
        if other is not kinds.NEVER:
            others.append(tuples.make(r.db, (*before[:at], other, *shape.prefix[at + 1 :])))
        before[at] = matched(r, pattern.patterns[at], shape.prefix[at], depth + 1)
    if others and (not isinstance(part, kinds.Tuple) or (len(others) > 1 and not may_split)):
        return part
    return union.of(r.db, others)


def is_irrefutable(pattern: ir.Pattern) -> bool:
    """Does the pattern match whatever it is given?"""
    if isinstance(pattern, ir.MatchStar):
        return True
    return isinstance(pattern, ir.MatchAs) and (pattern.pattern is None or is_irrefutable(pattern.pattern))


def _singleton(r: Tests, pattern: ir.MatchSingleton) -> kinds.Type:
    return known.none(r.db) if pattern.value is None else build.bool_literal(pattern.value)


def _lengths(pattern: ir.MatchSequence) -> tuple[int, bool]:
    """(number of plain patterns, is there a starred one)."""
    starred = any(isinstance(each, ir.MatchStar) for each in pattern.patterns)
    return len(pattern.patterns) - starred, starred


def _sequences(r: Tests, pattern: ir.MatchSequence, ty: kinds.Type, depth: int) -> kinds.Type:
    n_plain, starred = _lengths(pattern)
    sequence = known.instance(r.db, "Sequence", (known.object_(r.db),), "typing")
    kept: list[kinds.Type] = []
    for part in union.parts(ty):
        shape = tuples.shape(r.db, part)
        if shape is not None:
            least = tuples.min_length(shape)
            if shape.variadic is None and not (least == n_plain or (starred and least >= n_plain)):
                continue
            if least > n_plain and not starred:
                continue
            if isinstance(part, kinds.Tuple) and shape.variadic is not None and not starred:
                part = shape = tuples.of_length(r.db, shape, n_plain) or shape
            kept.append(_elements(r, pattern, part, shape, depth))
        elif isinstance(part, kinds.Dynamic) or sequence is kinds.UNKNOWN:
            kept.append(part)
        elif not _is_text(r, part):
            kept.append(classes.to_instances(r.db, part, (sequence,), True))
    return union.of(r.db, kept)


def _elements(r: Tests, pattern: ir.MatchSequence, part: kinds.Type, shape: kinds.Tuple, depth: int) -> kinds.Type:
    """A tuple whose elements match the patterns that stand for them; Never when one cannot."""
    if shape.variadic is not None:
        return part
    star = next((i for i, each in enumerate(pattern.patterns) if isinstance(each, ir.MatchStar)), None)
    elements = list(shape.prefix)
    for i, each in enumerate(pattern.patterns):
        if star is None or i < star:
            at = i
        elif i > star:
            at = i - len(pattern.patterns)
        else:
            continue
        elements[at] = matched(r, each, elements[at], depth + 1)
        if elements[at] is kinds.NEVER:
            return kinds.NEVER
    return tuples.make(r.db, tuple(elements)) if isinstance(part, kinds.Tuple) else part


def _surely_fits(r: Tests, pattern: ir.MatchSequence, part: kinds.Type) -> bool:
    shape = tuples.shape(r.db, part)
    n_plain, starred = _lengths(pattern)
    if shape is None:
        return starred and not n_plain and _is_sequence(r, part)
    least = tuples.min_length(shape)
    if shape.variadic is None:
        return least == n_plain or (starred and least >= n_plain)
    return starred and least >= n_plain


def _is_sequence(r: Tests, part: kinds.Type) -> bool:
    sequence = known.instance(r.db, "Sequence", (known.object_(r.db),), "typing")
    return sequence is not kinds.UNKNOWN and relation.is_subtype(r.db, part, sequence) and not _is_text(r, part)


def _is_text(r: Tests, part: kinds.Type) -> bool:
    return any(relation.is_subtype(r.db, part, known.instance(r.db, name)) for name in _NO_SEQUENCES)


def leftover(r: Tests, match: ir.Match) -> kinds.Type:
    """What the cases of a `match` leave of its subject."""
    ty = r.infer(match.subject)
    for case in match.cases:
        if case.guard is None:
            ty = unmatched(r, case.pattern, ty)
    return ty
