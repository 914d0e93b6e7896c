"""May a method stand where the one it overrides was promised?

In:  a region's inference and a `def` of it that stands in a class.
Out: nothing; findings at the name of the method.
Always
  - the nearest class above that has the name counts; behind a base that is not understood nothing is said;
  - constructors are free unless they say `@override`; names that a class keeps to itself (`__x`) always;
  - what is not annotated is Unknown, variables of the methods' own too; `*args, **kwargs` without types
    take anything;
  - names of parameters count where callers may use them: not in special methods, not with a leading `_`.
Source: the typing specification, "Class type assignability" and "Callables", and Liskov's principle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, display, findings, kinds, queries
from pebre_analysis.types.algebra import (
    class_members,
    classes,
    generics,
    members,
    mro,
    relation,
    signatures,
    sources,
    tuples,
)

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.syntax import ir
    from pebre_analysis.types.infer.region import RegionInference

_FREE: Final = frozenset(("__init__", "__new__", "__init_subclass__", "__post_init__", "__class_getitem__", "__hash__"))

_MAKING: Final = ("__init__", "__new__")


def check(r: RegionInference, node: ir.FunctionDef, definition: Definition) -> None:
    """See the module's docstring."""
    owner = sources.owner_class(definition)
    if owner is None:
        return
    db = r.db
    literal = build.class_literal(db, owner, kinds.STATEMENT, owner.name)
    cls = classes.identity(db, literal)
    name = definition.name
    flags = db.infer.function_facts(db, definition).flags
    above: class_members.Found | None = None
    for base in mro.specialised(db, cls)[1:]:
        if base is None:
            return
        above = class_members.own_member(db, base, name, False)
        if above is not None:
            break
    else:
        if flags & queries.OVERRIDE and (r.is_stub or not flags & queries.OVERLOAD):
            r.report(findings.INVALID_EXPLICIT_OVERRIDE, node.name_node, name, literal.name)
        return
    is_free = name in _FREE and not (flags & queries.OVERRIDE and name in _MAKING)
    if is_free or (name.startswith("__") and not name.endswith("__")):
        return
    related = () if above.definition is None else (findings.Related(above.definition, f"`{name}` is defined here"),)
    if isinstance(above.type, kinds.Function) and _is_final(db, above.type):
        forms = db.infer.overloads(db, definition).overloads
        if not forms or definition is forms[0]:
            r.report(findings.OVERRIDE_OF_FINAL_METHOD, node.name_node, name, base.literal.name, related=related)
        return
    own = class_members.own_member(db, cls, name, False)
    if own is None or not isinstance(own.type, kinds.Function) or not isinstance(above.type, kinds.Function):
        return
    if own.type.definition is not definition or own.is_maybe_unbound:
        return  # an overload, or not the form that others see
    if sources.owner_class(above.type.definition) is None:
        return  # what a call gave is no promise of the class
    receiver = tuples.instance(db, cls)
    promised = build.function(db, above.type.definition, base if base.args else None)
    mine, theirs = (_forms(db, _bound(db, each, receiver, cls), name) for each in (own.type, promised))
    if not mine or not theirs or all(_takes_anything(each) for each in theirs):
        return
    given, wanted = build.callable_type(db, mine), build.callable_type(db, theirs)
    if not relation.is_assignable(db, given, wanted):
        shown = display.two(db, given, wanted)
        r.report(findings.INVALID_METHOD_OVERRIDE, node.name_node, name, base.literal.name, *shown, related=related)


def _is_final(db: queries.Db, method: kinds.Function) -> bool:
    """Is it marked so, or, of overloads, the first in a stub or what implements them?"""
    behind = db.infer.function_facts(db, method.definition).flags
    return bool((signatures.flags(db, method) | behind) & queries.FINAL_METHOD)


def _bound(db: queries.Db, method: kinds.Function, receiver: kinds.Type, cls: kinds.ClassType) -> kinds.Type:
    if method.definition.name == "__new__":  # which is no method where it is looked up
        return build.bound_method(db, method, members.class_of(db, receiver, cls))
    return members.bind(db, method, receiver, cls)


def _forms(db: queries.Db, method: kinds.Type, name: str) -> signatures.Signatures:
    """The signatures of the bound method, with nothing in them that only its own body knows."""
    found = signatures.of(db, method) or ()
    return tuple(form(db, each, name) for each in found)


def form(db: queries.Db, written: kinds.Signature, name: str) -> kinds.Signature:
    """A signature with nothing in it that only its own body knows."""
    own = {var: generics.unknown_argument(db, var) for var in written.type_params}
    is_special = name.startswith("__") and name.endswith("__")
    params = tuple(_unnamed(db, each, is_special) for each in written.params)
    definition = written.definition
    # What a body gives without having promised it is no promise to break.
    is_promised = definition is None or db.infer.function_facts(db, definition).signature.returns is not None
    returns = written.returns if is_promised else None
    plain = build.signature(db, params, returns or kinds.UNKNOWN, (), written.gradual or _takes_anything(written))
    return generics.substitute_signature(db, plain, own)


def _unnamed(db: queries.Db, param: kinds.Parameter, is_special: bool) -> kinds.Parameter:
    if param.kind == kinds.POSITIONAL_OR_KEYWORD and (is_special or param.name.startswith("_")):
        return build.parameter(db, param.name, kinds.POSITIONAL_ONLY, param.type, param.default)
    return param


def _takes_anything(form: kinds.Signature) -> bool:
    """Does it end in `*args, **kwargs` of any types?"""
    rest = [each for each in form.params if each.kind in (kinds.VARIADIC, kinds.KEYWORDS)]
    return len(rest) == 2 and all(each.type is None or isinstance(each.type, kinds.Dynamic) for each in rest)
