"""Displays: tuples, lists, sets and dictionaries.

In:  a region's inference, a display, and the type expected of it.
Out: its type. A tuple keeps what its items are; the others hold the union of their items with literals
     promoted, or exactly what is expected of them when every item fits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import (
    aliases,
    callables,
    classes,
    generics,
    gradual,
    iteration,
    known,
    literals,
    members,
    protocols,
    relation,
    solve,
    sources,
    tuples,
    typed_dicts,
    union,
    variance,
)
from pebre_analysis.types.infer import constants, protocol_findings, typed_dict_findings

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


DISPLAYS: Final = (ir.List, ir.Set, ir.Dict, ir.Comprehension)
MAX_FORMS: Final = 8


def added(
    r: RegionInference, before: kinds.Type, step: ir.OpStep | ir.AugAssign, expected: kinds.Type | None
) -> kinds.Type:
    """The right operand of `words + [None]`, `d |= {…}`: what it is expected to be, else what the left is."""
    op, node = step.op, step.right if isinstance(step, ir.OpStep) else step.value
    if op == "*" and expected is not None and isinstance(node, (*DISPLAYS, ir.Binary)):  # `3 * [None]`
        return r.infer(node, expected)
    if op not in ("|", "+") or not isinstance(node, DISPLAYS):
        return r.infer(node)
    if isinstance(before, kinds.Intersection):  # `if options: options |= {…}`
        before = next((each for each in before.positive if isinstance(each, kinds.Instance)), before)
    if isinstance(before, kinds.Instance):
        if op == "|" and typed_dicts.is_typed_dict(r.db, before.cls.literal):
            r.put_in = (node.n, isinstance(step, ir.AugAssign))
        expected = before if expected is None else expected
    return r.infer(node, expected)


def tuple_(r: RegionInference, node: ir.Tuple, expected: kinds.Type | None) -> kinds.Type:
    wanted = _expected_items(r, expected, len(node.items))
    whole = build.tuple_(r.db, ())
    plain: list[kinds.Type] = []
    for i, item in enumerate(node.items):
        ty = r.infer(item, wanted[i] if i < len(wanted) else None)
        if isinstance(item, ir.Starred):
            unpacked = tuples.shape_for(r.db, ty, "__iter__")
            if unpacked is None:
                unpacked = tuples.homogeneous(r.db, protocol_findings.iterated(r, item, ty))
            before = tuples.concatenated(r.db, whole, tuples.make(r.db, tuple(plain)))
            whole = tuples.concatenated(r.db, before, unpacked)
            plain = []
        else:
            plain.append(ty)
    return tuples.concatenated(r.db, whole, tuples.make(r.db, tuple(plain)))


def _expected_items(r: RegionInference, expected: kinds.Type | None, n_items: int) -> list[kinds.Type]:
    for part in _forms(r, expected):
        if isinstance(part, kinds.Tuple):
            if part.variadic is None and len(part.prefix) == n_items:
                return list(part.prefix)
            if part.variadic is not None and not part.prefix and not part.suffix:
                return [part.variadic] * n_items
    return []


def list_(r: RegionInference, node: ir.List, expected: kinds.Type | None) -> kinds.Type:
    return _collection(r, "list", node.items, expected)


def set_(r: RegionInference, node: ir.Set, expected: kinds.Type | None) -> kinds.Type:
    return _collection(r, "set", node.items, expected)


def _collection(r: RegionInference, name: str, items: Sequence[ir.Expr], expected: kinds.Type | None) -> kinds.Type:
    cls = known.literal(r.db, name)

    def columns(wanted: tuple[kinds.Type, ...]) -> tuple[list[kinds.Type]]:
        item_type = wanted[0] if wanted else None
        found: list[kinds.Type] = []
        for item in items:
            if isinstance(item, ir.Starred):
                found.append(protocol_findings.iterated(r, item, r.infer(item)))
            else:
                found.append(r.infer(item, item_type))
        return (found,)

    forms = _expected_forms(r, expected, cls)
    wanted = _fitting(r, forms, items, columns) if len(forms) > 1 else forms[0] if forms else ()
    return filled(r, cls, columns(wanted), wanted, (items,), expected)


def _fitting(
    r: RegionInference,
    forms: Sequence[tuple[kinds.Type, ...]],
    items: Sequence[ir.Node],
    columns: Callable[[tuple[kinds.Type, ...]], tuple[list[kinds.Type], ...]],
) -> tuple[kinds.Type, ...]:
    """Of several forms that are expected of a display the first that its items fit, inferred with what it expects of
    them; else the first. Displays within are not tried again in each of their own forms."""
    if not items or r.is_fitting:
        return forms[0]
    outer = r.is_choosing
    low = min(each.n for each in visit.walk(items[0]))
    for wanted in forms[:MAX_FORMS]:
        r.is_choosing = r.is_fitting = True
        try:
            found = columns(wanted)
        finally:
            r.is_choosing, r.is_fitting = outer, False
        if all(relation.is_assignable(r.db, ty, wanted[i]) for i, column in enumerate(found) for ty in column):
            return wanted
        r.forget(low, items[-1].n)
    return forms[0]


def dict_(r: RegionInference, node: ir.Dict, expected: kinds.Type | None) -> kinds.Type:
    cls = known.literal(r.db, "dict")
    candidates = typed_dict_findings.expected(r, expected)
    typed = typed_dict_findings.meant(r, node, candidates)

    def columns(wanted: tuple[kinds.Type, ...]) -> tuple[list[kinds.Type], list[kinds.Type]]:
        key_type, value_type = wanted if len(wanted) == 2 else (None, None)
        keys: list[kinds.Type] = []
        values: list[kinds.Type] = []
        for item in node.items:
            if item.key is None:
                whole = r.infer(item.value, _instance(r, cls, wanted) if cls and wanted and typed is None else expected)
                protocol_findings.spread(r, item.value, whole)
                key, value = iteration.mapping_key(r.db, whole), iteration.mapping_value(r.db, whole)
            else:
                key = r.infer(item.key, key_type)
                field = None
                if typed is not None and isinstance(item.key, ir.Str) and item.key.value:
                    field = typed_dicts.item_of(r.db, typed.cls, item.key.value)
                value = r.infer(item.value, value_type if field is None else field.type)
            r.store(item.n, value)
            keys.append(key)
            values.append(value)
        return keys, values

    forms = _expected_forms(r, expected, cls)
    several = len(forms) > 1 and typed is None
    wanted = _fitting(r, forms, node.items, columns) if several else forms[0] if forms else ()
    keys, values = columns(wanted)
    if typed is not None:
        others = [part for part in _forms(r, expected) if part is not typed and not known.is_none(r.db, part)]
        found = typed_dict_findings.display_(r, node, typed, not others)
        if found is not None:
            return found
    nodes = ([item.key or item.value for item in node.items], [item.value for item in node.items])
    made = filled(r, cls, (keys, values), wanted, nodes, expected)
    return made if wanted else _as_record(r, node, made)


def _as_record(r: RegionInference, node: ir.Dict, made: kinds.Type) -> kinds.Type:
    """A dictionary whose keys are all written out: of which kind the value of each key is, the author knows."""
    if not isinstance(made, kinds.Instance) or not all(isinstance(item.key, ir.Str) for item in node.items):
        return made
    args = tuple([union.undeclared(r.db, each) for each in made.cls.args])
    return build.instance(r.db, build.class_type(r.db, made.cls.literal, args))


def filled(
    r: RegionInference,
    cls: kinds.ClassLiteral | None,
    columns: tuple[Sequence[kinds.Type], ...],
    wanted: tuple[kinds.Type, ...],
    nodes: tuple[Sequence[ir.Expr], ...] = (),
    expected: kinds.Type | None = None,
) -> kinds.Type:
    """`cls[…]` with one argument for each column of item types; `wanted` are the expected arguments or ().

    `nodes`: the expressions of the items, column by column; constants that they were declared to have stay.
    What fits `expected` as it is, such as `list[int]` where a `Sequence[object]` is, remains what it is.
    """
    if cls is None:
        return kinds.UNKNOWN
    if any(isinstance(part, kinds.Instance) and part.cls.literal is cls for part in _forms(r, expected)):
        expected = None
    unsaid = _unsaid(r.db, cls, _forms(r, expected))
    args: list[kinds.Type] = []
    own: list[kinds.Type] = []
    for i, column in enumerate(columns):
        is_wanted = i < len(wanted) and wanted[i] is not kinds.UNKNOWN
        if is_wanted and all(relation.is_assignable(r.db, ty, wanted[i]) for ty in column):
            args.append(wanted[i])
            own.append(wanted[i] if expected is None else _own_item(r, column, nodes[i], wanted[i]))
        elif column and i not in unsaid:
            item = _items(r, column, nodes[i] if nodes else ())
            if nodes and known.is_none(r.db, item):
                item = union.two(r.db, item, kinds.UNKNOWN)  # places kept for something
            args.append(item)
            own.append(item)
        else:
            args.append(kinds.UNKNOWN)
            own.append(kinds.UNKNOWN)
    if expected is not None and own != args:
        for i, each in enumerate(own):
            tried = (*args[:i], each, *args[i + 1 :])
            if relation.is_assignable(r.db, _instance(r, cls, tried), expected):
                args[i] = each
    return _instance(r, cls, tuple(args))


def _instance(r: RegionInference, cls: kinds.ClassLiteral, args: tuple[kinds.Type, ...]) -> kinds.Type:
    return build.instance(r.db, build.class_type(r.db, cls, args))


def _unsaid(db: queries.Db, cls: kinds.ClassLiteral, forms: tuple[kinds.Type, ...]) -> set[int]:
    """Which arguments of the class nobody says although no others would do: the keys where `Mapping` is wanted."""
    found: set[int] = set()
    for part in forms:
        if not isinstance(part, kinds.Instance) or kinds.UNKNOWN not in part.cls.args:
            continue
        own = classes.identity(db, cls)
        base = relation.generic_arguments(db, tuples.instance(db, own), part.cls.literal) or ()
        variances = variance.of(db, part.cls.literal)
        for argument, given, how in zip(base, part.cls.args, variances, strict=False):
            if given is kinds.UNKNOWN and how == queries.INVARIANT and argument in own.args:
                found.add(own.args.index(argument))
    return found


def _own_item(
    r: RegionInference, column: Sequence[kinds.Type], nodes: Sequence[ir.Expr], wanted: kinds.Type
) -> kinds.Type:
    """What the items are by themselves; what is wanted, where that may be anything, or they are only places."""
    if not column or gradual.is_gradual(wanted):
        return wanted
    item = _items(r, column, nodes)
    return wanted if known.is_none(r.db, item) or gradual.is_gradual(item) else item


def _items(r: RegionInference, column: Sequence[kinds.Type], nodes: Sequence[ir.Expr]) -> kinds.Type:
    return union.of(r.db, [_item(r, ty, nodes[at] if nodes else None) for at, ty in enumerate(column)])


def _item(r: RegionInference, ty: kinds.Type, node: ir.Expr | None) -> kinds.Type:
    wide = _promoted(r.db, ty)
    if wide is not ty and node is not None and constants.are_declared(r, node):
        return union.map_parts(r.db, ty, lambda part: part if _is_constant(part) else _promoted(r.db, part))
    return wide


def _is_constant(ty: kinds.Type) -> bool:
    return literals.is_literal(ty) or isinstance(ty, kinds.Tuple)


def _promoted(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    """What an item says of the container's item type: no constant, of a class any that is derived from it."""
    ty = callables.opened(db, literals.promoted(db, ty))
    return union.map_parts(db, ty, lambda part: _open_class(db, part))


def _open_class(db: queries.Db, ty: kinds.Type) -> kinds.Type:
    if not isinstance(ty, kinds.ClassLiteral):
        return ty
    return generics.subclass_of(db, tuples.instance(db, classes.default_type(db, ty)))


def expected_args(
    r: RegionInference, expected: kinds.Type | None, cls: kinds.ClassLiteral | None
) -> tuple[kinds.Type, ...]:
    """The arguments `cls` must have to fit what is expected, Unknown for those that may be any; () when all may."""
    forms = _expected_forms(r, expected, cls)
    return forms[0] if forms else ()


def _expected_forms(
    r: RegionInference, expected: kinds.Type | None, cls: kinds.ClassLiteral | None
) -> list[tuple[kinds.Type, ...]]:
    """The same for each type of which one is expected, as far as they differ."""
    found: list[tuple[kinds.Type, ...]] = []
    if expected is None or cls is None:
        return found
    for part in _forms(r, expected):
        if isinstance(part, kinds.Instance):
            args = _arguments_for(r.db, cls, part)
            if args is not None and args not in found:
                if not all(arg is kinds.UNKNOWN for arg in args) and not any(_is_open(r, arg) for arg in args):
                    found.append(args)
    return found


def _forms(r: RegionInference, expected: kinds.Type | None) -> tuple[kinds.Type, ...]:
    """The types of which one is expected."""
    return () if expected is None else union.parts(aliases.unfolded(r.db, expected))


def _is_open(r: RegionInference, ty: kinds.Type) -> bool:
    """Are there variables in it that a call still has to settle? Those of the code around stand for one type."""
    if not ty.generic:
        return False
    around = sources.outer_definitions(r.scope)
    return any(var.binding not in around and var.kind != kinds.SELF for var in generics.variables([ty]))


def _arguments_for(db: queries.Db, cls: kinds.ClassLiteral, wanted: kinds.Instance) -> tuple[kinds.Type, ...] | None:
    """The arguments with which `cls` is what is wanted: `list[int]` for `Iterable[int]`; None when it cannot be."""
    if wanted.cls.literal is cls:
        return wanted.cls.args
    params = classes.type_params(db, cls)
    own = tuples.instance(db, build.class_type(db, cls, tuple(generics.as_argument(db, each) for each in params)))
    solver = solve.Solver(db, params)
    base = relation.generic_arguments(db, own, wanted.cls.literal)
    if base is not None:
        for argument, given in zip(base, wanted.cls.args, strict=False):
            solver.infer(argument, given)
    elif classes.is_protocol(db, wanted.cls.literal):
        for name in protocols.member_names(db, wanted.cls.literal):
            have, needed = members.type_of(db, own, name), members.type_of(db, wanted, name)
            if have is not None and needed is not None:
                solver.infer(members.as_callable(db, have), members.as_callable(db, needed))
    else:
        return None
    found = solver.found()
    args = tuple(found.get(each, kinds.UNKNOWN) for each in params)
    if base is None and not relation.is_assignable(db, tuples.instance(db, build.class_type(db, cls, args)), wanted):
        return None
    return args
