"""How each expression is walked: what it reads, what it binds, which scopes it opens.

One plain function per node class. Leaves (literals, what is missing) have none: whoever walks a child
looks it up in EXPRESSIONS and goes on when there is nothing. The most frequent case, a name that is
read, is written out where children are walked.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.semantic import place as places
from pebre_analysis.semantic import use_def
from pebre_analysis.semantic.attempts import Restart
from pebre_analysis.semantic.use_def import AT_ENTRY, BINDS, FROM_OUTSIDE
from pebre_analysis.semantic.walk import CLASS_STATEMENT
from pebre_analysis.semantic.walk_tests import EXPRESSIONS, ConditionalWalk
from pebre_analysis.syntax import ir

_get = EXPRESSIONS.get
_Name: Final = ir.Name
_Attribute: Final = ir.Attribute


def name(w: ConditionalWalk, node: ir.Name) -> None:
    state = w.env.get(node.id)
    w.marks[node.n] = w.first_read(node.id) if state is None else state


def attribute(w: ConditionalWalk, node: ir.Attribute) -> None:
    value = node.value
    cls = value.__class__
    if cls is _Name:
        root: str = value.id  # type: ignore[union-attr]  # by its class
        state = w.env.get(root)
        if state is None:
            state = w.first_read(root)
        w.marks[value.n] = state
        if root in w.members:
            found = w.env.get(f"{root}.{node.attr}")
            if found is not None:
                w.marks[node.n] = found
                return
        if state == w.entry_mark:
            w.marks[node.n] = AT_ENTRY
        return
    handler = _get(cls)
    if handler is not None:
        handler(w, value)
        if cls is _Attribute or cls is ir.Subscript:
            _member(w, node)


def _member(w: ConditionalWalk, node: ir.Attribute | ir.Subscript) -> None:
    """The state of a member of a member."""
    if w.members:
        inner: ir.Expr = node
        while isinstance(inner, (ir.Attribute, ir.Subscript)):
            inner = inner.value
        if isinstance(inner, ir.Name) and inner.id in w.members:
            place = places.of(node)
            found = w.env.get(place) if place is not None else None
            if found is not None:
                w.marks[node.n] = found
                return
    if w.entry_mark == AT_ENTRY and w.marks[node.value.n] == AT_ENTRY:
        w.marks[node.n] = AT_ENTRY


def subscript(w: ConditionalWalk, node: ir.Subscript) -> None:
    value = node.value
    index = node.index
    handler = _get(value.__class__)
    if handler is not None:
        handler(w, value)
    handler = _get(index.__class__)
    if handler is not None:
        handler(w, index)
    if (w.members or w.entry_mark == AT_ENTRY) and places.key_of(index) is not None:
        if value.__class__ is _Name or value.__class__ is _Attribute or value.__class__ is ir.Subscript:
            _member(w, node)


def call(w: ConditionalWalk, node: ir.Call) -> None:
    func = node.func
    cls = func.__class__
    if cls is _Name:
        state = w.env.get(func.id)  # type: ignore[union-attr]  # by its class
        w.marks[func.n] = w.first_read(func.id) if state is None else state  # type: ignore[union-attr]
    else:
        handler = _get(cls)
        if handler is not None:
            handler(w, func)
    for argument in node.args:
        value = argument.value
        cls = value.__class__
        if cls is _Name:
            state = w.env.get(value.id)  # type: ignore[union-attr]
            w.marks[value.n] = w.first_read(value.id) if state is None else state  # type: ignore[union-attr]
        else:
            handler = _get(cls)
            if handler is not None:
                handler(w, value)


def binary(w: ConditionalWalk, node: ir.Binary | ir.Compare) -> None:
    first = node.first
    handler = _get(first.__class__)
    if handler is not None:
        handler(w, first)
    for step in node.rest:
        right = step.right
        handler = _get(right.__class__)
        if handler is not None:
            handler(w, right)


def unary(w: ConditionalWalk, node: ir.Unary) -> None:
    w.visit(node.operand)


def items(w: ConditionalWalk, node: ir.Tuple | ir.List | ir.Set) -> None:
    for item in node.items:
        handler = _get(item.__class__)
        if handler is not None:
            handler(w, item)


def parts(w: ConditionalWalk, node: ir.FString | ir.TString | ir.Missing) -> None:
    for part in node.parts:
        handler = _get(part.__class__)
        if handler is not None:
            handler(w, part)


def value(w: ConditionalWalk, node: ir.Starred | ir.Await) -> None:
    w.visit(node.value)


def yielded(w: ConditionalWalk, node: ir.Yield | ir.YieldFrom) -> None:
    if node.value is not None:
        w.visit(node.value)
    if not w.lambdas:
        w.is_used = True
        w.yields.append(node.n)


def dictionary(w: ConditionalWalk, node: ir.Dict) -> None:
    for item in node.items:
        if item.key is not None:
            w.visit(item.key)
        w.visit(item.value)


def slice_(w: ConditionalWalk, node: ir.Slice) -> None:
    for bound in (node.lower, node.upper, node.step):
        if bound is not None:
            w.visit(bound)


def operators(w: ConditionalWalk, node: ir.BoolOp) -> None:
    saved = w.apart()
    if w.has_walrus:
        otherwise = w.split(node)
        w.together(saved, [(w.env, w.path), otherwise])
        return
    is_and = node.op == "and"
    before = w.path
    for operand in node.values[:-1]:
        w.mark_part(operand, before)
        w.assume(operand, is_and)
    last = node.values[-1]
    w.mark_part(last, before)
    w.visit(last)
    w.together(saved, None)


def conditional(w: ConditionalWalk, node: ir.Conditional) -> None:
    saved = w.apart()
    before = w.path
    otherwise = w.split(node.test)
    w.mark_part(node.body, before)
    w.visit(node.body)
    here = (w.env, w.path)
    w.env, w.path = otherwise
    w.mark_part(node.orelse, before)
    w.visit(node.orelse)
    w.together(saved, [here, (w.env, w.path)])


def walrus(w: ConditionalWalk, node: ir.Walrus) -> None:
    if not w.has_walrus:
        raise Restart(w.known.with_walrus())
    w.visit(node.value)
    target = node.target
    inner = w.scope
    while w.scope and w.scopes[w.scope - 1][0] == use_def.COMPREHENSION_SCOPE:
        w.scope = w.scopes[w.scope - 1][1]  # binds in the scope around the comprehensions
    w.bind(target.id, use_def.WALRUS, target.n, node, BINDS)
    w.scope = inner


def lambda_(w: ConditionalWalk, node: ir.Lambda) -> None:
    for parameter in node.params:
        if parameter.default is not None:
            w.visit(parameter.default)
    saved = (w.env, w.path, w.log, w.unbound_names, w.in_class)
    outer = w.open_scope(use_def.LAMBDA, node.n)
    w.lambdas.append(node)
    w.around.append(w.env)
    w.env, w.log, w.unbound_names, w.in_class = {}, [], {}, False
    for parameter in node.params:
        if parameter.name:
            w.bind(parameter.name, use_def.PARAMETER, parameter.n, parameter, BINDS)
    w.visit(node.body)
    w.lambdas.pop()
    w.around.pop()
    w.scope = outer
    w.env, w.path, w.log, w.unbound_names, w.in_class = saved


def comprehension(w: ConditionalWalk, node: ir.Comprehension) -> None:
    first = node.clauses[0]
    w.visit(first.iterable)
    env, path, log, initial = w.env, w.path, w.log, w.initial
    outer = w.open_scope(use_def.COMPREHENSION_SCOPE, node.n)
    in_class, w.in_class = w.in_class, False
    if in_class:
        w.env = w.function_env.copy()
    elif w.kind == CLASS_STATEMENT and not w.lambdas and initial == AT_ENTRY:
        w.env = {}
        w.initial = FROM_OUTSIDE
    else:
        w.env = env.copy()
    w.log = []
    carried: dict[str, int] = {}
    if w.has_walrus:
        carried = {name: w.loop_binding(name, node) for name in w.walruses_in(node, node.n)}
    for clause in node.clauses:
        if clause is not first:
            w.visit(clause.iterable)
        target(w, clause.target, use_def.COMPREHENSION, clause, BINDS)
        for condition in clause.conditions:
            w.assume(condition, True)
    if node.key is not None:
        w.visit(node.key)
    w.visit(node.element)
    inner = w.env
    w.env, w.path, w.log, w.initial, w.in_class, w.scope = env, path, log, initial, in_class, outer
    for bound, number in carried.items():
        state = inner[bound]
        w.sources[number] = state
        before = env.get(bound)
        w.set(bound, w.merged(bound, w.union(w.default(bound, env) if before is None else before, state)))


def target(w: ConditionalWalk, node: ir.Expr, kind: int, maker: ir.Node, flags: int) -> None:
    """Bind what stands where a target stands."""
    if isinstance(node, ir.Name):
        w.bind(node.id, kind, node.n, maker, flags)
    elif isinstance(node, ir.Attribute):
        w.visit(node.value)
        place = places.of(node)
        if place is not None:
            w.bind_member(place, kind, node.n, maker, flags)
    elif isinstance(node, ir.Subscript):
        w.visit(node.value)
        w.visit(node.index)
        place = places.of(node)
        if place is not None:
            w.bind_member(place, kind, node.n, maker, flags)
    elif isinstance(node, (ir.Tuple, ir.List)):
        for item in node.items:
            target(w, item, kind, maker, flags)
    elif isinstance(node, ir.Starred):
        target(w, node.value, kind, maker, flags)
    else:
        w.visit(node)


EXPRESSIONS.update(
    {
        ir.Name: name,
        ir.Attribute: attribute,
        ir.Subscript: subscript,
        ir.Call: call,
        ir.Binary: binary,
        ir.Compare: binary,
        ir.Unary: unary,
        ir.Tuple: items,
        ir.List: items,
        ir.Set: items,
        ir.Dict: dictionary,
        ir.FString: parts,
        ir.TString: parts,
        ir.Missing: parts,
        ir.Starred: value,
        ir.Await: value,
        ir.Yield: yielded,
        ir.YieldFrom: yielded,
        ir.Slice: slice_,
        ir.BoolOp: operators,
        ir.Conditional: conditional,
        ir.Walrus: walrus,
        ir.Lambda: lambda_,
        ir.Comprehension: comprehension,
    }
)
