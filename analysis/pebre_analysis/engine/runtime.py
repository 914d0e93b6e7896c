"""The state of one database that all operations of the engine share, and what leaves ask of it.

The operations themselves are in their own modules; `database.Database` puts them together.
Does not know: how anything is computed.
"""

from __future__ import annotations

import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import evaluator, events, ingredient, memo, revision

if TYPE_CHECKING:
    from pebre_analysis.engine import evict, immutable

EAGER_OWNERS: Final = 4  # queued owners up to this number are rerun before the next answer
NO_LOW: Final = 1 << 60  # of a query that depends on no running one


class Notes:
    """What is out of the ordinary about one running query. Most have none.

    low: the lowest place on the stack its result depends on while that one is still running; NO_LOW if none.
    hit: it was met again on its own stack in this iteration.
    """

    __slots__ = ("hit", "low", "made", "retired", "staged")

    def __init__(self) -> None:
        self.low = NO_LOW
        self.hit = False
        self.made: list[memo.Keyed] = []  # entities made in this run
        self.staged: dict[memo.Edge, object] = {}  # cells of its entities → values to be committed
        self.retired: list[memo.Keyed] = []


class Provisional:
    """The result of a member of a cycle that is still being computed."""

    __slots__ = ("depth", "low", "memo", "notes", "reads", "settled", "value")

    def __init__(
        self, of: memo.Memo, value: object, reads: list[memo.AnyEdge], notes: Notes, depth: int, settled: bool
    ) -> None:
        self.memo = of
        self.value = value
        self.reads = reads
        self.notes = notes
        self.low = notes.low
        self.depth = depth  # place on the stack where it ran
        self.settled = settled  # not a head, or a head that returned what was guessed of it


class Guess:
    """What readers inside a cycle get for its head while the head is running."""

    __slots__ = ("depth", "inherited", "iteration", "next", "value")

    def __init__(self, value: object, depth: int) -> None:
        self.value = value
        self.next: object = memo.NO_VALUE  # becomes `value` in the next iteration
        self.depth = depth
        self.iteration = 0
        self.inherited = False  # made before the present run of the head


class Runtime(ABC):
    """State of one database. One thread evaluates at a time; only `cancelled` and `epoch` are written by others."""

    __slots__ = (
        "__dict__",
        "__weakref__",
        "batch_depth",
        "cancelled",
        "catchers",
        "checker",
        "check_suspects",
        "cycle_function_depth",
        "debug",
        "depth_limit",
        "eager_owners",
        "entangled",
        "epoch",
        "explaining",
        "guesses",
        "held",
        "hops",
        "in_order",
        "inputs",
        "interned",
        "last_changed",
        "last_demotion",
        "listeners",
        "lru_limits",
        "next_input_sweep",
        "notes",
        "pending_owners",
        "pinned_depth",
        "provisional",
        "push",
        "queries_per_thread",
        "revision",
        "revision_used",
        "settling",
        "stack",
        "thread",
        "thread_depth",
        "triggers",
        "true_epoch",
        "untracked_cell",
        "use_clock",
        "used",
    )

    untracked_cell: memo.Edge  # read by whoever reads what the engine cannot see; changes in every revision

    def __init__(self, *, debug: bool = False, check_suspects: bool = False) -> None:
        self.debug = debug
        self.check_suspects = check_suspects
        # The clock. `epoch` is `true_epoch`, or NO_EPOCH while every read needs a second look.
        self.revision = revision.FIRST
        self.true_epoch = revision.new_epoch()
        self.epoch = memo.NO_EPOCH if check_suspects else self.true_epoch
        self.last_changed = [revision.FIRST] * 4  # per durability
        self.last_demotion = revision.NEVER  # when something read by others became less durable
        self.batch_depth = 0
        self.revision_used = True  # something was proven or computed in this revision
        # The running queries. `push` records a read of the innermost one; None outside of queries.
        self.push: Callable[[memo.AnyEdge], object] | None = None
        self.stack: list[memo.Memo] = []
        self.notes: dict[int, Notes] = {}  # by place on the stack
        # Cycles that are being computed.
        self.provisional: dict[memo.Memo, Provisional] = {}
        self.guesses: dict[memo.Memo, Guess] = {}
        # Heads of cycles that seemed to be by themselves, and were not; with the place where that was found.
        self.entangled: dict[memo.Memo, int] = {}
        self.pinned_depth = NO_LOW  # place of a head that did not converge; its members take their fallbacks
        self.in_order = 0  # cycles that iterate: inside, queries run in the order of their reads and no other
        self.cycle_function_depth = 0  # while a cycle function runs: members below this place may not be read
        # Owners of entities that read something that changed.
        self.pending_owners: dict[memo.Memo, None] = {}
        self.eager_owners = EAGER_OWNERS
        self.settling = False
        self.cancelled = False
        self.explaining = debug  # `triggers` is kept
        self.triggers: dict[memo.Memo, tuple[memo.AnyEdge, int]] = {}  # why a memo must run, since when
        self.checker: immutable.Checker | None = None  # where results are proven not to change
        self.catchers: set[memo.Memo] = set()  # in debug mode: memos that read what a query read that raised
        self.queries_per_thread = int(evaluator.QUERIES_PER_THREAD * evaluator.FILL)
        self.depth_limit = int(evaluator.QUERIES_ELSEWHERE * evaluator.FILL)
        self.hops = 0  # threads that wait for the one that evaluates
        self.thread: int | None = None  # the evaluating thread, if it has a large stack
        self.thread_depth = -1  # length of the query stack when it was started
        self.listeners: tuple[events.Listener, ...] = ()
        self.interned: dict[type[memo.Keyed], dict[tuple[object, ...], weakref.ref[memo.Keyed]]] = {}
        self.inputs: list[weakref.ref[memo.Keyed]] = []  # those that a query was asked about; some may be gone
        self.next_input_sweep = 1000
        # Values of queries with a limit: what is held, when it was last used, and the number of values computed, twice.
        self.held: dict[ingredient.QueryIngredient, evict.Held] = {}
        self.used: dict[memo.Memo, int] = {}
        self.use_clock = 0
        self.lru_limits: dict[ingredient.QueryIngredient, int] = {}

    def emit(self, event: events.Event) -> None:
        for listener in self.listeners:
            listener(event)

    def notes_at(self, depth: int) -> Notes:
        found = self.notes.get(depth)
        if found is None:
            found = self.notes[depth] = Notes()
        return found

    def restore_epoch(self) -> None:
        """Let memos be handed out without a second look, if nothing forbids it."""
        if self.pending_owners or self.batch_depth or self.check_suspects or self.cancelled:
            self.epoch = memo.NO_EPOCH
            return
        self.epoch = self.true_epoch
        if self.cancelled:  # asked by another thread meanwhile
            self.epoch = memo.NO_EPOCH

    @abstractmethod
    def read_owned(self, cell: memo.Edge) -> object:
        """The value of an entity's cell; its owner is brought up to date first. Records the read."""

    @abstractmethod
    def enter_entity(self, entity: memo.Keyed) -> None:
        """`entity` is being made by the running query."""
