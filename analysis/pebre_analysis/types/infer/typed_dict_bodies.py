"""`class D(Base, total=False): …` of a typed dictionary: its header, its statements, what it makes of inherited items.

In:  a region's inference, the class, its header or a statement of its body.
Out: findings at the argument, the statement or the name of the class.
Always: a base that is not understood is no mistake, and silences what depends on its items.
Source: the typing specification, "Typed dictionaries".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds, queries
from pebre_analysis.types.algebra import classes, mro, relation, typed_dicts

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

_KEYWORDS: Final = ("total", "closed", "extra_items")


# ---- header --------------------------------------------------------------------------------------


def header(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """The parentheses: other typed dictionaries, `Generic`, and the keywords that there are."""
    given: dict[str, ir.Argument] = {}
    for each in node.args:
        if each.name is not None:
            given[each.name] = each
            if each.name not in _KEYWORDS:
                _say(r, each, f"`{each.name}` is no keyword of a typed dictionary")
            elif each.name != "extra_items" and not _is_constant(each.value):
                _say(r, each, f"`{each.name}` is given as `True` or `False`")
        elif not each.stars:
            _base(r, each.value)
    if "closed" in given and "extra_items" in given:
        _say(r, given["closed"], "`closed` and `extra_items` exclude each other")
    elif "closed" in given or "extra_items" in given:
        _extra(r, given.get("closed"), given.get("extra_items"), literal)
    _merged(r, node, literal)


def _say(r: RegionInference, node: ir.Node, text: str) -> None:
    r.report(findings.INVALID_TYPED_DICT_HEADER, node, text)


def _is_constant(node: ir.Expr) -> bool:
    return isinstance(node, ir.Constant) and isinstance(node.value, bool)


def _base(r: RegionInference, node: ir.Expr) -> None:
    literal = classes.of_value(r.db, r.infer(node))
    if literal is not None and not classes.facts(r.db, literal).flags & (classes.TYPED_DICT | classes.UNKNOWN_BASE):
        _say(r, node, f"`{literal.name}` is no typed dictionary")


def _extra(
    r: RegionInference, closed: ir.Argument | None, extra: ir.Argument | None, literal: kinds.ClassLiteral
) -> None:
    """What is said of further keys must agree with what a base says of them."""
    above = _above(r.db, literal)
    if above is None:
        return
    shown = "is closed" if above.type is kinds.NEVER else "has `extra_items`"
    if closed is not None:
        is_closed = isinstance(closed.value, ir.Constant) and closed.value.value is True
        if not is_closed:
            _say(r, closed, f"`closed=False` cannot be said again: a base {shown}")
        elif above.type is not kinds.NEVER and not above.qualifiers & queries.READ_ONLY:
            _say(r, closed, f"`closed=True` cannot be said: a base {shown} that may be changed")
        return
    own = classes.facts(r.db, literal).extra_items
    if extra is not None and own is not None and not _may_replace(r.db, own, above):
        told = display.text(r.db, above.type)
        _say(r, extra, f"`extra_items` of a base is `{told}`; only a read-only one may become narrower")


def _above(db: queries.Db, literal: kinds.ClassLiteral) -> queries.Field | None:
    for base in classes.facts(db, literal).bases:
        if base is not None and typed_dicts.is_typed_dict(db, base.literal):
            found = typed_dicts.extra(db, base)
            if found is not None:
                return found
    return None


def _merged(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """Items that several bases have must go together."""
    bases = [
        base
        for base in classes.facts(r.db, literal).bases
        if base is not None and typed_dicts.is_typed_dict(r.db, base.literal)
    ]
    if len(bases) < 2:
        return
    own = {field.name for field in typed_dicts.own_items(r.db, literal)}
    found = typed_dicts.items(r.db, classes.identity(r.db, literal))
    for base in bases:
        for name, theirs in typed_dicts.items(r.db, base).items():
            if name in own or name not in found:
                continue
            reason = _conflict(r.db, found[name], theirs)
            if reason:
                r.report(findings.INVALID_TYPED_DICT_FIELD, node.name_node, name, base.literal.name, reason)
                return


# ---- body ----------------------------------------------------------------------------------------


def statement(r: RegionInference, node: ir.Node, literal: kinds.ClassLiteral) -> None:
    """A statement of the body: only declarations of items are allowed."""
    if isinstance(node, ir.AnnAssign):
        if node.value is not None:
            r.report(findings.INVALID_TYPED_DICT_STATEMENT, node, "An item cannot have a value")
        elif isinstance(node.target, ir.Name):
            _item(r, node, node.target.id, literal)
    elif isinstance(node, ir.FunctionDef):
        r.report(findings.INVALID_TYPED_DICT_STATEMENT, node.name_node, "A typed dictionary cannot have methods")
    elif isinstance(node, ir.Assign | ir.AugAssign | ir.For | ir.While | ir.With | ir.Delete | ir.ClassDef):
        r.report(findings.INVALID_TYPED_DICT_STATEMENT, node, "Only items can be declared here")


def _item(r: RegionInference, node: ir.AnnAssign, name: str, literal: kinds.ClassLiteral) -> None:
    """An item that a base has too, or that a base says of all further keys what they hold."""
    db = r.db
    if mro.has_unknown(db, literal):
        return
    own = next((field for field in typed_dicts.own_items(db, literal) if field.name == name), None)
    if own is None or own.definition is None:
        return
    own = _own_terms(db, literal, own)
    for base in classes.facts(db, literal).bases:
        if base is None or not typed_dicts.is_typed_dict(db, base.literal):
            continue
        theirs = typed_dicts.items(db, base).get(name)
        if theirs is None:
            others = typed_dicts.extra(db, base)
            reason = "" if others is None else _extra_conflict(db, own, others)
        else:
            reason = _conflict(db, own, theirs)
        if reason:
            above = base.literal.anchor if theirs is None or theirs.definition is None else theirs.definition
            related = (findings.Related(above, f"`{above.name}` is declared here"),)
            r.report(findings.INVALID_TYPED_DICT_FIELD, node, name, base.literal.name, reason, related=related)
            return


def _own_terms(db: queries.Db, literal: kinds.ClassLiteral, field: queries.Field) -> queries.Field:
    found = typed_dicts.items(db, classes.identity(db, literal)).get(field.name)
    return field if found is None else found


def _conflict(db: queries.Db, own: queries.Field, theirs: queries.Field) -> str:
    """Why the one cannot take the place of the other; "" when it can."""
    if not _may_replace(db, own, theirs):
        return f"its type is `{display.text(db, theirs.type)}` there"
    if theirs.qualifiers & queries.REQUIRED and not own.qualifiers & queries.REQUIRED:
        return "it is required there"
    if theirs.qualifiers & queries.READ_ONLY:
        return ""
    if own.qualifiers & queries.READ_ONLY:
        return "it may be changed there"
    if not theirs.qualifiers & queries.REQUIRED and own.qualifiers & queries.REQUIRED:
        return "it is not required there"
    return ""


def _extra_conflict(db: queries.Db, own: queries.Field, others: queries.Field) -> str:
    """Why an item cannot be one of the extra items of a base."""
    if others.type is kinds.NEVER:
        return "no further keys are allowed there"
    if not _may_replace(db, own, others):
        return f"further keys hold `{display.text(db, others.type)}` there"
    if others.qualifiers & queries.READ_ONLY:
        return ""
    if own.qualifiers & queries.READ_ONLY:
        return "further keys may be changed there"
    return "further keys are not required there" if own.qualifiers & queries.REQUIRED else ""


def _may_replace(db: queries.Db, own: queries.Field, theirs: queries.Field) -> bool:
    """Does the type fit: exactly, where the item may be changed?"""
    if not relation.is_assignable(db, own.type, theirs.type):
        return False
    return bool(theirs.qualifiers & queries.READ_ONLY) or relation.is_assignable(db, theirs.type, own.type)
