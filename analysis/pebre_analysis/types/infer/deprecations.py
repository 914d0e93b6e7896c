"""Uses of what is marked `@deprecated("…")`.

In:  a region's inference; a name, attribute or imported name and what it stands for, or a call and its signature; what
     runs without being named: the method of an operator, the getter or setter of a property.
Out: findings of the region. A function of which some overloads are marked is reported where one of these is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds, queries, remembered
from pebre_analysis.types.algebra import class_members, classes, decorators, members, union

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

MARKED: Final = frozenset((kinds.ClassLiteral, kinds.Function, kinds.BoundMethod))
"""The kinds of types that may be marked."""


def mention(r: RegionInference, node: ir.Node, ty: kinds.Type) -> None:
    """A name stands for `ty`, which is of one of the marked kinds."""
    if not r.check or r.muted:
        return
    named = ty.function if isinstance(ty, kinds.BoundMethod) else ty
    if not isinstance(named, kinds.ClassLiteral | kinds.Function):
        return
    definition = named.anchor if isinstance(named, kinds.ClassLiteral) else named.definition
    said = _of_named(r.db, named, definition)
    if said is not None and definition not in r.db.infer.overloads(r.db, definition).overloads:
        _say(r, node, _spoken(ty, definition), definition, said)


def called(r: RegionInference, node: ir.Call, callee: kinds.Type, signature: kinds.Signature | None) -> None:
    """What runs may be marked though the name that is called is not: an overload, a constructor."""
    if not r.check or r.muted:
        return
    definition = None if signature is None else signature.definition
    if definition is None or not r.db.infer.function_facts(r.db, definition).flags & queries.DEPRECATED:
        return
    function = callee.function if isinstance(callee, kinds.BoundMethod) else callee
    is_named = isinstance(function, kinds.Function) and function.definition is definition
    if is_named and definition not in r.db.infer.overloads(r.db, definition).overloads:
        return  # said at the name
    _say(r, node.func, _spoken(callee, definition), definition, _said(r.db, definition))


def operated(r: RegionInference, node: ir.Node, left: kinds.Type, *names: str) -> None:
    """An operator asks its left operand for the first of these methods that it has."""
    if not r.check or r.muted or not isinstance(left, kinds.Instance):
        return
    method = next((each for name in names if (each := members.special(r.db, left, name)) is not None), None)
    function = method.function if isinstance(method, kinds.BoundMethod) else None
    if isinstance(function, kinds.Function):
        used(r, node, function.definition, "method")


def got(r: RegionInference, node: ir.Attribute, owner: kinds.Type) -> None:
    """A property is read whose getter is marked."""
    for part in union.parts(owner):
        cls = classes.of_instance(r.db, part)
        found = None if cls is None else class_members.class_member(r.db, cls, node.attr)
        getter = found.type.getter if found is not None and isinstance(found.type, kinds.Property) else None
        if isinstance(getter, kinds.Function):
            used(r, node, getter.definition, "property")
            return


def used(r: RegionInference, node: ir.Node, definition: definitions.Definition, kind: str) -> None:
    """A function runs that is not named here; `kind`: what it is to who reads the code."""
    if r.check and not r.muted:
        said = of_definition(r.db, definition)
        if said is not None:
            _say(r, node, f"{kind} `{definition.name}`", definition, said)


def _of_named(db: queries.Db, named: kinds.Type, definition: definitions.Definition) -> str | None:
    """What the mark of a class or function says, None without one. Asked wherever one is named, so it is kept."""
    if not named.durable:
        return of_definition(db, definition)
    memo = remembered.facts(db, named)
    found = None if memo is None else memo.get(_KEY)
    said: str | None = found[0] if isinstance(found, tuple) else of_definition(db, definition)
    if found is None:
        remembered.keep_fact(db, named, _KEY, (said,))
    return said


_KEY: Final = "<deprecated>"


def _unmarked(db: queries.Db, definition: definitions.Definition) -> str | None:
    return None


@query.query(definitions.Definition, cycle_initial=_unmarked)
def of_definition(db: queries.Db, definition: definitions.Definition) -> str | None:
    """What the mark of a `def` or `class` says; a query, since who names it need not look when its header changes."""
    definition.region.code.get(db)
    node = definition.binding.node
    if not isinstance(node, ir.FunctionDef | ir.ClassDef) or not node.decorators:
        return None  # without a look at bases and parameters, for which other files are read
    if isinstance(node, ir.ClassDef):
        header = db.infer.class_header(db, definition)
        is_marked = any(decorators.flag(db, each) == queries.DEPRECATED for each in header.decorators)
    else:
        is_marked = bool(db.infer.function_facts(db, definition).flags & queries.DEPRECATED)
    return _said(db, definition) if is_marked else None


def _say(r: RegionInference, node: ir.Node, what: str, definition: definitions.Definition, said: str) -> None:
    related = (findings.Related(definition, f"`{definition.name}` is marked here"),)
    r.report(findings.DEPRECATED, node, what, said, related=related)


def _spoken(used: kinds.Type, definition: definitions.Definition) -> str:
    return display.spoken(used) or f"function `{definition.name}`"


def _said(db: queries.Db, definition: definitions.Definition) -> str:
    """The text in `@deprecated("…")`."""
    node = definition.binding.node
    reading = db.infer.names(db, definition.region)
    for decorator in node.decorators if isinstance(node, ir.FunctionDef | ir.ClassDef) else ():
        if isinstance(decorator, ir.Call) and decorator.args:
            if decorators.flag(db, reading.value(decorator)) == queries.DEPRECATED:
                first = decorator.args[0].value
                return (first.value or "").split("\n")[0] if isinstance(first, ir.Str) else ""
    return ""
