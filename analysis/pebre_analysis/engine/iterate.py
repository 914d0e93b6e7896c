"""Iterate a cycle from its head to a fixed point, and store the results of its members together.

In:  a query that has run and depends on a running one, be it itself (cycle.py says what its readers got).
Out: its value: final if it is the outermost head, provisional if the head is further down the stack.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.engine import backdate, cells, cycle, durability, errors, events, ingredient, memo, owners, runtime

_RECORD: Final = ingredient.QueryIngredient("<cycle>", lambda: None, memo.Keyed, -1)


def close(
    db: runtime.Runtime,
    each: memo.Memo,
    key: memo.Keyed,
    value: object,
    reads: list[memo.AnyEdge],
    depth: int,
    execute: cycle.Execute,
) -> object:
    """`each`, at `depth` on the stack, has run with result `value` and is in a cycle. Iterate if it is its head."""
    pinned = db.pinned_depth
    in_order = db.in_order
    db.in_order = in_order + 1
    try:
        if pinned < depth == db.notes_at(depth).low:
            # The cycle around this one has not converged and takes fallbacks. This one does not depend on it, so it
            # starts anew.
            members = [each, *(entry.memo for entry in cycle.members_above(db, depth))]
            reads.extend(cycle.forget(db, depth))
            for member in members:
                db.guesses.pop(member, None)
            db.pinned_depth = runtime.NO_LOW
            value = _again(db, each, key, depth)
        return _iterate(db, each, key, value, reads, depth, execute, in_order=in_order > 0)
    finally:
        db.in_order = in_order
        if pinned < depth:
            db.pinned_depth = pinned


def _iterate(
    db: runtime.Runtime,
    each: memo.Memo,
    key: memo.Keyed,
    value: object,
    reads: list[memo.AnyEdge],
    depth: int,
    execute: cycle.Execute,
    *,
    in_order: bool,
) -> object:
    """in_order: the members have run in the order of their reads, not some to verify others by old edges.

    If they have not, or if guesses are left from a larger cycle that this one turned out not to be part of, or if
    another member should be the head, the first iteration only serves to find the members. One that after such a new
    beginning turns out to be part of a larger cycle does not begin anew again, or the larger one would never converge;
    then what it owes to old guesses makes it part of the larger one.
    """
    iteration = 1
    looked = False
    refused: set[memo.Memo] = set()  # heads to start from that did not hold this query in their cycle
    begun = False  # guesses were dropped in order to begin anew
    if db.debug:
        db.catchers.add(each)
    while True:
        notes = db.notes_at(depth)
        if notes.low > depth:
            notes.low = depth  # this iteration met no cycle; earlier ones did
        value, settled = _settle(db, each, key, value, notes)
        members = [each, *(entry.memo for entry in cycle.members_above(db, depth))]
        again = False
        if not looked:
            looked = True
            inherited = any(guess.inherited for member in members if (guess := db.guesses.get(member)) is not None)
            again = inherited or (not in_order and any(member.verified_at for member in members))
            if inherited and each in db.entangled:
                notes.low = min(notes.low, _nearest_head(db, depth))
        if notes.low < depth:
            if begun:
                db.entangled[each] = depth
            _keep(db, each, value, reads, notes, depth, settled)
            return value
        first = _smallest(db, members, refused)
        if (again or first is not each) and each not in db.entangled:
            begun = True
            for member in [member for member, found_at in db.entangled.items() if found_at > depth]:
                del db.entangled[member]
            reads.extend(cycle.forget(db, depth))
            for member in members:
                db.guesses.pop(member, None)
            if first is not each:
                refused.add(first)
                try:
                    found = _from(db, first, each, reads, depth, execute)
                except Exception:  # not hidden: it runs again where it is read, and a member may catch it
                    found = memo.NO_VALUE
                if found is not memo.NO_VALUE:
                    if each.hot == memo.PROVISIONAL:
                        db.entangled[each] = depth
                    return found
                # The cycle as seen from there does not hold this query: it is an ordinary reader.
            reads[:] = cycle.final_reads(db, reads)
            value = _again(db, each, key, depth)
            if db.notes_at(depth).low > depth:
                owners.store(db, each, value, reads, db.notes.pop(depth))
                return each.value
            continue
        entries = cycle.members_above(db, depth)
        if db.pinned_depth == depth or (settled and all(entry.settled for entry in entries)):
            _finish(db, each, value, reads, notes, entries, depth, iteration)
            return each.value
        iteration += 1
        if iteration > cycle.LIMIT:
            db.pinned_depth = depth
            if db.listeners:
                db.emit(events.CycleGaveUp(each))
        elif db.listeners:
            db.emit(events.WillIterateCycle(each, iteration))
        for entry in entries:
            cycle.drop(db, entry)
            reads.extend(entry.reads)
        _renew_guesses(db, depth)
        del db.notes[depth]
        value = _again(db, each, key, depth)


def _again(db: runtime.Runtime, each: memo.Memo, key: memo.Keyed, depth: int) -> object:
    if db.listeners:
        db.emit(events.DidExecute(each))
        db.emit(events.WillExecute(each))
    each.hot = memo.RUNNING
    guess = db.guesses.get(each)
    if guess is not None:
        guess.depth = depth
    return cycle.call(db, each, key)


def _settle(
    db: runtime.Runtime, each: memo.Memo, key: memo.Keyed, value: object, notes: runtime.Notes
) -> tuple[object, bool]:
    """The result of a member in this iteration; and whether it is what its readers were told before it finished."""
    query = each.query
    guess = db.guesses.get(each) if notes.hit else None
    pinned = db.pinned_depth < runtime.NO_LOW and query.strategy != ingredient.PANIC
    if pinned or query.strategy == ingredient.FALLBACK:
        return (cycle.first_guess(db, each, key) if guess is None else guess.value), True
    if guess is None:
        return value, True
    if backdate.same(guess.value, value):
        return guess.value, True
    if query.cycle_recover is not None:
        outside = db.cycle_function_depth
        db.cycle_function_depth = len(db.stack)
        try:
            value = query.cycle_recover(db, key, guess.value, value, guess.iteration + 1)
        finally:
            db.cycle_function_depth = outside
        if backdate.same(guess.value, value):
            return guess.value, True
    guess.next = value
    return value, False


def _keep(
    db: runtime.Runtime,
    each: memo.Memo,
    value: object,
    reads: list[memo.AnyEdge],
    notes: runtime.Notes,
    depth: int,
    settled: bool,
) -> None:
    """`each` belongs to a cycle whose head is still running below it: set its result aside."""
    for entry in cycle.set_aside_above(db, depth):
        if entry.low > notes.low:
            entry.low = notes.low
    db.provisional.pop(each, None)
    db.provisional[each] = runtime.Provisional(each, value, reads, notes, depth, settled)
    del db.notes[depth]
    each.hot = memo.PROVISIONAL
    cycle.lower(db, depth - 1, notes.low)


def _nearest_head(db: runtime.Runtime, depth: int) -> int:
    """The place of the innermost head that is running below `depth`; NO_LOW if there is none."""
    below = [guess.depth for head, guess in db.guesses.items() if guess.depth < depth and head.hot == memo.RUNNING]
    return max(below, default=runtime.NO_LOW)


def _smallest(db: runtime.Runtime, members: list[memo.Memo], refused: set[memo.Memo]) -> memo.Memo:
    """The member to start from; the first one if none iterates."""
    heads = [
        member
        for member in members
        if member.query.strategy == ingredient.FIXPOINT and member not in refused and member.live_key() is not None
    ]
    if not heads or len(members) == 1:
        return members[0]
    paths = [head.name_path() for head in heads]
    smallest = min(paths)
    if db.debug and paths.count(smallest) > 1:
        raise errors.EngineError(f"two members of a cycle have one name path: {smallest}")
    return heads[paths.index(smallest)]


def _from(
    db: runtime.Runtime,
    smallest: memo.Memo,
    each: memo.Memo,
    reads: list[memo.AnyEdge],
    depth: int,
    execute: cycle.Execute,
) -> object:
    """Compute the cycle anew with `smallest` as its head; the value of `each` if that gave it, else NO_VALUE."""
    key = smallest.live_key()
    assert key is not None
    each.hot = memo.COLD
    execute(db, smallest, key, seed=cycle.final_reads(db, reads))
    if each.hot == memo.PROVISIONAL:
        entry = db.provisional[each]
        cycle.lower(db, depth - 1, entry.low)
        db.notes.pop(depth, None)
        return entry.value
    if backdate.trusted(db, each):
        db.notes.pop(depth, None)
        return each.value
    return memo.NO_VALUE


def _renew_guesses(db: runtime.Runtime, depth: int) -> None:
    for head, guess in list(db.guesses.items()):
        if guess.depth < depth:
            continue
        if db.pinned_depth == depth:
            key = head.live_key()
            if key is not None:
                guess.value = cycle.first_guess(db, head, key)
        elif guess.next is not memo.NO_VALUE:
            guess.value = guess.next
            guess.iteration += 1
        guess.next = memo.NO_VALUE


def _finish(
    db: runtime.Runtime,
    head: memo.Memo,
    value: object,
    reads: list[memo.AnyEdge],
    notes: runtime.Notes,
    entries: list[runtime.Provisional],
    depth: int,
    n_iterations: int,
) -> None:
    """The cycle has converged: store the results of all its members together."""
    results = [(head, value, notes), *((entry.memo, entry.value, entry.notes) for entry in entries)]
    members = {member for member, _, _ in results}
    keys = {member.live_key() for member in members}
    all_reads = list(reads)
    for entry in entries:
        all_reads.extend(entry.reads)
    outside = [
        edge
        for edge in cycle.final_reads(db, all_reads)
        if edge not in members and edge not in keys and not (type(edge) is cells.Cell and edge.owner in members)
    ]
    # All comparisons come first: they may raise, storing does not.
    results = [(member, _kept(member, result), more) for member, result, more in results]
    for entry in entries:
        cycle.drop(db, entry)
    for member in members:
        db.guesses.pop(member, None)
    cycle.drop_guesses(db, depth)
    del db.notes[depth]
    if db.pinned_depth == depth:
        db.pinned_depth = runtime.NO_LOW
    record = memo.Memo(_RECORD, None)
    backdate.store(db, record, memo.NO_VALUE, outside)
    shared: list[memo.AnyEdge] = [record]
    if record.durability == durability.FROZEN:
        shared = []
    for member, result, more in results:
        owners.store(db, member, result, shared, more)
    if db.listeners:
        db.emit(events.DidFinishCycle(head, len(results), n_iterations))


def _kept(member: memo.Memo, value: object) -> object:
    old = member.value
    return old if old is not memo.NO_VALUE and not member.query.no_eq and backdate.same(old, value) else value
