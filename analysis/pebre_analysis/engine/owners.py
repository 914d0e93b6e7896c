"""What a query does to the entities it owns: make, commit, retire. All of it takes effect when the query finishes.

Or when it is stopped and says so (`keep_unfinished`): then the next run goes on from there.
Always
  - until its owner has finished, an entity and its new values are seen by the owner alone;
  - an equal value keeps the old object and `changed_at`; readers of a changed cell become suspect;
  - an owner's cells are as durable as its memo.
"""

from pebre_analysis.engine import backdate, cells, contents, entity, errors, events, evict, memo, runtime, suspects


def enter(db: runtime.Runtime, made: memo.Keyed) -> None:
    """`made` is being constructed by the running query."""
    if not db.stack:
        raise errors.EngineError(f"{type(made).__name__} is an entity: it can only be made inside a query")
    query = db.stack[-1].query
    if query.lru is not None:
        raise TypeError(f"{query.name} makes entities; the option lru would lose its table of them")
    db.notes_at(len(db.stack) - 1).made.append(made)


def commit(db: runtime.Runtime, cell: cells.Cell[object], value: object) -> None:
    """Give a cell of an entity of the running query its value for this run."""
    notes = _running_notes(db, cell.owner, "commit")
    if cell.owner is None:
        if not any(cell in each.cells() for each in reversed(notes.made) if isinstance(each, entity.Entity)):
            raise errors.EngineError("commit: this cell is no field of an entity of the running query")
        if not backdate.same(cell.value, value):
            cell.value = value
    elif backdate.same(cell.value, value):
        notes.staged.pop(cell, None)
    else:
        notes.staged[cell] = value


def retire(db: runtime.Runtime, gone: entity.Entity) -> None:
    """The entity is no longer there. A name path that comes back later gets a new entity."""
    notes = _running_notes(db, gone.owner, "retire")
    if gone.owner is None:
        notes.made.remove(gone)
    notes.retired.append(gone)


def store(
    db: runtime.Runtime, owner: memo.Memo, value: object, reads: list[memo.AnyEdge], notes: runtime.Notes
) -> None:
    """Store the result of a run and let what it did to its entities take effect."""
    fresh = _fresh_cells(notes)
    for cell in fresh:
        if cell.readers is not None:
            raise errors.EngineError(f"a cell of an entity was read before its owner {owner.debug_name()} had finished")
    own = set(fresh)
    reads = [edge for edge in reads if type(edge) is not cells.Cell or (edge.owner is not owner and edge not in own)]
    was_owner = owner.owned is not None
    durable = owner.durability
    backdate.store(db, owner, value, reads)
    if not was_owner:
        if not notes.made:
            return
        owner.owned = {}
    _publish(db, owner, notes, fresh)
    suspects.settled(db, owner)
    if was_owner and owner.durability != durable:
        _change_durability(db, owner, demoted=owner.durability < durable)


def keep_unfinished(db: runtime.Runtime) -> None:
    """The running query is about to be stopped: what it did to its entities stays, and it runs before any is read.

    For one that reuses its value, has finished before, and knows from its value where to go on.
    """
    keep_so_far(db)
    owner = db.stack[-1]
    owner.valid = memo.SUSPECT
    db.pending_owners[owner] = None
    db.epoch = memo.NO_EPOCH


def keep_so_far(db: runtime.Runtime) -> None:
    """The same before it is asked to stop: what it did until now takes effect, and will not have to when it is."""
    notes = _running_notes(db, None, "keep_unfinished")
    owner = db.stack[-1]
    if owner.owned is None or not owner.query.reuse or notes.low != runtime.NO_LOW:
        raise errors.EngineError(f"{owner.debug_name()} can leave nothing unfinished")
    _publish(db, owner, notes, _fresh_cells(notes))
    del db.notes[len(db.stack) - 1]
    if cells.UNFINISHED not in owner.edges:
        owner.edges = (cells.UNFINISHED, *owner.edges)


def give_up(db: runtime.Runtime, gone: entity.Entity) -> None:
    """An entity that no result was made from goes, outside of its owner's run; it is made anew when asked for."""
    owner = gone.owner
    if owner is not None and owner.owned is not None:
        owner.owned.pop(gone, None)
    _bury(db, gone)


def drop_memos(db: runtime.Runtime, key: memo.Keyed) -> None:
    """Empty the memos of a key that is gone; whoever read them is suspect."""
    for each in contents.memos(key):
        drop_memo(db, each)
    key.memos = key.blank_memos


def drop_memo(db: runtime.Runtime, each: memo.Memo) -> None:
    """Empty a memo that its key lets go of, and bury the entities it owns."""
    suspects.mark_readers(db, each)
    each.value = memo.NO_VALUE
    each.edges = ()
    each.readers = None
    each.key = None
    each.valid = memo.DEAD
    if each.hot not in (memo.RUNNING, memo.PROVISIONAL):
        each.hot = memo.DEAD
    if each.query.lru is not None:
        evict.forget(db, each)
    if each.owned is not None:
        for owned in each.owned:
            if isinstance(owned, entity.Entity):
                _bury(db, owned)
        each.owned = None
        db.pending_owners.pop(each, None)


def _running_notes(db: runtime.Runtime, owner: memo.Memo | None, what: str) -> runtime.Notes:
    if not db.stack:
        raise errors.EngineError(f"{what}: only inside the query that owns the entity")
    top = db.stack[-1]
    if owner is not None and owner is not top:
        raise errors.EngineError(f"{what}: the entity belongs to another query than {top.debug_name()}")
    return db.notes_at(len(db.stack) - 1)


def _fresh_cells(notes: runtime.Notes) -> list[cells.Cell[object]]:
    return [cell for each in notes.made if isinstance(each, entity.Entity) for cell in each.cells()]


def _publish(db: runtime.Runtime, owner: memo.Memo, notes: runtime.Notes, fresh: list[cells.Cell[object]]) -> None:
    owned = owner.owned
    assert owned is not None
    for made in notes.made:
        if isinstance(made, entity.Entity):
            made.owner = owner
            owned[made] = None
    for cell in fresh:
        cell.owner = owner
        cell.changed_at = db.revision
        cell.durability = owner.durability
    for edge, value in notes.staged.items():
        if isinstance(edge, cells.Cell):
            edge.value = value
            edge.changed_at = db.revision
            suspects.mark_readers(db, edge)
    for gone in notes.retired:
        if isinstance(gone, entity.Entity):
            owned.pop(gone, None)
            _bury(db, gone)


def _bury(db: runtime.Runtime, gone: entity.Entity) -> None:
    gone.owner = memo.GRAVE
    for cell in gone.cells():
        cell.owner = memo.GRAVE
        cell.changed_at = db.revision
        suspects.mark_readers(db, cell)
        cell.readers = None
    drop_memos(db, gone)
    for key in gone.attached():
        drop_memos(db, key)
    if db.listeners:
        db.emit(events.DidRetire(gone))


def _change_durability(db: runtime.Runtime, owner: memo.Memo, *, demoted: bool) -> None:
    for owned in owner.owned or ():
        if isinstance(owned, entity.Entity):
            for cell in owned.cells():
                cell.durability = owner.durability
                if demoted:
                    # Whoever relied on the old durability must look again.
                    cell.changed_at = db.revision
                    suspects.mark_readers(db, cell)
    if demoted:
        db.last_demotion = db.revision
