"""What is evaluated under a condition: tests and what they narrow, parts that may not run.

`EXPRESSIONS` says how an expression is walked; `walk_expressions` fills it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from pebre_analysis.semantic import conditions, predicate, walk
from pebre_analysis.semantic.flow import Env, Side
from pebre_analysis.semantic.use_def import NEVER, STATIC_FALSE, STATIC_TRUE
from pebre_analysis.syntax import ir

Visit = Callable[["ConditionalWalk", Any], None]

EXPRESSIONS: Final[dict[type, Visit]] = {}
"""Expression class -> how to walk it, filled by `walk_expressions`; a class without entry reads nothing."""


class ConditionalWalk(walk.Walk):
    """See the module's docstring."""

    __slots__ = ()

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
        self.narrow(test, outcome, predicate.narrowed(test))

    def narrow(self, told: ir.Node, outcome: bool, narrowed: Iterable[str]) -> None:
        """Note that a node says something of these places from here on."""
        for place in narrowed:
            self.predicates[told.n] = told
            state = self.env.get(place)
            if state is None:
                state = self.untouched(place)
            self.set(place, self.narrowed(state, 2 * told.n + outcome))

    def _ways(self, test: ir.Expr, outcome: int) -> tuple[int, int]:
        """Paths where a leaf test of which something is known holds, and where it does not."""
        path = self.path
        if outcome == predicate.TRUE:
            return path, NEVER
        if outcome == predicate.FALSE:
            return NEVER, path
        self.predicates[test.n] = test
        return self.paths.node(STATIC_TRUE, test.n, path), self.paths.node(STATIC_FALSE, test.n, path)

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
