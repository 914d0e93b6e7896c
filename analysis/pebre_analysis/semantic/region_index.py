"""One region: walk it, and keep what the walk found as its index.

In:  a walk that has begun (`Walk.begin`), and the statement or function.
Out: `StatementIndex` or `BodyIndex`, which share nothing with the walk that the next region changes.
Raises: `attempts.Restart`, `OverflowError`: walk again, knowing more.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any, Final

from pebre_analysis.semantic import (
    captured,
    declarations,
    flow,
    predicate,
    states,
    use_def,
    walk_patterns,
    walk_statements,
)
from pebre_analysis.semantic.attempts import FIRST_TRY, Restart
from pebre_analysis.semantic.flow import Env
from pebre_analysis.semantic.use_def import ALWAYS, AT_ENTRY, GLOBAL, NONLOCAL, NOT_BOUND, PARAMETER
from pebre_analysis.semantic.walk import STATEMENT
from pebre_analysis.semantic.walk_statements import STATEMENTS, RegionWalk
from pebre_analysis.syntax import ir

_Tests = tuple[tuple[tuple[use_def.Atom, ...], ...], tuple[use_def.Path, ...], tuple[ir.Node, ...]]
_NO_TESTS: Final[_Tests] = (use_def.NO_CONSTRAINTS, use_def.FIRST_PATHS, ())


def of_statement(
    w: RegionWalk, s: ir.Stmt | ir.Branch | ir.Handler | ir.Case, match: ir.Match | None
) -> use_def.StatementIndex:
    otherwise: Env | None = None
    path_else = ALWAYS
    names: tuple[str, ...] = ()
    nonlocals: tuple[str, ...] = ()
    match_region = -1
    handler = _SIMPLE.get(s.__class__)
    if handler is not None:
        handler(w, s)
    elif isinstance(s, (ir.Branch, ir.While)):
        otherwise, path_else = w.split(s.test)
    elif isinstance(s, ir.For):
        w.for_iterable(s)
        otherwise = w.env.copy()
        w.for_target(s)
    elif isinstance(s, ir.With):
        path_else = w.with_header(s)
    elif isinstance(s, ir.Handler):
        w.handler_header(s)
    elif isinstance(s, ir.Match):
        w.match_subject(s)
        path_else = w.exhausted(s)
    elif isinstance(s, ir.Case):
        assert match is not None
        match_region = match.region
        otherwise, path_else = walk_patterns.case(w, s, predicate.subject_places(match.subject))
    elif isinstance(s, ir.Global):
        names = tuple([name.id for name in s.names])
    elif isinstance(s, ir.Nonlocal):
        nonlocals = tuple([name.id for name in s.names])
    out, out_else = _changes(w, otherwise)
    if w.captured:
        captured.resolve(w, None)
    seen = tuple(w.seen)
    outer_seen = tuple(w.outer_seen)
    constraints, paths, predicates = _tests(w) if w.predicates else _NO_TESTS
    return use_def.StatementIndex(
        tuple(w.bindings),
        w.state_table(),
        constraints,
        paths,
        w.marks,
        predicates,
        _local_scopes(w) if w.scopes else use_def.NO_SCOPES,
        seen if not outer_seen else (*seen, *[name for name in outer_seen if name not in w.seen]),
        w.sources or use_def.NO_NUMBERS,
        w.augmented or use_def.NO_NUMBERS,
        w.part_paths or use_def.NO_NUMBERS,
        use_def.NO_MATCHES,
        seen,
        outer_seen,
        out,
        out_else,
        w.path,
        path_else,
        names,
        nonlocals,
        match_region,
    )


def _do_nothing(w: RegionWalk, s: ir.Stmt) -> None:
    """The header of a `try` reads and binds nothing."""


_SIMPLE: Final[dict[type, Callable[[RegionWalk, Any], None]]] = {
    **{cls: handler for cls, handler in STATEMENTS.items() if cls not in flow.COMPOUND},
    ir.ClassDef: walk_statements.class_header,
    ir.Try: _do_nothing,
    ir.Break: _do_nothing,
    ir.Continue: _do_nothing,
}
del _SIMPLE[ir.Global], _SIMPLE[ir.Nonlocal]

_Changes = tuple[tuple[str, int], ...]


def _changes(w: RegionWalk, otherwise: Env | None) -> tuple[_Changes, _Changes]:
    log = w.log
    if len(log) == 2 and otherwise is None:  # one name is bound
        return ((log[0], log[1]),), ()
    if not log:
        return (), ()
    env = w.env
    changed = dict.fromkeys(log[::2])
    out = tuple([(place, env[place]) for place in changed if env.get(place, AT_ENTRY) != AT_ENTRY])
    if otherwise is None:
        return out, ()
    return out, tuple([(place, otherwise[place]) for place in changed if otherwise.get(place, AT_ENTRY) != AT_ENTRY])


def of_import(s: ir.Import | ir.ImportFrom, n_nodes: int) -> use_def.StatementIndex:
    """An import reads nothing: its index is made without a walk."""
    marks = array("H", bytes(2 * n_nodes))
    bindings: list[use_def.Binding] = []
    for name, n, kind, node in walk_statements.imported(s):
        if kind != use_def.STAR:
            marks[n] = len(bindings) + 1
        flags = use_def.BINDS if kind == use_def.STAR else use_def.BINDS | use_def.DECLARES
        bindings.append(use_def.Binding(name, kind, n, 0, flags, node))
    n_bindings = len(bindings)
    table = states.PLAIN_TABLES[n_bindings] if n_bindings < len(states.PLAIN_TABLES) else _plain_table(n_bindings)
    first = len(use_def.FIRST_STATES)
    last = {binding.place: first + at for at, binding in enumerate(bindings)}
    none = use_def.NO_NUMBERS
    return use_def.StatementIndex(
        tuple(bindings), table, *_NO_TESTS[:2], marks, (), use_def.NO_SCOPES, (), none, none, none, use_def.NO_MATCHES,
        (), (), tuple(last.items()), (), ALWAYS, ALWAYS, (), (), -1,
    )  # fmt: skip


def _plain_table(n_bindings: int) -> tuple[use_def.State, ...]:
    return use_def.FIRST_STATES + tuple([((number, 0, 0),) for number in range(n_bindings)])


def of_body(w: RegionWalk, function: ir.FunctionDef) -> use_def.BodyIndex:
    for name in w.known.early:
        w.env[name] = NOT_BOUND
    params = function.params
    for param in params:
        if param.name:  # its ordinal counts in the header's region, so it leaves no mark here
            flags = use_def.BINDS if param.annotation is None else use_def.BINDS | use_def.DECLARES
            number = len(w.bindings)
            w.bindings.append(use_def.Binding(param.name, PARAMETER, param.n, 0, flags, param))
            w.own_names[param.name] = None
            w.env[param.name] = w.new_plain(number)
    if params and params[0].name and params[0].kind <= ir.POSITIONAL_OR_KEYWORD:
        w.self_prefix = params[0].name + "."
    w.block(function.body.block)
    names = w.own_names
    declared = w.declared
    if declared:
        names = w.own_names = {name: None for name in names if name not in declared}
    if not w.seen.keys().isdisjoint(names):
        early = [name for name in names if name in w.seen]
        if not w.known.early.issuperset(early):
            raise Restart(w.known.with_early(early))
    if w.captured:
        captured.resolve(w, names)
    seen_inside = captured.seen_inside(w, names) if w.snapshots else use_def.NOTHING_SEEN
    constraints, paths, predicates = _tests(w) if w.predicates else _NO_TESTS
    return use_def.BodyIndex(
        tuple(w.bindings),
        w.state_table(),
        constraints,
        paths,
        w.marks,
        predicates,
        _local_scopes(w) if w.scopes else use_def.NO_SCOPES,
        tuple(w.seen),
        w.sources or use_def.NO_NUMBERS,
        w.augmented or use_def.NO_NUMBERS,
        w.part_paths or use_def.NO_NUMBERS,
        w.matches or use_def.NO_MATCHES,
        tuple(names),
        tuple([name for name, flag in declared.items() if flag == GLOBAL]) if declared else (),
        tuple([name for name, flag in declared.items() if flag == NONLOCAL]) if declared else (),
        tuple(w.returns),
        tuple(w.yields),
        w.path,
        tuple(w.attributes),
        w.declared_at or use_def.NO_NUMBERS,
        _declared_at_end(w) if w.annotated else use_def.NO_STATES,
        seen_inside,
    )


def _declared_at_end(w: RegionWalk) -> dict[str, int]:
    return {
        place.removesuffix(":"): state
        for place, state in w.env.items()
        if declarations.is_key(place) and len(w.states[state]) > 1
    }


def _tests(w: RegionWalk) -> _Tests:
    """Constraints, paths and the predicates they name."""
    predicates = w.predicates
    return (
        tuple(w.constraints) if len(w.constraints) > 1 else use_def.NO_CONSTRAINTS,
        tuple(w.paths.nodes) if len(w.paths.nodes) > 2 else use_def.FIRST_PATHS,
        tuple(predicates.values()) if len(predicates) < 2 else tuple([predicates[n] for n in sorted(predicates)]),
    )


def _local_scopes(w: RegionWalk) -> tuple[use_def.LocalScope, ...]:
    names: list[dict[str, None]] = [{} for _ in range(len(w.scopes) + 1)]
    for binding in w.bindings:
        if binding.scope and binding.kind not in captured.STANDS_FOR_OTHERS and not binding.flags & (GLOBAL | NONLOCAL):
            if "." not in binding.place and "[" not in binding.place:
                names[binding.scope][binding.place] = None
    result = [use_def.NO_SCOPES[0]]
    for number, (kind, parent, n) in enumerate(w.scopes, 1):
        result.append(use_def.LocalScope(kind, parent, n, tuple(names[number]), w.class_ends.get(number, ())))
    return tuple(result)


def _nothing() -> use_def.StatementIndex:
    w = RegionWalk()
    w.begin(STATEMENT, 1, FIRST_TRY)
    return of_statement(w, ir.Pass(0, 0), None)


NOTHING: Final = _nothing()
"""The index of a statement without effect; shared, for regions that no walk reaches."""
