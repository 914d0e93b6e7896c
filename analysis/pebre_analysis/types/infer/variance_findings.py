"""Do the members of a class use its type variables as the declared variance lets them?

In:  a region's inference and a `class` statement, or a method of a class.
Out: nothing; findings of the rules `invalid-protocol` and `invalid-generic-class`.
Always: what is not understood is no mistake; a variable whose variance is inferred has none of its own.
Source: the typing specification, "Generics" (variance) and "Protocols" (generic protocols).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, findings, kinds, queries
from pebre_analysis.types.algebra import classes, generics, sources, type_variables, variance

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.syntax import ir
    from pebre_analysis.types.infer.region import RegionInference

_NAMES: Final = {
    queries.INVARIANT: "invariant",
    queries.COVARIANT: "covariant",
    queries.CONTRAVARIANT: "contravariant",
}
_ALLOWED: Final = {queries.COVARIANT: variance.ALONG, queries.CONTRAVARIANT: variance.AGAINST}
# They make an object, and nobody can call them through a wider type of it.
_MAKING: Final = frozenset(("__init__", "__new__", "__post_init__", "__init_subclass__", "__class_getitem__"))


def protocol(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """The type variables of a protocol vary as its members need, and not less."""
    declared = [(var, type_variables.declared_variance(r.db, var)) for var in classes.type_params(r.db, literal)]
    declared = [(var, how) for var, how in declared if var.kind == kinds.TYPE_VAR and how in _NAMES]
    needed = variance.of_protocol(r.db, literal) if declared else None
    for var, how in declared if needed is not None else ():
        assert needed is not None
        wanted = needed[var]
        # Where it goes both ways though only one is declared, that is told at the method, or at the base.
        if wanted not in (how, queries.INVARIANT):
            text = (
                f"`{var.name}` is {_NAMES[how]}; as the members of `{node.name}` use it, it should be {_NAMES[wanted]}"
            )
            related = (findings.Related(var.definition, f"`{var.name}` is declared here"),)
            r.report(findings.INVALID_PROTOCOL, node.name_node, text, related=related)


def method(r: RegionInference, node: ir.FunctionDef, definition: Definition, facts: queries.FunctionFacts) -> None:
    """A method takes no covariant variable and gives no contravariant one.

    What is made of them (`list[T]`) counts for ParamSpecs and TypeVarTuples only: for variables of one type real code
    goes against its declared variance in many places, knowingly, and other checkers let it.
    """
    owner = sources.owner_class(definition)
    if owner is None or facts.flags & (queries.STATIC_METHOD | queries.CLASS_METHOD) or _is_left_out(node.name):
        return
    literal = build.class_literal(r.db, owner, kinds.STATEMENT, owner.name)
    if not any(type_variables.declared_variance(r.db, var) in _ALLOWED for var in classes.type_params(r.db, literal)):
        return
    by_name = {each.name: each for each in facts.signature.params[1:]}
    for param in node.params[1:]:
        taken = by_name.get(param.name)
        if param.annotation is not None and taken is not None and taken.type is not None:
            _one(r, param.annotation, taken.type, variance.AGAINST, literal)
    if node.returns is not None and facts.signature.returns is not None:
        _one(r, node.returns, facts.signature.returns, variance.ALONG, literal)


def _is_left_out(name: str) -> bool:
    return name in _MAKING or (name.startswith("_") and not name.endswith("__"))


def _one(r: RegionInference, at: ir.Expr, ty: kinds.Type, direction: int, literal: kinds.ClassLiteral) -> None:
    """What stands in one place of the header, which goes in one direction."""
    for var in generics.variables([ty]):
        if var.binding is not literal.anchor or (var.kind == kinds.TYPE_VAR and var is not ty):
            continue
        how = type_variables.declared_variance(r.db, var)
        allowed = _ALLOWED.get(how)
        if allowed is not None and variance.directions(r.db, var, ty, direction) & ~allowed:
            needed = variance.of_protocol(r.db, literal) if classes.is_protocol(r.db, literal) else None
            if needed is not None and needed[var] != queries.INVARIANT:
                return  # told of the whole protocol
            where = "where a method takes something" if direction == variance.AGAINST else "in what a method gives"
            related = (findings.Related(var.definition, f"`{var.name}` is declared here"),)
            text = f"`{var.name}` is {_NAMES[how]} and cannot stand {where}"
            r.report(findings.INVALID_GENERIC_CLASS, at, text, related=related)
            return
