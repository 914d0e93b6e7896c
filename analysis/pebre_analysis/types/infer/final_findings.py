"""Names and attributes declared `Final`: given a value once, where they are declared, and by no subclass.

In:  a region's inference, or a declaration of it.
Out: findings at the binding, the declaration or the overriding name.
Always: several declarations of one name are not counted against each other; a class behind a base that is not
understood may initialise what it declares.
Source: the typing specification, "Final" in "Type qualifiers".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import findings, kinds, queries
from pebre_analysis.types.algebra import class_members, classes, dataclasses, mro
from pebre_analysis.types.infer import annotation, class_bodies, declared

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types.infer.region import RegionInference

_GIVING: Final = frozenset((
    use_def.ASSIGN, use_def.ANNOTATED, use_def.AUGMENTED, use_def.FOR, use_def.WITH, use_def.WALRUS, use_def.DELETE,
))  # fmt: skip


def bindings(r: RegionInference) -> None:
    """Everything that the region binds again although a declaration says `Final`."""
    local: dict[str, Definition] | None = None
    for number, record in enumerate(r.index.bindings):
        if record.kind not in _GIVING or record.n < 0 or "." in record.place or "[" in record.place:
            continue
        if r.in_function and not record.flags & (use_def.GLOBAL | use_def.NONLOCAL):
            if local is None:
                local = _declared_here(r)
            declaration = local.get(record.place)
        elif record.scope != 0 or record.flags & use_def.NONLOCAL:
            continue
        else:
            declaration = _declared_in(r, record)
        if declaration is None or (record.flags & use_def.DECLARES and not r.in_function):
            continue
        if r.in_function and not record.flags & use_def.GLOBAL and r.definition(number) is declaration:
            continue
        related = (findings.Related(declaration, f"`{record.place}` is declared here"),)
        r.report_at(findings.INVALID_ASSIGNMENT, record.n, record.place, "", "is `Final`", related=related)


def _declared_here(r: RegionInference) -> dict[str, Definition]:
    """Names that the function body declares so."""
    found: dict[str, Definition] = {}
    for number, record in enumerate(r.index.bindings):
        if record.kind == use_def.ANNOTATED and record.scope == 0 and record.place not in found:
            node = record.node
            if isinstance(node, ir.AnnAssign) and _mentions_final(node.annotation):
                said = declared.said(r, record)
                if said is not None and said.qualifiers & queries.FINAL:
                    found[record.place] = r.definition(number)
    return found


def _mentions_final(node: ir.Expr) -> bool:
    """Could the annotation say `Final`? By its spelling alone."""
    if isinstance(node, ir.Subscript):
        return _mentions_final(node.value) or _mentions_final(node.index)
    if isinstance(node, ir.Str):
        return "Final" in (node.value or "")
    if isinstance(node, ir.Tuple):
        return any(_mentions_final(each) for each in node.items)
    return isinstance(node, ir.Name | ir.Attribute)


def _declared_in(r: RegionInference, record: use_def.Binding) -> Definition | None:
    """The declaration of the name in the module or class."""
    scope = r.scope
    if record.flags & use_def.GLOBAL:
        scope = semantic_index.semantic_index(r.db, r.scope.file).module
    state = scope.symbol(record.place).state.get(r.db)
    for definition in () if state is None else state.declarations:
        if definition.kind == use_def.ANNOTATED:
            if r.db.infer.definition_type(r.db, definition).qualifiers & queries.FINAL:
                return definition
    return None


# ---- declarations --------------------------------------------------------------------------------


def declaration(r: RegionInference, node: ir.AnnAssign, said: annotation.Declared) -> None:
    """`name: Final = …`, `self.name: Final = …`: where it may stand, and that it has a value."""
    if isinstance(node.target, ir.Attribute):
        definition = r.scope.definition if r.in_function else None
        if definition is None or definition.name != "__init__":
            r.report(findings.INVALID_TYPE_FORM, node.annotation, "An attribute is declared `Final` in `__init__`")
        return
    if node.value is not None or r.is_stub or not isinstance(node.target, ir.Name):
        return
    literal = class_bodies.owner(r, node)
    if literal is None or said.type is None or not _is_given_later(r, literal, node.target.id):
        r.report(findings.FINAL_WITHOUT_VALUE, node, node.target.id)


def _is_given_later(r: RegionInference, literal: kinds.ClassLiteral, name: str) -> bool:
    """Does something else than the class body give the attribute its value?"""
    db = r.db
    flags = classes.facts(db, literal).flags
    if flags & (classes.PROTOCOL | classes.NAMED_TUPLE | classes.TYPED_DICT) or mro.has_unknown(db, literal):
        return True
    if dataclasses.options(db, literal) is not None:
        return True
    scope = classes.scope(literal)
    return scope is None or any(_stands_in_init(site) for site in scope.symbol(name).sites.get(db))


def _stands_in_init(site: Definition) -> bool:
    owner = site.scope.definition if site.scope.kind == scopes.FUNCTION else None
    return owner is None or owner.name in ("__init__", "__new__")


# ---- subclasses ----------------------------------------------------------------------------------


def overridden(r: RegionInference, node: ir.Name, literal: kinds.ClassLiteral) -> None:
    """A name of the class body that a base declares `Final`."""
    name = node.id
    if name.startswith("__") and not name.endswith("__"):
        return
    for base in mro.of(r.db, literal)[1:]:
        if base is None:
            return
        found = class_members.own_member(r.db, base, name, False)
        if found is not None:
            if found.qualifiers & queries.FINAL:
                related = () if found.definition is None else (
                    findings.Related(found.definition, f"`{name}` is declared here"),
                )  # fmt: skip
                r.report(findings.OVERRIDE_OF_FINAL_VARIABLE, node, name, base.literal.name, related=related)
            return
