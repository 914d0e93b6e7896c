"""The state of one walk through a region: what it has bound, read and narrowed so far.

What every step of the walk needs: binding a place, reading a name for the first time, local scopes. `walk_tests` adds
what is evaluated under a condition; `walk_expressions` and `walk_statements` hold the functions that do the walking.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final

from pebre_analysis.semantic import conditions, declarations, loop_places, states, tracking, use_def
from pebre_analysis.semantic import place as places
from pebre_analysis.semantic.attempts import Known
from pebre_analysis.semantic.flow import Env
from pebre_analysis.semantic.use_def import (
    ALWAYS,
    AT_ENTRY,
    BINDS,
    DECLARES,
    FROM_OUTSIDE,
    NOT_BOUND,
    PLAIN_MEMBER,
    Binding,
)
from pebre_analysis.syntax import ir

STATEMENT: Final = 0  # a region of a module body
CLASS_STATEMENT: Final = 1  # … of a class body
BODY: Final = 2  # a function body

MAX_GUARDED: Final = 16
"""A place that was tested more often is no longer narrowed by calls that may not return."""


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
        self.loop_scans: dict[int, loop_places.Scan] = {}
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
        atoms = self.constraints[self.states[state][0][1]]
        if len(atoms) >= MAX_GUARDED or (atoms and atoms[0] < 0):
            return state
        key = (atom, path)
        n = self.guards.get(key)
        if n is None:
            n = self.guards[key] = len(self.marks) + len(self.guards)
            self.predicates[n] = use_def.Guard(n, atom, path)
        return self.narrowed(state, 2 * n + 1)

    def untouched(self, place: str) -> int:
        """The state of a place that is narrowed before it was bound or narrowed."""
        if not places.is_member(place):
            return self.first_read(place)
        self.track(place)
        return self.default(place, self.env)

    # ---- scopes and loops ----

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
