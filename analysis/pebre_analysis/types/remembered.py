"""Facts about types that were found once: kept for the life of the database, or while one query runs.

In:  the database; a table of one kind of fact, or the type it is about.
Out: the fact, if it is known; a place to keep it in.
Always
  - only what is `durable` is kept for longer than a query: its classes lie where no file changes;
  - who takes a fact depends on the target (version, platform, search paths) from then on; when that changes all go;
  - nothing found while a cycle is being solved is kept, for it may rest on a guess.
Beside them what the running query has open: questions that are assumed to hold when they are met again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from pebre_analysis.engine import query
from pebre_analysis.modules import db as modules_db
from pebre_analysis.semantic import body_versions
from pebre_analysis.types import build, kinds, table

_K = TypeVar("_K")
_V = TypeVar("_V")

MAX_REMEMBERED: Final = 8192
_PIECE: Final = 256  # facts that are dropped between two looks at whether to stop
# Types that are one object for all databases of the process: nothing that one of them found is kept beside them.
SHARED: Final[frozenset[kinds.Type]] = frozenset((
    kinds.UNKNOWN, kinds.ANY, kinds.DIVERGENT, kinds.UNDECLARED, kinds.NEVER, kinds.ALWAYS_TRUTHY,
    kinds.ALWAYS_FALSY, kinds.LITERAL_STRING, kinds.TRUE, kinds.FALSE,
))  # fmt: skip


MAX_UNFOLDED: Final = 64


class Unfolding:
    """What the running query looks behind: a callable for its signatures, a descriptor for what it gives.

    What leads back to itself, or on and on, is cut off: whoever may not `enter` takes it for Unknown.
    """

    __slots__ = ("_is_cut", "_open")

    def __init__(self) -> None:
        self._open: set[object] = set()
        self._is_cut = False

    def enter(self, what: object) -> bool:
        """Whether to look behind it; then `leave` follows."""
        if what in self._open or len(self._open) >= MAX_UNFOLDED:
            self._is_cut = True
            return False
        self._open.add(what)
        return True

    def leave(self, what: object) -> bool:
        """Whether what was found rests on something further out being taken for Unknown."""
        self._open.discard(what)
        if self._open:
            return self._is_cut
        self._is_cut = False
        return False


class Questions(set[tuple[object, object, object]]):
    """Questions that one query has open: (a, b, what is asked).

    Beside them what was answered meanwhile. That something holds may rest on an open question, so it is forgotten when
    one is denied; that it does not hold rests on none, for all that are open are taken to hold.
    """

    __slots__ = ("answered",)

    def __init__(self) -> None:
        super().__init__()
        self.answered: dict[tuple[object, object, object], bool] = {}

    def discard(self, question: object, /) -> None:
        """Close one; with the last of them all that was answered goes."""
        super().discard(question)
        if not self:
            self.answered.clear()

    def answer(self, question: tuple[object, object, object], holds: bool) -> bool:
        """Note what was found of a question that was closed, for those that are open still."""
        if self:
            if not holds:
                self.answered = {each: was for each, was in self.answered.items() if not was}
            self.answered[question] = holds
        return holds


class Memos:
    """Facts about types whose classes cannot change, kept while the target stays the same.

    A hit records no edge but those to the target (`heed_target`), so nothing may be kept here that was
    read from a file that can change, nor anything keyed by a type that is not `durable`.
    """

    __slots__ = ("active", "assumed", "beside", "bodies", "called", "found", "frame", "frame_push", "frames", "heeded",
                 "known", "merged", "narrowed", "related", "seen", "slices", "statics", "target",
                 "unfolding", "_versions")  # fmt: skip

    def __init__(self) -> None:
        # Version, platform and search paths that all this holds for; the reads of the query that last heeded them.
        self.target: tuple[object, ...] | None = None
        self.heeded: object = None
        self.known: Final[dict[tuple[str, str], kinds.ClassLiteral]] = {}  # (module, name)
        self.merged: Final[dict[tuple[kinds.Type, ...], kinds.Type]] = {}  # parts -> simplified union
        self.related: Final[dict[tuple[kinds.Type, kinds.Type, int], bool]] = {}  # (a, b, relation or disjoint)
        self.narrowed: Final[dict[tuple[object, ...], kinds.Type]] = {}  # (type, tested types, outcome) -> what is left
        self.found: Final[dict[tuple[object, str, int], object]] = {}  # (class, name, how) -> raw member or None
        self.called: Final[dict[tuple[object, ...], object]] = {}  # (callee, arguments …) -> result
        # Where nothing changes: (scope, name, with its own names) -> (type, may it be unbound).
        self.seen: Final[dict[tuple[object, str, bool], tuple[kinds.Type | None, bool]]] = {}
        self.statics: Final[dict[tuple[object, int], bool | None]] = {}  # (region, test) -> its outcome, if it is known
        # Facts about SHARED types; those about others are kept beside the type.
        self.beside: Final[dict[kinds.Type, dict[object, object]]] = {}
        # How bodies were inferred that had to be inferred again: region -> `steps.Steps`.
        self.bodies: Final[dict[object, object]] = {}
        self.slices: Final[dict[object, object]] = {}  # likewise, definition in a body -> `slices.Slice`
        self._versions: body_versions.Versions | None = None
        # What the running query found, and those below it: see `frame`. (How deep, who runs, its reads, the facts.)
        self.frame_push: object = None
        self.frame: dict[object, object] = {}
        self.frames: Final[list[tuple[int, object, object, dict[object, object]]]] = []
        # Questions being decided right now: (a, b, what is asked). Met again, they are taken to hold.
        self.active: Final[set[tuple[object, object, object]]] = set()
        # The same by the number of queries on the stack: what a query finds must not rest on a question that
        # was open when it was called, or its memo would depend on who asked first.
        self.assumed: Final[dict[int, Questions]] = {}
        self.unfolding: Final[dict[int, Unfolding]] = {}  # likewise

    def forget(self, check: Callable[[], object] | None = None) -> None:
        """Drop all facts but those of the running query. `check` is called now and then and may raise."""
        tables: tuple[dict[Any, Any], ...] = (  # of every key and value type
            self.known,
            self.merged,
            self.related,
            self.narrowed,
            self.found,
            self.called,
            self.seen,
            self.statics,
            self.beside,
            self.bodies,
            self.slices,
        )
        for kept in tables:
            while check is not None and len(kept) > _PIECE:
                check()
                for _ in range(_PIECE):
                    kept.popitem()
            kept.clear()
        self._versions = None

    @property
    def versions(self) -> body_versions.Versions:
        """What the bodies were that are kept in `bodies` and `slices`."""
        if self._versions is None:  # a start has no use for it
            self._versions = body_versions.Versions()
        return self._versions


class Db(modules_db.Db):
    """The database as this layer sees it."""

    types: build.Table
    memos: Memos


@query.query(modules_db.ProgramSettings)
def target_of(db: Db, program: modules_db.ProgramSettings) -> tuple[object, ...]:
    """What facts hold for; a query, so that whoever keeps some has one edge for it and not three."""
    return program.python_version.get(db), program.platform.get(db), program.search_paths.get(db)


def heed_target(db: Db) -> None:
    """Let the running query depend on what typeshed's facts depend on; drop them all when that changed."""
    memos = db.memos
    memos.heeded = db.push
    target = target_of(db, db.program)
    if target != memos.target:
        if memos.target is not None:
            forget(db)
        memos.target = target


def forget(db: Db, check: Callable[[], object] | None = None) -> None:
    """Drop all that was kept of what was found about types; not while it is being looked for.

    `check` is called now and then, and may raise: what is left by then still holds.
    """
    db.memos.forget(check)
    types = db.types
    known: tuple[dict[Any, table.Entry[Any]], ...] = (  # tables of every key and value type
        types.instances, types.tuples, types.functions, types.methods, types.unions, types.others,
    )  # fmt: skip
    for entries in known:
        for n, entry in enumerate(list(entries.values())):
            if check is not None and n % _PIECE == 0:
                check()
            found = entry()
            if isinstance(found, kinds.Type):
                found.memo = None


def heeded(db: Db) -> Memos:
    """The kept facts, for a query that depends on the target from now on."""
    memos = db.memos
    push = db.push
    if push is None or memos.heeded is not push:
        heed_target(db)
    return memos


def kept(db: Db, memo: dict[_K, _V], durable: bool) -> dict[_K, _V] | None:
    """Where a fact about types is looked up: `memo` if all of them are durable, else what the running query knows."""
    if durable:
        push = db.push
        if push is None or db.memos.heeded is not push:
            heed_target(db)
        return memo
    return frame(db)  # type: ignore[return-value]  # keys of different facts differ


def keep(db: Db, memo: dict[_K, _V], durable: bool, key: _K, value: _V) -> None:
    """Keep a fact where `kept` finds it."""
    if durable:
        remember(db, memo, key, value)
    elif (here := frame(db)) is not None:
        here[key] = value


def facts(db: Db, ty: kinds.Type) -> dict[object, object] | None:
    """What was kept about a durable type, likewise."""
    found = ty.memo
    if found is None:
        found = db.memos.beside.get(ty)
    if found:
        push = db.push
        if push is None or db.memos.heeded is not push:
            heed_target(db)
            return ty.memo or db.memos.beside.get(ty)
    return found


def remember(db: Db, memo: dict[_K, _V], key: _K, value: _V) -> None:
    """Keep a fact for the life of the database; a table that grew too large starts anew.

    Nothing found while a cycle is being solved is kept: it may rest on a guess.
    """
    if db.guesses:
        return
    if len(memo) >= MAX_REMEMBERED:
        memo.clear()
    memo[key] = value


def keep_fact(db: Db, ty: kinds.Type, key: object, fact: object) -> None:
    """Keep what was found about a durable type beside it, in `memo`; not within cycles, as above."""
    if db.guesses:
        return
    if ty in SHARED:
        db.memos.beside.setdefault(ty, {})[key] = fact
        return
    if ty.memo is None:
        ty.memo = {}
    ty.memo[key] = fact


def assumed(db: Db) -> Questions:
    """The questions that the running query has open: whoever adds one discards it when it is decided."""
    depth = len(db.stack)
    found = db.memos.assumed.get(depth)
    if found is None:
        found = db.memos.assumed[depth] = Questions()
    return found


def unfolding(db: Db) -> Unfolding:
    """Of the running query; inside of cycles too, where no facts are kept."""
    depth = len(db.stack)
    found = db.memos.unfolding.get(depth)
    if found is None:
        found = db.memos.unfolding[depth] = Unfolding()
    return found


MAX_FRAMES: Final = 64


def frame(db: Db) -> dict[object, object] | None:
    """Facts found in the running query, kept until it ends; None outside of queries and inside cycles.

    What is found again in one query need not be read again: the query has read it. A query is known
    by where its reads go. While a cycle is being solved values are provisional, so nothing is kept.
    """
    push = db.push
    if push is None or db.guesses:
        return None
    memos = db.memos
    if memos.frame_push is push:
        return memos.frame
    frames, stack = memos.frames, db.stack
    depth = len(stack)
    running = stack[-1] if stack else None
    while frames and (frames[-1][0] > depth or (frames[-1][0] == depth and frames[-1][1] is not running)):
        frames.pop()  # of a query that has ended
    for at in range(len(frames) - 1, -1, -1):
        if frames[at][0] != depth:
            break
        if frames[at][2] is push:  # not so of a part of the query, whose reads are kept apart
            del frames[at + 1 :]
            break
    if not frames or frames[-1][2] is not push:
        if len(frames) >= MAX_FRAMES:
            del frames[: MAX_FRAMES // 2]
        frames.append((depth, running, push, {}))
    _, _, memos.frame_push, memos.frame = frames[-1]
    return memos.frame
