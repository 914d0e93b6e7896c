"""One region while it is inferred: what is known so far of its expressions, bindings and states.

In:  a region; its code is read through the one edge `region.code`, the rest is looked at.
Out: types by ordinal and by binding, on demand: only what is asked for is inferred, each thing once.
Always
  - plain functions in tables by the class of an ir node; the expected type is an argument;
  - a loop's binding starts with no type and is inferred until nothing changes, widened at the fourth
    turn and given up as Unknown at the sixteenth; what was inferred from an unfinished value is
    forgotten before the next turn;
  - a binding that needs itself in any other way is DIVERGENT there;
  - findings are kept only when asked for (`check`), never of code that cannot run.
Does not know: how each kind of expression or binding is inferred; that is in the tables.
Method: demand-driven evaluation over use-def states, as in Astral's ty; the loop scheme is the usual
iteration from below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec

from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import findings, kinds, queries
from pebre_analysis.types.algebra import special_forms, union
from pebre_analysis.types.infer import definitions, deprecations, expressions, names, states, structure, widening

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.region import Region

_P = ParamSpec("_P")

WIDEN_AT: Final = 4
MAX_TURNS: Final = 16
MAX_ALL_TURNS: Final = 500  # of all loops of a region: one that depends on many others is taken for Unknown


class RegionInference:
    """See the module's docstring. Lives no longer than the query that made it."""

    __slots__ = (
        "_structure", "bindings", "busy", "carried", "check", "class_statements", "db", "disputed",
        "expected_lambdas", "findings", "flags", "given", "index", "is_carried_further", "is_choosing", "is_fitting",
        "is_trying", "iterates", "lowered", "misfits", "muted", "n_lambdas", "n_turns", "named_call", "narrowings",
        "paths", "put_in", "predicates", "region", "scope", "seen_unfinished", "states", "trail", "types",
        "unfinished",
    )  # fmt: skip

    def __init__(self, db: queries.Db, region: Region, check: bool = False) -> None:
        region.code.get(db)
        self.db = db
        self.region = region
        self.scope = region.scope
        self.lowered = region.lowered
        self.index = region.index
        self.check = check
        self.types: list[kinds.Type | None] = [None] * self.lowered.n_nodes
        self.bindings: list[kinds.Type | None] = [None] * len(self.index.bindings)
        self.paths: list[bool | None] = [None] * len(self.index.paths)
        self.states: dict[tuple[int, str], tuple[kinds.Type | None, bool]] = {}
        self.narrowings: dict[tuple[int, str, kinds.Type], kinds.Type] = {}  # (test and outcome, place, type) -> type
        self.predicates: dict[int, ir.Node] | None = None  # by ordinal, when one was asked for
        self.findings: dict[int, list[findings.Finding]] = {}
        self.given: dict[int, kinds.Type] = {}  # n of an Attribute that is assigned -> the value's type
        self.flags = semantic_index.semantic_index(db, self.scope.file).flags.get(db)
        # Bindings inside of loops that were asked for while they were found: `unfinished` says what they are taken for.
        self.carried: set[int] = set()
        self.n_turns = 0  # of all loops together
        self.is_carried_further = False  # one of them is more than it was taken for
        self.iterates = False  # something was taken for what it is not yet: a loop, or a container that grows
        self.busy: dict[int, int] = {}  # bindings being inferred, and how many of `unfinished` there were before
        self.unfinished: dict[int, kinds.Type | None] = {}  # LOOP binding -> its value so far
        self.seen_unfinished: set[int] = set()  # of these, the ones that were read
        self.trail: list[tuple[object, object]] = []  # what was learned while a loop was unfinished
        self.misfits: dict[int, tuple[kinds.Type, kinds.Type]] = {}  # binding -> what it got, what it may have
        self.disputed: dict[int, list[Definition]] = {}  # binding -> the declarations that reach it, if several
        self.muted = 0  # depth of code that cannot run
        self.is_choosing = False  # an argument is inferred to see which overload is meant
        self.is_fitting = False  # a display is, to see which of several types that are expected it fits
        self.n_lambdas = 0  # arguments in each other that are being inferred with what is expected of them
        self.named_call = -1  # n of the call whose value is assigned to a name
        self.put_in: tuple[int, bool] = (
            -1,
            False,
        )  # n of a display that is put into a typed dictionary; whether that is changed by it
        self.is_trying = False  # a call is inferred again, with what is expected of its arguments
        self.expected_lambdas: dict[int, kinds.Signature | None] = {}  # n of a Lambda -> what is expected of it
        self.class_statements: dict[int, kinds.ClassLiteral] = {}  # n of a statement -> the class around it
        self._structure: structure.Structure | None = None

    # ---- expressions ----------------------------------------------------------------------------

    def infer(self, node: ir.Expr, expected: kinds.Type | None = None) -> kinds.Type:
        """The type of an expression of this region; the first expected type it is asked with counts."""
        n = node.n
        known = self.types[n]
        if known is not None:
            return known
        if n in self.index.part_paths and not self.reachable(self.index.part_paths[n]):
            self.muted += 1
            try:
                found = expressions.HANDLERS[node.__class__](self, node, expected)
            finally:
                self.muted -= 1
        else:
            found = expressions.HANDLERS[node.__class__](self, node, expected)
        self.types[n] = found
        if self.unfinished:
            self.trail.append((self.types, n))
        return found

    def store(self, n: int, found: kinds.Type) -> None:
        """Notes the type of a node that has no handler of its own: a target, a step of a chain."""
        self.types[n] = found
        if self.unfinished:
            self.trail.append((self.types, n))

    def forget(self, low: int, high: int) -> None:
        """Forgets the nodes from `low` to `high`, a whole expression, and what was bound or seen in it."""
        for n in range(low, high + 1):
            self.types[n] = None
            self.findings.pop(n, None)
        for number, record in enumerate(self.index.bindings):
            if low <= record.n <= high and (record.scope or record.kind == use_def.WALRUS):
                self.bindings[number] = None
        self.states.clear()
        self.narrowings.clear()

    # ---- bindings -------------------------------------------------------------------------------

    def binding(self, number: int) -> kinds.Type:
        """The type a binding gives its place; Never for the header of a loop that never comes round."""
        known = self.bindings[number]
        if known is not None:
            return known
        record = self.index.bindings[number]
        if record.kind == use_def.LOOP:
            return self._loop(number, record) or kinds.NEVER
        if record.place in special_forms.NAMES:
            special = special_forms.value(self.db, self.definition(number))
            if special is not None:
                self.set_binding(number, special)
                return special
        if number in self.busy:
            if number in self.unfinished:  # a container that grows, or what a loop carries round
                self.seen_unfinished.add(number)
                return self.unfinished[number] or kinds.DIVERGENT
            return self._carried_round(number)
        self.busy[number] = len(self.unfinished)
        mark = len(self.trail)
        try:
            found = definitions.HANDLERS[record.kind](self, number, record)
            if number in self.carried:
                found = self._settled(number, record, found, mark)
        finally:
            del self.busy[number]
        self.set_binding(number, found)
        return found

    def _carried_round(self, number: int) -> kinds.Type:
        """What a binding that is being found is taken for where it is asked for: nothing yet, if a loop carries it
        round to there; then it is found again with what came of that."""
        begun = list(self.unfinished)[self.busy[number] :]
        if not any(self.index.bindings[each].kind == use_def.LOOP for each in begun):
            return kinds.DIVERGENT
        self.carried.add(number)
        self.iterates = True
        self.unfinished[number] = kinds.NEVER
        self.seen_unfinished.add(number)
        return kinds.NEVER

    def _settled(self, number: int, record: use_def.Binding, found: kinds.Type, mark: int) -> kinds.Type:
        """A binding inside of a loop, from where the loop was entered. The outermost of several is found again, with
        all of them, until nothing changes."""
        is_outermost = not any(each in self.busy for each in self.carried if each != number)
        for turn in range(1, MAX_TURNS + 1):
            before = self.unfinished.get(number) or kinds.NEVER
            found = union.of(self.db, (before, found))
            if found is not before:
                self.unfinished[number] = widening.widen(self.db, found) if turn >= WIDEN_AT else found
                self.is_carried_further = True
            if not is_outermost or not self.is_carried_further:
                break
            self.is_carried_further = False
            if self.is_used_up(mark):
                found = kinds.CUT
                break
            self.forget_since(mark)
            found = definitions.HANDLERS[record.kind](self, number, record)
        else:
            found = kinds.CUT
            self.forget_since(mark)
        if is_outermost:
            for each in self.carried:
                self.unfinished.pop(each, None)
                self.seen_unfinished.discard(each)
            self.carried.clear()
            if not self.unfinished:
                self.trail.clear()
        return found

    def set_binding(self, number: int, found: kinds.Type) -> None:
        self.bindings[number] = found
        if self.unfinished:
            self.trail.append((self.bindings, number))

    def _loop(self, number: int, record: use_def.Binding) -> kinds.Type | None:
        """What a place has when the loop comes round: None while nothing is known of it."""
        if number in self.unfinished:
            self.seen_unfinished.add(number)
            return self.unfinished[number]
        source = self.index.sources[number]
        self.iterates = True
        value: kinds.Type | None = None
        mark = len(self.trail)
        for turn in range(1, MAX_TURNS + 1):
            mark = len(self.trail)
            self.unfinished[number] = value
            self.seen_unfinished.discard(number)
            try:
                new, _ = self.state(source, record.place)
            finally:
                del self.unfinished[number]
            if number not in self.seen_unfinished:
                value = new
                break
            if value is not None and new is not None:
                new = union.of(self.db, (value, new))
            if turn >= WIDEN_AT and new is not None:
                new = widening.widen(self.db, new)
            if new is value:
                break
            if self.is_used_up(mark):
                value = kinds.CUT
                break
            value = new
            self.forget_since(mark)
        else:
            value = kinds.CUT
            self.forget_since(mark)
        self.seen_unfinished.discard(number)
        if not self.unfinished:
            self.trail.clear()
        self.set_binding(number, value if value is not None else kinds.NEVER)
        return value

    def is_used_up(self, mark: int) -> bool:
        """Have loops and containers been gone through too often? Then all bindings that were found since the trail had
        that length are Unknown: found anew for each loop that asks, they would be found over and over."""
        self.n_turns += 1
        if self.n_turns <= MAX_ALL_TURNS:
            return False
        bound = [key for table, key in self.trail[mark:] if table is self.bindings]
        self.forget_since(mark)
        for number in bound:
            self.bindings[number] = kinds.CUT  # type: ignore[call-overload]  # a number
        return True

    def forget_since(self, mark: int) -> None:
        """Forgets what was learned since the trail had that length."""
        for table, key in self.trail[mark:]:
            if isinstance(table, list):
                table[key] = None  # type: ignore[call-overload]  # an ordinal or a binding number
                if table is self.types:
                    self.findings.pop(key, None)  # type: ignore[call-overload]
            elif isinstance(table, dict):
                table.pop(key, None)
        del self.trail[mark:]

    def definition(self, number: int) -> Definition:
        return self.region.definition(number)

    # ---- states, paths --------------------------------------------------------------------------

    def state(self, number: int, place: str) -> tuple[kinds.Type | None, bool]:
        """(type of the place in that state, may it be unbound); no type when it surely is unbound."""
        key = (number, place)
        known = self.states.get(key)
        if known is None:
            known = self.states[key] = states.value(self, number, place)
            if self.unfinished:
                self.trail.append((self.states, key))
        return known

    def narrow(
        self, key: tuple[int, str, kinds.Type], find: Callable[Concatenate[RegionInference, _P], kinds.Type],
        *args: _P.args, **kwargs: _P.kwargs,
    ) -> kinds.Type:  # fmt: skip
        """What `find` gives, kept among the narrowings under `key`."""
        found = self.narrowings[key] = find(self, *args, **kwargs)
        if self.unfinished:
            self.trail.append((self.narrowings, key))
        return found

    def reachable(self, path: int) -> bool:
        """May control come along this path, as far as settings and declared results tell?"""
        known = self.paths[path]
        if known is None:
            self.paths[path] = True  # a path that needs itself is taken
            known = self.paths[path] = states.is_reachable(self, path)
            if self.unfinished:
                self.trail.append((self.paths, path))
        return known

    # ---- findings -------------------------------------------------------------------------------

    def report(
        self, rule: str, node: ir.Node, *arguments: str, notes: tuple[str, ...] = (),
        related: tuple[findings.Related, ...] = (),
    ) -> None:  # fmt: skip
        """Notes that the rule is broken at the node, once, unless nobody asks or the code cannot run."""
        if not self.check or self.muted:
            return
        finding = findings.Finding(rule, node.n, arguments, notes, related)
        here = self.findings.setdefault(node.n, [])
        if finding not in here:
            here.append(finding)

    def report_at(self, rule: str, n: int, *arguments: str, related: tuple[findings.Related, ...] = ()) -> None:
        """The same at the node of that number; whether it can run is seen later (`drop_findings`)."""
        if self.check:
            self.findings.setdefault(n, []).append(findings.Finding(rule, n, arguments, (), related))

    def drop_findings(self, ranges: list[tuple[int, int]], end: bool) -> None:
        """Forgets what was found in code that cannot run; `end`: what is said of the end of the body, too."""
        for n, here in list(self.findings.items()):
            if any(low <= n <= high for low, high in ranges) or (n < 0 and end):
                kept = [each for each in here if each.rule == findings.REVEALED_TYPE or "yields" in each.arguments]
                if kept:
                    self.findings[n] = kept
                else:
                    del self.findings[n]

    def report_header(self, rule: str, definition: Definition, *arguments: str) -> None:
        """Notes that a body breaks a rule at the return annotation of its function."""
        if self.check:
            self.findings.setdefault(-1, []).append(findings.Finding(rule, 0, arguments, header=definition))

    # ---- what kind of code this is --------------------------------------------------------------

    @property
    def is_stub(self) -> bool:
        return bool(self.flags & semantic_index.STUB)

    @property
    def deferred(self) -> bool:
        """Are annotations read at the end of the scopes? See `queries.Names`."""
        late = semantic_index.STUB | semantic_index.FUTURE_ANNOTATIONS
        return bool(self.flags & late) or self.db.program.python_version.get(self.db) >= (3, 14)

    # ---- how annotations ask (`queries.Names`) ----------------------------------------------------

    def name(self, node: ir.Name) -> kinds.Type:
        return self.infer(node)

    def late_name(self, name: str, scope: scopes.Scope) -> kinds.Type | None:
        found, _ = names.around(self.db, scope, name, own_body=True)
        if found is None and any(record.place == name for record in self.index.bindings):
            return kinds.UNKNOWN  # of a class inside this function
        return found

    def value(self, node: ir.Expr) -> kinds.Type:
        return self.infer(node)

    def mention(self, node: ir.Node, found: kinds.Type) -> None:
        deprecations.mention(self, node, found)

    @property
    def structure(self) -> structure.Structure:
        if self._structure is None:
            self._structure = structure.Structure(self.lowered)
        return self._structure

    def is_async_item(self, item: ir.WithItem) -> bool:
        statement = self.structure.items.get(item.n)
        return statement is not None and statement.is_async

    def match_of(self, case: ir.Case) -> ir.Match | None:
        """The `match` that the case belongs to."""
        index = self.index
        if isinstance(index, use_def.StatementIndex):
            node = self.region.sibling(index.match_region).lowered.node if index.match_region >= 0 else None
            return node if isinstance(node, ir.Match) else None
        return index.matches.get(case.n)

    def subject_of(self, case: ir.Case, match: ir.Match) -> kinds.Type:
        """The type of what is matched, before any case."""
        index = self.index
        if isinstance(index, use_def.StatementIndex):
            return self.db.infer.expression_type(self.db, self.region.sibling(index.match_region), match.subject.n)
        return self.infer(match.subject)

    @property
    def in_function(self) -> bool:
        return self.scope.kind == scopes.FUNCTION
