"""Is a generic class made soundly: its parameters, and what it does with them among its bases?

In:  a region's inference and a `class` statement of it whose bases were inferred.
Out: nothing; findings of the rule `invalid-generic-class`, at the base or at the name of the class.
Always: parameters are judged by the variables that are understood; a base that is not is no mistake.
Source: the typing specification, "Generics" (user-defined generic classes, defaults, variance).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, findings, kinds, queries
from pebre_analysis.types.algebra import generics, mro, relation, special_forms, type_variables, variance
from pebre_analysis.types.infer import annotation_context, annotation_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types.infer.region import RegionInference

_VARIANCES: Final = {
    queries.COVARIANT: ("covariant", variance.ALONG),
    queries.CONTRAVARIANT: ("contravariant", variance.AGAINST),
}


def check(r: RegionInference, node: ir.ClassDef, definition: Definition) -> None:
    """See the module's docstring."""
    forms = list(_forms(r, node))
    params = r.db.infer.class_type_params(r.db, definition)
    header = r.db.infer.class_header(r.db, definition)
    if not params and not forms and not any(each.generic for each in header.bases):
        if len(header.bases) > 1:
            _agreement(r, node, header.bases)
        return
    written = bool(annotation_context.own_parameters(definition))
    for name, base in forms:
        if written:
            _say(r, base, f"A class with a list of type parameters is generic already; `{name}[…]` cannot be a base")
        _repeated(r, name, base)
    if len({name for name, _ in forms}) == 2:
        _say(r, forms[1][1], "`Protocol[…]` makes the class generic by itself; `Generic[…]` beside it cannot be a base")
    if sum(var.kind == kinds.TYPE_VAR_TUPLE for var in params) > 1:
        _say(r, node.name_node, "A class can have one TypeVarTuple: what two of them take could not be told apart")
    own = {var.definition for var in params}
    for base_type in header.bases:
        for var in generics.variables([base_type]):
            if var.binding is definition and var.definition not in own and var.kind != kinds.SELF:
                how = "its list of type parameters" if written else f"`{forms[0][0]}[…]`" if forms else ""
                if how:
                    _say(r, node.name_node, f"`{var.name}` is used in a base of `{node.name}` but is not in {how}")
                    break
    if not written or len(params) > 1:
        _defaults(r, node, params, written)
    if not written:
        for base_type in header.bases:
            _variance(r, node, base_type, definition)
    if len(header.bases) > 1:
        _agreement(r, node, header.bases)


def _say(r: RegionInference, node: ir.Node, text: str, var: kinds.TypeVar | None = None) -> None:
    related = () if var is None else (findings.Related(var.definition, f"`{var.name}` is declared here"),)
    r.report(findings.INVALID_GENERIC_CLASS, node, text, related=related)


def _forms(r: RegionInference, node: ir.ClassDef) -> Iterator[tuple[str, ir.Subscript]]:
    """`Generic[…]` and `Protocol[…]` among the bases."""
    for each in node.args:
        if each.name is None and not each.stars and isinstance(each.value, ir.Subscript):
            for name in ("Generic", "Protocol"):
                if special_forms.is_form(r.infer(each.value.value), name):
                    yield name, each.value


def _repeated(r: RegionInference, form: str, base: ir.Subscript) -> None:
    """Each parameter is a variable of its own; a TypeVarTuple is unpacked."""
    seen: set[kinds.TypeVar] = set()
    for each in annotation_forms.arguments(base):
        value = r.infer(each)
        if isinstance(value, (kinds.ClassLiteral, kinds.ClassObject, kinds.StrLiteral)):
            shown = display.text(r.db, value)
            r.report(findings.INVALID_ARGUMENT_TYPE, each, f"`{form}[…]`", "", "a type variable", shown, "", "class")
            return
        if not isinstance(each, (ir.Name, ir.Attribute)):
            continue
        var = value.of if isinstance(value, kinds.KnownObject) and value.kind == kinds.TYPE_VAR_OBJECT else None
        if not isinstance(var, kinds.TypeVar):
            continue
        if var in seen:
            _say(r, each, f"`{var.name}` is given to `{form}[…]` twice", var)
        elif var.kind == kinds.TYPE_VAR_TUPLE:
            _say(r, each, f"The TypeVarTuple `{var.name}` is to be unpacked: `*{var.name}`", var)
        seen.add(var)


def _defaults(r: RegionInference, node: ir.ClassDef, params: tuple[kinds.TypeVar, ...], written: bool) -> None:
    """What has a default comes last, and a default speaks of earlier parameters only."""
    defaulted: kinds.TypeVar | None = None
    unpacked: kinds.TypeVar | None = None
    before: list[Definition] = []
    later = [param.definition for param in params]
    for param in params:
        default = r.db.infer.type_variable(r.db, param.definition).default
        if default is None:
            if defaulted is not None and param.kind != kinds.TYPE_VAR_TUPLE and not written:
                text = f"`{param.name}` has no default and follows `{defaulted.name}`, which has one"
                _say(r, node.name_node, text, defaulted)
                return
        else:
            if unpacked is not None and param.kind == kinds.TYPE_VAR:
                text = f"`{param.name}` has a default and follows the TypeVarTuple `{unpacked.name}`, which takes all"
                _say(r, node.name_node, text, param)
                return
            defaulted = defaulted or param
            for var in generics.variables([default]):
                if var.binding is not None or var.kind == kinds.SELF or var.definition in before:
                    continue
                where = "a later parameter" if var.definition in later else f"no parameter of `{node.name}`"
                if where.startswith("a") or not written:
                    text = f"The default of `{param.name}` speaks of `{var.name}`, which is {where}"
                    _say(r, node.name_node, text, param)
                    return
        if param.kind == kinds.TYPE_VAR_TUPLE:
            unpacked = param
        before.append(param.definition)


def _variance(r: RegionInference, node: ir.ClassDef, base: kinds.Type, definition: Definition) -> None:
    """A variable that goes one way only may not stand where a base lets it go the other."""
    if not isinstance(base, kinds.ClassObject):
        return
    for var in generics.variables([base]):
        if var.binding is not definition or var.kind != kinds.TYPE_VAR:
            continue
        declared = _VARIANCES.get(type_variables.declared_variance(r.db, var))
        if declared is None:
            continue
        name, allowed = declared
        if variance.directions(r.db, var, build.instance(r.db, base.cls)) & ~allowed:
            at = next((each.value for each in node.args if r.infer(each.value) is not kinds.UNKNOWN), node.name_node)
            shown = display.text(r.db, build.instance(r.db, base.cls))
            _say(r, at, f"`{var.name}` is {name}, which the base `{shown}` does not allow where it stands", var)
            return


def _agreement(r: RegionInference, node: ir.ClassDef, bases: tuple[kinds.Type, ...]) -> None:
    """Two bases that derive from one generic class derive from the same form of it."""
    seen: dict[kinds.ClassLiteral, kinds.ClassType] = {}
    for base in bases:
        if not isinstance(base, (kinds.ClassObject, kinds.ClassLiteral)):
            continue
        cls = base.cls if isinstance(base, kinds.ClassObject) else build.class_type(r.db, base)
        if not cls.args and isinstance(base, kinds.ClassLiteral) and r.db.infer.class_type_params(r.db, base.anchor):
            continue  # without arguments it is any form
        for each in mro.specialised(r.db, cls):
            if each is None or not each.args:
                continue
            other = seen.setdefault(each.literal, each)
            if other is not each and _differ(r.db, other.args, each.args):
                shown = [display.text(r.db, build.instance(r.db, form)) for form in (other, each)]
                _say(r, node.name_node, f"The bases of `{node.name}` derive from both `{shown[0]}` and `{shown[1]}`")
                return


def _differ(db: queries.Db, left: tuple[kinds.Type, ...], right: tuple[kinds.Type, ...]) -> bool:
    """Is there a pair of arguments of which neither fits the other?"""
    return any(
        a is not b and not relation.is_assignable(db, a, b) and not relation.is_assignable(db, b, a)
        for a, b in zip(left, right, strict=False)
    )
