"""Is the header of a class sound: may its bases be bases, and do they go together?

In:  a region's inference and a `class` statement of it, its arguments inferred.
Out: nothing; findings at the base, or at the name of the class.
Always: a base of which too little is known is no mistake.
Source: the data model of the Python reference ("Creating the class object"), and the typing specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, findings, kinds
from pebre_analysis.types.algebra import class_members, classes, enums, known, mro
from pebre_analysis.types.infer import (
    annotation_problems,
    class_facts,
    field_bodies,
    generic_classes,
    misplaced_marks,
    subclass_findings,
    typed_dict_bodies,
    variance_findings,
)

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference

_NEVER_BASES: Final = (
    kinds.IntLiteral, kinds.StrLiteral, kinds.BytesLiteral, kinds.BoolLiteral, kinds.Module, kinds.Function,
)  # fmt: skip


def check(r: RegionInference, node: ir.ClassDef, definition: Definition) -> None:
    """See the module's docstring."""
    db = r.db
    literal = build.class_literal(db, definition, kinds.STATEMENT, node.name)
    for argument in node.args:
        if argument.name is None and not argument.stars:
            _base(r, argument.value)
        elif argument.name == "metaclass":
            given = r.infer(argument.value)
            if isinstance(given, kinds.ClassObject) and given.generic:
                r.report(findings.INVALID_METACLASS, argument.value)
    flags = classes.facts(db, literal).flags
    if flags & classes.NAMED_TUPLE:
        field_bodies.named_tuple_header(r, node)
    if flags & classes.TYPED_DICT:
        typed_dict_bodies.header(r, node, literal)
    if classes.is_protocol(db, literal):
        _protocol(r, node, literal)
    misplaced_marks.class_(r, node, literal)
    error = mro.result(db, literal).error
    if error == "cycle":
        r.report(findings.CYCLIC_CLASS_DEFINITION, node.name_node, node.name)
    elif error == "duplicate":
        r.report(findings.DUPLICATE_BASE, node.name_node, node.name)
    elif error == "inconsistent":
        r.report(findings.INCONSISTENT_MRO, node.name_node, node.name)
    else:
        if len(node.args) > 1:
            _layout(r, node, literal)
            _metaclass(r, node, literal)
        subclass_findings.check(r, node, literal)
        generic_classes.check(r, node, definition)


def _protocol(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """Every base of a protocol is one."""
    for argument in node.args:
        if argument.name is not None or argument.stars:
            continue
        base = classes.of_value(r.db, r.infer(argument.value))
        if base is None or known.is_class(r.db, base, "object"):
            continue
        if not classes.facts(r.db, base).flags & (classes.PROTOCOL | classes.UNKNOWN_BASE):
            r.report(findings.INVALID_PROTOCOL, argument, f"`{base.name}` is no protocol and cannot be a base of one")
    variance_findings.protocol(r, node, literal)


def _base(r: RegionInference, node: ir.Expr) -> None:
    found = r.infer(node)
    if isinstance(node, ir.Call) and class_facts.makes_class(r.db, r.infer(node.func)):
        return
    is_named_type = isinstance(found, kinds.KnownObject) and found.kind in (kinds.NEW_TYPE_OBJECT, kinds.ALIAS_OBJECT)
    if isinstance(found, kinds.SpecialForm) and found.name in ("Self", "Any", "Never", "NoReturn", "LiteralString"):
        if found.name != "Any":
            r.report(findings.INVALID_BASE, node, display.text(r.db, found))
        return
    if isinstance(found, _NEVER_BASES) or is_named_type or _is_plain_object(r.db, found):
        r.report(findings.INVALID_BASE, node, display.text(r.db, found))
        return
    if _is_one_of_several(r.db, found):
        r.report(findings.UNSUPPORTED_BASE, node, display.text(r.db, found))
        return
    literal = classes.of_value(r.db, found)
    if literal is None:
        return
    if isinstance(found, kinds.ClassLiteral):
        annotation_problems.without_arguments(r.db, r, node, literal)
    if classes.facts(r.db, literal).flags & classes.FINAL or enums.member_names(r.db, literal):
        related = (findings.Related(literal.anchor, f"`{literal.name}` is defined here"),)
        r.report(findings.SUBCLASS_OF_FINAL_CLASS, node, literal.name, related=related)


def _is_one_of_several(db: queries.Db, ty: kinds.Type) -> bool:
    """Is it one of several classes, which of them only the running program knows?

    A faster form of a class, or nothing where a module is missing, is no other class: `local` and `_local`, `object`.
    """
    if isinstance(ty, kinds.Union):
        names: set[str] = set()
        for part in ty.parts:
            literal = classes.of_value(db, part)
            if literal is None:
                return False
            names.add(literal.name.strip("_"))
        return len(names - {"object"}) > 1
    return isinstance(ty, kinds.SubclassOf) and isinstance(ty.of, (kinds.Instance, kinds.Tuple))


def _is_plain_object(db: queries.Db, ty: kinds.Type) -> bool:
    """An instance of a class that neither makes classes nor says what to derive from in its place."""
    if not isinstance(ty, kinds.Instance) or mro.has_unknown(db, ty.cls.literal):
        return False
    if any(base is not None and base.literal.name in ("type", "_SpecialForm") for base in mro.of(db, ty.cls.literal)):
        return False
    names = ("__mro_entries__", "__getattr__")
    return ty.cls.literal.name in ("int", "str", "list", "dict", "NoneType") and all(
        class_members.class_member(db, ty.cls, name) is None for name in names
    )


def _metaclass(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """One metaclass among those of the class and its bases derives from all the others."""
    db = r.db
    facts = classes.facts(db, literal)
    found: list[tuple[kinds.ClassLiteral, str]] = []
    for name, given in facts.keywords:
        if name == "metaclass":
            explicit = classes.of_value(db, given)
            if explicit is None:
                return
            found.append((explicit, literal.name))
    for base in facts.bases:
        above = None if base is None else classes.facts(db, base.literal).metaclass
        if base is None or (above is not None and not isinstance(above, kinds.ClassLiteral)):
            return
        if above is not None:
            found.append((above, base.literal.name))
    if any(mro.has_unknown(db, each) for each, _ in found):
        return
    chosen = found[:1]
    for each in found[1:]:
        if mro.has(db, each[0], chosen[0][0]):
            chosen = [each]
        elif not mro.has(db, chosen[0][0], each[0]):
            told = chosen[0][0].name, chosen[0][1], each[0].name, each[1]
            r.report(findings.CONFLICTING_METACLASS, node.name_node, node.name, *told)
            return


def _layout(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """Two bases that each fix how instances are laid out, neither built on the other."""
    found: list[kinds.ClassLiteral] = []
    for base in classes.facts(r.db, literal).bases:
        layout = None if base is None else classes.layout_base(r.db, base.literal)
        if layout is not None and not any(mro.has(r.db, other, layout) for other in found):
            found = [other for other in found if not mro.has(r.db, layout, other)]
            found.append(layout)
    if len(found) > 1:
        r.report(findings.INSTANCE_LAYOUT_CONFLICT, node.name_node, node.name, found[0].name, found[1].name)
