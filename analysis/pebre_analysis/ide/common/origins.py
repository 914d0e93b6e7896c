"""Where what stands at an offset comes from: the definitions that a `Target` means.

In:  a target.
Out: origins (see `lookup`), imports not followed; empty when nothing is known.
Always
  - of a name that is read, the definitions that may reach the place; ways that settings or a declared
    `Never` rule out count only where nothing else is left (so code that cannot run has answers too);
  - of a name that is bound there, that binding;
  - of an attribute, what its value's type says; only where that says nothing, the assignment that is seen.
Does not know: positions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import contents
from pebre_analysis.ide.common import attributes, free_reads, lookup, target
from pebre_analysis.modules import desperate, module, resolve
from pebre_analysis.semantic import definition, live, region, scope, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import arguments, call, known, members, signatures, tuples
from pebre_analysis.types.infer import region as inference
from pebre_analysis.types.infer import results

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from pebre_analysis.project import database

    _Find: TypeAlias = Callable[[database.ProjectDatabase, target.Target], list[lookup.Origin]]

_STAND_FOR_OTHERS: Final = (use_def.LOOP, use_def.CAPTURED)
_BINDERS: Final = (ir.Assign, ir.AnnAssign, ir.For)  # statements, which say themselves whether they can run
_NO_TARGETS: Final = (*_STAND_FOR_OTHERS, use_def.AUGMENTED, use_def.DELETE, use_def.STAR)


def of_target(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    """The origins of what stands there."""
    return list(dict.fromkeys(_BY_ROLE[at.role](db, at)))


# ---- names -----------------------------------------------------------------------------------------------


def _name(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    node = at.parent if isinstance(at.parent, ir.Alias) else at.node
    assert node is not None
    own = binding_at(at.region, node.n)
    if own is not None:
        return [own]
    if not isinstance(node, ir.Name):
        return []
    if at.region.scope.kind == scope.CLASS and target.is_annotation(at.steps) and _inferring(db, at).deferred:
        late = lookup.at_end(db, at.region.scope, node.id)
        if any(not isinstance(each, definition.Definition) or each.kind != use_def.FUNCTION for each in late):
            return late  # of a method that is called like a type the annotation does not speak
    found = _of_use(db, at.region, node.n, node.id, at.bodies)
    return found or lookup.at_end(db, at.region.scope, node.id)


def binding_at(where: region.Region, n: int) -> definition.Definition | None:
    """The definition whose target is node `n` of the region."""
    is_body = where.is_body
    for number, binding in enumerate(where.index.bindings):
        if binding.n == n and binding.kind not in _NO_TARGETS:
            if not (is_body and binding.kind == use_def.PARAMETER and not binding.scope):
                return where.definition(number)
    return None


def _of_use(
    db: database.ProjectDatabase, where: region.Region, n: int, place: str, bodies: Bodies | None
) -> list[lookup.Origin]:
    """What may reach a read of a place."""
    index = where.index
    mark = index.marks[n] if n < len(index.marks) else 0
    if not 0 < mark < len(index.states):
        return []
    inferred = of_region(db, where) if bodies is None else bodies.of(db, where)
    return _Walk(db, inferred).state(mark, place) or _Walk(db, inferred, everything=True).state(mark, place)


class _Walk:
    """The alternatives of one state. `everything`: also along ways that cannot be taken."""

    def __init__(
        self, db: database.ProjectDatabase, inferred: inference.RegionInference, everything: bool = False
    ) -> None:
        self.db = db
        self.region = inferred.region
        self.everything = everything
        self.inferred = inferred

    def state(self, number: int, place: str) -> list[lookup.Origin]:
        found: list[lookup.Origin] = []
        index = self.region.index
        seen: set[int] = set()
        pending = [number]
        while pending:
            number = pending.pop()
            if number in seen:
                continue
            seen.add(number)
            for binding, _, path in index.states[number]:
                if path and not self.everything and not self.inferred.reachable(path):
                    continue
                if binding < 0:
                    found += self._beyond(binding, place)
                elif index.bindings[binding].kind in _STAND_FOR_OTHERS:
                    pending.append(index.sources.get(binding, use_def.NO_STATE))
                elif index.bindings[binding].kind != use_def.DELETE:
                    found.append(self.region.definition(binding))
        return found

    def _beyond(self, binding: int, place: str) -> list[lookup.Origin]:
        """What comes from outside the region."""
        db, inside = self.db, self.region.scope
        if binding == use_def.DEFERRED:
            return lookup.at_end(db, inside, place)
        if binding == use_def.OUTER:
            return self._around_class(place)
        if binding != use_def.ENTRY:
            return []
        if inside.kind == scope.FUNCTION:
            return lookup.around(db, inside, place)
        found = self._live(self.region.entry.get(db).places, place)
        if inside.kind == scope.CLASS and not self.inferred.is_stub:
            return found or self._around_class(place)
        if found:
            return found
        return lookup.at_end(db, inside, place) if self.inferred.is_stub else lookup.beyond_module(db, inside, place)

    def _around_class(self, place: str) -> list[lookup.Origin]:
        """What a class body that has not bound the name finds outside."""
        return self._live(self.region.entry.get(self.db).outer, place) or lookup.around(
            self.db, self.region.scope, place
        )

    def _live(self, states: tuple[tuple[str, live.LiveState], ...], place: str) -> list[lookup.Origin]:
        return [
            origin
            for name, state in states
            if name == place
            for origin in lookup.of_live(self.db, state, place, self.everything)
        ]


def _elsewhere(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    """A name in `global` or `nonlocal`."""
    if isinstance(at.parent, ir.Nonlocal):
        return lookup.around(db, at.region.scope, at.word)
    index = semantic_index.semantic_index(db, at.file)
    return lookup.of_symbol(db, index.module.symbol(at.word))


def _text(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    """`a.b` in a string annotation: `b` of what `a` is at the end of the scopes."""
    first, *rest = at.text.split(".")
    found = lookup.at_end(db, at.region.scope, first)
    if not rest:
        return found
    values = [lookup.type_of(db, each) for each in found]
    for name in rest[:-1]:
        inner = [members.member(db, value, name) for value in values]
        values = [each.type for each in inner if each is not None]
    return [origin for value in values for origin in attributes.of_attribute(db, value, rest[-1])]


# ---- attributes and arguments ----------------------------------------------------------------------------


def _attribute(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    node = at.node
    assert isinstance(node, ir.Attribute)
    found = attributes.of_attribute(db, value_of(db, at, node.value), node.attr)
    if found:
        return found
    own = binding_at(at.region, node.n)
    if own is not None:
        return [own]
    return [each for each in _of_use(db, at.region, node.n, "", at.bodies) if isinstance(each, definition.Definition)]


def value_of(db: database.ProjectDatabase, at: target.Target, node: ir.Expr) -> kinds.Type:
    """The type of an expression at a target.

    In a file that nobody looks at, and where many are asked about, only what it needs is inferred, a small part of most
    bodies; but what a lambda is given is known from all that stands around it, and in a file where somebody types what
    goes round in a loop counts.
    """
    if (at.bodies is None and at.file.is_open) or at.above(ir.Lambda) is not None:
        return value_type(db, at.region, node)
    r = _inferring(db, at)
    found = r.infer(node)
    return value_type(db, at.region, node) if r.iterates and at.file.is_open else found


def _inferring(db: database.ProjectDatabase, at: target.Target) -> inference.RegionInference:
    return of_region(db, at.region) if at.bodies is None else at.bodies.of(db, at.region)


class Bodies:
    """What is asked about places in order: what one of them needs of its region the next one finds. For one question
    only."""

    def __init__(self) -> None:
        self._last: inference.RegionInference | None = None

    def of(self, db: database.ProjectDatabase, where: region.Region) -> inference.RegionInference:
        """What infers the region."""
        if self._last is None or self._last.region is not where:
            self._last = of_region(db, where)
        return self._last


def of_region(db: database.ProjectDatabase, where: region.Region) -> inference.RegionInference:
    """What infers parts of a region: with all its types, if they were inferred before."""
    r = inference.RegionInference(db, where)
    if is_inferred(where):
        types = results.infer_region(db, where).types
        if len(types) == len(r.types):  # else a cycle was cut
            r.types = list(types)
    return r


def is_inferred(where: region.Region) -> bool:
    """Whether somebody asked for all of a region."""
    return any(isinstance(each.value, results.ScopeInference) for each in contents.memos(where))


def value_type(db: database.ProjectDatabase, where: region.Region, node: ir.Expr) -> kinds.Type:
    """The type of an expression, or of a name where it is bound; in code that cannot run, what a read would be."""
    own = binding_at(where, node.n)
    found = _inferred_apart(db, where, node, own)
    if found is None:
        found = db.infer.expression_type(db, where, node.n)
        if own is None and (found is kinds.UNKNOWN or found is kinds.NEVER):
            found = inference.RegionInference(db, where).infer(node)
    return found


def _inferred_apart(
    db: database.ProjectDatabase, where: region.Region, node: ir.Expr, own: definition.Definition | None
) -> kinds.Type | None:
    """The type of a node of a region that was not inferred yet, where nothing else has a part in it: so the first
    answer of a session does not wait for a whole body. Else None. `own`: what it binds."""
    if is_inferred(where) or not (free_reads.is_free(where, node) or free_reads.is_apart(where, node)):
        return None
    r = inference.RegionInference(db, where)
    if own is None:
        found = r.infer(node)
    else:
        statement = own.binding.node
        if not isinstance(statement, _BINDERS) or not r.reachable(where.index.marks[statement.n]):
            return None
        found = r.binding(own.number)
    return None if r.iterates else found


def _pattern_keyword(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    node = at.node
    assert isinstance(node, ir.MatchClass)
    return attributes.of_attribute(db, value_of(db, at, node.cls), at.word)


def _keyword(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    outer = at.parent
    if not isinstance(outer, ir.Call):
        return []
    func = outer.func
    callee = value_of(db, at, func)
    if isinstance(callee, kinds.ClassLiteral) and known.is_class(db, callee, "partial", "functools") and outer.args:
        func = outer.args[0].value  # what the argument is for
        callee = value_of(db, at, func)
    found: list[lookup.Origin] = []
    copied = _copied(db, at, outer, callee)
    if copied is not None and (found := attributes.of_attribute(db, copied, at.word)):
        return found
    for part in attributes.parts(callee):
        own = _of_overload(db, at, outer, part) if func is outer.func else None
        found += attributes.of_keyword(db, part, at.word) if own is None else [own]
    return found or _of_decorated(db, at, func)


def _copied(db: database.ProjectDatabase, at: target.Target, outer: ir.Call, callee: kinds.Type) -> kinds.Type | None:
    """What a call copies with other values of its fields: `p._replace(…)`, `dataclasses.replace(p, …)`."""
    if isinstance(callee, kinds.BoundMethod):
        if not isinstance(outer.func, ir.Attribute) or outer.func.attr != "_replace":
            return None
        return callee.receiver if tuples.shape(db, callee.receiver) is not None else None
    if not isinstance(callee, kinds.Function) or not outer.args or outer.args[0].name or outer.args[0].stars:
        return None
    if not known.is_global(db, callee.definition, "replace", ("dataclasses", "copy")):
        return None
    return value_of(db, at, outer.args[0].value)


def _of_overload(
    db: database.ProjectDatabase, at: target.Target, outer: ir.Call, callee: kinds.Type
) -> definition.Definition | None:
    """The parameter of the overload that the arguments choose, where several have one that is called so."""
    forms = signatures.of(db, callee) or ()
    if sum(any(param.name == at.word for param in each.params) for each in forms) < 2:
        return None
    infer = _inferring(db, at).infer
    given = [arguments.Argument(infer(each.value), each.name, each.stars) for each in outer.args]
    chosen = call.call(db, callee, given).signature
    return None if chosen is None else attributes.of_signatures(db, (chosen,), at.word)


def _of_decorated(db: database.ProjectDatabase, at: target.Target, callee: ir.Expr) -> list[lookup.Origin]:
    """A decorator may hide the function that a name was given by `def`; its parameters are still meant."""
    parameters = [
        attributes.in_body(db, each.body_region, at.word)
        for each in behind_decorators(db, at.region, callee, at.bodies)
        if each.body_region is not None
    ]
    return [each for each in parameters if each is not None]


def behind_decorators(
    db: database.ProjectDatabase, where: region.Region, callee: ir.Expr, bodies: Bodies | None = None
) -> list[definition.Definition]:
    """The functions that an expression was given by `def`, whatever decorators made of them."""
    if isinstance(callee, ir.Attribute):
        inner = callee.value
        value = value_type(db, where, inner) if bodies is None else bodies.of(db, where).infer(inner)
        found = attributes.of_attribute(db, value, callee.attr)
    elif isinstance(callee, ir.Name):
        found = _of_use(db, where, callee.n, callee.id, bodies)
    else:
        return []
    return [
        each
        for each in lookup.followed(db, found)
        if isinstance(each, definition.Definition) and each.exists and each.kind == use_def.FUNCTION
    ]


def _parameter(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    """The definition of the parameter that stands there."""
    function = at.above((ir.FunctionDef, ir.Lambda))
    found = None
    if isinstance(function, ir.Lambda):
        found = binding_at(at.region, at.node.n)
    elif isinstance(function, ir.FunctionDef):
        found = attributes.in_body(db, at.region.sibling(function.body.region), at.word)
    return [found] if found is not None else []


# ---- imports ---------------------------------------------------------------------------------------------


def _module(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    """The module that a dotted name in an import means, up to the word."""
    level = at.parent.level if isinstance(at.parent, ir.ImportFrom) else 0
    found = desperate.resolve_import(db, at.file, level, at.text, resolve.Mode.TYPING)
    return [found] if isinstance(found, module.Module) else []


def _member(db: database.ProjectDatabase, at: target.Target) -> list[lookup.Origin]:
    """`from module import name`: the import itself."""
    own = binding_at(at.region, at.parent.n) if at.parent is not None else None
    return [own] if own is not None else []


_BY_ROLE: Final[dict[target.Role, _Find]] = {
    target.Role.READ: _name,
    target.Role.BOUND: _name,
    target.Role.ATTRIBUTE: _attribute,
    target.Role.KEYWORD: _keyword,
    target.Role.MODULE: _module,
    target.Role.MEMBER: _member,
    target.Role.PARAMETER: _parameter,
    target.Role.ELSEWHERE: _elsewhere,
    target.Role.PATTERN_KEYWORD: _pattern_keyword,
    target.Role.TEXT: _text,
}
