"""What the engine reports while it works. The list is closed; tests, recordings and traces share it.

A listener is called on the evaluating thread and must not call queries. Nobody listening costs one test per execution.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, final

from pebre_analysis.engine import durability, memo


@final
@dataclass(frozen=True, slots=True)
class RevisionOpened:
    """Inputs of at most `durability` changed."""

    revision: int
    durability: durability.Durability


@final
@dataclass(frozen=True, slots=True)
class WillExecute:
    """A query is about to run; each iteration of a cycle is one run."""

    memo: memo.Memo


@final
@dataclass(frozen=True, slots=True)
class DidExecute:
    """A query has returned; not sent for one that raised. `reads`: all it recorded, in order, repetitions too."""

    memo: memo.Memo
    reads: Sequence[object] = field(default=(), compare=False, repr=False)


@final
@dataclass(frozen=True, slots=True)
class DidRaise:
    """A query ended by an exception or was cancelled."""

    memo: memo.Memo


@final
@dataclass(frozen=True, slots=True)
class DidVerify:
    """A memo was proven by walking its edges, without running its query."""

    memo: memo.Memo


@final
@dataclass(frozen=True, slots=True)
class WillIterateCycle:
    """The cycle headed by `memo` has not converged and goes on."""

    memo: memo.Memo
    iteration: int


@final
@dataclass(frozen=True, slots=True)
class DidFinishCycle:
    """The cycle headed by `memo` is final."""

    memo: memo.Memo
    n_members: int
    n_iterations: int


@final
@dataclass(frozen=True, slots=True)
class CycleGaveUp:
    """The cycle headed by `memo` did not converge within the limit; fallback values stand for its members."""

    memo: memo.Memo


@final
@dataclass(frozen=True, slots=True)
class TooDeep:
    """A query was not run because the stack is used up; its value for that case stands, in this revision only."""

    memo: memo.Memo


@final
@dataclass(frozen=True, slots=True)
class DidEvict:
    """The value of a memo was dropped; its reads stay."""

    memo: memo.Memo


@final
@dataclass(frozen=True, slots=True)
class DidRetire:
    """An entity died and its memos were dropped."""

    entity: memo.Keyed


@final
@dataclass(frozen=True, slots=True)
class DidIntern:
    """An interned object was made, because there was none with its fields."""

    object: memo.Keyed


@final
@dataclass(frozen=True, slots=True)
class DeadEntityUsed:
    """A retired entity was used as a key, or a cell of it was read."""

    name: str


@final
@dataclass(frozen=True, slots=True)
class OwnerFailed:
    """An owner of entities raised while it was brought up to date; its readers will meet the fault themselves."""

    memo: memo.Memo
    error: Exception


@final
@dataclass(frozen=True, slots=True)
class WillCancel:
    """A cancellation was noticed and is about to unwind the stack."""


Event: TypeAlias = (
    RevisionOpened
    | WillExecute
    | DidExecute
    | DidRaise
    | DidVerify
    | WillIterateCycle
    | DidFinishCycle
    | CycleGaveUp
    | TooDeep
    | DidEvict
    | DidRetire
    | DidIntern
    | DeadEntityUsed
    | OwnerFailed
    | WillCancel
)
Listener: TypeAlias = Callable[[Event], None]
