"""Calls that make type variables, new types, named tuples and the like: do they say what they should?

In:  a region's inference and an assignment `X = TypeVar("X", …)`, its value inferred; or a call that makes a type
     variable and is assigned to nothing.
Out: nothing; findings at the arguments.
Always: arguments that are not understood are no mistake. What a class made by a call holds is not looked at.
Source: the typing specification, "Generics" (type variables, defaults) and the pages of the makers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds
from pebre_analysis.types.algebra import generics, known, relation, truth, type_variables
from pebre_analysis.types.infer import field_bodies, states

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.types.infer.region import RegionInference

VARIABLES: Final = ("TypeVar", "ParamSpec", "TypeVarTuple")
_TYPING: Final = ("typing", "typing_extensions")
_VARIANCES: Final = ("covariant", "contravariant", "infer_variance")
_NAMES: Final = ("name", "typename", "class_name")


def check(r: RegionInference, target: ir.Name, call: ir.Call, made: kinds.Type) -> None:
    """`target = call`, whose value is `made`."""
    if isinstance(made, kinds.KnownObject):
        if made.kind not in (kinds.TYPE_VAR_OBJECT, kinds.NEW_TYPE_OBJECT, kinds.ALIAS_OBJECT):
            return
    elif not isinstance(made, kinds.ClassLiteral) or made.kind in (kinds.STATEMENT, kinds.DYNAMIC):
        return
    number = r.index.marks[target.n] - 1
    if number < 0:
        return
    maker = call.func.attr if isinstance(call.func, ir.Attribute) else getattr(call.func, "id", "")
    _name(r, target.id, call, maker, isinstance(made, kinds.ClassLiteral))
    if isinstance(made, kinds.ClassLiteral) and made.kind == kinds.NAMED_TUPLE:
        field_bodies.functional_named_tuple(r, call, made)
    if isinstance(made, kinds.KnownObject) and isinstance(made.of, kinds.TypeVar):
        _once(r, target, r.definition(number))
        _variable(r, call, made.of)


def loose(r: RegionInference, call: ir.Call, callee: kinds.ClassLiteral) -> None:
    """A call that makes a type variable but is not the whole value of an assignment to a name."""
    if any(known.is_class(r.db, callee, callee.name, module) for module in _TYPING):
        text = f"A {callee.name} is assigned to a name of its own as it is made, without annotation"
        r.report(findings.INVALID_LEGACY_TYPE_VARIABLE, call, text)


def _name(r: RegionInference, wanted: str, call: ir.Call, maker: str, is_class: bool) -> None:
    """The first argument is the name; one that a class shows to people may lack the mark of a private name."""
    given = call.args[0]
    if given.stars or (given.name is not None and given.name not in _NAMES):
        return
    value = r.infer(given.value)
    if not isinstance(value, kinds.StrLiteral) or value.value == wanted:
        return
    if not is_class or value.value.strip("_") != wanted.strip("_"):
        r.report(findings.MISMATCHED_TYPE_NAME, given, maker, wanted, value.value)


def _once(r: RegionInference, target: ir.Name, definition: Definition) -> None:
    """A name that stands for a type variable stands for nothing else in its scope."""
    region = definition.region
    if r.scope.kind == scopes.FUNCTION or region.key != target.id:
        return
    others: list[Region] = []
    before = region.before.get(r.db)
    while before is not None:
        others.append(before)
        before = before.before.get(r.db)
    for other in reversed(others):
        if states.is_live(r.db, other.entry.get(r.db).path):
            other.code.get(r.db)
            first = next((at for at, each in enumerate(other.index.bindings) if each.place == target.id), -1)
            text = f"`{target.id}` is bound already and cannot become a type variable"
            found = findings.Related(other.definition(first), f"`{target.id}` is bound here first")
            related = () if first < 0 else (found,)
            r.report(findings.INVALID_LEGACY_TYPE_VARIABLE, target, text, related=related)
            return


def _variable(r: RegionInference, call: ir.Call, var: kinds.TypeVar) -> None:
    """The arguments of `TypeVar`, `ParamSpec` and `TypeVarTuple`."""
    constraints: list[ir.Argument] = []
    given: dict[str, ir.Argument] = {}
    for each in call.args[1:]:
        if each.stars:
            _say(r, each, "The arguments that make a type variable are written out, not unpacked")
            return
        if each.name is None:
            constraints.append(each)
        else:
            given[each.name] = each
    if var.kind == kinds.TYPE_VAR:
        _limits(r, constraints, given, var)
    said: list[str] = []
    for name in _VARIANCES:
        argument = given.get(name)
        if argument is not None:
            value = r.infer(argument.value)
            if isinstance(value, kinds.Dynamic):
                continue
            answer = truth.truthiness(r.db, value)
            if answer is None:
                _say(r, argument, f"`{name}` is `True` or `False`; what is given may be either")
            elif answer:
                said.append(name)
    if len(said) > 1:
        _say(r, given[said[1]], f"`{said[0]}` and `{said[1]}` exclude each other")


def _limits(
    r: RegionInference, constraints: list[ir.Argument], given: dict[str, ir.Argument], var: kinds.TypeVar
) -> None:
    if len(constraints) == 1:
        _say(r, constraints[0], "A TypeVar has two constraints or more; for one type use `bound=…`")
    if constraints and "bound" in given:
        _say(r, given["bound"], "A TypeVar has a bound or constraints, not both")
        return
    facts = r.db.infer.type_variable(r.db, var.definition)
    if facts.bound is not None and "bound" in given and _speaks_of_variables(facts.bound):
        r.report(findings.INVALID_TYPE_VARIABLE_BOUND, given["bound"], var.name, display.text(r.db, facts.bound))
        return
    for at, each in zip(constraints, facts.constraints, strict=False):
        if _speaks_of_variables(each):
            r.report(findings.INVALID_TYPE_VARIABLE_CONSTRAINTS, at, var.name, display.text(r.db, each))
            return
    if facts.default is not None and "default" in given:
        default(r, given["default"], var)


def default(r: RegionInference, at: ir.Node, var: kinds.TypeVar) -> None:
    """Does the default keep to the bound or the constraints?"""
    facts = r.db.infer.type_variable(r.db, var.definition)
    value = facts.default
    if value is None or isinstance(value, kinds.Dynamic):
        return
    given = display.text(r.db, value)
    if facts.bound is not None:
        widest = type_variables.upper_bound(r.db, value) if isinstance(value, kinds.TypeVar) else value
        if not relation.is_assignable(r.db, widest, facts.bound):
            wanted = display.text(r.db, facts.bound)
            r.report(findings.INVALID_TYPE_VARIABLE_DEFAULT, at, var.name, given, "the bound", f"`{wanted}`")
    elif facts.constraints:
        own = r.db.infer.type_variable(r.db, value.definition).constraints if isinstance(value, kinds.TypeVar) else ()
        if not all(each in facts.constraints for each in own or (value,)):
            wanted = ", ".join(f"`{display.text(r.db, each)}`" for each in facts.constraints)
            r.report(findings.INVALID_TYPE_VARIABLE_DEFAULT, at, var.name, given, "the constraints", wanted)


def _speaks_of_variables(ty: kinds.Type) -> bool:
    return ty.generic and any(var.kind != kinds.SELF for var in generics.variables([ty]))


def _say(r: RegionInference, node: ir.Node, text: str) -> None:
    r.report(findings.INVALID_LEGACY_TYPE_VARIABLE, node, text)
