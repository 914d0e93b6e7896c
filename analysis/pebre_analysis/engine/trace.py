"""What ran and how long it took, as a tree of queries.

    with trace.Tracer(db) as tracer:
        …
    print(trace.render(tracer.spans, min_seconds=0.05))

    trace.Watch(db, "infer_*>50", print)        # from now on, whatever such query takes 50 ms

A span is one run of a query; each iteration of a cycle is one. Times are of the wall clock, and include being traced.
"""

from __future__ import annotations

import fnmatch
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
        self._db.listeners = (*self._db.listeners, self.hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._db.listeners = tuple(each for each in self._db.listeners if each != self.hear)

    @property
    def is_open(self) -> bool:
        """Whether a query is running."""
        return bool(self._open)

    def hear(self, event: events.Event) -> None:
        if isinstance(event, events.WillExecute):
            span = Span(event.memo.debug_name())
            siblings = self._open[-1][0].children if self._open else self.spans
            siblings.append(span)
            self._open.append((span, self._clock()))
        elif isinstance(event, events.DidExecute | events.DidRaise) and self._open:
            span, start = self._open.pop()
            span.seconds = self._clock() - start
            span.raised = isinstance(event, events.DidRaise)


class WishError(ValueError):
    """What to watch for was not understood."""


class Watch:
    """Tells of queries that take long, as long as the database lives.

    wish: `PATTERN` or `PATTERN>MILLISECONDS`. The pattern, with `*` and `?`, is of the query's name or of `name(key)`.
    A query asked from outside is told of when it has ended, if it or one below it matches and took so long: what
    matches, what led to it, and what it asked for.
    """

    def __init__(self, db: runtime.Runtime, wish: str, write: Callable[[str], object]) -> None:
        self._pattern, self._min_seconds = parse(wish)
        self._write = write
        self._tracer = Tracer(db)
        db.listeners = (*db.listeners, self._hear)

    def _hear(self, event: events.Event) -> None:
        self._tracer.hear(event)
        if not self._tracer.is_open and self._tracer.spans:
            spans, self._tracer.spans = self._tracer.spans, []
            text = render(spans, self._min_seconds, self._is_meant)
            if text:
                self._write(text)

    def _is_meant(self, span: Span) -> bool:
        if span.seconds < self._min_seconds:
            return False
        return any(fnmatch.fnmatchcase(name, self._pattern) for name in (span.name, span.name.partition("(")[0]))


def parse(wish: str) -> tuple[str, float]:
    """Pattern and seconds of a wish."""
    pattern, above, least = wish.partition(">")
    try:
        return pattern.strip() or "*", float(least) / 1000 if above else 0.0
    except ValueError:
        raise WishError(f"not a pattern, or a pattern > milliseconds: {wish}") from None


def _all(spans: Iterable[Span]) -> Iterable[Span]:
    waiting = list(spans)
    while waiting:
        span = waiting.pop()
        yield span
        waiting.extend(span.children)


def render(
    spans: Iterable[Span], min_seconds: float = 0.0, is_meant: Callable[[Span], bool] = lambda span: True
) -> str:
    """One line per span of at least `min_seconds`, callees indented: total and own milliseconds, name.

    Of those that are not meant, only such as led to one that is, or were called by one.
    """
    spans = list(spans)
    leads: set[Span] = set()  # meant, or above one that is
    for span in reversed(list(_all(spans))):
        if is_meant(span) or not leads.isdisjoint(span.children):
            leads.add(span)
    lines: list[str] = []
    waiting = [(span, 0, False) for span in reversed(spans)]
    while waiting:
        span, depth, below = waiting.pop()
        if span.seconds < min_seconds or not (below or span in leads):
            continue
        total, own = span.seconds * 1000, span.own_seconds * 1000
        lines.append(f"{total:9.2f} {own:9.2f}  {'  ' * depth}{span.name}{' (raised)' if span.raised else ''}")
        below = below or is_meant(span)
        waiting.extend((child, depth + 1, below) for child in reversed(span.children))
    return "\n".join(lines)
