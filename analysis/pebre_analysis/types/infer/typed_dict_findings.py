"""Typed dictionaries in use: displays where one is expected, `td[key] = value`, `del td[key]`, `td.update(…)`.

In:  a region's inference and a node of it.
Out: the type of a display; findings at the key or value that does not fit.
Always: a display is judged item by item, so that nothing is said of the whole; where several typed
dictionaries are expected, the display is one that it fits, or an ordinary dictionary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, findings, kinds, queries
from pebre_analysis.types.algebra import aliases, known, relation, typed_dicts, union

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


_PLAIN: Final = (ir.Int, ir.Str, ir.Bytes, ir.Constant, ir.Float, ir.Name, ir.Attribute)


def expected(r: RegionInference, wanted: kinds.Type | None) -> list[kinds.Instance]:
    """The typed dictionaries among what is expected."""
    pending = () if wanted is None else union.parts(aliases.resolved(r.db, wanted))
    parts = [each for part in pending for each in union.parts(aliases.resolved(r.db, part))]
    return [
        part for part in parts if isinstance(part, kinds.Instance) and typed_dicts.is_typed_dict(r.db, part.cls.literal)
    ]


def meant(r: RegionInference, node: ir.Dict, candidates: list[kinds.Instance]) -> kinds.Instance | None:
    """The one whose keys the display has, with values that fit as far as they are plain; the first where it has those
    of none."""
    given = {item.key.value for item in node.items if isinstance(item.key, ir.Str)}
    by_keys: list[kinds.Instance] = []
    for each in candidates if len(candidates) > 1 else ():
        items = typed_dicts.items(r.db, each.cls)
        required = {name for name, field in items.items() if field.qualifiers & queries.REQUIRED}
        if required <= given and all(typed_dicts.item_of(r.db, each.cls, name or "") for name in given):
            by_keys.append(each)
    if len(by_keys) > 1:
        return next((each for each in by_keys if _fits_plainly(r, node, each)), by_keys[0])
    return next(iter(by_keys or candidates), None)


def _fits_plainly(r: RegionInference, node: ir.Dict, typed: kinds.Instance) -> bool:
    """Do the values fit that are what they are, whatever is expected of them?"""
    for item in node.items:
        if isinstance(item.key, ir.Str) and isinstance(item.value, _PLAIN):
            field = typed_dicts.item_of(r.db, typed.cls, item.key.value or "")
            if field is not None and not relation.is_assignable(r.db, r.infer(item.value), field.type):
                return False
    return True


def display_(r: RegionInference, node: ir.Dict, typed: kinds.Instance, only: bool) -> kinds.Type | None:
    """The typed dictionary, if that is what the display is; faults are reported where `only` it is expected.

    The display's keys and values have been inferred. None: it is taken as an ordinary dictionary. One that is put into
    another by `|` or `|=` need not have all items; what `|` makes may have more.
    """
    number, is_update = r.put_in
    is_part = number == node.n
    wrong = _wrong_items(r, node, typed)
    missing = [] if is_part else _missing(r, node, typed)
    if not wrong and not missing:
        return typed
    if not only or r.is_choosing or (is_part and not is_update):
        return None
    if r.is_trying:
        return typed
    for item, kind in wrong:
        assert item.key is not None
        if kind == findings.INVALID_KEY:
            key(r, item.key, typed, r.infer(item.key))
        else:
            field = typed_dicts.item_of(r.db, typed.cls, item.key.value or "") if isinstance(item.key, ir.Str) else None
            if field is not None:
                _value(r, item.value, typed, field, r.infer(item.value), findings.INVALID_ARGUMENT_TYPE)
    if missing:
        report_missing(r, node, typed, missing)
    return typed


def _wrong_items(r: RegionInference, node: ir.Dict, typed: kinds.Instance) -> list[tuple[ir.DictItem, str]]:
    if not typed_dicts.is_complete(r.db, typed.cls.literal):
        return []
    wrong: list[tuple[ir.DictItem, str]] = []
    for item in node.items:
        if item.key is None:
            continue
        if not isinstance(item.key, ir.Str) or item.key.value is None:
            if known.is_instance(r.db, r.infer(item.key), "str") and typed_dicts.as_dict(r.db, typed.cls) is None:
                wrong.append((item, findings.INVALID_KEY))
            continue
        field = typed_dicts.item_of(r.db, typed.cls, item.key.value)
        if field is None:
            wrong.append((item, findings.INVALID_KEY))
        elif not relation.is_assignable(r.db, r.infer(item.value), field.type):
            wrong.append((item, findings.INVALID_ARGUMENT_TYPE))
    return wrong


def _missing(r: RegionInference, node: ir.Dict, typed: kinds.Instance) -> list[queries.Field]:
    """Required items that the display lacks, where all its keys are known."""
    if not all(isinstance(item.key, ir.Str) for item in node.items):
        return []
    given = {item.key.value for item in node.items if isinstance(item.key, ir.Str)}
    items = typed_dicts.items(r.db, typed.cls)
    return [field for name, field in items.items() if field.qualifiers & queries.REQUIRED and name not in given]


def report_missing(r: RegionInference, node: ir.Expr, typed: kinds.Instance, missing: list[queries.Field]) -> None:
    """Required items that a display or call does not give."""
    related = tuple(
        findings.Related(field.definition, f"`{field.name}` is declared here")
        for field in missing
        if field.definition is not None
    )
    shown = ", ".join(f"`{field.name}`" for field in missing)
    r.report(findings.MISSING_TYPED_DICT_KEY, node, shown, typed.cls.literal.name, related=related)


# ---- keys and values -----------------------------------------------------------------------------


def key(r: RegionInference, node: ir.Expr, typed: kinds.Instance, given: kinds.Type) -> None:
    """A key that is none of the class's, or any text."""
    shown = given.value if isinstance(given, kinds.StrLiteral) else ""
    names = tuple(typed_dicts.items(r.db, typed.cls))
    literal = typed.cls.literal
    related = (findings.Related(literal.anchor, f"`{literal.name}` is declared here"),)
    arguments = (display.text(r.db, typed), shown, display.text(r.db, given), *names)
    r.report(findings.INVALID_KEY, node, *arguments, related=related)


def given(r: RegionInference, node: ir.Expr, typed: kinds.Instance, name: str, value: kinds.Type) -> None:
    """A key given to the class by name, if there is none such or the value does not fit."""
    field = typed_dicts.item_of(r.db, typed.cls, name)
    if field is None:
        key(r, node, typed, build.str_literal(r.db, name))
    else:
        _value(r, node, typed, field, value, findings.INVALID_ARGUMENT_TYPE)


def _value(
    r: RegionInference, node: ir.Node, typed: kinds.Instance, field: queries.Field, given: kinds.Type, rule: str
) -> None:
    found, wanted = display.two(r.db, given, field.type)
    related = () if field.definition is None else (
        findings.Related(field.definition, f"`{field.name}` is declared here"),
    )  # fmt: skip
    if rule == findings.INVALID_ASSIGNMENT:
        r.report(rule, node, found, wanted, related=related)
    else:
        name = f'key "{field.name}" of `{typed.cls.literal.name}`'
        r.report(rule, node, name, "", wanted, found, "", "item", related=related)


def assigned(r: RegionInference, node: ir.Subscript, owner: kinds.Instance, given: kinds.Type, at: ir.Node) -> None:
    """`owner[key] = given`."""
    if not typed_dicts.is_complete(r.db, owner.cls.literal):
        return
    for part in union.parts(aliases.resolved(r.db, r.infer(node.index))):
        if not isinstance(part, kinds.StrLiteral):
            if known.is_instance(r.db, part, "str") and typed_dicts.as_dict(r.db, owner.cls) is None:
                key(r, node.index, owner, part)
                return
            continue
        field = typed_dicts.item_of(r.db, owner.cls, part.value)
        if field is None:
            key(r, node.index, owner, part)
        elif field.qualifiers & queries.READ_ONLY:
            shown = display.text(r.db, owner)
            r.report(findings.INVALID_ASSIGNMENT, node, f'"{part.value}"', shown, "is a read-only item")
        elif not relation.is_assignable(r.db, given, field.type):
            _value(r, at, owner, field, given, findings.INVALID_ASSIGNMENT)
        else:
            continue
        return


def deleted(r: RegionInference, node: ir.Subscript, owner: kinds.Instance) -> None:
    """`del owner[key]`: of items that need not be there and may be changed."""
    if not typed_dicts.is_complete(r.db, owner.cls.literal):
        return
    for part in union.parts(aliases.resolved(r.db, r.infer(node.index))):
        if not isinstance(part, kinds.StrLiteral):
            continue
        field = typed_dicts.item_of(r.db, owner.cls, part.value)
        if field is None:
            key(r, node.index, owner, part)
            return
        reason = "required" if field.qualifiers & queries.REQUIRED else "read-only"
        if field.qualifiers & (queries.REQUIRED | queries.READ_ONLY):
            told = (f'key "{part.value}" of `{owner.cls.literal.name}`', "", "", "", "", f"delete {reason}")
            r.report(findings.INVALID_ARGUMENT_TYPE, node.index, *told)
            return


def updated(r: RegionInference, node: ir.Call, owner: kinds.Instance, given: kinds.Type) -> None:
    """`owner.update(given)`: what may be in the given one must be allowed to change."""
    if not isinstance(given, kinds.Instance) or not typed_dicts.is_typed_dict(r.db, given.cls.literal):
        return
    items = typed_dicts.items(r.db, owner.cls)
    for name, other in typed_dicts.items(r.db, given.cls).items():
        field = items.get(name)
        if field is None or other.type is kinds.NEVER:
            continue
        if field.qualifiers & queries.READ_ONLY:
            told = (f'key "{name}" of `{owner.cls.literal.name}`', "", "", "", "", "change read-only")
            r.report(findings.INVALID_ARGUMENT_TYPE, node.args[0], *told)
            return
        if not relation.is_assignable(r.db, other.type, field.type):
            _value(r, node.args[0], owner, field, other.type, findings.INVALID_ARGUMENT_TYPE)
            return
