"""What a display of a dictionary holds under a constant key, as long as nothing else was put there; what one gives that
is only iterated.

In:  a region's inference and a Subscript whose place was not assigned since the dictionary was.
Out: the type of what the display holds under the key; None where that is not certain enough, and for None itself: a
     placeholder, mostly, for what code that is called puts there.
Always: what is found rests on types and on code that the running query has read; lists and tuples are passed through.
Source: ty's narrowing of known keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.semantic import place as places
from pebre_analysis.semantic import use_def
from pebre_analysis.semantic.definition import Definition
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import known, literals, relation, typed_dicts, union
from pebre_analysis.types.infer import region as regions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pebre_analysis.semantic import live

Shown: TypeAlias = "tuple[regions.RegionInference, ir.Expr]"

MAX_DEPTH: Final = 8  # subscripts of subscripts
MAX_SHOWN: Final = 8
MAX_ITEMS: Final = 256  # of one display: each look goes through them
_PLAIN: Final = (use_def.NO_STATE, use_def.PLAIN_MEMBER)


def item(r: regions.RegionInference, node: ir.Subscript, value: kinds.Type, plain: kinds.Type) -> kinds.Type | None:
    """See the module's docstring; `value`: the type of what is subscripted, `plain`: what `__getitem__` gives."""
    if isinstance(plain, kinds.Dynamic) or not isinstance(value, kinds.Instance):
        return None
    if not known.is_instance(r.db, value, "dict") and not typed_dicts.is_typed_dict(r.db, value.cls.literal):
        return None
    found: list[kinds.Type] = []
    for home, each in _items(r, node, 0):
        ty = _type(r, home, each)
        # What can be altered is of one of the types that the dictionary is said to hold; it may have grown since.
        if known.is_none(r.db, ty) or not (literals.is_literal(ty) or ty in union.parts(plain)):
            return None
        found.append(ty)
    return union.of(r.db, found) if found else None


def iterated(r: regions.RegionInference, node: ir.Expr) -> kinds.Type | None:
    """What `for each in ["a", "b"]` gives, of which nobody else sees the list: its items as they are, constants too."""
    if not isinstance(node, ir.List | ir.Set) or not 0 < len(node.items) <= MAX_ITEMS:
        return None
    if any(isinstance(each, ir.Starred) for each in node.items):
        return None
    r.infer(node)
    types = [r.infer(each) for each in node.items]
    return union.of(r.db, [literals.promoted(r.db, ty) if isinstance(ty, kinds.Tuple) else ty for ty in types])


def _type(r: regions.RegionInference, home: regions.RegionInference, node: ir.Expr) -> kinds.Type:
    return r.infer(node) if home is r else r.db.infer.expression_type(r.db, home.region, node.n)


def _items(r: regions.RegionInference, node: ir.Subscript, depth: int) -> list[Shown]:
    """What the displays behind `node.value` hold under its index; nothing if one is none, or has no such item."""
    key = places.key_of(node.index)
    if key is None or depth > MAX_DEPTH:
        return []
    found = []
    for home, display in _shown(r, node.value, depth):
        element = _element(display, key)
        if element is None:
            return []
        found.append((home, element))
    return found


def _element(display: ir.Expr, key: str) -> ir.Expr | None:
    if isinstance(display, ir.Dict | ir.List | ir.Tuple) and len(display.items) > MAX_ITEMS:
        return None
    if isinstance(display, ir.Dict):
        value: ir.Expr | None = None
        for each in display.items:
            other = None if each.key is None else places.key_of(each.key)
            if other is None:  # `**more`, or a key that may be any
                value = None
            elif other == key:
                value = each.value
        return value
    if isinstance(display, ir.List | ir.Tuple) and key.isdecimal() and int(key) < len(display.items):
        before = display.items[: int(key) + 1]
        return None if any(isinstance(each, ir.Starred) for each in before) else before[-1]
    return None


def _shown(r: regions.RegionInference, node: ir.Expr, depth: int) -> list[Shown]:
    """The displays that an expression may be the value of, if all that it may be are such."""
    if isinstance(node, ir.Name):
        return _of_state(r, r.index.marks[node.n], node.id)
    place = places.of(node) if isinstance(node, ir.Attribute | ir.Subscript) else None
    if place is None:
        return []
    mark = r.index.marks[node.n]
    if mark not in _PLAIN and not (mark == use_def.AT_ENTRY and _entry(r, place) is None):
        return _of_state(r, mark, place)
    return _items(r, node, depth + 1) if isinstance(node, ir.Subscript) else []


def _of_state(r: regions.RegionInference, mark: int, place: str) -> list[Shown]:
    found: list[Shown] = []
    for binding, _, path in r.index.states[mark]:
        if path != use_def.ALWAYS and not r.reachable(path):
            continue
        if binding >= 0:
            made = _assigned(r, r, r.index.bindings[binding], r.binding(binding))
            if made is None:
                return []
            found.append((r, made))
        elif binding == use_def.ENTRY and not r.in_function:
            for each in _of_entry(r, place):
                if each is None:
                    return []
                found.append(each)
        else:
            return []
    return found if len(found) <= MAX_SHOWN else []


def _of_entry(r: regions.RegionInference, place: str) -> Iterator[Shown | None]:
    for alternative in _entry(r, place) or ():
        definition = alternative.definition
        if not isinstance(definition, Definition):
            yield None
            return
        home = regions.RegionInference(r.db, definition.region)
        made = _assigned(r, home, definition.binding, r.db.infer.definition_type(r.db, definition).binding)
        yield None if made is None else (home, made)


def _entry(r: regions.RegionInference, place: str) -> live.LiveState | None:
    return next((state for known_place, state in r.region.entry.get(r.db).places if known_place == place), None)


def _assigned(
    r: regions.RegionInference, home: regions.RegionInference, record: use_def.Binding, bound: kinds.Type | None
) -> ir.Expr | None:
    """The display that an assignment gives to this one target, if what is declared takes it."""
    node = record.node
    if isinstance(node, ir.Assign):
        target = node.targets[0] if len(node.targets) == 1 else None
    elif isinstance(node, ir.AnnAssign):
        target = node.target
    else:
        return None
    value = node.value
    if target is None or target.n != record.n or not isinstance(value, ir.Dict | ir.List | ir.Tuple):
        return None
    return value if bound is not None and relation.is_assignable(r.db, _type(r, home, value), bound) else None
