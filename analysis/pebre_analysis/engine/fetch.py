"""Read a memo when the fast path (query.py) could not: verify it, run it, or meet a cycle.

Also the reads of entity cells whose owner must be looked at first, and the rerun of owners that are queued.
"""

from __future__ import annotations

import weakref
from typing import Final

from pebre_analysis.engine import (
    cancel,
    cells,
    cycle,
    durability,
    entity,
    errors,
    events,
    execute,
    ingredient,
    inputs,
    interned,
    memo,
    oracle,
    revision,
    runtime,
    suspects,
    verify,
)

# On the way of each miss.
_ABSENT: Final = memo.ABSENT
_RUNNING: Final = memo.RUNNING
_VERIFYING: Final = memo.VERIFYING
_PROVISIONAL: Final = memo.PROVISIONAL
_NO_VALUE: Final = memo.NO_VALUE
_COLD: Final = memo.COLD
_NEVER: Final = revision.NEVER
_FROZEN: Final = durability.FROZEN
_Memo: Final = memo.Memo
_new: Final = object.__new__
_execute: Final = execute.execute
_holds: Final = verify.holds


def fetch(db: runtime.Runtime, query: ingredient.QueryIngredient, key: memo.Keyed) -> object:
    """The value of `query` for `key`, recorded as read."""
    if db.epoch != db.true_epoch:
        attend(db)
    memos = key.memos
    index = query.index
    each = memos[index] if index < len(memos) else _ABSENT
    if each.query is not query:
        if each is not _ABSENT or index >= len(memos) or type(key) not in query.known_types:  # BLANK: see memo.py
            memos = _place(db, query, key)
        # As in `Memo.__init__`, whose call would be a tenth of a miss.
        each = memos[index] = _new(_Memo)
        each.query = query
        each.key = key if query.strong else interned.reference(key)
        each.value = _NO_VALUE
        each.hot = each.valid = _COLD
        each.edges = ()
        each.changed_at = each.verified_at = _NEVER
        each.durability = _FROZEN
        each.readers = each.owned = None
        value = _execute(db, each, key)
    elif each.hot <= _RUNNING and each.hot != _VERIFYING:
        if each.hot == _RUNNING:
            return cycle.hit(db, each, key, _execute)
        return cycle.read_provisional(db, each)
    elif _holds(db, each, _execute):
        if db.check_suspects:
            oracle.check(db, each)
        value = each.value
        if value is _NO_VALUE:
            value = _execute(db, each, key)
        elif query.lru is not None:
            db.used[each] = db.use_clock
    elif each.hot == _PROVISIONAL:  # became a member of a cycle while its reads were verified
        return cycle.read_provisional(db, each)
    else:
        value = _execute(db, each, key)
    push = db.push
    if push is not None and (each.valid == db.true_epoch or each.hot == _PROVISIONAL):
        push(each)
        if each.key is not key:
            push(key)  # interned: held by who read through it
    return value


def _place(db: runtime.Runtime, query: ingredient.QueryIngredient, key: memo.Keyed) -> list[memo.Memo]:
    """The memos of a key that was never asked this, with a place for it."""
    if not isinstance(key, query.key_type):
        raise TypeError(f"{query.name} is asked about {query.key_type.__name__}, not {type(key).__name__}")
    query.known_types.add(type(key))
    memos = key.memos
    index = query.index
    if memos is key.blank_memos:
        memos = _first_memo(db, query, key)
    if len(memos) <= index:
        # What the interpreter would set aside for one more anyway. A place that is not there costs its reader 0.4 µs.
        memos.extend([_ABSENT] * (min(index | 7, len(key.blank_memos) - 1) + 1 - len(memos)))
    return memos


def _first_memo(db: runtime.Runtime, query: ingredient.QueryIngredient, key: memo.Keyed) -> list[memo.Memo]:
    """Give the key its own list of memos."""
    if isinstance(key, inputs.Input):
        db.inputs.append(weakref.ref(key))
        if len(db.inputs) >= db.next_input_sweep:
            db.inputs = [reference for reference in db.inputs if reference() is not None]
            db.next_input_sweep = 2 * len(db.inputs) + 1000
    elif isinstance(key, entity.Entity) and key.is_dead():
        _use_dead(db, f"{query.name}({key.debug_name()})")
    # No longer than need be: most keys are asked one or two things.
    memos = [memo.ABSENT] * max(query.index + 1, key.n_common)
    memo.set_memos(key, memos)
    return memos


def read_owned(db: runtime.Runtime, cell: cells.Cell[object]) -> object:
    """The value of an entity's cell whose owner is not known to be up to date. Recorded as read."""
    if db.epoch != db.true_epoch:
        attend(db)
    owner = cell.owner
    if owner is not None and owner is not memo.GRAVE:
        if owner.hot == memo.RUNNING:
            if db.stack[-1] is not owner:
                raise errors.CycleError(f"a cell of an entity is read while its owner {owner.debug_name()} is running")
            notes = db.notes.get(len(db.stack) - 1)
            return cell.value if notes is None else notes.staged.get(cell, cell.value)
        if owner.hot != memo.PROVISIONAL:
            refresh(db, owner)
        if owner.hot == memo.PROVISIONAL:
            cycle.read_provisional(db, owner)
            return db.provisional[owner].notes.staged.get(cell, cell.value)
    if owner is None or owner is not cell.owner or owner.valid != db.true_epoch:
        _use_dead(db, "cell of a retired entity")
    if db.push is not None:
        db.push(cell)
    return cell.value


def attend(db: runtime.Runtime) -> None:
    """See why memos may not be handed out at once."""
    if db.batch_depth:
        db.revision_used = True  # a change that is being applied is not cut off
    elif db.cancelled:
        if db.listeners:
            db.emit(events.WillCancel())
        raise cancel.Cancelled
    if not db.stack and 0 < len(db.pending_owners) <= db.eager_owners:
        settle(db)


def refresh(db: runtime.Runtime, each: memo.Memo) -> None:
    """Bring a memo that has been computed before up to date, as a read from outside of all queries would."""
    if not verify.holds(db, each, execute.execute):
        key = each.live_key()
        if key is not None and each.hot > memo.RUNNING:
            execute.execute(db, each, key)


def settle(db: runtime.Runtime, limit: int = 0) -> None:
    """Rerun queued owners, until `limit` are left. Until none is, pull verification decides what holds."""
    if db.settling:
        return
    db.settling = True
    try:
        while len(db.pending_owners) > limit:
            owner = next(iter(db.pending_owners))
            try:
                refresh(db, owner)
            except Exception as error:  # whoever needs this owner will run it again and meet the fault itself
                _suspect_all(db, owner)
                if db.listeners:
                    db.emit(events.OwnerFailed(owner, error))
            db.pending_owners.pop(owner, None)
    finally:
        db.settling = False
    db.restore_epoch()


def _suspect_all(db: runtime.Runtime, owner: memo.Memo) -> None:
    suspects.mark_readers(db, owner)
    for owned in owner.owned or ():
        if isinstance(owned, entity.Entity):
            for cell in owned.cells():
                suspects.mark_readers(db, cell)


def _use_dead(db: runtime.Runtime, name: str) -> None:
    """Something retired is used: an error in debug mode; else its reader runs again in the next revision."""
    if db.debug:
        raise errors.DeadEntityError(f"{name} is used after it was retired")
    if db.listeners:
        db.emit(events.DeadEntityUsed(name))
    if db.push is not None:
        db.push(db.untracked_cell)
