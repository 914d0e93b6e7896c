"""What ran while somebody looked on, what it cost, and why.

    with profile.Profile(db) as seen:
        …
    for line in seen.totals(): …
    seen.because(run)                            # what made it run, back to what was written

A run is one execution of a query; each iteration of a cycle is one. Times are CPU seconds of the process.
Always: looking on changes no answer. It makes verification walk edge by edge, which takes about twice the time.
Causes are known of runs only that happen while it is entered; the chain ends at an input, at something that was never
computed before, or at something that is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from pebre_analysis.engine import cells, contents, events, ingredient, memo, runtime

_LONGEST: Final = 1000  # steps of a chain


class Run:
    """One run of a query. `caller`: its place among the runs, -1 for one asked from outside of queries."""

    __slots__ = ("caller", "cause", "changed", "first", "memo", "own_seconds", "raised", "seconds")

    def __init__(self, of: memo.Memo, caller: int, cause: memo.AnyEdge | None) -> None:
        self.memo = of
        self.caller = caller
        self.cause = cause  # the first read that was not as before
        self.first = not of.verified_at  # there was no result before
        self.changed = False  # the result differs from the one before
        self.raised = False
        self.seconds = 0.0
        self.own_seconds = 0.0


@dataclass(slots=True)
class Totals:
    """Of one query. `reads`: by other queries; those that neither ran nor verified it were hits."""

    name: str
    runs: int = 0
    asked_for: int = 0  # runs that were themselves reads of another query
    changed: int = 0
    verified: int = 0
    reads: int = 0
    own_seconds: float = 0.0
    longest: float = 0.0  # seconds of one run, with what it asked for

    @property
    def hits(self) -> int:
        return max(0, self.reads - self.asked_for)


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain of causes: what, and what was about it. `of`: the memo or the cell's owner, if any."""

    text: str
    of: memo.Memo | None


class Profile:
    """See the module's text. `runs`: in the order they began."""

    def __init__(self, db: runtime.Runtime, clock: Callable[[], float] = time.process_time) -> None:
        self.runs: list[Run] = []
        self.verified: dict[memo.Memo, None] = {}
        self._db = db
        self._clock = clock
        self._open: list[tuple[int, float]] = []
        self._inner: list[float] = [0.0]  # seconds inside of runs that the open ones called
        self._totals: dict[ingredient.QueryIngredient, Totals] = {}
        self._last: dict[memo.Memo, Run] = {}
        self._names: dict[cells.Cell[object], str] = {}
        self._stop: Callable[[], None] = lambda: None
        self._began = self._spent = 0.0

    def __enter__(self) -> Self:
        db, before = self._db, self._db.explaining
        db.explaining = True
        db.listeners = (*db.listeners, self._hear)

        def stop() -> None:
            db.listeners = tuple(each for each in db.listeners if each != self._hear)
            db.explaining = before
            if not before:
                db.triggers.clear()

        self._stop = stop
        self._began = self._clock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._spent += self._clock() - self._began
        self._stop()

    @property
    def seconds(self) -> float:
        """CPU seconds in queries."""
        return sum(run.own_seconds for run in self.runs)

    @property
    def total_seconds(self) -> float:
        """CPU seconds while it was entered."""
        return self._spent

    def totals(self) -> list[Totals]:
        """By query, the most expensive first."""
        return sorted(self._totals.values(), key=lambda each: (-each.own_seconds, each.name))

    def slowest(self, n: int) -> list[Run]:
        """The runs that took longest by themselves."""
        return sorted(self.runs, key=lambda run: -run.own_seconds)[:n]

    def last_run(self, of: memo.Memo) -> Run | None:
        return self._last.get(of)

    def because(self, run: Run) -> list[Step]:
        """Why it ran: what it had read and was not as before, why that was so, and so on."""
        steps: list[Step] = []
        while run.first:
            if run.caller < 0:
                return [*steps, Step("it was asked for the first time, from outside", None)]
            run = self.runs[run.caller]
            steps.append(Step(f"it was asked for the first time, by {run.memo.debug_name()}", run.memo))
        cause = run.cause
        if cause is None:
            return [*steps, Step("its result was no longer there, or its cycle ran again", None)]
        seen: set[memo.AnyEdge] = set()
        while cause is not None and cause not in seen and len(steps) < _LONGEST:
            seen.add(cause)
            step, cause = self._step(cause)
            if step is not None:
                steps.append(step)
        return steps

    def name_of(self, cell: cells.Cell[object]) -> str:
        """`Class(key).field`; found by looking at all keys there are, once."""
        if not self._names:
            for key in contents.keys(self._db):
                for field, each in contents.cells_of(key):
                    self._names[each] = f"{type(key).__name__}({key.debug_name()}).{field.lstrip('_')}"
        return self._names.get(cell, "a field of something that is gone")

    def _step(self, edge: memo.AnyEdge) -> tuple[Step | None, memo.AnyEdge | None]:
        if edge is self._db.untracked_cell:
            return Step("it reads what the engine cannot see, so it runs in every revision", None), None
        if isinstance(edge, cells.Cell):
            owner = edge.owner
            if owner is None:
                return Step(f"{self.name_of(edge)} was written", None), None
            if owner is memo.GRAVE:
                return Step("what it read is no longer there", None), None
            return Step(f"{self.name_of(edge)} is another", owner), self._cause_of(owner)
        if isinstance(edge, memo.Memo):
            if edge.key is None:  # what a cycle read, in one record
                return None, self._cause_of(edge)
            ran = self._last.get(edge)
            what = "has another result" if ran is not None and ran.changed else "could not be proven"
            return Step(f"{edge.debug_name()} {what}", edge), self._cause_of(edge)
        return None, None

    def _cause_of(self, of: memo.Memo) -> memo.AnyEdge | None:
        ran = self._last.get(of)
        return self._trigger(of) if ran is None else ran.cause

    def _trigger(self, of: memo.Memo) -> memo.AnyEdge | None:
        """The read that was found to differ, of `of` or else of something it read that could not be run by itself."""
        edge, since = self._db.triggers.get(of, (None, 0))
        if edge is not None and since == self._db.revision:
            return edge
        for read in of.edges:
            if isinstance(read, memo.Memo) and self._db.triggers.get(read, (None, 0))[1] == self._db.revision:
                return read
        return None

    # Listening

    def _hear(self, event: events.Event) -> None:
        if isinstance(event, events.WillExecute):
            self._begin(event.memo)
        elif isinstance(event, events.DidExecute) or (isinstance(event, events.DidRaise) and self._open):
            self._end(event)
        elif isinstance(event, events.DidVerify):
            self.verified[event.memo] = None
            self._of(event.memo).verified += 1

    def _of(self, each: memo.Memo) -> Totals:
        found = self._totals.get(each.query)
        if found is None:
            found = self._totals[each.query] = Totals(each.query.name)
        return found

    def _begin(self, each: memo.Memo) -> None:
        caller = self._open[-1][0] if self._open else -1
        run = Run(each, caller, self._trigger(each))
        self._open.append((len(self.runs), self._clock()))
        self._inner.append(0.0)
        self.runs.append(run)
        self._last[each] = run
        totals = self._of(each)
        totals.runs += 1
        totals.asked_for += caller >= 0

    def _end(self, event: events.DidExecute | events.DidRaise) -> None:
        if not self._open:
            return
        number, start = self._open.pop()
        run = self.runs[number]
        run.seconds = self._clock() - start
        run.own_seconds = run.seconds - self._inner.pop()
        self._inner[-1] += run.seconds
        run.changed = run.memo.changed_at == self._db.revision
        totals = self._of(run.memo)
        totals.own_seconds += run.own_seconds
        totals.longest = max(totals.longest, run.seconds)
        totals.changed += run.changed
        if isinstance(event, events.DidRaise):
            run.raised = True
            return
        for read in event.reads:
            if type(read) is memo.Memo and read.key is not None:
                self._of(read).reads += 1


def reruns(seen: Profile) -> Iterator[Run]:
    """The last run of each memo that had a result before."""
    for run in seen.runs:
        if not run.first and seen.last_run(run.memo) is run:
            yield run
