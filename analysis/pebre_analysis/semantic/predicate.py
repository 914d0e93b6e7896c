"""Tests found in the source: what one can say about places, and whether it looks static.

`narrowed(test)` gives the places a leaf test may say something about; whether it does is decided where
types are known. `not`, `and`, `or` are taken apart before.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.semantic import place
from pebre_analysis.syntax import ir

_TELLING: Final = frozenset({"==", "!=", "is", "is not", "in", "not in"})
_SYS: Final = frozenset({"version_info", "platform", "hexversion", "implementation", "byteorder", "maxsize"})


def narrowed(test: ir.Expr) -> list[str]:
    """Places a leaf test may narrow, without repetition."""
    cls = test.__class__
    if cls is ir.Name:
        return [test.id]  # type: ignore[union-attr]  # by its class
    places: list[str] = []
    if cls is ir.Compare:
        _compared(test, places)  # type: ignore[arg-type]
    elif cls is ir.Call:
        args = test.args  # type: ignore[union-attr]
        if args and args[0].name is None and not args[0].stars:
            _reference(args[0].value, places, False)
    elif cls is ir.Attribute or cls is ir.Subscript:
        _reference(test, places, True)
    elif isinstance(test, ir.Walrus):
        places.append(test.target.id)
        inner = test.value
        while isinstance(inner, ir.Walrus):
            inner = inner.value
        places.extend([found for found in narrowed(inner) if found not in places])
    return places


def may_be_sure(test: ir.Expr) -> bool:
    """May types tell that a leaf test has no other outcome, once others before it failed?"""
    if isinstance(test, ir.Call):
        return len(test.args) == 2 and _called_name(test) in ("isinstance", "issubclass") and bool(narrowed(test))
    if not isinstance(test, ir.Compare) or len(test.rest) != 1 or test.rest[0].op not in ("is", "==", "in"):
        return False
    return outcome(test) == OPEN and bool(narrowed(test))


def sets_attribute(call: ir.Expr) -> bool:
    """Is it `setattr(x, name, value)`, which tells of an attribute that the code does not spell?"""
    return isinstance(call, ir.Call) and len(call.args) == 3 and _called_name(call) == "setattr"


def subject_places(subject: ir.Expr) -> list[str]:
    """Places that the cases of a `match` on this subject may narrow."""
    places: list[str] = []
    if isinstance(subject, ir.Tuple):
        for item in subject.items:
            _reference(item, places, True)
    else:
        _reference(subject, places, True)
    return places


def _compared(test: ir.Compare, places: list[str]) -> None:
    left = test.first
    for step in test.rest:
        right = step.right
        if step.op in _TELLING:
            _reference(left, places, True)
            _reference(right, places, True)
        else:  # an order says something about lengths only
            for side in (left, right):
                if isinstance(side, ir.Call) and _called_name(side) == "len":
                    _reference(side, places, False)
        left = right


def _reference(node: ir.Expr, places: list[str], with_parent: bool) -> None:
    """Add the place of an operand; with its parent where the operand tags it (`x.kind == 'a'` tells of `x`)."""
    while True:
        found: str | None
        if isinstance(node, ir.Name):
            found = node.id
        elif isinstance(node, (ir.Attribute, ir.Subscript)):
            found = place.of(node)
            if found is not None and with_parent:
                parent = place.of(node.value)
                if parent is not None and parent not in places:
                    places.append(parent)
        elif isinstance(node, ir.Walrus):
            if node.target.id not in places:
                places.append(node.target.id)
            node = node.value
            continue
        elif isinstance(node, ir.Call) and len(node.args) == 1 and _called_name(node) in ("type", "len"):
            node = node.args[0].value
            with_parent = False
            continue
        else:
            return
        if found is not None and found not in places:
            places.append(found)
        return


def _called_name(call: ir.Call) -> str:
    return call.func.id if isinstance(call.func, ir.Name) else ""


OPEN: Final = 0
FALSE: Final = 1
TRUE: Final = 2
STATIC: Final = 3


def outcome(test: ir.Expr) -> int:
    """What is known of a leaf test without types: FALSE, TRUE for literals; STATIC if it is about the checker, the
    version or the platform, which settings decide; else OPEN."""
    if isinstance(test, ir.Name):
        return STATIC if test.id == "TYPE_CHECKING" else OPEN
    if isinstance(test, ir.Compare):
        by_itself = all(step.op not in _TELLING or step.op in ("==", "!=") for step in test.rest)
        sides = test.first, test.rest[-1].right
        return STATIC if any(_is_environment(side, by_itself) for side in sides) else OPEN
    if isinstance(test, ir.Call):
        func = test.func
        if isinstance(func, ir.Attribute) and func.attr == "startswith" and _is_environment(func.value, False):
            return STATIC
        return OPEN
    if isinstance(test, ir.Attribute):
        return STATIC if test.attr == "TYPE_CHECKING" else OPEN
    if isinstance(test, (ir.Constant, ir.Int)):
        return TRUE if test.value else FALSE
    if isinstance(test, (ir.Str, ir.Bytes)) and test.value is not None:
        return TRUE if test.value else FALSE
    return OPEN


def _is_environment(node: ir.Expr, by_itself: bool) -> bool:
    """`sys.version_info` (also a part of it), `sys.platform`, `os.name` and the like.

    `by_itself`: a mere `version_info` counts, as it does where it is compared with numbers and not with None.
    """
    while isinstance(node, ir.Subscript):
        node = node.value
    if isinstance(node, ir.Name):
        return by_itself and node.id == "version_info"
    if not isinstance(node, ir.Attribute):
        return False
    value = node.value
    if isinstance(value, ir.Attribute):  # sys.version_info.major
        node = value
        value = value.value
    if not isinstance(value, ir.Name):
        return False
    return (value.id == "sys" and node.attr in _SYS) or (value.id == "os" and node.attr == "name")
