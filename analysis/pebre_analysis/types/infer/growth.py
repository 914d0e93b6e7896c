"""What a container that starts as a display holds after all that is put into it: `found = []` … `found.append(1)`.

In:  the inference of a function body, an assignment of a list, set or dict display (or `list()`, `set()`,
     `dict()`) to a name, and what the display itself gives.
Out: its type with the union of everything the body adds to it.
Always
  - only plain statements count: `x.append(v)` and its like, `x[k] = v`; code that cannot run adds nothing;
  - where the container gets out of sight (given to a call, another name, an inner function) others may
    add what they like, so Unknown joins what it holds;
  - what is put in may depend on the container: it is inferred until nothing changes, at most MAX_TURNS times, and as
    long as the turns of all loops and containers of the region are not used up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from pebre_analysis.semantic import fillable, use_def
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import callables, iteration, known, literals, typed_dicts, union
from pebre_analysis.types.infer import widening

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

MAX_TURNS: Final = 4

_ADDS: Final = {"append": 0, "add": 0, "appendleft": 0, "insert": 1}  # method -> which argument is the item
_ADDS_ALL: Final = frozenset(("extend", "update", "extendleft"))
# Builtin functions that look at a container and do not keep it.
_LOOKS: Final = frozenset((
    "all", "any", "bool", "dict", "enumerate", "frozenset", "isinstance", "iter", "len", "list", "max", "min", "next",
    "print", "repr", "reveal_type", "reversed", "set", "sorted", "str", "sum", "tuple", "zip",
))  # fmt: skip


class Uses:
    """How the body uses one name: the statements that put something in, and whether it gets out of sight."""

    __slots__ = ("escapes", "statements")

    def __init__(self) -> None:
        self.statements: list[ir.ExprStmt | ir.Assign] = []
        self.escapes = False


def grown(r: RegionInference, number: int, record: use_def.Binding, start: kinds.Type) -> kinds.Type:
    """See the module's docstring; `start` when nothing is put in, or it is no builtin container."""
    uses = r.structure.uses.get(record.place)
    if uses is None or not uses.statements or not isinstance(start, kinds.Instance):
        return start
    name = start.cls.literal.name
    if name not in fillable.CLASSES or not known.is_class(r.db, start.cls.literal, name):
        return start
    value: kinds.Type = start
    for turn in range(MAX_TURNS):
        mark = len(r.trail)
        r.iterates = True
        r.unfinished[number] = value
        r.seen_unfinished.discard(number)
        try:
            columns = [list(column) for column in zip(*_added(r, number, uses, name == "dict"), strict=True)]
        finally:
            del r.unfinished[number]
        fits = len(columns) == len(start.cls.args)  # else the stubs are not those of the standard library
        new = _holding(r, start, columns, uses.escapes) if fits else start
        if number not in r.seen_unfinished:
            return new
        r.seen_unfinished.discard(number)
        wide = widening.widen(r.db, new)
        if value is new or value is wide:
            return new  # what a wider one gives holds for itself as well
        if r.is_used_up(mark):
            break
        r.forget_since(mark)
        value = wide if turn else new
    return build.instance(r.db, build.class_type(r.db, start.cls.literal, (kinds.CUT,) * len(start.cls.args)))


def _holding(r: RegionInference, start: kinds.Instance, columns: list[list[kinds.Type]], escapes: bool) -> kinds.Type:
    """The container with the added items; what an empty display did not say is replaced, by nobody's declaration."""
    args: list[kinds.Type] = []
    for old, column in zip(start.cls.args, columns, strict=True):
        parts = [] if old is kinds.UNKNOWN else [old]
        parts += [callables.opened(r.db, literals.promoted(r.db, ty)) for ty in column]
        held = union.of(r.db, [*parts, kinds.UNKNOWN] if escapes else parts)
        args.append(union.undeclared(r.db, held) if old is kinds.UNKNOWN else held)
    return build.instance(r.db, build.class_type(r.db, start.cls.literal, tuple(args)))


def _added(
    r: RegionInference, number: int, uses: Uses, is_dict: bool
) -> Iterator[tuple[kinds.Type] | tuple[kinds.Type, kinds.Type]]:
    """(item) or (key, value) for each thing put in."""
    for statement in uses.statements:
        path = r.index.marks[statement.n]
        if path != use_def.ALWAYS and not r.reachable(path):
            continue
        if isinstance(statement, ir.ExprStmt):
            call = statement.value
            assert isinstance(call, ir.Call)
            assert isinstance(call.func, ir.Attribute)
            if _is_of(r, call.func.value, number):
                yield from _by_method(r, call, call.func.attr, is_dict)
            continue
        target = statement.targets[0]
        assert isinstance(target, ir.Subscript)
        if _is_of(r, target.value, number) and not isinstance(target.index, ir.Slice):
            item = r.infer(statement.value)
            yield (r.infer(target.index), item) if is_dict else (item,)


def _by_method(
    r: RegionInference, call: ir.Call, method: str, is_dict: bool
) -> Iterator[tuple[kinds.Type] | tuple[kinds.Type, kinds.Type]]:
    if any(argument.name is not None or argument.stars for argument in call.args):
        return
    if not is_dict and method in _ADDS:
        if len(call.args) == _ADDS[method] + 1:
            yield (r.infer(call.args[-1].value),)
    elif method in _ADDS_ALL and len(call.args) == 1:
        whole = r.infer(call.args[0].value)
        if is_dict and any(_is_typed_dict(r, part) for part in union.parts(whole)):
            yield known.instance(r.db, "str"), kinds.UNKNOWN
        elif is_dict:
            yield iteration.mapping_key(r.db, whole), iteration.mapping_value(r.db, whole)
        else:
            yield (iteration.iterate(r.db, whole) or kinds.UNKNOWN,)
    elif is_dict and method == "setdefault" and len(call.args) == 2:
        yield r.infer(call.args[0].value), r.infer(call.args[1].value)


def _is_typed_dict(r: RegionInference, ty: kinds.Type) -> bool:
    if isinstance(ty, kinds.Intersection):
        return any(_is_typed_dict(r, part) for part in ty.positive)
    return isinstance(ty, kinds.Instance) and typed_dicts.is_typed_dict(r.db, ty.cls.literal)


def _is_of(r: RegionInference, name: ir.Expr, number: int) -> bool:
    """May the name hold what the binding gave it?"""
    return any(binding == number for binding, _, _ in r.index.states[r.index.marks[name.n]])


# ---- the uses in a body ----------------------------------------------------------------------------------


class AllUses:
    """The uses of each name that something is put into; other names are left out."""

    __slots__ = ("by_name",)

    def __init__(self, by_name: dict[str, Uses]) -> None:
        self.by_name = by_name


_NO_USES: Final = AllUses({})


def uses_of(region: ir.Region, statements: Iterable[ir.Node]) -> AllUses:
    """What the region does with containers. `statements`: the region's."""
    found: dict[str, Uses] = {}
    for node in statements:
        name = _receiver(node) if node.__class__ in _PUTTING else None
        if name is not None and isinstance(node, ir.ExprStmt | ir.Assign):
            found.setdefault(name, Uses()).statements.append(node)
    if not found:
        return _NO_USES
    harmless: set[int] = set()
    for node in visit.in_region(region):  # parents first, so what they do with a name is known when it is met
        kind = node.__class__
        if kind is ir.Name:
            assert isinstance(node, ir.Name)
            if node.id in found and node.n not in harmless:
                found[node.id].escapes = True
        elif (looked_at := _LOOKED_AT.get(kind)) is not None:
            harmless.update([part.n for part in looked_at(node)])
        elif kind in _SCOPES:
            for inner in visit.walk(node):
                if isinstance(inner, ir.Name) and inner.id in found:
                    found[inner.id].escapes = True
    return AllUses(found)


_PUTTING: Final = frozenset((ir.ExprStmt, ir.Assign))
_SCOPES: Final = frozenset((ir.FunctionDef, ir.Lambda, ir.ClassDef))


def _receiver(node: ir.Node) -> str | None:
    """The name that the statement puts something into."""
    target: ir.Expr | None = None
    if isinstance(node, ir.ExprStmt) and isinstance(node.value, ir.Call):
        func = node.value.func
        if isinstance(func, ir.Attribute) and (
            func.attr in _ADDS or func.attr in _ADDS_ALL or func.attr == "setdefault"
        ):
            target = func.value
    elif isinstance(node, ir.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ir.Subscript):
        target = node.targets[0].value
    return target.id if isinstance(target, ir.Name) else None


# ---- the expressions below that a node looks at without keeping them, a name that is bound included ----


def _of_call(node: ir.Call) -> list[ir.Expr]:
    func = node.func
    if isinstance(func, ir.Attribute):
        looks = func.attr in ("join", "extend", "update")
        return [func.value, *[each.value for each in node.args if looks or each.stars]]
    looks = isinstance(func, ir.Name) and func.id in _LOOKS
    return [each.value for each in node.args if looks or each.stars]


def _of_iteration(node: ir.For | ir.CompClause) -> list[ir.Expr]:
    return [node.iterable, node.target]


def _of_compare(node: ir.Compare) -> list[ir.Expr]:
    return [node.first, *[step.right for step in node.rest]]


def _of_test(node: ir.Branch | ir.While | ir.Assert | ir.Conditional) -> list[ir.Expr]:
    pending, found = [node.test], list[ir.Expr]()
    while pending:
        at = pending.pop()
        if isinstance(at, ir.BoolOp):
            pending += at.values
        else:
            found.append(at)
    return found


def _of_unary(node: ir.Unary) -> list[ir.Expr]:
    return [node.operand]


def _of_value(node: ir.Subscript | ir.Starred | ir.Return | ir.YieldFrom | ir.ExprStmt) -> list[ir.Expr]:
    return [] if node.value is None else [node.value]


def _of_f_string(node: ir.FString) -> Sequence[ir.Expr]:
    return node.parts


def _of_assignment(node: ir.Assign) -> list[ir.Expr]:
    return [target for target in node.targets if isinstance(target, ir.Name)]


_LOOKED_AT: Final[dict[type[ir.Node], Callable[[Any], Sequence[ir.Expr]]]] = {  # Any: each takes its own class
    ir.Call: _of_call,
    ir.Subscript: _of_value,
    ir.Starred: _of_value,
    ir.Return: _of_value,
    ir.YieldFrom: _of_value,
    ir.ExprStmt: _of_value,
    ir.For: _of_iteration,
    ir.CompClause: _of_iteration,
    ir.Compare: _of_compare,
    ir.Branch: _of_test,
    ir.While: _of_test,
    ir.Assert: _of_test,
    ir.Conditional: _of_test,
    ir.Unary: _of_unary,
    ir.FString: _of_f_string,
    ir.Assign: _of_assignment,
}
