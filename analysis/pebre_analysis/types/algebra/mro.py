"""The method resolution order, by C3 linearisation.

In:  a class literal, or a class type whose arguments are to be put in.
Out: the classes in order, the class itself first and `object` last. `None` marks a place where a base
is not understood: whatever is not found before it may be found there.
Always: the order of a literal is in terms of its own type parameters; inconsistent or circular bases
give the class, its unknown mark and `object`, never an exception.
"""

from __future__ import annotations

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import classes, generics, known, named_tuples, tuples

Order = tuple[kinds.ClassType | None, ...]


class Mro(msgspec.Struct, frozen=True, gc=False):
    """`error`: "" | "cycle" | "duplicate" | "inconsistent"."""

    order: Order
    error: str = ""
    is_tuple: bool = False  # `tuple` is among the classes


def _cycle_start(db: queries.Db, definition: definitions.Definition) -> Mro:
    return Mro((), "cycle")


@query.query(definitions.Definition, cycle_initial=_cycle_start)
def statement_mro(db: queries.Db, definition: definitions.Definition) -> Mro:
    """The order of a `class` statement."""
    return _noted(db, _linearised(db, build.class_literal(db, definition, kinds.STATEMENT, definition.name)))


def _noted(db: queries.Db, found: Mro) -> Mro:
    for base in found.order:
        if base is not None and known.is_class(db, base.literal, "tuple"):
            return Mro(found.order, found.error, True)
    return found


def result(db: queries.Db, literal: kinds.ClassLiteral) -> Mro:
    """The order with the fault that was found, if any."""
    memo = remembered.facts(db, literal)
    frame = None if literal.durable else remembered.frame(db)
    key = (literal, "<order>")
    if frame is not None:
        found = frame.get(key)
    else:
        found = None if memo is None else memo.get("<mro>")
    if found is None:
        if literal.kind == kinds.STATEMENT:
            found = statement_mro(db, literal.anchor)
        else:
            found = _synthesised(db, literal)
        if literal.durable:
            remembered.keep_fact(db, literal, "<mro>", found)
        elif (frame := remembered.frame(db)) is not None:
            frame[key] = found
    assert isinstance(found, Mro)
    if not found.order:
        return Mro((classes.identity(db, literal), None, *_object(db)), "cycle")
    return found


def _synthesised(db: queries.Db, literal: kinds.ClassLiteral) -> Mro:
    """The order of a class that a call makes; it may name itself (`N = NewType("N", "N")`)."""
    key = (literal, "<mro>", None)
    active = db.memos.active
    if key in active:
        return Mro((), "cycle")
    active.add(key)
    try:
        return _noted(db, _linearised(db, literal))
    finally:
        active.discard(key)


def of(db: queries.Db, literal: kinds.ClassLiteral) -> Order:
    return result(db, literal).order


def _object(db: queries.Db) -> Order:
    cls = known.class_type(db, "object")
    return () if cls is None else (cls,)


def _linearised(db: queries.Db, literal: kinds.ClassLiteral) -> Mro:
    bases = classes.facts(db, literal).bases
    identity = classes.identity(db, literal)
    if not bases:
        if known.is_class(db, literal, "object"):
            return Mro((identity,))
        return Mro((identity, *_object(db)))
    if len(bases) == 1:
        base = bases[0]
        if base is None:
            return Mro((identity, None, *_object(db)))
        above = specialised(db, base)
        if any(each is not None and each.literal is literal for each in above):
            return Mro((identity, None, *_object(db)), "cycle")
        return Mro((identity, *above))
    known_bases = [base for base in bases if base is not None]
    if len({base.literal for base in known_bases}) < len(known_bases):
        return Mro((identity, None, *_object(db)), "duplicate")
    sequences: list[list[kinds.ClassType | None]] = []
    for base in bases:
        sequences.append([None, *_object(db)] if base is None else list(specialised(db, base)))
    if any(each is not None and each.literal is literal for sequence in sequences for each in sequence):
        return Mro((identity, None, *_object(db)), "cycle")
    sequences.append(list(bases))
    merged = _merge(sequences)
    if merged is None:
        # Keep what can be known: depth first, each class at its last place.
        return Mro((identity, None, *_object(db)), "inconsistent")
    return Mro((identity, *merged))


def _key(cls: kinds.ClassType | None) -> kinds.ClassLiteral | None:
    return None if cls is None else cls.literal


def _merge(sequences: list[list[kinds.ClassType | None]]) -> list[kinds.ClassType | None] | None:
    """C3: take the first head that is in no tail. Classes are compared by literal, the first arguments met win."""
    # Reversed so that taking the head is `pop`.
    stacks = [sequence[::-1] for sequence in sequences if sequence]
    in_tails: dict[kinds.ClassLiteral | None, int] = {}
    for stack in stacks:
        for cls in stack[:-1]:
            in_tails[_key(cls)] = in_tails.get(_key(cls), 0) + 1
    order: list[kinds.ClassType | None] = []
    while stacks:
        for stack in stacks:
            head = stack[-1]
            key = _key(head)
            # Several unknown bases are one: nothing is known of their order.
            if key is None or not in_tails.get(key):
                break
        else:
            return None
        if not (head is None and None in order):
            order.append(head)
        for stack in stacks:
            if _key(stack[-1]) is key:
                stack.pop()
                if stack:
                    in_tails[_key(stack[-1])] -= 1
        stacks = [stack for stack in stacks if stack]
    return order


def specialised(db: queries.Db, cls: kinds.ClassType) -> Order:
    """The order of a class type, its arguments put in."""
    order = of(db, cls.literal)
    if not cls.args:
        return order
    mapping = generics.mapping(db, cls)
    if not mapping:
        return order
    return (
        cls,
        *(
            each if each is None or not each.generic else generics.substitute_class(db, each, mapping)
            for each in order[1:]
        ),
    )


def find(db: queries.Db, cls: kinds.ClassType, literal: kinds.ClassLiteral) -> kinds.ClassType | None:
    """The base of `cls` (or itself) with that literal, arguments put in; None when it is not among them."""
    if cls.literal is literal:
        return cls
    order = of(db, cls.literal)
    for base in order:
        if base is not None and base.literal is literal:
            if base.generic and cls.args:
                return generics.substitute_class(db, base, generics.mapping(db, cls))
            if base.args and base.args[0] is kinds.ANY:
                return _of_named_tuple(db, cls, order, literal) or base
            return base
    return None


def _of_named_tuple(
    db: queries.Db, cls: kinds.ClassType, order: Order, literal: kinds.ClassLiteral
) -> kinds.ClassType | None:
    """`tuple` and what is above it, with the fields of a named tuple as elements.

    The order itself does not hold them, so that fields may name the class.
    """
    if not any(each is not None and named_tuples.is_named_tuple(db, each.literal) for each in order):
        return None
    shape = tuples.class_shape(db, cls)
    above = None if shape is None else tuples.class_type(db, shape)
    return None if above is None else find(db, above, literal)


def has(db: queries.Db, literal: kinds.ClassLiteral, base: kinds.ClassLiteral | None) -> bool:
    """Is `base` the class or one of its ancestors?"""
    if literal is base:
        return True
    if base is None:
        return False
    for each in result(db, literal).order:  # noqa: SIM110  # asked so often that a generator shows
        if each is not None and each.literal is base:
            return True
    return False


def has_unknown(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """Is there a base that is not understood?"""
    return bool(classes.facts(db, literal).flags & classes.UNKNOWN_BASE) or None in of(db, literal)
