"""Narrowing by a call: `isinstance`, `issubclass`, `callable`, `hasattr`, `setattr`, `bool`, guards (`TypeIs`, …).

In, out: as in `constraint`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import place as places
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import generics, known, members, union
from pebre_analysis.types.narrow import classes, truthiness

if TYPE_CHECKING:
    from pebre_analysis.types import queries
    from pebre_analysis.types.narrow.tests import Tests


_FUNCTIONS: Final = ("isinstance", "issubclass", "callable", "hasattr", "setattr")


def call(r: Tests, test: ir.Call, positive: bool, place: str, ty: kinds.Type) -> kinds.Type:
    if not test.args or test.args[0].stars or test.args[0].name is not None:
        return ty
    argument = test.args[0].value
    if isinstance(argument, ir.Walrus):
        argument = argument.target
    if places.of(argument) != place:
        return ty
    callee = r.infer(test.func)
    name = _builtin(r.db, callee)
    if name in ("isinstance", "issubclass") and len(test.args) == 2 and not test.args[1].stars:
        info = r.infer(test.args[1].value)
        by_class = classes.is_instance if name == "isinstance" else classes.is_subclass
        return by_class(r.db, ty, info, positive)
    if name == "hasattr" and len(test.args) == 2:
        return _with_attribute(r.db, ty, r.infer(test.args[1].value), positive)
    if name == "setattr" and len(test.args) == 3:
        return _with_set_attribute(r.db, ty, r.infer(test.args[1].value))
    if name == "callable":
        return _callable(r.db, ty, positive)
    if name == "bool" and len(test.args) == 1:
        return truthiness.narrow(r.db, ty, positive)
    return _guarded(r, test, positive, ty)


def _builtin(db: queries.Db, callee: kinds.Type) -> str:
    """The name of the builtin that the callee is, else the empty text."""
    if isinstance(callee, kinds.Function) and callee.definition.name in _FUNCTIONS:
        name = callee.definition.name
        return name if known.is_global(db, callee.definition, name, ("builtins",)) else ""
    if isinstance(callee, kinds.ClassLiteral) and known.is_class(db, callee, "bool"):
        return "bool"
    return ""


def _callable(db: queries.Db, ty: kinds.Type, positive: bool) -> kinds.Type:
    if positive:
        return union.map_parts(db, ty, lambda part: classes.called(db, part, known.object_(db)))
    return classes.to_instances(db, ty, (generics.top_callable(db),), False)


def _guarded(r: Tests, test: ir.Call, positive: bool, ty: kinds.Type) -> kinds.Type:
    result = r.infer(test)
    if not isinstance(result, kinds.Guard):
        return ty
    if result.exact:
        return classes.to_instances(r.db, ty, union.parts(result.of), positive)
    return result.of if positive else ty


def _with_attribute(db: queries.Db, ty: kinds.Type, name: kinds.Type, positive: bool) -> kinds.Type:
    """`hasattr(x, "name")`: what surely has no such attribute may be a derived object that has it.

    If it came out false, nothing is left of what has a method of that name; other attributes may not be set yet.
    """
    if not isinstance(name, kinds.StrLiteral):
        return ty
    if positive:
        return union.map_parts(db, ty, lambda part: _having(db, part, name.value))
    return union.of(db, [part for part in union.parts(ty) if not _has_method(db, part, name.value)])


def _with_set_attribute(db: queries.Db, ty: kinds.Type, name: kinds.Type) -> kinds.Type:
    """Behind `setattr(x, name, …)`: the object may have attributes that its class does not speak of.

    Marked, so that it stays so where this meets a way on which nothing was set: most such calls stand in loops.
    """
    if isinstance(name, kinds.StrLiteral) and all(members.member(db, part, name.value) for part in union.parts(ty)):
        return ty
    return union.undeclared(db, union.two(db, ty, kinds.UNKNOWN))


def _has_method(db: queries.Db, part: kinds.Type, name: str) -> bool:
    if isinstance(part, kinds.Intersection):
        return any(_has_method(db, each, name) for each in part.positive)
    if not isinstance(part, kinds.Instance):
        return False
    found = members.member(db, part, name)
    return found is not None and not found.is_maybe_unbound and isinstance(found.type, kinds.BoundMethod)


def _having(db: queries.Db, part: kinds.Type, name: str) -> kinds.Type:
    if members.member(db, part, name) is not None:
        return part
    cls = part.cls.literal if isinstance(part, kinds.Instance) else None
    if cls is not None and classes.is_exact(db, cls):
        return kinds.NEVER
    return build.intersection(db, (part, kinds.UNKNOWN))
