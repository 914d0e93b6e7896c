"""Calls of `ty_extensions._internal`, which ask about types and objects: `is_subtype_of(A, B)`, `reveal_mro(C)`.

In:  a region's inference, a Call and its callee.
Out: the answer as a constant; None for other callees, and Unknown for questions that are not understood.
Always: arguments for parameters called `type_…` are read as type expressions, where `A & B` and `~A` may stand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import exports
from pebre_analysis.types import build, display, findings, kinds
from pebre_analysis.types.algebra import classes, enums, gradual, known, members, mro, relation, sources, type_forms
from pebre_analysis.types.infer import annotation, annotation_context

if TYPE_CHECKING:
    from pebre_analysis.syntax import ir
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference

MODULE: Final = "ty_extensions._internal"

_Relation = Callable[["queries.Db", kinds.Type, kinds.Type], bool]


def _is_subtype(db: queries.Db, left: kinds.Type, right: kinds.Type) -> bool:
    """A type with gradual parts is none of itself: they may stand for one thing here and for another there."""
    return relation.is_subtype(db, left, right) and not (left is right and gradual.is_gradual(left))


_RELATIONS: Final[dict[str, _Relation]] = {
    "is_subtype_of": _is_subtype,
    "is_assignable_to": relation.is_assignable,
    "is_equivalent_to": relation.is_equivalent,
    "is_disjoint_from": relation.is_disjoint,
}
_OF_CONSTRAINTS: Final = frozenset((
    "equality", "exists", "for_all", "implies_subtype_of", "is_constraint_set_assignable_to", "lower_bound", "range",
    "satisfies", "upper_bound",
))  # fmt: skip


def answer(r: RegionInference, node: ir.Call, callee: kinds.Type) -> kinds.Type | None:
    """See the module's docstring."""
    if callee.__class__ is not kinds.Function:
        return None
    assert isinstance(callee, kinds.Function)
    name = callee.definition.name
    if name not in _NAMES or sources.file(callee.definition) is not sources.stdlib_file(r.db, MODULE):
        return None
    related = _RELATIONS.get(name)
    if related is not None and len(node.args) == 2:
        left, right = (_meant(r, each.value) for each in node.args)
        found = related(r.db, left, right)
        # What is not surely disjoint may be.
        return kinds.UNKNOWN if name == "is_disjoint_from" and not found else build.bool_literal(found)
    if name == "is_singleton" and len(node.args) == 1:
        return build.bool_literal(relation.is_singleton(r.db, _meant(r, node.args[0].value)))
    if name in _OF_CONSTRAINTS:
        for each in node.args:
            _meant(r, each.value)
        return kinds.UNKNOWN
    asked = _OF_OBJECTS.get(name)
    given = [r.infer(each.value) for each in node.args]
    return kinds.UNKNOWN if asked is None or not given else asked(r, node, given)


def _meant(r: RegionInference, node: ir.Expr) -> kinds.Type:
    """The type that an argument means."""
    context = annotation_context.Context(r)
    context.takes_sets = True
    found = context.bound(annotation.evaluate(context, node))
    if r.types[node.n] is None:
        r.store(node.n, type_forms.as_value(r.db, found, "type"))
    return found


def _callable(r: RegionInference, node: ir.Call, given: list[kinds.Type]) -> kinds.Type:
    return annotation.callable_of(r.db, given[0], kinds.FUNCTION_LIKE)


def _regular_callable(r: RegionInference, node: ir.Call, given: list[kinds.Type]) -> kinds.Type:
    return annotation.callable_of(r.db, given[0], kinds.PLAIN)


def _has_member(r: RegionInference, node: ir.Call, given: list[kinds.Type]) -> kinds.Type:
    if len(given) != 2 or not isinstance(given[1], kinds.StrLiteral):
        return kinds.UNKNOWN
    return build.bool_literal(members.member(r.db, given[0], given[1].value) is not None)


def _enum_members(r: RegionInference, node: ir.Call, given: list[kinds.Type]) -> kinds.Type:
    literal = classes.of_value(r.db, given[0])
    names = None if literal is None else enums.member_names(r.db, literal)
    return kinds.UNKNOWN if names is None else _texts(r.db, names)


def _dunder_all(r: RegionInference, node: ir.Call, given: list[kinds.Type]) -> kinds.Type:
    file = given[0].module.file if isinstance(given[0], kinds.Module) else None
    names = None if file is None else exports.names_in_all(r.db, file)
    return known.none(r.db) if names is None else _texts(r.db, sorted(names))


def _texts(db: queries.Db, names: tuple[str, ...] | list[str]) -> kinds.Type:
    return build.tuple_(db, tuple([build.str_literal(db, name) for name in names]))


def _reveal_mro(r: RegionInference, node: ir.Call, given: list[kinds.Type]) -> kinds.Type:
    db = r.db
    literal = classes.of_value(db, given[0])
    if literal is not None:
        cls = given[0].cls if isinstance(given[0], kinds.ClassObject) else None
        order = mro.of(db, literal) if cls is None else mro.specialised(db, cls)
        shown = [
            "Unknown" if base is None else display.text(db, build.class_object(db, base)) for base in order
        ]  # fmt: skip
        r.report(findings.REVEALED_TYPE, node.args[0].value, f"({', '.join(shown)})")
    return known.none(db)


_OF_OBJECTS: Final[dict[str, Callable[[RegionInference, ir.Call, list[kinds.Type]], kinds.Type]]] = {
    "dunder_all_names": _dunder_all,
    "enum_members": _enum_members,
    "has_member": _has_member,
    "into_callable": _callable,
    "into_regular_callable": _regular_callable,
    "reveal_mro": _reveal_mro,
}
_NAMES: Final = frozenset((*_RELATIONS, *_OF_OBJECTS, *_OF_CONSTRAINTS, "is_singleton"))
