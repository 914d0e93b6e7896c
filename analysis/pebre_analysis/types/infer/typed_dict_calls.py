"""Calls that make or change typed dictionaries: `dict(…)` where one is expected, `Person(…)`, `person.update(…)`.

In:  a region's inference, a call, what is called and given.
Out: the type of a `dict(…)` that is a typed dictionary; arguments as the call is to see them; findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import arguments, classes, known, relation, typed_dicts, union
from pebre_analysis.types.algebra import call as calling
from pebre_analysis.types.infer import typed_dict_findings

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def made_by_dict(
    r: RegionInference, node: ir.Call, callee: kinds.ClassLiteral, expected: kinds.Type | None
) -> kinds.Type | None:
    """`dict(name=…)` where a typed dictionary is expected that it is; None for all else. Of `Person({…}, age=3)` the
    first is not all."""
    if isinstance(node.args[0].value, ir.Dict):
        if len(node.args) > 1 and typed_dicts.is_typed_dict(r.db, callee):
            r.put_in = (node.args[0].value.n, True)
        return None
    if expected is None or not known.is_class(r.db, callee, "dict"):
        return None
    # `dict(**options)`, too, of a typed dictionary: of others it is not known what is there.
    if any(each.name is None and (each.stars != 2 or not _is_typed(r, each.value)) for each in node.args):
        return None
    for wanted in typed_dict_findings.expected(r, expected):
        given = [arguments.Argument(r.infer(each.value), each.name, each.stars) for each in node.args]
        made = build.subclass_of(r.db, wanted)
        if not calling.call(r.db, made, given).errors:
            for each in node.args:
                r.store(each.n, r.infer(each.value))
            return wanted
    return None


def _is_typed(r: RegionInference, node: ir.Expr) -> bool:
    return typed_dicts.holds_one(r.db, r.infer(node))


def update(r: RegionInference, node: ir.Call, callee: kinds.BoundMethod, given: kinds.Type) -> None:
    owner = callee.receiver
    if isinstance(node.func, ir.Attribute) and node.func.attr == "update" and isinstance(owner, kinds.Instance):
        if r.check and typed_dicts.is_typed_dict(r.db, owner.cls.literal):
            typed_dict_findings.updated(r, node, owner, given)


def spread_first(r: RegionInference, callee: kinds.ClassLiteral, given: list[arguments.Argument]) -> None:
    """`Person(other, age=3)`: of the first, what the keywords do not replace is given as they are."""
    if not typed_dicts.is_typed_dict(r.db, callee):
        return
    first = given[0]
    if first.name or first.stars or first.infer is not None or any(each.name is None for each in given[1:]):
        return
    items = typed_dicts.items(r.db, classes.identity(r.db, callee))
    left = items.keys() - {each.name for each in given}
    sources = [
        typed_dicts.items(r.db, part.cls)
        for part in union.parts(first.type)
        if isinstance(part, kinds.Instance) and typed_dicts.is_typed_dict(r.db, part.cls.literal)
    ]
    if left and len(sources) < len(union.parts(first.type)):
        return
    found: list[tuple[str, kinds.Type]] = []
    for name in sorted(left):
        there = [each[name] for each in sources if name in each]
        if len(there) == len(sources) and all(each.qualifiers & queries.REQUIRED for each in there):
            found.append((name, union.of(r.db, [each.type for each in there])))
    given[0] = arguments.Argument(first.type, None, 2, items=tuple(found))


def report(r: RegionInference, node: ir.Call, callee: kinds.Type, given: list[arguments.Argument]) -> bool:
    """What is wrong with `Person(name=…, **more)`, key by key; False where that says nothing of it."""
    if not isinstance(callee, kinds.ClassLiteral) or not typed_dicts.is_typed_dict(r.db, callee):
        return False
    cls = classes.identity(r.db, callee)
    typed = build.instance(r.db, cls)
    if not typed_dicts.is_complete(r.db, callee):
        return False
    keys: set[str] = set()
    wrong: list[tuple[ir.Expr, str, kinds.Type]] = []
    for written, argument in zip(node.args, given, strict=True):
        entries = _entries(r, argument)
        if entries is None:
            return False
        for name, ty in entries:
            field = typed_dicts.item_of(r.db, cls, name)
            keys.add(name)
            if field is None:
                is_wrong = argument.name is not None or argument.items is not None
            else:
                is_wrong = not (field.type.generic or relation.is_assignable(r.db, ty, field.type))
            if is_wrong:
                wrong.append((written.value, name, ty))
    missing = [
        field
        for name, field in typed_dicts.items(r.db, cls).items()
        if field.qualifiers & queries.REQUIRED and name not in keys
    ]
    for at, name, ty in wrong:
        typed_dict_findings.given(r, at, typed, name, ty)
    if missing:
        typed_dict_findings.report_missing(r, node, typed, missing)
    return bool(wrong or missing)


def _entries(r: RegionInference, argument: arguments.Argument) -> list[tuple[str, kinds.Type]] | None:
    """The keys that an argument gives for sure, with their values; None if it may give any."""
    if argument.name is not None:
        return [(argument.name, argument.type)]
    if argument.items is not None:
        return list(argument.items)
    ty = argument.type
    if argument.stars != 2 or not isinstance(ty, kinds.Instance) or not typed_dicts.is_typed_dict(r.db, ty.cls.literal):
        return None
    there = typed_dicts.items(r.db, ty.cls).items()
    return [(name, field.type) for name, field in there if field.qualifiers & queries.REQUIRED]
