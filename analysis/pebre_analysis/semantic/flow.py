"""How control flows through statements: one walker for function bodies and for module and class bodies.

What a single statement or a test does to the places is left to the subclass: `builder` walks the
expressions of a function body, `link_flow` applies the summaries of regions.

Held while walking:
  env      place -> number of its state here; what is absent has its default state
  log      place, state, place, state, … : every change, in order; `log[start::2]` are the places that
           changed since `start`, on any way
  path     condition under which control is here, relative to the start of the block we are in
  base     … under which that block is entered; `base` and `path` together are the condition itself
  in_loop  … under which that block is entered, relative to the body of the innermost loop
One walk, in source order, without repetition: what a loop carries round is a LOOP binding whose
sources are filled when its body has been walked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pebre_analysis.semantic import states as tables
from pebre_analysis.semantic.states import MAX_IN_ALL
from pebre_analysis.semantic.use_def import ALWAYS, EXHAUSTED, NEVER, NOT_BOUND
from pebre_analysis.syntax import ir

Env = dict[str, int]
Side = tuple[Env, int]  # places and path at the end of a way


class Loop:
    """A loop being walked: where `break` and `continue` left it."""

    __slots__ = ("breaks", "continues")

    def __init__(self) -> None:
        self.breaks: list[Side] = []
        self.continues: list[Side] = []


class Flow(tables.States):
    """See the module's docstring."""

    __slots__ = ("base", "env", "in_loop", "log", "loops", "path")

    handlers: dict[type, Callable[[Any, Any], None]]  # statement class -> method, set by the subclass

    def __init__(self) -> None:
        super().__init__()
        self.env: Env = {}
        self.log: list[Any] = []
        self.path = ALWAYS
        self.base = ALWAYS
        self.in_loop = ALWAYS
        self.loops: list[Loop] = []

    # ---- left to the subclass ----

    def block(self, block: ir.Block) -> None:
        """Walk the statements of a suite."""
        raise AssertionError("a subclass walks blocks")

    def test(self, holder: ir.Branch | ir.While) -> Side:
        """Walk the test; go on where it holds; give what is where it does not."""
        raise AssertionError("a subclass walks tests")

    def loop_places(self, loop: ir.While | ir.For) -> dict[str, int]:
        """Put the places bound in the body into the state of the loop's header; give them with what
        `loop_end` needs."""
        raise AssertionError("a subclass knows what a loop binds")

    def loop_end(self, places: dict[str, int], ways: list[Side], over: Env) -> None:
        """Take note of what the ways back to the header bring; `over` is what is when the loop ends."""

    def for_iterable(self, loop: ir.For) -> None:
        """Walk the iterable."""

    def for_target(self, loop: ir.For) -> None:
        """Bind the target."""

    def with_header(self, statement: ir.With) -> int:
        """Walk the items; give the path on which an exception is swallowed."""
        raise AssertionError("a subclass walks headers")

    def handler_header(self, handler: ir.Handler) -> None:
        """Walk the type and bind the name."""

    def match_subject(self, match: ir.Match) -> Any:
        """Walk the subject; give what `case_header` needs."""

    def case_header(self, case: ir.Case, match: ir.Match, subject: Any) -> Side:
        """Walk pattern and guard; go on where they match; give what is where they do not."""
        raise AssertionError("a subclass walks patterns")

    def exhausted(self, match: ir.Match) -> int:
        """The path on which no case matched."""
        return self.paths.node(EXHAUSTED, match.n, self.path)

    def fallen_through(self, last: ir.Branch) -> int:
        """The path on which the last of several tests failed, where no `else` follows."""
        return self.path

    def default(self, place: str, env: Env) -> int:
        """The state of a place that the environment does not hold."""
        raise AssertionError("a subclass knows what is not said")

    def merged(self, place: str, state: int) -> int:
        """The state a place takes where ways meet, after the union."""
        return state

    # ---- ways that part and meet ----

    def enter(self) -> tuple[int, int, int]:
        """Start a block with a path of its own; give what `leave` needs."""
        saved = (self.path, self.base, self.in_loop)
        if self.path:
            both = self.paths.both
            self.base = both(self.base, self.path)
            self.in_loop = both(self.in_loop, self.path)
            self.path = ALWAYS
        return saved

    def leave(self, saved: tuple[int, int, int]) -> None:
        path, self.base, self.in_loop = saved
        if path:
            self.path = self.paths.both(path, self.path)

    def join(self, start: int, sides: list[Side]) -> None:
        """Go on where the ways meet; they parted when the log was `start` long."""
        live = [side for side in sides if side[1] != NEVER]
        if len(live) == 1:
            self.env, self.path = live[0]
            return
        log = self.log
        changed = dict.fromkeys(log[start::2])
        if len(live) == 2:
            self._join_two(changed, *live[0], *live[1])
            return
        is_dead = not live
        if is_dead:  # no way goes on: what follows sees them all
            live = [(env, ALWAYS) for env, _ in sides]
        env, path = live[-1]
        for place in changed:
            found = [side_env.get(place) for side_env, _ in live]
            if found.count(found[0]) == len(found):
                continue
            env[place] = state = self.merged(place, self._join_states(place, found, live))
            log.append(place)
            log.append(state)
        for _, other in reversed(live):
            path = self.paths.either(path, other)
        self.env = env
        self.path = NEVER if is_dead else path

    def _join_states(self, place: str, found: list[int | None], live: list[Side]) -> int:
        """What a place may be where several ways meet: the last ones first, as outcomes of tests nest."""
        here = [
            self.default(place, side[0]) if state is None else state for state, side in zip(found, live, strict=True)
        ]
        state, path = here.pop(), live[-1][1]
        while here:
            joined = self.rejoined(here[-1], live[len(here) - 1][1], state, path)
            if joined < 0:
                break
            here.pop()
            state, path = joined, ALWAYS
        if not here:
            return state
        parts = [self.attached(each, side[1]) for each, side in zip(here, live, strict=False)]
        return self.union_of([*parts, self.attached(state, path)])

    def _join_two(self, changed: dict[str, None], first: Env, path: int, second: Env, other: int) -> None:
        log = self.log
        states = self.states
        unions = self._unions
        for place in changed:
            a = first.get(place)
            b = second.get(place)
            if a != b:
                if a is None:
                    a = self.default(place, first)
                if b is None:
                    b = self.default(place, second)
                state = self.rejoined(a, path, b, other)
                if state < 0:
                    if path:
                        a = self.attached(a, path)
                    if other:
                        b = self.attached(b, other)
                    known = unions.get((a, b))
                    state = self.union(a, b) if known is None else known
                alternatives = states[state]
                if alternatives[0][0] < 0 or len(alternatives) > MAX_IN_ALL:
                    state = self.merged(place, state)
                first[place] = state
                log.append(place)
                log.append(state)
        self.env = first
        self.path = self.paths.either(path, other) if path and other else ALWAYS

    def widen(self, env: Env, start: int, end: int) -> None:
        """Add to `env` every state that places had between two points of the log."""
        log = self.log
        had: dict[str, list[int]] = {}
        for at in range(start, end, 2):
            place, state = log[at], log[at + 1]
            found = had.get(place)
            if found is None:
                before = env.get(place)
                if before is None:
                    before = self.default(place, env)
                found = had[place] = [before]
            if state not in found and not self.is_narrowed(state, found[0]):
                found.append(state)
        for place, found in had.items():
            if len(found) > 1:
                env[place] = self.merged(place, self.union_of(found))

    def shorten_log(self, start: int, during: Env) -> None:
        """Of each place keep what it was at any time since (`during`, widened) and what it is now.

        Else every `with` around would look at each of the states again: of nested ones their number would grow with
        the square of the depth, and what is made of them with its fourth power.
        """
        log = self.log
        env = self.env
        kept: list[Any] = []
        for place, last in dict(zip(log[start::2], log[start + 1 :: 2], strict=True)).items():
            now = env.get(place, last)
            at_any_time = during.get(place, now)
            if at_any_time != now:
                kept += (place, at_any_time)
            kept += (place, now)
        log[start:] = kept

    # ---- statements ----

    def if_(self, statement: ir.If) -> None:
        saved = self.enter()
        start = len(self.log)
        branches = statement.branches
        if len(branches) == 1:  # nearly always
            branch = branches[0]
            otherwise = self.test(branch)
            entered, middle = self.path, len(self.log)
            is_static = entered != otherwise[1]
            self.block(branch.body)
            if is_static:
                self._put_under(entered, middle)
            here = self.env
            path = self.path
            self.env, self.path = otherwise
            if statement.orelse is not None:
                middle = len(self.log)
                self.block(statement.orelse)
                if is_static:
                    self._put_under(otherwise[1], middle)
            if path != NEVER:
                if self.path == NEVER:
                    self.env = here
                    self.path = path
                else:
                    self._join_two(dict.fromkeys(self.log[start::2]), here, path, self.env, self.path)
            elif self.path == NEVER:
                self.join(start, [(here, path), (self.env, path)])
            self.leave(saved)
            return
        sides: list[Side] = []
        is_static = False
        for branch in branches:
            otherwise = self.test(branch)
            entered, middle = self.path, len(self.log)
            is_static = is_static or entered != otherwise[1]
            self.block(branch.body)
            if is_static:
                self._put_under(entered, middle)
            sides.append((self.env, self.path))
            self.env, self.path = otherwise
        if statement.orelse is not None:
            entered, middle = self.path, len(self.log)
            self.block(statement.orelse)
            if is_static:
                self._put_under(entered, middle)
        else:
            self.path = self.fallen_through(branches[-1])
        sides.append((self.env, self.path))
        self.join(start, sides)
        self.leave(saved)

    def _put_under(self, path: int, start: int) -> None:
        """What places became since the log was `start` long they became on a path that settings may rule out: so it is
        for those that look at the log (`widen`)."""
        if path:
            log = self.log
            for at in range(start + 1, len(log), 2):
                log[at] = self.attached(log[at], path)

    def while_(self, statement: ir.While) -> None:
        saved = self.enter()
        start = len(self.log)
        places = self.loop_places(statement)
        over = self.test(statement)
        loop = self.loop_body(statement.body, places, over[0])
        self._loop_over(start, over, statement.orelse, loop)
        self.leave(saved)

    def for_(self, statement: ir.For) -> None:
        self.for_iterable(statement)
        saved = self.enter()
        start = len(self.log)
        places = self.loop_places(statement)
        over = (self.env.copy(), ALWAYS)
        self.for_target(statement)
        loop = self.loop_body(statement.body, places, over[0])
        self._loop_over(start, over, statement.orelse, loop)
        self.leave(saved)

    def loop_body(self, body: ir.Block, places: dict[str, int], over: Env) -> Loop:
        """Walk the body of a loop; `places` are those of its header, `over` is what is when it ends."""
        loop = Loop()
        self.loops.append(loop)
        in_loop, self.in_loop = self.in_loop, ALWAYS
        self.block(body)
        self.in_loop = in_loop
        self.loops.pop()
        self.loop_end(places, [*loop.continues, (self.env, self.path)], over)
        return loop

    def _loop_over(self, start: int, over: Side, orelse: ir.Block | None, loop: Loop) -> None:
        self.env, self.path = over
        if orelse is not None:
            self.block(orelse)
        self.join(start, [(self.env, self.path), *loop.breaks])

    def break_(self, statement: ir.Break) -> None:
        if self.loops:
            self.loops[-1].breaks.append((self.env, self.paths.both(self.in_loop, self.path)))
        self.path = NEVER

    def continue_(self, statement: ir.Continue) -> None:
        if self.loops:
            self.loops[-1].continues.append((self.env, self.paths.both(self.in_loop, self.path)))
        self.path = NEVER

    def try_(self, statement: ir.Try) -> None:
        saved = self.enter()
        log = self.log
        start = len(log)
        before = self.env.copy()
        loop = self.loops[-1] if self.loops else None
        jumps = (len(loop.breaks), len(loop.continues)) if loop is not None else (0, 0)
        self.block(statement.body)
        end = len(log)
        if statement.orelse is not None:
            self.block(statement.orelse)
        sides: list[Side] = [(self.env, self.path)]
        if statement.handlers:
            raised = before.copy()
            self.widen(raised, start, self._before_last(statement.body, start, end))
            for handler in statement.handlers:
                self.env = raised.copy()
                self.path = ALWAYS
                self.handler(handler)
                sides.append((self.env, self.path))
        self.join(start, sides)
        if statement.final is not None:
            self.widen(before, start, len(log))
            pending = [*loop.breaks[jumps[0] :], *loop.continues[jumps[1] :]] if loop is not None else []
            if self._finally(statement.final, before, pending) and loop is not None:
                del loop.breaks[jumps[0] :]
                del loop.continues[jumps[1] :]
        self.leave(saved)

    def _before_last(self, body: ir.Block, start: int, end: int) -> int:
        """The end of the log before what the last statement bound, where nothing can be raised after that."""
        last = body.statements[-1] if body.statements else None
        targets = last.targets if isinstance(last, ir.Assign) else ()
        names = {target.id for target in targets if isinstance(target, ir.Name)}
        if len(names) < len(targets):
            return end  # setting an attribute or an item may raise
        while end > start and self.log[end - 2] in names:
            names.discard(self.log[end - 2])
            end -= 2
        return end

    def handler(self, handler: ir.Handler) -> None:
        self.handler_header(handler)
        self.block(handler.body)
        name = handler.name
        if name is not None:  # deleted when the handler is left
            self.env[name.id] = NOT_BOUND
            self.log.append(name.id)
            self.log.append(NOT_BOUND)

    def _finally(self, final: ir.Block, entry: Env, pending: list[Side]) -> bool:
        """Walk a `finally` that is entered with anything; what it binds holds on every way out.
        True if no way leads through it."""
        normal, path = self.env, self.path
        start = len(self.log)
        self.env = entry.copy()
        self.path = ALWAYS
        self.block(final)
        if self.path == NEVER:
            return True
        after = self.env
        for place in dict.fromkeys(self.log[start::2]):
            state = after.get(place)
            if state != entry.get(place) and state is not None:
                for env in (normal, *[env for env, _ in pending]):
                    env[place] = state
        self.env = normal
        self.path = self.paths.both(path, self.path)
        return False

    def with_(self, statement: ir.With) -> None:
        swallowed = self.with_header(statement)
        saved = self.enter()
        start = len(self.log)
        raised = self.env.copy()
        self.block(statement.body)
        end = len(self.log)
        if end > start or self.path:
            self.widen(raised, start, end)
            self.join(start, [(self.env, self.path), (raised, swallowed)])
            self.shorten_log(start, raised)
        self.leave(saved)

    def match_(self, statement: ir.Match) -> None:
        subject = self.match_subject(statement)
        saved = self.enter()
        start = len(self.log)
        sides: list[Side] = []
        for case in statement.cases:
            otherwise = self.case_header(case, statement, subject)
            self.block(case.body)
            sides.append((self.env, self.path))
            self.env, self.path = otherwise
        sides.append((self.env, self.exhausted(statement)))
        self.join(start, sides)
        self.leave(saved)


COMPOUND: Final[dict[type, Callable[[Any, Any], None]]] = {
    ir.If: Flow.if_,
    ir.While: Flow.while_,
    ir.For: Flow.for_,
    ir.Break: Flow.break_,
    ir.Continue: Flow.continue_,
    ir.Try: Flow.try_,
    ir.With: Flow.with_,
    ir.Match: Flow.match_,
}
"""The statements that every walker treats alike."""
