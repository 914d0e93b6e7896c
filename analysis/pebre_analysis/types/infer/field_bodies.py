"""Fields of dataclasses and named tuples, and the headers of such classes.

In:  a region's inference, the class, its header or a statement of its body.
Out: findings at the field, or at the name of the class.
Always: behind a base that is not understood nothing is said.
Source: the typing specification, "Dataclasses" and "Named tuples".
"""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds, queries
from pebre_analysis.types.algebra import call, classes, dataclasses, known, members, mro, named_tuples, tuples
from pebre_analysis.types.infer import dataclass_findings

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types.infer.region import RegionInference


# ---- dataclasses ---------------------------------------------------------------------------------


def dataclass_header(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """A frozen class has frozen bases, any other none; its slots are made once."""
    own = dataclasses.options(r.db, literal)
    if own is None:
        return
    if own.is_standard:
        dataclass_findings.applied(r, node.name_node, literal)
    scope = classes.scope(literal)
    if own.slots and scope is not None and scope.symbol("__slots__").state.get(r.db) is not None:
        r.report(findings.INVALID_DATACLASS, node.name_node, node.name, "it has `__slots__` and asks for `slots=True`")
    for base in classes.facts(r.db, literal).bases:
        theirs = None if base is None else dataclasses.options(r.db, base.literal)
        if base is None or theirs is None or theirs.frozen == own.frozen:
            continue
        if not dataclasses.is_transformer(r.db, base.literal):
            told = "frozen" if own.frozen else "not frozen"
            r.report(findings.INVALID_FROZEN_DATACLASS_SUBCLASS, node.name_node, node.name, told, base.literal.name)
            return


def dataclass_statement(r: RegionInference, node: ir.Node, literal: kinds.ClassLiteral) -> None:
    """A field without a default stands before those with one; `__post_init__` takes the `InitVar`s."""
    if isinstance(node, ir.AnnAssign) and isinstance(node.target, ir.Name):
        number = r.index.marks[node.target.n] - 1
        if number >= 0:
            _order(r, node, r.definition(number), dataclasses.all_fields(r.db, literal) or ())
    elif isinstance(node, ir.FunctionDef) and node.name == "__post_init__":
        _post_init(r, node, literal)


def _order(r: RegionInference, node: ir.AnnAssign, own: Definition, found: tuple[queries.Field, ...]) -> None:
    before: str | None = None
    for field in found:
        if not field.init or field.keyword_only:
            continue
        if field.name == own.name:
            if before is not None and field.default is None and field.definition is own:
                r.report(findings.DATACLASS_FIELD_ORDER, node, field.name, before)
            return
        if field.default is not None:
            before = field.name


def _post_init(r: RegionInference, node: ir.FunctionDef, literal: kinds.ClassLiteral) -> None:
    found = dataclasses.all_fields(r.db, literal)
    if found is None:
        return
    given = [field.type for field in found if field.qualifiers & queries.INIT_VAR]
    own = members.member(r.db, tuples.instance(r.db, classes.identity(r.db, literal)), "__post_init__")
    number = r.index.marks[node.name_node.n] - 1
    if own is None or number < 0 or own.definition is not r.definition(number):
        return
    if call.call_types(r.db, own.type, given).errors:
        shown = ", ".join(display.text(r.db, ty) for ty in given)
        r.report(findings.INVALID_DATACLASS, node.name_node, literal.name, f"`__post_init__` is called with ({shown})")


# ---- named tuples --------------------------------------------------------------------------------


def named_tuple_header(r: RegionInference, node: ir.ClassDef) -> None:
    """`NamedTuple` stands alone, or with `Generic`."""
    bases = [each for each in node.args if each.name is None and not each.stars]
    values = [r.infer(each.value) for each in bases]
    if not any(isinstance(value, kinds.ClassLiteral) and _is_named_tuple(r.db, value) for value in values):
        return
    for each, value in zip(bases, values, strict=True):
        if isinstance(value, kinds.ClassLiteral) and not _is_named_tuple(r.db, value):
            r.report(findings.INVALID_NAMED_TUPLE, each, "`NamedTuple` has no other base beside it than `Generic`")


def _is_named_tuple(db: queries.Db, value: kinds.ClassLiteral) -> bool:
    return known.is_class(db, value, "NamedTuple", "typing")


PROHIBITED: Final = frozenset((
    "__getnewargs__", "__init__", "__new__", "__slots__", "_asdict", "_field_defaults", "_field_types", "_fields",
    "_make", "_replace", "_source",
))  # fmt: skip
"""Names that `typing.NamedTuple` refuses to overwrite: the class statement raises `AttributeError`."""


def _bound(node: ir.Node) -> list[tuple[ir.Node, str]]:
    """What a statement defines without declaring a field."""
    if isinstance(node, ir.FunctionDef):
        return [(node.name_node, node.name)]
    if isinstance(node, ir.Assign):
        return [(target, target.id) for target in node.targets if isinstance(target, ir.Name)]
    return []


def functional_named_tuple(r: RegionInference, call: ir.Call, literal: kinds.ClassLiteral) -> None:
    """The names of the fields in `NamedTuple("P", …)` or `namedtuple("P", …)`."""
    if any(each.stars or each.name == "rename" for each in call.args) or len(call.args) < 2:
        return
    seen: set[str] = set()
    for field in named_tuples.own_fields(r.db, literal) or ():
        name = field.name
        if name.startswith("_"):
            reason = "starts with `_`"
        elif keyword.iskeyword(name):
            reason = "is a keyword"
        elif not name.isidentifier():
            reason = "is no identifier"
        else:
            reason = "is there twice" if name in seen else ""
        if reason:
            r.report(findings.INVALID_NAMED_TUPLE, call.args[1], f"The name of the field `{name}` {reason}")
        seen.add(name)


def named_tuple_statement(r: RegionInference, node: ir.Node, literal: kinds.ClassLiteral) -> None:
    """A field: its name, and that those with defaults come last. Some names are not to be bound."""
    for at, bound in _bound(node):
        if bound in PROHIBITED:
            r.report(findings.INVALID_NAMED_TUPLE, at, f"`{bound}` is made for every named tuple and cannot be defined")
    if not isinstance(node, ir.AnnAssign) or not isinstance(node.target, ir.Name):
        return
    name = node.target.id
    if name.startswith("_"):
        r.report(findings.INVALID_NAMED_TUPLE, node.target, f"The name of the field `{name}` starts with `_`")
    if node.value is not None:
        return
    for field in named_tuples.own_fields(r.db, literal) or ():
        if field.name == name:
            return
        if field.default is not None:
            text = f"The field `{name}` has no default and stands behind `{field.name}`, which has one"
            r.report(findings.INVALID_NAMED_TUPLE, node, text)
            return


def redefined_field(r: RegionInference, node: ir.Name, literal: kinds.ClassLiteral) -> None:
    """A name in the body of a class derived from a named tuple."""
    for base in mro.of(r.db, literal)[1:]:
        if base is None:
            return
        if named_tuples.is_named_tuple(r.db, base.literal):
            if any(field.name == node.id for field in named_tuples.own_fields(r.db, base.literal) or ()):
                r.report(findings.INVALID_NAMED_TUPLE_OVERRIDE, node, node.id, base.literal.name)
            return
