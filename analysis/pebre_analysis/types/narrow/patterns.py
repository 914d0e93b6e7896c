"""Narrowing by `match`: what a pattern leaves of its subject when it matches and when it does not.

In:  the inference of the region that holds the case, a pattern, the subject's type.
Out: types. `matched` may be too wide, `unmatched` too: a pattern that is not surely irrefutable for a part
     leaves the part.
Always: patterns are walked to a counted depth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import place as places
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import classes as classes_
from pebre_analysis.types.algebra import known, members, mro, operators, relation, tuples, typed_dicts, union
from pebre_analysis.types.narrow import classes, comparisons

if TYPE_CHECKING:
    from pebre_analysis.types import queries
    from pebre_analysis.types.narrow.tests import Tests

_MAX_DEPTH: Final = 50
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
                ty = _by_item(r, node.pattern, len(subject.items), number, positive, ty)
        return ty
    if places.of(subject) != place:
        return _by_tag(r, node.pattern, subject, positive, place, ty)
    return matched(r, node.pattern, ty) if positive else unmatched(r, node.pattern, ty)


def _by_item(
    r: Tests, pattern: ir.Pattern, n_items: int, number: int, positive: bool, ty: kinds.Type, depth: int = 0
) -> kinds.Type:
    """`match a, b:` asks of each name what the pattern asks at its place in the tuple."""
    while isinstance(pattern, ir.MatchAs) and pattern.pattern is not None:
        pattern = pattern.pattern
    if isinstance(pattern, ir.MatchOr) and positive and depth < _MAX_DEPTH:
        return union.of(r.db, [_by_item(r, each, n_items, number, True, ty, depth + 1) for each in pattern.patterns])
    if not isinstance(pattern, ir.MatchSequence):
        return ty
    patterns = pattern.patterns
    if len(patterns) != n_items or any(isinstance(each, ir.MatchStar) for each in patterns):
        return ty
    if positive:
        return matched(r, patterns[number], ty, depth + 1)
    others = (each for at, each in enumerate(patterns) if at != number)
    return unmatched(r, patterns[number], ty) if all(map(is_irrefutable, others)) else ty


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
    if isinstance(pattern, ir.MatchClass) and _takes_all(r, pattern):
        return classes.is_instance(r.db, ty, r.infer(pattern.cls), False)
    if isinstance(pattern, ir.MatchSequence):
        return union.map_parts(r.db, ty, lambda part: _other_elements(r, pattern, part, depth))
    return ty


def _other_elements(r: Tests, pattern: ir.MatchSequence, part: kinds.Type, depth: int) -> kinds.Type:
    """A tuple that the pattern refused: where it asks something of one element only, that element is another."""
    if not _surely_fits(r, pattern, part):
        return part
    asking = [i for i, each in enumerate(pattern.patterns) if not is_irrefutable(each)]
    if not asking:
        return kinds.NEVER
    if len(asking) > 1 or not isinstance(part, kinds.Tuple) or len(part.prefix) != len(pattern.patterns):
        return part
    at = asking[0]
    other = unmatched(r, pattern.patterns[at], part.prefix[at], depth + 1)
    if other is kinds.NEVER:
        return kinds.NEVER
    return tuples.make(r.db, (*part.prefix[:at], other, *part.prefix[at + 1 :]))


def is_irrefutable(pattern: ir.Pattern) -> bool:
    """Does the pattern match whatever it is given?"""
    if isinstance(pattern, ir.MatchStar):
        return True
    return isinstance(pattern, ir.MatchAs) and (pattern.pattern is None or is_irrefutable(pattern.pattern))


def _takes_all(r: Tests, pattern: ir.MatchClass) -> bool:
    """Does the class pattern match every instance of its class?"""
    if pattern.keyword_patterns:
        return False
    if not pattern.patterns:
        return True
    cls = r.infer(pattern.cls)
    return (
        len(pattern.patterns) == 1
        and is_irrefutable(pattern.patterns[0])
        and isinstance(cls, kinds.ClassLiteral)
        and cls.name in SELF_MATCHING
        and known.is_class(r.db, cls, cls.name)
    )


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
        elif not any(relation.is_subtype(r.db, part, known.instance(r.db, name)) for name in _NO_SEQUENCES):
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
    if shape is None:
        return False
    n_plain, starred = _lengths(pattern)
    least = tuples.min_length(shape)
    if shape.variadic is None:
        return least == n_plain or (starred and least >= n_plain)
    return starred and least >= n_plain


def leftover(r: Tests, match: ir.Match) -> kinds.Type:
    """What the cases of a `match` leave of its subject."""
    ty = r.infer(match.subject)
    for case in match.cases:
        if case.guard is None:
            ty = unmatched(r, case.pattern, ty)
    return ty
