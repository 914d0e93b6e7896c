"""What the engine reports while it works. The list is closed; tests, recordings and traces share it.

A listener is called on the evaluating thread and must not call queries. Nobody listening costs one test per execution.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias, final

import msgspec

from pebre_analysis.engine import durability, memo


@final
class RevisionOpened(msgspec.Struct, frozen=True):
    """Inputs of at most `durability` changed."""

    revision: int
    durability: durability.Durability


@final
class WillExecute(msgspec.Struct, frozen=True):
    """A query is about to run; each iteration of a cycle is one run."""

    memo: memo.Memo


@final
class DidExecute(msgspec.Struct, frozen=True):
    """A query has returned; not sent for one that raised. `reads`: all it recorded, in order, repetitions too."""

    memo: memo.Memo
    reads: Sequence[object] = ()

    def __eq__(self, other: object) -> bool:
        return self.memo is other.memo if isinstance(other, DidExecute) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.memo)

    def __repr__(self) -> str:
        return f"DidExecute(memo={self.memo!r})"


@final
class DidRaise(msgspec.Struct, frozen=True):
    """A query ended by an exception or was cancelled."""

    memo: memo.Memo


@final
class DidVerify(msgspec.Struct, frozen=True):
    """A memo was proven by walking its edges, without running its query."""

    memo: memo.Memo


@final
class WillIterateCycle(msgspec.Struct, frozen=True):
    """The cycle headed by `memo` has not converged and goes on."""

    memo: memo.Memo
    iteration: int


@final
class DidFinishCycle(msgspec.Struct, frozen=True):
    """The cycle headed by `memo` is final."""

    memo: memo.Memo
    n_members: int
    n_iterations: int


@final
class CycleGaveUp(msgspec.Struct, frozen=True):
    """The cycle headed by `memo` did not converge within the limit; fallback values stand for its members."""

    memo: memo.Memo


@final
class TooDeep(msgspec.Struct, frozen=True):
    """A query was not run because the stack is used up; its value for that case stands, in this revision only."""

    memo: memo.Memo


@final
class DidEvict(msgspec.Struct, frozen=True):
    """The value of a memo was dropped; its reads stay."""

    memo: memo.Memo


@final
class DidRetire(msgspec.Struct, frozen=True):
    """An entity died and its memos were dropped."""

    entity: memo.Keyed


@final
class DidIntern(msgspec.Struct, frozen=True):
    """An interned object was made, because there was none with its fields."""

    object: memo.Keyed


@final
class DeadEntityUsed(msgspec.Struct, frozen=True):
    """A retired entity was used as a key, or a cell of it was read."""

    name: str


@final
class OwnerFailed(msgspec.Struct, frozen=True):
    """An owner of entities raised while it was brought up to date; its readers will meet the fault themselves."""

    memo: memo.Memo
    error: Exception


@final
class WillCancel(msgspec.Struct, frozen=True):
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
