"""Attributes that are not there, as findings.

In:  an Attribute, its owner's type and what was found of the member.
Out: findings of the region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.modules import module, resolve
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import (
    aliases,
    attributes,
    classes,
    decorators,
    known,
    members,
    slots,
    type_variables,
    unknowns,
)
from pebre_analysis.types.infer import deprecations

if TYPE_CHECKING:
    from pebre_analysis.syntax import ir
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference


def report(r: RegionInference, node: ir.Attribute, owner: kinds.Type, found: members.Member | None) -> None:
    """`found` is None, or has parts that lack the member, or may be unbound."""
    if not r.check or r.muted:
        return
    if found is None:
        if known.is_instance(r.db, owner, "type"):
            return  # it may be any class object: the typing specification calls it `type[Any]`
        if _may_have_more(r.db, owner):
            return
        if isinstance(owner, kinds.Module) and _is_submodule(r, owner, node.attr):
            if _is_loaded_by_code(r, owner.module.name):
                return
            r.report(findings.POSSIBLY_MISSING_SUBMODULE, node, owner.module.name, node.attr)
        else:
            r.report(findings.UNRESOLVED_ATTRIBUTE, node, display.text(r.db, owner), node.attr)
    elif found.missing:
        if unknowns.is_guess(aliases.resolved(r.db, owner)):
            return
        missing = [part for part in found.missing if not _may_have_more(r.db, part)]
        if not missing:
            return
        lacking = ", ".join(f"`{display.text(r.db, part)}`" for part in missing)
        shown = display.text(r.db, aliases.resolved(r.db, owner))
        r.report(findings.UNRESOLVED_ATTRIBUTE, node, shown, node.attr, lacking)
    elif found.flaw == members.DEPRECATED:
        deprecations.got(r, node, owner)
    elif found.flaw:
        related = () if found.definition is None else (findings.Related(found.definition, _declared(node, found.flaw)),)
        shown = display.text(r.db, owner)
        r.report(findings.INVALID_ATTRIBUTE_ACCESS, node, node.attr, shown, found.flaw, related=related)
    elif found.is_maybe_unbound:
        r.report(findings.POSSIBLY_MISSING_ATTRIBUTE, node, display.text(r.db, owner), node.attr)


def through_class(r: RegionInference, node: ir.Attribute, owner: kinds.Type) -> None:
    """A class object is asked for what only its instances know."""
    if r.muted or _may_have_more(r.db, owner):
        return
    definition = attributes.speaks_of_parameters(r.db, owner, node.attr)
    if definition is not None:
        related = (findings.Related(definition, f"`{node.attr}` is declared here"),)
        told = node.attr, display.text(r.db, owner), members.OF_PARAMETERS
        r.report(findings.INVALID_ATTRIBUTE_ACCESS, node, *told, related=related)


def _may_have_more(db: queries.Db, owner: kinds.Type) -> bool:
    """Is it of a class, or a class, that a decorator may have given more than its body says?"""
    inside = owner.of if isinstance(owner, kinds.SubclassOf) else owner
    inside = type_variables.upper_bound(db, inside) if isinstance(inside, kinds.TypeVar) else inside
    literal = classes.of_value(db, inside)
    if literal is None and isinstance(inside, kinds.Instance):
        literal = inside.cls.literal
    return literal is not None and decorators.may_be_made_over(db, literal)


def assigned(r: RegionInference, node: ir.Attribute, owner: kinds.Type) -> None:
    """`owner.name = …` of a name that no part of the class or module has, and nothing else takes."""
    for part in unknowns.judged(r.db, owner):
        if not _takes(r.db, part, node.attr) and not _may_have_more(r.db, part):
            r.report(findings.UNRESOLVED_ATTRIBUTE, node, display.text(r.db, part), node.attr)
            return


def _takes(db: queries.Db, ty: kinds.Type, name: str) -> bool:
    """May an attribute of that name be set? Of objects that are not understood it may, and of functions."""
    if isinstance(ty, kinds.Module):
        return members.member(db, ty, name) is not None
    if isinstance(ty, kinds.ClassLiteral):
        return classes.facts(db, ty).metaclass is not None or members.member(db, ty, name) is not None
    if isinstance(ty, kinds.SubclassOf) and isinstance(ty.of, kinds.Instance):
        literal = ty.of.cls.literal
        return classes.facts(db, literal).metaclass is not None or members.member(db, ty, name) is not None
    if isinstance(ty, kinds.Intersection) and not any(isinstance(part, kinds.Dynamic) for part in ty.positive):
        return not ty.positive or any(_takes(db, part, name) for part in ty.positive)
    is_self = isinstance(ty, kinds.TypeVar) and ty.kind == kinds.SELF
    bound = type_variables.upper_bound(db, ty) if isinstance(ty, kinds.TypeVar) else ty
    cls = classes.of_instance(db, bound)
    if cls is None or not isinstance(bound, kinds.Instance):
        return True
    if slots.refuses(db, cls, name):
        return attributes.has_hook(db, cls, "__setattr__")
    return is_self or members.member(db, ty, name) is not None or attributes.has_hook(db, cls, "__setattr__")


def _declared(node: ir.Attribute, flaw: str) -> str:
    is_hook = flaw in (members.BAD_GETATTR, members.BAD_GETATTRIBUTE)
    return f"`{flaw if is_hook else node.attr}` is defined here"


def _is_loaded_by_code(r: RegionInference, name: str) -> bool:
    """Does a package around it say by a `__getattr__` what its attributes are, and so what is imported when?"""
    while name:
        found = resolve.resolve(r.db, name)
        file = found.file if isinstance(found, module.Module) else None
        if file is not None and r.db.infer.module_attribute(r.db, file, "__getattr__") is not None:
            return True
        name = name.rpartition(".")[0]
    return False


def _is_submodule(r: RegionInference, owner: kinds.Module, name: str) -> bool:
    if not owner.module.is_package:
        return False
    return isinstance(resolve.resolve(r.db, f"{owner.module.name}.{name}"), module.Module)
