"""The flow through module and class bodies: what reaches each of their statements.

Chunks are walked in order, statement by statement (`link_statements`). Class bodies are walked where they stand, in a
layer of their own.

One object per file, kept across links. What an occurrence of a chunk did in the last pass is kept with
the states it depended on; while those are the same the chunk is not walked again, and where no state
differs from the last pass on which it depends (`in_step`) they are not even looked up. So a pass costs
little more than one look at each chunk (1 µs).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from pebre_analysis.semantic import chunks, declarations, in_step, link_statements, pending, use_def
from pebre_analysis.semantic import place as places
from pebre_analysis.semantic.flow import Env
from pebre_analysis.semantic.flow_numbers import Changes
from pebre_analysis.semantic.link_regions import ABSENT, STAR
from pebre_analysis.semantic.use_def import ALWAYS, NEVER
from pebre_analysis.semantic.walked import Walked
from pebre_analysis.syntax import chunk, ir

if TYPE_CHECKING:
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.scope import Scope


class LinkFlow(link_statements.Statements):
    """See the module's docstring."""

    __slots__ = ("_check", "_history", "_history_depth", "_keeps_walked", "_overlay", "ended")

    def __init__(self) -> None:
        super().__init__()
        self._check: Callable[[], object] = _go_on  # before each chunk
        self._keeps_walked = False  # only a file that is being edited is walked again
        # Of the body we are in; None where what was is not known chunk by chunk.
        self._history: pending.History | None = None
        self._history_depth = 0  # at which its chunks stand
        self._overlay: dict[str, int] = {}  # in a class body: the type parameters around
        self.ended: list[tuple[Scope, Env]] = []  # scopes that end with something else than in the last pass

    def run_module(
        self, module: Scope, step: in_step.InStep | None = None, check: Callable[[], object] | None = None
    ) -> None:
        """Walk the module; `arrived` and `ended` then tell what changed since they were emptied.

        step: how it follows from the last pass; check: called before each chunk. What that raises ends the pass in the
        midst; another one, without a step, then comes to what this one would have. It does again what is known.
        """
        self._check = _go_on if check is None else check
        self.env = {}
        self.log = []
        self.members = {}
        self.path = self.base = self.in_loop = ALWAYS
        self.loops = []
        self.in_class = False
        if not self._keeps_walked:
            step = None  # what chunks did in the last pass is not known
        self._keeps_walked = module.file.is_open
        self.in_stub = module.file.is_stub
        self._history = pending.History()
        self._history_depth = 0
        self._outer = None
        self._outer_env, self._outer_envs, self._outer_members, self._outer_log = {}, [], {}, []
        self._class_globals = ()
        self._overlay = {}
        self._sure = {}
        self.annotated = {}
        self.depth = 0
        self.straight = []
        self.occurrence = None
        for occurrences in module.bodies:
            for occurrence in occurrences:
                self._check()
                if step is None:
                    self.run(occurrence)
                else:
                    self._run_in(step, occurrence)
        self._end(module)
        self._rest()
        self._check = _go_on

    def walk_class(self, occurrence: Occurrence, passage: pending.Passage) -> None:
        """Walk the body of a class that was pending when the flow came by. No walk may be going on."""
        statement = occurrence.lowered.block.statements[0]
        assert isinstance(statement, ir.ClassDef)
        n_arrived, n_ended = len(self.arrived), len(self.ended)
        outer = passage.outer
        if outer is None:
            outer = pending.Outside(passage.history, passage.position, passage.overlay)
        self._check = _go_on
        self.in_class = True
        self._outer = pending.Outside(outer.history, outer.position, {})
        self.occurrence = occurrence
        self.base, self.path, self.loops = passage.path, ALWAYS, []
        self.class_body(statement, 0, outer, passage.overlay)
        self.in_class = False
        self._outer = None
        self.occurrence = None
        self._rest()
        del self.arrived[n_arrived:], self.ended[n_ended:]  # nobody can have asked before

    def _rest(self) -> None:
        """A walk is over: let go of what only it needed."""
        self.env, self.log, self.members, self._arrivals = {}, [], {}, {}
        self.annotated, self._sure = {}, {}
        if not self._keeps_walked:
            self.forget_steps()

    def _end(self, scope: Scope) -> None:
        straight = tuple(self.straight)
        if self.env != scope.end or straight != scope.straight:
            self.ended.append((scope, scope.end))
            scope.end = self.env
            scope.straight = straight

    # ---- occurrences ----

    def _run_in(self, step: in_step.InStep, occurrence: Occurrence) -> None:
        """Run an occurrence of the module's own level; without a look at what it depends on, if nothing differs."""
        done = occurrence.walked
        if (
            done is not None
            and done.key
            and done.key[0] == self.path
            and STAR not in occurrence.flow_names()
            and not self._are_sure(done.declared)
            and step.holds(occurrence, done)
        ):
            self._do_again(done)
        else:
            self.run(occurrence)
            step.ran(occurrence, done)

    def run(self, occurrence: Occurrence) -> None:
        """Walk an occurrence, or do again what it did."""
        if occurrence.pending is not None:
            if self._pass(occurrence, occurrence.pending):
                return
            occurrence.settle()
        log = self.log
        done = occurrence.walked
        key = self._key(occurrence) if self._keeps_walked or done is not None else []
        if done is not None and done.key == key and not self._are_sure(done.declared):
            log += done.logged or chain.from_iterable(done.changes)
            self._do_again(done)
            return
        start = len(log)
        n_straight = len(self.straight)
        n_sure = len(self._sure)
        n_annotated = len(self.annotated)
        n_globals = len(self._class_globals)
        n_outside = len(self._outer_log)
        path, base, outer = self.path, self.base, self.occurrence
        self.base = self.paths.both(base, path)
        self.path = ALWAYS
        self.occurrence = occurrence
        self.block(occurrence.lowered.block)
        env = self.env
        changes = tuple([(place, env[place]) for place in dict.fromkeys(log[start::2]) if place in env])
        if self._history is not None and self.depth == self._history_depth:
            self._history.add(changes)
        if self._keeps_walked:
            is_known = (
                len(self.annotated) == n_annotated  # else it depends on annotations that the key does not hold
                and len(self._class_globals) == n_globals  # else it did more than is kept: `global` in a class
                and len(self._outer_log) == n_outside
            )
            straight = tuple(self.straight[n_straight:])
            sure = tuple(islice(reversed(self._sure.items()), len(self._sure) - n_sure))
            # A `with` or `try` around sees every state that a place had on the way.
            logged = tuple(log[start:]) if self.depth else ()
            if logged == tuple(chain.from_iterable(changes)):
                logged = ()
            annotated = tuple(islice(reversed(self.annotated), len(self.annotated) - n_annotated))
            occurrence.walked = Walked(key if is_known else [], changes, logged, self.path, straight, sure, annotated)
        self.path = self.paths.both(path, self.path)
        self.base = base
        self.occurrence = outer

    def _do_again(self, done: Walked) -> None:
        env = self.env
        for place, state in done.changes:
            env[place] = state
            if "." in place or "[" in place:
                self.members.setdefault(places.root(place), {})[place] = None
        if done.straight:
            self.straight.extend(done.straight)
        if done.declared:
            self._sure.update(done.declared)
        if done.path:
            self.path = self.paths.both(self.path, done.path)

    def _are_sure(self, declared: Changes) -> bool:
        """Are names now annotated before, for whose first annotation these were taken?"""
        return bool(declared) and any(name in self._sure for name, _ in declared)

    def _pass(self, occurrence: Occurrence, what: pending.Pending) -> bool:
        """Walk past what is known by name only; not if what reaches it could not be told later."""
        history = self._history
        if history is None or self.depth != self._history_depth or self._keeps_walked:
            return False
        outer = self._outer if self.in_class else None
        if self.in_class and outer is None:
            return False
        name = occurrence.regions[pending.HEADER].key
        if name in self._class_globals:
            return False
        path = self.paths.both(self.base, self.path)
        overlay = self._overlay
        if outer is not None and overlay:
            outer = pending.Outside(outer.history, outer.position, overlay)
        what.passage = pending.Passage(self, path, history, outer, overlay)
        state = self.plain[self.number_of(occurrence.regions[pending.HEADER], name)]
        start = len(self.log)
        self.set(name, state)
        if (self.depth or name in self.annotated) and not self.in_stub:
            self.set(declarations.key(name), state)
        if name in self.members:
            self.kill(self.members[name], None)
        log = self.log
        history.add(tuple(zip(log[start::2], log[start + 1 :: 2], strict=True)))
        return True

    def _key(self, occurrence: Occurrence) -> list[object]:
        """All that the walk through an occurrence depends on."""
        env = self.env
        names = occurrence.flow_names()
        key: list[object] = [self.paths.both(self.base, self.path), env.get(STAR)]
        key += map(env.get, names)
        if self.in_class:
            outer = self._outer_env
            key.append(outer.get(STAR, ABSENT))
            key += [outer.get(name, ABSENT) for name in names]
            if self._class_globals:
                key.append(self._class_globals)
        if self.members:
            for name in names:
                for member in self.members.get(name, ()):
                    key += (member, env.get(member))
        if self.annotated:
            key += [self.declarations(name, env) for name in names if name in self.annotated]
        if STAR in names:  # a star import depends on every name
            key += env.items()
        return key

    def block(self, block: ir.Block) -> None:
        occurrence = self.occurrence
        if block.hole != ir.NO_HOLE and occurrence is not None:
            if self.depth == self._history_depth:
                for member in occurrence.groups[block.hole]:
                    self._check()
                    self.run(member)
            else:
                self._branch(occurrence.groups[block.hole])
        is_dead = False
        for statement in block.statements:
            if self.path == NEVER and not is_dead:
                is_dead = True  # the environment of the way that ended may be held by a loop
                self.env = self.env.copy()
            STATEMENTS[statement.__class__](self, statement)

    def _branch(self, members: list[Occurrence]) -> None:
        """Walk chunks that not every run of the body comes through: they have a history of their own."""
        saved = self._history, self._history_depth
        self._history = None
        if not self.members and any(member.pending is not None for member in members):
            self._history = pending.History(self.env.copy())
        self._history_depth = self.depth
        for member in members:
            self._check()
            self.run(member)
        self._history, self._history_depth = saved

    # ---- classes ----

    def class_body(
        self, statement: ir.ClassDef, binding: int, outer: Env | pending.Outside, overlay: dict[str, int]
    ) -> None:
        """Walk the body of a class in a layer of its own. `binding`: the class's, in its header."""
        occurrence = self.occurrence
        assert occurrence is not None
        saved = (
            self.log, self.members, self.loops, self.in_class, self._outer_env, self._outer_log, self._class_globals,
            self.depth, self.straight, self.base, self.path, self.in_loop, self._history, self._history_depth,
            self._overlay, self.annotated, self._sure,
        )  # fmt: skip
        self._history = pending.History()
        self._history_depth = 0
        self._overlay = overlay
        self._outer_log = self._outer_log if self.in_class else self.log
        self.log, self.members, self.loops, self.in_class, self._outer_env = [], {}, [], True, outer
        self._class_globals, self.depth, self.straight, self.annotated, self._sure = (), 0, [], {}, {}
        self.base = self.paths.both(self.base, self.path)
        self.path = self.in_loop = ALWAYS
        self.env = {}
        self.block(statement.body)
        scope = occurrence.scope_of(statement.region, binding)
        if scope is not None:
            self._end(scope)
        path = self.path
        (
            self.log, self.members, self.loops, self.in_class, self._outer_env, self._outer_log, self._class_globals,
            self.depth, self.straight, self.base, self.path, self.in_loop, self._history, self._history_depth,
            self._overlay, self.annotated, self._sure,
        ) = saved  # fmt: skip
        if path and not chunks.name_in(occurrence.chunk).startswith(chunk.SKETCHED_CLASS):
            self.path = self.paths.both(self.path, path)  # else it says no more than that one branch is taken


def _go_on() -> None: ...


def _class(f: LinkFlow, statement: ir.ClassDef) -> None:
    """A class: its header here, its body in a layer of its own, then its name."""
    index, base = f.reach(statement.region)
    occurrence = f.occurrence
    assert occurrence is not None
    env = f.env
    name = statement.name
    before = env.get(name)
    f.apply(index, base, index.out, env)
    bound = env.pop(name, None)  # not yet, while its body runs
    if before is not None:
        env[name] = before
    if not f.in_class:
        f._outer_envs, f._outer_members = [env], f.members
    n_outer = len(f._outer_envs)
    outer = f._outer_env if f.in_class else env
    overlay = f._overlay
    at_class = -1
    for number, binding in enumerate(index.bindings):
        if binding.kind == use_def.CLASS:
            at_class = number
        elif binding.kind == use_def.TYPE_PARAM:
            state = f.plain[base.binding + number]
            outer = {**outer, binding.place: state} if isinstance(outer, dict) else outer.and_of(binding.place, state)
            overlay = {**overlay, binding.place: state}
    history = f._history
    if not f.in_class and history is not None and f.depth == f._history_depth and len(index.out) == 1:
        f._outer = pending.Outside(history, len(history), {})
    if isinstance(outer, dict) and outer is not f._outer_envs[-1]:
        f._outer_envs.append(outer)
    f.class_body(statement, at_class, outer, overlay)
    del f._outer_envs[n_outer:]
    if not f.in_class:
        f._outer = None
    f.env = env
    if bound is not None:
        f.set(name, bound)


STATEMENTS: Final[dict[type, Callable[[Any, Any], None]]] = {**link_statements.STATEMENTS, ir.ClassDef: _class}
