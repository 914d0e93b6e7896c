"""What ran and how long it took, as a tree of queries.

    with trace.Tracer(db) as tracer:
        …
    print(trace.render(tracer.spans, min_seconds=0.05))

A span is one run of a query; each iteration of a cycle is one. Times are of the wall clock, and include being traced.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from pebre_analysis.engine import events, runtime


class Span:
    """One run of a query."""

    __slots__ = ("children", "name", "raised", "seconds")

    def __init__(self, name: str) -> None:
        self.name = name
        self.seconds = 0.0
        self.raised = False  # it ended by an exception or was cancelled
        self.children: list[Span] = []

    @property
    def own_seconds(self) -> float:
        return self.seconds - sum(child.seconds for child in self.children)


class Tracer:
    """Collects spans while it is entered. `spans`: those that no other span called."""

    def __init__(self, db: runtime.Runtime, clock: Callable[[], float] = time.perf_counter) -> None:
        self.spans: list[Span] = []
        self._db = db
        self._clock = clock
        self._open: list[tuple[Span, float]] = []

    def __enter__(self) -> Self:
        self._db.listeners = (*self._db.listeners, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._db.listeners = tuple(each for each in self._db.listeners if each != self._hear)

    def _hear(self, event: events.Event) -> None:
        if isinstance(event, events.WillExecute):
            span = Span(event.memo.debug_name())
            siblings = self._open[-1][0].children if self._open else self.spans
            siblings.append(span)
            self._open.append((span, self._clock()))
        elif isinstance(event, events.DidExecute | events.DidRaise) and self._open:
            span, start = self._open.pop()
            span.seconds = self._clock() - start
            span.raised = isinstance(event, events.DidRaise)


def render(spans: Iterable[Span], min_seconds: float = 0.0) -> str:
    """One line per span of at least `min_seconds`, callees indented: total and own milliseconds, name."""
    lines: list[str] = []
    waiting = [(span, 0) for span in reversed(list(spans))]
    while waiting:
        span, depth = waiting.pop()
        if span.seconds < min_seconds:
            continue
        total, own = span.seconds * 1000, span.own_seconds * 1000
        lines.append(f"{total:9.2f} {own:9.2f}  {'  ' * depth}{span.name}{' (raised)' if span.raised else ''}")
        waiting.extend((child, depth + 1) for child in reversed(span.children))
    return "\n".join(lines)
