"""Do the forms of an overloaded function go together, and does the body behind them keep to them?

In:  a region's inference and a `def` of it that is an overload or follows overloads.
Out: nothing; findings of the rule `invalid-overload` at the name of the `def` that it is about: where an overload and
     its implementation differ that is the implementation, as comments that ask for silence have it.
Always
  - what stands under `if TYPE_CHECKING`, in a protocol or is abstract needs no implementation; a stub has none;
  - an implementation that a decorator changes is not compared; type variables are Unknown.
Source: the typing specification, "Overloads" (definition and implementation consistency).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.types import build, display, findings, kinds, queries
from pebre_analysis.types.algebra import classes, generics, gradual, relation, sources
from pebre_analysis.types.infer import overrides, states

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.syntax import ir
    from pebre_analysis.types.infer.region import RegionInference

_MARKS = {queries.STATIC_METHOD: "staticmethod", queries.CLASS_METHOD: "classmethod"}
_ONCE = {queries.FINAL_METHOD: "final", queries.OVERRIDE: "override"}


def check(r: RegionInference, node: ir.FunctionDef, definition: Definition) -> None:
    """See the module's docstring."""
    db = r.db
    flags = db.infer.function_facts(db, definition).flags
    if not flags & queries.OVERLOAD and not db.infer.overloads(db, definition).overloads:
        return
    forms, implementation = _group(r, definition)
    if not forms:
        return
    if definition is implementation:
        _marks(r, node, forms, flags)
        for form in forms:
            _consistency(r, node, form, definition)
        return
    if definition is forms[0]:
        if len(forms) == 1:
            _say(r, node, f"`{definition.name}` has one overload; there are two or more, or none is needed")
        elif implementation is None and not r.is_stub and not _may_lack_body(r, definition, forms):
            text = f"The overloads of `{definition.name}` are not followed by a `def` without `@overload` that does it"
            _say(r, node, text)
    for bit, name in _ONCE.items():
        if flags & bit and (implementation is not None or definition is not forms[0]):
            where = "the implementation" if implementation is not None else "the first overload"
            _say(r, node, f"`@{name}` speaks of all overloads: it stands at {where} only")
    if implementation is None and definition is forms[-1]:
        _marks(r, node, forms[:-1], flags)


def _say(r: RegionInference, node: ir.FunctionDef, text: str, related: Definition | None = None) -> None:
    found = () if related is None else (findings.Related(related, "the overload is here"),)
    r.report(findings.INVALID_OVERLOAD, node.name_node, text, related=found)


def _group(r: RegionInference, definition: Definition) -> tuple[list[Definition], Definition | None]:
    """All overloads that belong together, and the `def` that implements them."""
    db = r.db
    scope = sources.enclosing(definition)
    state = scope.symbol(definition.name).state.get(db)
    same = [] if state is None else [each for each in state.declarations if each.kind == use_def.FUNCTION]
    if scope.kind != scopes.FUNCTION:
        same = [each for each in same if each is definition or states.is_live(db, each.region.entry.get(db).path)]
    if definition not in same:
        return [], None
    start = end = same.index(definition)
    while start > 0 and _is_overload(db, same[start - 1]):
        start -= 1
    while end < len(same) and _is_overload(db, same[end]):
        end += 1
    return same[start:end], same[end] if end < len(same) else None


def _is_overload(db: queries.Db, definition: Definition) -> bool:
    return bool(db.infer.function_facts(db, definition).flags & queries.OVERLOAD)


def _may_lack_body(r: RegionInference, definition: Definition, forms: list[Definition]) -> bool:
    db = r.db
    owner = sources.owner_class(definition)
    if owner is not None:
        literal = build.class_literal(db, owner, kinds.STATEMENT, owner.name)
        flags = classes.facts(db, literal).flags
        if flags & classes.PROTOCOL:
            return True
        if flags & (classes.ABSTRACT_META | classes.UNKNOWN_BASE):
            if all(db.infer.function_facts(db, each).flags & queries.ABSTRACT for each in forms):
                return True
    return any(states.is_for_checkers(db, path) for path in _paths(r, definition))


def _paths(r: RegionInference, definition: Definition) -> list[states.LivePath]:
    """Under which conditions the statement runs, and the class around it."""
    found = []
    at: Definition | None = definition
    while at is not None and not at.region.is_body:
        found.append(at.region.entry.get(r.db).path)
        at = at.scope.definition if at.scope.kind == scopes.CLASS else None
    return found


def _marks(r: RegionInference, node: ir.FunctionDef, forms: list[Definition], flags: int) -> None:
    """`@staticmethod` and `@classmethod` stand at all of them or at none."""
    for bit, name in _MARKS.items():
        if any((r.db.infer.function_facts(r.db, each).flags ^ flags) & bit for each in forms):
            _say(r, node, f"`@{name}` stands at some of the overloads of `{node.name}` and is missing at others")


def _consistency(r: RegionInference, node: ir.FunctionDef, form: Definition, implementation: Definition) -> None:
    """The implementation takes what the overload takes, and one result fits the other."""
    db = r.db
    mine, theirs = db.infer.function_facts(db, form), db.infer.function_facts(db, implementation)
    if (mine.flags | theirs.flags) & queries.DECORATED:
        return
    is_method = sources.owner_class(form) is not None and not mine.flags & queries.STATIC_METHOD
    promised, given = (_form(db, each.signature, is_method) for each in (mine, theirs))
    if not _takes(db, given, promised):
        shown = [display.signature(db, each) for each in (given, promised)]
        text = f"The implementation of `{node.name}` does not take what an overload takes: `{shown[0]}`, `{shown[1]}`"
        _say(r, node, text, form)
        return
    result, wanted = promised.returns or kinds.UNKNOWN, given.returns or kinds.UNKNOWN
    if gradual.is_gradual(wanted):
        return  # written to take all that the overloads say
    if not relation.is_assignable(db, result, wanted) and not relation.is_assignable(db, wanted, result):
        told, meant = display.two(db, result, wanted)
        _say(r, node, f"An overload gives `{told}`, but the implementation gives `{meant}`", form)


def _takes(db: queries.Db, given: kinds.Signature, promised: kinds.Signature) -> bool:
    """Whether one form takes what the other does, be all arguments by position or all by name where both are possible:
    a parameter that stands earlier in the overload, since others are left out, is no mistake."""
    ways = [promised]
    for kind in (kinds.POSITIONAL_ONLY, kinds.KEYWORD_ONLY):
        params = tuple([_of_kind(db, each, kind) for each in promised.params])
        ways.append(build.signature(db, params, promised.returns, (), promised.gradual))
    whole, *each_way = [relation.is_assignable(db, _callable(db, given), _callable(db, way)) for way in ways]
    return whole or all(each_way)


def _of_kind(db: queries.Db, param: kinds.Parameter, kind: int) -> kinds.Parameter:
    if param.kind != kinds.POSITIONAL_OR_KEYWORD:
        return param
    return build.parameter(db, param.name, kind, param.type, param.default)


def _form(db: queries.Db, signature: kinds.Signature, is_method: bool) -> kinds.Signature:
    found = overrides.form(db, signature, "")  # names count, in special methods too
    inside = generics.variables([each.type for each in found.params if each.type is not None])
    found = generics.substitute_signature(db, found, {each: generics.unknown_argument(db, each) for each in inside})
    params = found.params
    if is_method and params and params[0].kind <= kinds.POSITIONAL_OR_KEYWORD:
        params = params[1:]
    return build.signature(db, params, found.returns, (), found.gradual)


def _callable(db: queries.Db, form: kinds.Signature) -> kinds.Type:
    """The form for a comparison of the parameters alone."""
    return build.callable_type(db, (build.signature(db, form.params, kinds.UNKNOWN, (), form.gradual),))
