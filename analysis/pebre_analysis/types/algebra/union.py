"""Unions and intersections, simplified.

In:  types in the order they were met.
Out: the smallest union that says the same: flattened, parts contained in others dropped, `True | False`
and all members of an enum folded. An intersection is a union of intersections, contradictions dropped.
Always: first-seen order is kept; the result of equal input is the same object; `object` absorbs
everything, `Never` nothing; gradual types stay beside others. The mark of a union that nobody declared comes last, and
goes where no choice is left.
Caps: MAX_LITERALS literals of one class, then the class; MAX_PARTS parts, then Unknown, whatever else is added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import enums, known, literals, relation, type_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


MAX_LITERALS: Final = 256
MAX_PARTS: Final = 512
MAX_COMPARED: Final = 16
"""Parts that are compared with each other when a test left less of each."""

_LITERALS: Final = (kinds.IntLiteral, kinds.StrLiteral, kinds.BytesLiteral, kinds.EnumLiteral)


def parts(ty: kinds.Type) -> tuple[kinds.Type, ...]:
    """The members of a union, `()` for Never, else the type itself."""
    if isinstance(ty, kinds.Union):
        return ty.parts
    return () if ty is kinds.NEVER else (ty,)


def named_parts(ty: kinds.Type) -> tuple[kinds.Type, ...]:
    """`parts` without the mark of a union that nobody declared."""
    found = parts(ty)
    return found[:-1] if found and found[-1] is kinds.UNDECLARED else found


def two(db: queries.Db, left: kinds.Type, right: kinds.Type) -> kinds.Type:
    """`left | right`."""
    if left is right or right is kinds.NEVER:
        return left
    if left is kinds.NEVER:
        return right
    return of(db, (left, right))


def of(db: queries.Db, types: Sequence[kinds.Type]) -> kinds.Type:
    """The union of the types."""
    n = len(types)
    if n == 0:
        return kinds.NEVER
    first = types[0]
    if n == 1:
        return first if first is not kinds.UNDECLARED else kinds.UNKNOWN
    for each in types:
        if each is not first:
            break
    else:
        return first
    key = tuple(types)
    durable = all(each.durable for each in key)
    memo = remembered.kept(db, db.memos.merged, durable)
    if memo is not None and (found := memo.get(key)) is not None:
        return found
    builder = _Builder(db)
    for each in types:
        builder.add(each)
    result = builder.build()
    if not remembered.assumed(db):  # else it may rest on an assumption
        remembered.keep(db, db.memos.merged, durable, key, result)
    return result


def map_parts(db: queries.Db, ty: kinds.Type, function: Callable[[kinds.Type], kinds.Type]) -> kinds.Type:
    """The union of the function over the parts of `ty`."""
    if isinstance(ty, kinds.Union):
        return of(db, [function(part) for part in ty.parts])
    return function(ty)


def filtered(db: queries.Db, ty: kinds.Type, keep: Callable[[kinds.Type], bool]) -> kinds.Type:
    """The parts for which `keep` holds; `ty` itself when all are kept."""
    if not isinstance(ty, kinds.Union):
        return ty if keep(ty) else kinds.NEVER
    kept = tuple(part for part in ty.parts if keep(part))
    return ty if len(kept) == len(ty.parts) else exactly(db, kept)


def unsimplified(db: queries.Db, types: Sequence[kinds.Type]) -> kinds.Type:
    """The union of the types, of which what is equal is one part, and nothing else is asked of them."""
    found: dict[kinds.Type, None] = {}
    for each in types:
        found |= dict.fromkeys(parts(each))
    found.pop(kinds.NEVER, None)
    marked = found.pop(kinds.UNDECLARED, found) is None
    return build.union(db, (*found, kinds.UNDECLARED) if marked else tuple(found))


def exactly(db: queries.Db, parts: tuple[kinds.Type, ...]) -> kinds.Type:
    """The union of parts of one union."""
    if len(parts) <= 2 and kinds.UNDECLARED in parts:
        return parts[0] if len(parts) == 2 else kinds.UNKNOWN
    return build.union(db, parts)


def left_of(db: queries.Db, ty: kinds.Type, kept: Sequence[kinds.Type]) -> kinds.Type:
    """The union of `kept`, what a test left of `ty`: parts of one union are not compared with each other again, nor
    are those of a large one of which the test left less."""
    if isinstance(ty, kinds.Union) and len(kept) > 1:
        if set(ty.parts).issuperset(kept):
            return exactly(db, tuple(dict.fromkeys(kept)))
        if len(kept) > MAX_COMPARED and not any(_is_marked(each) for each in kept):
            return unsimplified(db, kept)
    return of(db, kept)


def _is_marked(ty: kinds.Type) -> bool:
    """Is it what is left of the mark of a union that nobody declared?"""
    return isinstance(ty, kinds.Intersection) and kinds.UNDECLARED in ty.positive


def unmarked(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """The type, as if what is known of it had been declared."""
    return build.union(db, named_parts(ty)) if isinstance(ty, kinds.Union) else ty


def undeclared(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """The type, marked as one that nobody declared if it is a union."""
    return of(db, (ty, kinds.UNDECLARED)) if isinstance(ty, kinds.Union) else ty


class _Builder:
    """Collects parts; see `of`. A part replaces the first one it contains, as ty does it."""

    __slots__ = ("db", "marks", "n_literals", "parts", "seen")

    def __init__(self, db: queries.Db) -> None:
        self.db = db
        self.marks: list[kinds.Type] = []
        self.parts: list[kinds.Type] = []
        self.seen: set[kinds.Type] = set()
        self.n_literals = 0

    def add(self, ty: kinds.Type) -> None:
        if isinstance(ty, kinds.Union):
            for part in ty.parts:
                self.add(part)
            return
        if ty in self.seen or ty is kinds.NEVER or len(self.parts) > MAX_PARTS:
            return
        if isinstance(ty, _LITERALS):
            self._add_literal(ty)
        elif ty is kinds.UNDECLARED or _is_marked(ty):
            self.marks.append(ty)
        elif isinstance(ty, kinds.BoolLiteral) and (kinds.FALSE if ty.value else kinds.TRUE) in self.seen:
            self._replace(known.instance(self.db, "bool"), (kinds.FALSE if ty.value else kinds.TRUE,))
        else:
            self._add_other(ty)

    def _add_literal(self, ty: kinds.Type) -> None:
        db = self.db
        for part in self.parts:
            if part.__class__ is not ty.__class__ and relation.is_redundant(db, ty, part):
                return
        if isinstance(ty, kinds.EnumLiteral):
            members = enums.member_names(db, ty.cls)
            others = [build.enum_literal(db, ty.cls, name) for name in members or () if name != ty.name]
            if others and all(other in self.seen for other in others):
                self._replace(enums.instance(db, ty.cls), tuple(others))
                return
        self.n_literals += 1
        if self.n_literals > MAX_LITERALS:
            self._add_other(literals.widened(db, ty))
            return
        self._append(ty)

    def _add_other(self, ty: kinds.Type) -> None:
        db = self.db
        contained: list[kinds.Type] = []
        for part in self.parts:
            if relation.is_redundant(db, ty, part):
                return
            rest = _without_difference(db, ty, part) or _without_difference(db, part, ty)
            if rest is not None:
                # Together they are more than each: what they make may contain still others.
                self._drop(part)
                self.add(rest)
                return
            if relation.is_redundant(db, part, ty):
                contained.append(part)
        if contained:
            self._replace(ty, tuple(contained))
        else:
            self._append(ty)

    def _drop(self, ty: kinds.Type) -> None:
        self.parts.remove(ty)
        self.seen.discard(ty)

    def _append(self, ty: kinds.Type) -> None:
        self.parts.append(ty)
        self.seen.add(ty)

    def _replace(self, ty: kinds.Type, old: tuple[kinds.Type, ...]) -> None:
        """Put `ty` where the first of `old` stands and drop the rest of them."""
        at = min((self.parts.index(part) for part in old), default=len(self.parts))
        self.seen.difference_update(old)
        self.parts = [part for part in self.parts[:at] if part not in old] + [
            part for part in self.parts[at:] if part not in old
        ]
        if ty in self.seen:
            return
        for part in self.parts:
            if relation.is_redundant(self.db, ty, part):
                return
        self.parts.insert(at, ty)
        self.seen.add(ty)

    def build(self) -> kinds.Type:
        if len(self.parts) > MAX_PARTS:
            return kinds.CUT
        if self.marks:
            if not self.parts:
                return _unmarked(self.db, self.marks)
            if len(self.parts) > 1:
                self.parts.append(kinds.UNDECLARED)
        return build.union(self.db, tuple(self.parts))


def _unmarked(db: queries.Db, marks: list[kinds.Type]) -> kinds.Type:
    """What tests left of a union that nobody declared, when it is none of its parts."""
    return of(
        db,
        [
            build.intersection(
                db, tuple(kinds.UNKNOWN if each is kinds.UNDECLARED else each for each in ty.positive), ty.negative
            )
            if isinstance(ty, kinds.Intersection)
            else kinds.UNKNOWN
            for ty in marks
        ],
    )


def _without_difference(db: queries.Db, left: kinds.Type, right: kinds.Type) -> kinds.Type | None:
    """`A` for `B | (A & ~B)` with B in A, and for `(A & B) | (A & ~B)`; None when they do not fit together so."""
    if not isinstance(right, kinds.Intersection):
        return None
    for excluded_ in right.negative:
        if left is excluded_:
            base = _readmitting(db, right, excluded_)
            return base if relation.is_subtype(db, left, base) else None
        if not isinstance(left, kinds.Intersection) or not _may_hold(left, excluded_):
            continue  # what the two share need not be built
        base = _readmitting(db, right, excluded_)
        # Truth and falsehood exclude each other.
        opposite = _OPPOSITE.get(excluded_)
        admitted = excluded_
        if isinstance(excluded_, kinds.CallableType) and excluded_.kind == kinds.TOP:
            admitted = next((each for each in left.positive if _takes_anything(each)), excluded_)
        both = intersect(db, (base,), (opposite,)) if opposite is not None else intersect(db, (base, admitted))
        if _same_parts(left, both):
            return base
    return None


def _readmitting(db: queries.Db, ty: kinds.Intersection, part: kinds.Type) -> kinds.Type:
    """The intersection with `part` no longer excluded."""
    rest = tuple(each for each in ty.negative if each is not part)
    return build.intersection(db, ty.positive, rest) if ty.positive or rest else known.object_(db)


def _may_hold(ty: kinds.Intersection, part: kinds.Type) -> bool:
    """Can `ty` be an intersection to which `part` was added last? Tells all but a few pairs apart at once."""
    opposite = _OPPOSITE.get(part)
    if opposite is None:
        is_top = isinstance(part, kinds.CallableType) and part.kind == kinds.TOP
        return part in ty.positive or (is_top and any(_takes_anything(each) for each in ty.positive))
    return opposite in ty.negative or kinds.TRUE in ty.positive or kinds.FALSE in ty.positive


def _takes_anything(ty: kinds.Type) -> bool:
    """Is it what a test by `callable` makes of a value?"""
    return isinstance(ty, kinds.CallableType) and all(each.gradual and not each.params for each in ty.signatures)


def _same_parts(left: kinds.Intersection, right: kinds.Type) -> bool:
    return (
        isinstance(right, kinds.Intersection)
        and set(left.positive) == set(right.positive)
        and set(left.negative) == set(right.negative)
    )


_OPPOSITE: Final[dict[kinds.Type, kinds.Type]] = {
    kinds.ALWAYS_TRUTHY: kinds.ALWAYS_FALSY,
    kinds.ALWAYS_FALSY: kinds.ALWAYS_TRUTHY,
}


# ---- intersections -------------------------------------------------------------------------------


def intersect(db: queries.Db, positive: Iterable[kinds.Type], negative: Iterable[kinds.Type] = ()) -> kinds.Type:
    """All of `positive` and none of `negative`; distributes over unions."""
    alternatives: list[_Conjunction] = [_Conjunction(db, (), ())]
    for each in positive:
        choices = parts(each)
        if len(alternatives) * len(choices) > MAX_PARTS:
            return kinds.CUT
        alternatives = [
            grown
            for known_ in alternatives
            for choice in choices
            if (grown := known_.with_positive(choice)) is not None
        ]
    for each in negative:
        for choice in parts(each):
            alternatives = [grown for known_ in alternatives for grown in known_.without(choice)]
            if len(alternatives) > MAX_PARTS:
                return kinds.CUT
    return of(db, [known_.build() for known_ in alternatives if not known_.is_used_up()])


def excluded(db: queries.Db, ty: kinds.Type, other: kinds.Type) -> kinds.Type:
    """`ty & ~other`."""
    return intersect(db, (ty,), (other,))


class _Conjunction:
    """One intersection being built; immutable."""

    __slots__ = ("db", "negative", "positive")

    def __init__(self, db: queries.Db, positive: tuple[kinds.Type, ...], negative: tuple[kinds.Type, ...]) -> None:
        self.db = db
        self.positive = positive
        self.negative = negative

    def with_positive(self, ty: kinds.Type) -> _Conjunction | None:
        """With one more; None when nothing is left."""
        db = self.db
        if isinstance(ty, kinds.Intersection):
            if not self.positive and not self.negative:  # its parts were compared when it was made
                return _Conjunction(db, ty.positive, ty.negative)
            grown: _Conjunction | None = self
            for each in ty.positive:
                grown = grown.with_positive(each) if grown is not None else None
            for each in ty.negative:
                if grown is not None:
                    rest = grown.without(each)
                    grown = rest[0] if rest else None
            return grown
        if ty in self.positive or known.is_object(db, ty):
            return self
        kept: list[kinds.Type] = []
        for each in self.positive:
            if relation.is_disjoint(db, each, ty):
                return None
            if relation.is_subtype(db, each, ty):
                return self
            if isinstance(each, kinds.Dynamic) and isinstance(ty, kinds.Dynamic):
                return self
            if not relation.is_subtype(db, ty, each):
                kept.append(each)
        negative: list[kinds.Type] = []
        for each in self.negative:
            if relation.is_subtype(db, ty, each):
                return None
            if not relation.is_disjoint(db, ty, each):
                negative.append(each)
        made = _Conjunction(db, (*kept, ty), tuple(negative))
        return made._folded()

    def _folded(self) -> _Conjunction:
        """`bool & AlwaysTruthy` is `Literal[True]`."""
        db = self.db
        for truth, value in ((kinds.ALWAYS_TRUTHY, kinds.TRUE), (kinds.ALWAYS_FALSY, kinds.FALSE)):
            if truth in self.positive and any(known.is_instance(db, each, "bool") for each in self.positive):
                return _Conjunction(db, (value,), self.negative)
        return self

    def without(self, ty: kinds.Type) -> list[_Conjunction]:
        """With one type excluded: nothing, one, or several alternatives (the rest of an enum)."""
        db = self.db
        if ty in self.negative or ty is kinds.NEVER:
            return [self]
        if isinstance(ty, kinds.Dynamic):
            # `~Any` is Any: as gradual as before.
            grown = self.with_positive(ty)
            return [] if grown is None else [grown]
        if isinstance(ty, kinds.Intersection):
            # Not (A and B): not A, or not B.
            result: list[_Conjunction] = []
            for each in ty.positive:
                result.extend(self.without(each))
            for each in ty.negative:
                grown = self.with_positive(each)
                if grown is not None:
                    result.append(grown)
            return result
        for each in self.positive:
            if relation.is_subtype(db, each, ty):
                return []
            if relation.is_disjoint(db, each, ty):
                return [self]
        rest = self._rest_of_closed(ty)
        if rest is not None:
            return rest
        negative = tuple(each for each in self.negative if not relation.is_subtype(db, each, ty))
        if any(relation.is_subtype(db, ty, each) for each in negative):
            return [self]
        return [_Conjunction(db, self.positive, (*negative, ty))]

    def _rest_of_closed(self, ty: kinds.Type) -> list[_Conjunction] | None:
        """`bool` without True is False; an enum without a member is its other members."""
        db = self.db
        if isinstance(ty, kinds.BoolLiteral) or ty is kinds.ALWAYS_TRUTHY or ty is kinds.ALWAYS_FALSY:
            for at, each in enumerate(self.positive):
                if known.is_instance(db, each, "bool"):
                    gone = ty.value if isinstance(ty, kinds.BoolLiteral) else ty is kinds.ALWAYS_TRUTHY
                    value = build.bool_literal(not gone)
                    return [_Conjunction(db, (*self.positive[:at], value, *self.positive[at + 1 :]), self.negative)]
        if isinstance(ty, kinds.EnumLiteral):
            for at, each in enumerate(self.positive):
                if isinstance(each, kinds.Instance) and each.cls.literal is ty.cls:
                    names = enums.member_names(db, ty.cls)
                    if not names or len(names) > MAX_LITERALS:
                        return None
                    others = (build.enum_literal(db, ty.cls, name) for name in names if name != ty.name)
                    return [
                        _Conjunction(db, (*self.positive[:at], other, *self.positive[at + 1 :]), self.negative)
                        for other in others
                        if other not in self.negative
                    ]
        return None

    def is_used_up(self) -> bool:
        """Is nothing left of all that a type variable may stand for?"""
        if not self.negative:
            return False
        for at, each in enumerate(self.positive):
            if isinstance(each, kinds.TypeVar):
                wider = type_variables.upper_bound(self.db, each)
                if not known.is_object(self.db, wider) and not isinstance(wider, kinds.Dynamic):
                    others = (*self.positive[:at], *self.positive[at + 1 :])
                    return intersect(self.db, (wider, *others), self.negative) is kinds.NEVER
        return False

    def build(self) -> kinds.Type:
        if not self.positive and not self.negative:
            return known.object_(self.db)
        return build.intersection(self.db, self.positive, self.negative)
