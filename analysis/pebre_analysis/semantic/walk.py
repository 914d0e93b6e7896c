"""The state of one walk through a region: what it has bound, read and narrowed so far.

`walk_expressions` and `walk_statements` hold the functions that do the walking; this module holds what
they share: binding a place, reading a name for the first time, tests and what they narrow.

Most regions have no `:=`; then an expression cannot bind, and what a sub-expression narrows ends with
it. The first `:=` met starts the region again with `has_walrus` set. So does a function's own name
that was read before any binding of it had been met: it is then known from the start to be unbound.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from pebre_analysis.semantic import conditions, declarations, loop_places, predicate, states, tracking, use_def
from pebre_analysis.semantic import place as places
from pebre_analysis.semantic.flow import Env, Side
from pebre_analysis.semantic.use_def import (
    ALWAYS,
    AT_ENTRY,
    BINDS,
    DECLARES,
    FROM_OUTSIDE,
    NEVER,
    NOT_BOUND,
    PLAIN_MEMBER,
    STATIC_FALSE,
    STATIC_TRUE,
    Binding,
)
from pebre_analysis.syntax import ir

Visit = Callable[["Walk", Any], None]

EXPRESSIONS: Final[dict[type, Visit]] = {}
"""Expression class -> how to walk it, filled by `walk_expressions`; a class without entry reads nothing."""

STATEMENT: Final = 0  # a region of a module body
CLASS_STATEMENT: Final = 1  # … of a class body
BODY: Final = 2  # a function body

MAX_GUARDED: Final = 16
"""A place that was tested more often is no longer narrowed by calls that may not return."""


class Known:
    """What earlier attempts at a region found out. Never changed."""

    __slots__ = ("early", "has_walrus", "is_wide")

    def __init__(self, has_walrus: bool, early: frozenset[str], is_wide: bool) -> None:
        self.has_walrus = has_walrus
        self.early = early  # own names read before any binding was met
        self.is_wide = is_wide  # more states than two bytes can count

    def with_walrus(self) -> Known:
        return Known(True, self.early, self.is_wide)

    def with_early(self, names: Iterable[str]) -> Known:
        return Known(self.has_walrus, self.early | frozenset(names), self.is_wide)

    def wide(self) -> Known:
        return Known(self.has_walrus, self.early, True)


FIRST_TRY: Final = Known(False, frozenset(), False)


class Restart(Exception):  # noqa: N818  # no error
    """The walk has to be made again, knowing more."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.known = known


class Walk(tracking.Tracking):
    """See the module's docstring. One object serves for many regions: `begin` starts the next."""

    __slots__ = (
        "around", "attributes", "augmented", "bindings", "bodies", "captured", "class_ends",
        "conditions", "declared", "declared_at", "entry_mark", "from_names", "function_env", "groups", "guards",
        "has_walrus", "imports", "in_class",
        "initial", "is_used", "kind", "known", "lambdas", "loop_scans", "marks", "matches", "outer_seen",
        "own_names", "part_paths", "predicates", "returns", "scope", "scopes", "seen", "self_prefix", "sent",
        "snapshots", "sources", "unbound_names", "walruses", "yields",
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.marks: array[int]
        self.bindings: list[Binding] = []
        self.seen: dict[str, None] = {}  # names whose value at entry was read
        self.predicates: dict[int, ir.Node] = {}
        self.scopes: list[tuple[int, int, int]] = []  # kind, parent, n of local scopes 1, 2, …
        self.scope = 0
        self.in_class = False  # directly in the body of a class inside a function
        self.lambdas: list[ir.Lambda] = []  # those we are in
        self.around: list[Env] = []  # of each of them, what is known where it is made
        self.self_prefix = ""  # "self." in a method
        self.function_env: Env = {}  # what scopes inside a class body see of the function
        self.walruses: list[tuple[int, str]] = []  # (ordinal, name) of each `:=`, where `has_walrus`
        self.is_used = False  # something that `_clear` replaces may be filled
        # What few regions have; `begin` replaces what was filled.
        self.part_paths: dict[int, int] = {}
        self.sources: dict[int, int] = {}
        self.augmented: dict[int, int] = {}
        self.matches: dict[int, ir.Match] = {}
        self.outer_seen: dict[str, None] = {}
        self.declared: dict[str, int] = {}  # names under `global`, `nonlocal` -> flag
        self.declared_at: dict[int, int] = {}  # see `BodyIndex.declared`
        self.sent: dict[str, int] = {}  # by the class bodies we are in and those in them: name outside -> state
        self.class_ends: dict[int, tuple[tuple[str, int], ...]] = {}
        # scope, name -> state of the CAPTURED binding, state outside where the lambda is made (or -1).
        self.captured: dict[tuple[int, str], tuple[int, int]] = {}
        self.loop_scans: dict[int, tuple[dict[str, None], dict[str, None]]] = {}
        self.guards: dict[tuple[int, int], int] = {}  # atom, path -> ordinal of the Guard
        self.groups: dict[int, int] = {}  # long state -> state of the binding that stands for it
        self.own_names: dict[str, None] = {}  # names bound in the region's own scope
        self.returns: list[tuple[int, int]] = []
        self.yields: list[int] = []
        self.attributes: list[tuple[str, int]] = []
        self.imports: list[tuple[int, str]] = []
        self.conditions: dict[int, conditions.Condition] = {}  # binding of a name -> the test that it was given
        self.snapshots: dict[int, Env] = {}  # binding of an inner `def` -> what is known of the function's names there
        self.from_names: list[tuple[int, str]] = []
        # Each def and class met: its node, binding (-1: without a name), scope it stands in, and of a class
        # inside a function the scope it opens.
        self.bodies: list[tuple[ir.FunctionDef | ir.ClassDef, int, int, int]] = []

    def begin(self, kind: int, n_nodes: int, known: Known) -> None:
        """Start with another region."""
        self.reset()
        self.kind = kind
        self.known = known
        self.has_walrus = known.has_walrus
        self.marks = array("I", bytes(4 * n_nodes)) if known.is_wide else array("H", bytes(2 * n_nodes))
        if self.own_names:
            self.own_names = {}
        self.initial = AT_ENTRY  # state of a name met for the first time
        # State of a name that makes its members look at the entry.
        self.entry_mark = -1 if kind == BODY else AT_ENTRY
        # A name that is bound on one way only is unbound on the others.
        self.unbound_names = self.own_names if kind == BODY else _NO_NAMES
        self.env = {}
        self.log = []
        self.path = self.base = self.in_loop = ALWAYS
        self.seen = {}
        if self.bindings:
            self.bindings = []
            if self.members:
                self.members = {}
        if self.predicates:
            self.predicates = {}
        if self.bodies or self.imports:
            self.imports = []
            self.from_names = []
            self.bodies = []
        if self.is_used:
            self._clear()
        if kind == BODY:
            self.is_used = True

    def _clear(self) -> None:
        """Replace what few statements fill."""
        self.is_used = False
        self.self_prefix = ""
        self.scope = 0
        self.in_class = False
        self.members = {}
        self.scopes = []
        self.lambdas = []
        self.around = []
        self.captured = {}
        self.class_ends = {}
        self.outer_seen = {}
        self.part_paths = {}
        self.sources = {}
        self.augmented = {}
        self.matches = {}
        self.declared = {}
        self.annotated = {}
        self.declared_at = {}
        self.sent = {}
        self.loop_scans = {}
        self.groups = {}
        self.guards = {}
        self.returns = []
        self.yields = []
        self.attributes = []
        self.snapshots = {}
        self.conditions = {}
        self.loops = []

    # ---- names and places ----

    def first_read(self, name: str) -> int:
        """The state of a name the environment does not hold."""
        if self.lambdas:
            return self._capture(name)
        state = self.initial
        if state == FROM_OUTSIDE:
            self.outer_seen[name] = None
        else:
            self.seen[name] = None
        self.env[name] = state
        return state

    def _capture(self, name: str) -> int:
        """The state of a name in a lambda that the lambda does not bind: one binding, resolved at the end."""
        key = (self.scope, name)
        known = self.captured.get(key)
        if known is None:
            node = self.lambdas[-1]
            number = len(self.bindings)
            self.bindings.append(Binding(name, use_def.CAPTURED, node.n, self.scope, 0, node))
            made = next((env[name] for env in reversed(self.around) if name in env), -1)
            known = self.captured[key] = (self.new_plain(number), made)
        self.env[name] = state = known[0]
        return state

    def bind(self, place: str, kind: int, n: int, node: ir.Node, flags: int) -> int:
        """A new binding of a name or member place, which holds from here on."""
        number = len(self.bindings)
        scope = self.scope
        if place in self.declared:
            flags |= self.declared[place]
        elif not scope:
            self.own_names[place] = None
        self.bindings.append(Binding(place, kind, n, scope, flags, node))
        self.marks[n] = number + 1
        all_states = self.states
        state = len(all_states)
        all_states.append(_PLAIN[number] if number < _N_PLAIN else ((number, 0, 0),))
        self.plain.append(state)
        self.env[place] = state
        self.log += (place, state)
        if place in self.members:
            self.kill(self.members[place], None)
        if flags != BINDS or self.annotated:
            self._declared_with(place, kind, number, flags)
        return number

    def _declared_with(self, name: str, kind: int, number: int, flags: int) -> None:
        """What a binding says of what its name may hold, or what was said of it where it stands."""
        last = self.annotated.get(name)
        if last is not None and self.bindings[last].scope == self.scope:
            if declarations.is_judged(self.bindings[number]):
                state = self.declarations(name, self.env)
                if [each for each in self.states[state] if each[0] >= 0] != [(last, 0, 0)]:
                    self.declared_at[number] = state
        if flags & DECLARES:
            if last is not None or (kind == use_def.ANNOTATED and self.kind == BODY):
                self.declares(name, number)
            elif kind in (use_def.FUNCTION, use_def.CLASS):  # should it be annotated on another way
                self.env[declarations.key(name)] = self.plain[number]

    def declared_before(self, name: str) -> int:
        if not self.in_class:
            for number, binding in enumerate(self.bindings):
                if binding.kind != use_def.PARAMETER:
                    break
                if binding.place == name and binding.flags & DECLARES:
                    return number
        return -1

    def bind_member(self, place: str, kind: int, n: int, node: ir.Node, flags: int) -> int:
        number = len(self.bindings)
        self.bindings.append(Binding(place, kind, n, self.scope, flags, node))
        self.marks[n] = number + 1
        self.set(place, self.new_plain(number))
        self.track(place)
        prefix = self.self_prefix
        if prefix and place.startswith(prefix):
            name = place[len(prefix) :]
            if not places.is_member(name):
                self.attributes.append((name, number))
        return number

    def declare(self, place: str, kind: int, n: int, node: ir.Node, flags: int) -> int:
        """A declaration or deletion: a binding record that changes no state."""
        number = len(self.bindings)
        if not self.scope and place not in self.declared and not places.is_member(place):
            self.own_names[place] = None
        self.bindings.append(Binding(place, kind, n, self.scope, flags | self.declared.get(place, 0), node))
        self.new_plain(number)
        if kind == use_def.ANNOTATED and not places.is_member(place):
            self._declared_with(place, kind, number, flags)
        return number

    def default(self, place: str, env: Env) -> int:
        if place in self.unbound_names:
            return NOT_BOUND
        if declarations.is_key(place):
            return self.before_declared(place[:-1])
        if not places.is_member(place):
            return self.initial
        if self.kind != BODY and env.get(places.root(place), AT_ENTRY) == AT_ENTRY:
            return AT_ENTRY
        return PLAIN_MEMBER

    def merged(self, place: str, state: int) -> int:
        return state if len(self.states[state]) <= states.MAX_IN_ALL else self._grouped(place, state)

    def _grouped(self, place: str, state: int) -> int:
        """One LOOP binding that stands for many alternatives, so that states do not grow without end."""
        found = self.groups.get(state)
        if found is None:
            number = len(self.bindings)
            last = self.bindings[self.states[state][-1][0]]
            self.bindings.append(Binding(place, use_def.LOOP, last.n, 0, 0, last.node))
            self.is_used = True
            self.sources[number] = state
            found = self.groups[state] = self.new_plain(number)
        return found

    def is_guard(self, atom: int) -> bool:
        return atom >> 1 >= len(self.marks)

    def guarded(self, state: int, first: Sequence[int], path: int, second: Sequence[int], other: int) -> int:
        if self.kind != BODY:
            return -1
        if path:
            for atom in second:
                state = self._with_guard(state, atom, path)
        if other:
            for atom in first:
                state = self._with_guard(state, atom, other)
        return state

    def _with_guard(self, state: int, atom: int, path: int) -> int:
        """The state where, if `path` cannot be taken, a test came out as `atom` says."""
        if len(self.constraints[self.states[state][0][1]]) >= MAX_GUARDED:
            return state
        key = (atom, path)
        n = self.guards.get(key)
        if n is None:
            n = self.guards[key] = len(self.marks) + len(self.guards)
            self.predicates[n] = use_def.Guard(n, atom, path)
        return self.narrowed(state, 2 * n + 1)

    # ---- tests ----

    def visit(self, node: ir.Expr) -> None:
        handler = EXPRESSIONS.get(node.__class__)
        if handler is not None:
            handler(self, node)

    def split(self, test: ir.Expr) -> Side:
        """Walk a test; go on where it holds; give what is where it does not."""
        cls = test.__class__
        if cls is ir.BoolOp:
            return self._split_operators(test)  # type: ignore[arg-type]  # by its class
        if cls is ir.Unary and test.op == "not":  # type: ignore[union-attr]
            otherwise = self.split(test.operand)  # type: ignore[union-attr]
            here = (self.env, self.path)
            self.env, self.path = otherwise
            return here
        handler = EXPRESSIONS.get(cls)
        if handler is not None:
            handler(self, test)
        meant = conditions.named(self, test) if self.conditions and cls is ir.Name else None  # type: ignore[arg-type]
        env = self.env
        other = env.copy()
        path = self.path
        outcome = predicate.outcome(test)
        if outcome:
            self.path, other_path = self._ways(test, outcome)
            return other, other_path
        narrowed = predicate.narrowed(test)
        if narrowed:
            n = test.n
            self.predicates[n] = test
            log = self.log
            for place in narrowed:
                state = env.get(place)
                if state is None:
                    state = self.untouched(place)
                holds, fails = self.outcomes(state, n)
                env[place] = holds
                other[place] = fails
                log += (place, holds, place, fails)
        if meant is not None:
            self._split_meant(meant, other)
        return other, path

    def _split_meant(self, meant: tuple[ir.Expr, bool, list[str]], other: Env) -> None:
        """Narrow by the test that a name stands for: here where the name holds, in `other` where it does not."""
        test, positive, named = meant
        self.predicates[test.n] = test
        for place in named:
            state = self.env.get(place)
            if state is None:
                state = self.untouched(place)
            holds, fails = self.outcomes(state, test.n)
            if not positive:
                holds, fails = fails, holds
            self.env[place] = holds
            other[place] = fails
            self.log += (place, holds, place, fails)

    def _split_operators(self, test: ir.BoolOp) -> Side:
        start = len(self.log)
        is_and = test.op == "and"
        sides: list[Side] = []
        before = self.path
        last = len(test.values) - 1
        otherwise: Side = (self.env, before)
        for at, value in enumerate(test.values):
            self.mark_part(value, before)
            otherwise = self.split(value)
            if not is_and:
                otherwise, (self.env, self.path) = (self.env, self.path), otherwise
            if at < last:
                sides.append(otherwise)
        sides.append(otherwise)
        here = (self.env, self.path)
        self.join(start, sides)
        if is_and:
            otherwise = (self.env, self.path)
            self.env, self.path = here
            return otherwise
        return here

    def assume(self, test: ir.Expr, outcome: bool) -> None:
        """Walk a test and go on where it comes out so."""
        if isinstance(test, ir.Unary) and test.op == "not":
            self.assume(test.operand, not outcome)
            return
        if isinstance(test, ir.BoolOp):
            if outcome == (test.op == "and"):
                before = self.path
                for value in test.values:
                    self.mark_part(value, before)
                    self.assume(value, outcome)
            elif outcome:
                self.split(test)
            else:
                self.env, self.path = self.split(test)
            return
        self.visit(test)
        if self.conditions and isinstance(test, ir.Name):
            meant = conditions.named(self, test)
            if meant is not None:
                self._split_meant(meant, {}) if outcome else self._split_meant((meant[0], not meant[1], meant[2]), {})
        known = predicate.outcome(test)
        if known:
            self.path = self._ways(test, known)[not outcome]
            return
        narrowed = predicate.narrowed(test)
        if narrowed:
            self.predicates[test.n] = test
            for place in narrowed:
                state = self.env.get(place)
                if state is None:
                    state = self.untouched(place)
                self.set(place, self.narrowed(state, 2 * test.n + outcome))

    def _ways(self, test: ir.Expr, outcome: int) -> tuple[int, int]:
        """Paths where a leaf test of which something is known holds, and where it does not."""
        path = self.path
        if outcome == predicate.TRUE:
            return path, NEVER
        if outcome == predicate.FALSE:
            return NEVER, path
        self.predicates[test.n] = test
        return self.paths.node(STATIC_TRUE, test.n, path), self.paths.node(STATIC_FALSE, test.n, path)

    def untouched(self, place: str) -> int:
        """The state of a place that is narrowed before it was bound or narrowed."""
        if not places.is_member(place):
            return self.first_read(place)
        self.track(place)
        return self.default(place, self.env)

    # ---- parts that are walked under a condition ----

    def apart(self) -> tuple[Env, int, int]:
        """Begin an expression whose parts are evaluated conditionally; give what `together` needs."""
        saved = (self.env, self.path, len(self.log))
        self.env = self.env.copy()
        return saved

    def together(self, saved: tuple[Env, int, int], sides: list[Side] | None) -> None:
        """End it. Without `:=` nothing of what its parts found holds afterwards; else its ways meet."""
        env, path, start = saved
        if sides is None or not self.has_walrus:
            del self.log[start:]
            self.env, self.path = env, path
            return
        self.join(start, sides)
        env.clear()
        env.update(self.env)
        self.env = env
        self.path = path if self.path == NEVER else self.path

    def mark_part(self, node: ir.Expr, before: int) -> None:
        """Note the path of a part if it differs from that of the whole."""
        if self.path != before:
            self.is_used = True
            self.part_paths[node.n] = self.paths.both(self.base, self.path)

    def open_scope(self, kind: int, n: int) -> int:
        """A new local scope inside the current one, and go into it; gives the one to come back to."""
        outer = self.scope
        self.is_used = True
        self.scopes.append((kind, outer, n))
        self.scope = len(self.scopes)
        return outer

    def walruses_in(self, first: ir.Node, last: int) -> list[str]:
        """Names bound by `:=` from an expression on, up to an ordinal."""
        start = loop_places.first_ordinal(first)
        return list(dict.fromkeys([name for n, name in self.walruses if start <= n <= last]))

    def loop_binding(self, place: str, node: ir.Node) -> int:
        """A LOOP binding, joined to what the place is before the loop; what hangs on the place may be gone."""
        env = self.env
        number = len(self.bindings)
        self.bindings.append(Binding(place, use_def.LOOP, node.n, 0, 0, node))
        if not self.scope and not places.is_member(place) and place not in self.declared:
            self.own_names[place] = None  # the body binds it
        before = env.get(place)
        if before is None:
            before = self.default(place, env)
        self.new_plain(number)
        state = self.state_of((*self.states[before], (number, 0, 0)))
        self.set(place, self.merged(place, state))
        members = self.members.get(places.root(place))
        if members is not None:
            for member in members:
                state = env.get(member, PLAIN_MEMBER)
                if state != PLAIN_MEMBER and tracking.hangs_on(member, place):
                    self.set(member, self.union(state, PLAIN_MEMBER))
        if places.is_member(place):
            self.track(place)
        return number


_NO_NAMES: Final[dict[str, None]] = {}  # shared, never filled
_PLAIN: Final = states.PLAIN
_N_PLAIN: Final = len(states.PLAIN)
