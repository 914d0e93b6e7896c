"""Cycles: queries that need their own result.

A query met again on its own stack is a *head*. While it runs, readers get a *guess* of it: `cycle_initial` first, then
what the last iteration gave. Everything computed from a guess is *provisional*: kept apart from the memos, seen only
inside the cycle, thrown away between iterations. When a head depends on nothing running below it on the stack, it
closes the cycle: if every head inside returned what was guessed of it, the results of that last iteration are final
and stored together; else the guesses are renewed and the head runs again.

Always
  - nothing provisional is ever stored in a memo, so an exception or a cancellation leaves nothing behind;
  - heads inside a larger cycle do not iterate by themselves: one fixed point for the whole component;
  - the outermost head is the smallest FIXPOINT member by name, whoever was asked first, so that answers do not depend
    on the order of questions (as far as the first iteration shows the members);
  - members share one record of all reads that left the cycle, in all iterations; verification never walks into it;
  - a cycle that has not converged after LIMIT iterations takes fallback values, with an event, never an exception.
Strategies: see ingredient.py. A PANIC query may be a member, as long as some member on the way back to it handles the
cycle.
"""

from __future__ import annotations

from typing import Final, Protocol

from pebre_analysis.engine import backdate, cells, durability, errors, events, ingredient, memo, owners, runtime

LIMIT: Final = 16
_SHOWN: Final = 40  # members named in a CycleError

_RECORD: Final = ingredient.QueryIngredient("<cycle>", lambda: None, memo.Keyed, -1)


class Execute(Protocol):
    def __call__(
        self, db: runtime.Runtime, each: memo.Memo, key: memo.Keyed, *, seed: list[memo.AnyEdge] | None = None
    ) -> object: ...


def call(db: runtime.Runtime, each: memo.Memo, key: memo.Keyed) -> object:
    """Call the function of a query, with what its options ask for."""
    query = each.query
    if query.untracked and db.push is not None:
        db.push(db.untracked_cell)
    if query.reuse:
        return query.fn(db, key, None if each.value is memo.NO_VALUE else each.value)
    return query.fn(db, key)


# Reads of members


def hit(db: runtime.Runtime, each: memo.Memo, key: memo.Keyed, execute: Execute) -> object:
    """`each` is running and is read by a query above it: what the reader gets."""
    stack = db.stack
    guess = db.guesses.get(each)
    if guess is not None:
        depth = guess.depth
    else:
        depth = len(stack) - 1
        while stack[depth] is not each:
            depth -= 1
    if depth < db.cycle_function_depth:
        raise errors.CycleError(f"a cycle function reads a member of its own cycle: {_path(stack[depth:], each)}")
    query = each.query
    if query.strategy == ingredient.PANIC:
        notes = db.notes.get(depth)
        owner = each.owned is not None or (notes is not None and bool(notes.made))
        if owner or all(member.query.strategy == ingredient.PANIC for member in stack[depth + 1 :]):
            raise errors.CycleError(f"cycle: {_path(stack[depth:], each)}")
        # Someone above can be the head: go round once more, until it is met.
        value = execute(db, each, key)
        if db.push is not None and (each.valid == db.true_epoch or each.hot == memo.PROVISIONAL):
            db.push(each)
        return value
    if guess is None:
        guess = db.guesses[each] = runtime.Guess(_start(db, each, key), depth)
    db.notes_at(depth).hit = True
    lower(db, len(stack) - 1, depth)
    if db.push is not None:
        db.push(each)
    return guess.value


def read_provisional(db: runtime.Runtime, each: memo.Memo) -> object:
    """`each` has run in this iteration of the cycle it is in."""
    found = db.provisional[each]
    if found.low < db.cycle_function_depth:
        raise errors.CycleError(f"a cycle function reads a member of its own cycle: {each.debug_name()}")
    if db.stack:
        lower(db, len(db.stack) - 1, found.low)
    if db.push is not None:
        db.push(each)
    return found.value


def lower(db: runtime.Runtime, depth: int, low: int) -> None:
    """The query at `depth` on the stack depends on the running one at `low`."""
    if depth < 0:
        return
    notes = db.notes_at(depth)
    if low < notes.low:
        notes.low = low


def forget(db: runtime.Runtime, depth: int) -> list[memo.AnyEdge]:
    """The run at `depth` on the stack is given up: drop all that is provisional because of it. What that had read."""
    reads: list[memo.AnyEdge] = []
    for entry in _above(db, depth):
        _drop(db, entry)
        reads.extend(entry.reads)
    _drop_guesses(db, depth)
    if depth <= db.pinned_depth:
        db.pinned_depth = runtime.NO_LOW
    for above in [each for each in db.notes if each >= depth]:
        del db.notes[above]
    return reads


def final_reads(db: runtime.Runtime, reads: list[memo.AnyEdge]) -> list[memo.AnyEdge]:
    """Those reads that are no members of a cycle that is being computed, or was given up."""
    return [edge for edge in reads if type(edge) is not memo.Memo or edge.valid == db.true_epoch]


# Iteration


def close(
    db: runtime.Runtime,
    each: memo.Memo,
    key: memo.Keyed,
    value: object,
    reads: list[memo.AnyEdge],
    depth: int,
    execute: Execute,
) -> object:
    """`each`, at `depth` on the stack, has run with result `value` and is in a cycle. Iterate if it is its head."""
    pinned = db.pinned_depth
    in_order = db.in_order
    db.in_order = in_order + 1
    try:
        if pinned < depth == db.notes_at(depth).low:
            # The cycle around this one has not converged and takes fallbacks. This one does not depend on it, so it
            # starts anew.
            members = [each, *(entry.memo for entry in _members(db, depth))]
            reads.extend(forget(db, depth))
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
    execute: Execute,
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
        members = [each, *(entry.memo for entry in _members(db, depth))]
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
        first = _smallest(members, refused)
        if (again or first is not each) and each not in db.entangled:
            begun = True
            for member in [member for member, found_at in db.entangled.items() if found_at > depth]:
                del db.entangled[member]
            reads.extend(forget(db, depth))
            for member in members:
                db.guesses.pop(member, None)
            if first is not each:
                refused.add(first)
                try:
                    found = _from(db, first, each, reads, depth, execute)
                except Exception:
                    # Not hidden: it runs again where it is read, and some member may catch what it raises.
                    found = memo.NO_VALUE
                if found is not memo.NO_VALUE:
                    if each.hot == memo.PROVISIONAL:
                        db.entangled[each] = depth
                    return found
                # The cycle as seen from there does not hold this query: it is an ordinary reader.
            reads[:] = final_reads(db, reads)
            value = _again(db, each, key, depth)
            if db.notes_at(depth).low > depth:
                owners.store(db, each, value, reads, db.notes.pop(depth))
                return each.value
            continue
        entries = _members(db, depth)
        if db.pinned_depth == depth or (settled and all(entry.settled for entry in entries)):
            _finish(db, each, value, reads, notes, entries, depth, iteration)
            return each.value
        iteration += 1
        if iteration > LIMIT:
            db.pinned_depth = depth
            if db.listeners:
                db.emit(events.CycleGaveUp(each))
        elif db.listeners:
            db.emit(events.WillIterateCycle(each, iteration))
        for entry in entries:
            _drop(db, entry)
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
    return call(db, each, key)


def _settle(
    db: runtime.Runtime, each: memo.Memo, key: memo.Keyed, value: object, notes: runtime.Notes
) -> tuple[object, bool]:
    """The result of a member in this iteration; and whether it is what its readers were told before it finished."""
    query = each.query
    guess = db.guesses.get(each) if notes.hit else None
    pinned = db.pinned_depth < runtime.NO_LOW and query.strategy != ingredient.PANIC
    if pinned or query.strategy == ingredient.FALLBACK:
        return (_start(db, each, key) if guess is None else guess.value), True
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


def _start(db: runtime.Runtime, each: memo.Memo, key: memo.Keyed) -> object:
    """The first guess of a head; or, for a cycle that did not converge, the last."""
    query = each.query
    function = query.cycle_initial
    if query.cycle_fallback is not None and (function is None or db.pinned_depth < runtime.NO_LOW):
        function = query.cycle_fallback
    assert function is not None
    outside = db.cycle_function_depth
    db.cycle_function_depth = len(db.stack)
    try:
        value: object = function(db, key)
    finally:
        db.cycle_function_depth = outside
    return value


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
    for entry in _above(db, depth):
        if entry.low > notes.low:
            entry.low = notes.low
    db.provisional.pop(each, None)
    db.provisional[each] = runtime.Provisional(each, value, reads, notes, depth, settled)
    del db.notes[depth]
    each.hot = memo.PROVISIONAL
    lower(db, depth - 1, notes.low)


def _nearest_head(db: runtime.Runtime, depth: int) -> int:
    """The place of the innermost head that is running below `depth`; NO_LOW if there is none."""
    below = [guess.depth for head, guess in db.guesses.items() if guess.depth < depth and head.hot == memo.RUNNING]
    return max(below, default=runtime.NO_LOW)


def _smallest(members: list[memo.Memo], refused: set[memo.Memo]) -> memo.Memo:
    """The member to start from; the first one if none iterates."""
    heads = [
        member
        for member in members
        if member.query.strategy == ingredient.FIXPOINT and member not in refused and member.live_key() is not None
    ]
    return min(heads, key=memo.Memo.debug_name) if heads and len(members) > 1 else members[0]


def _from(
    db: runtime.Runtime,
    smallest: memo.Memo,
    each: memo.Memo,
    reads: list[memo.AnyEdge],
    depth: int,
    execute: Execute,
) -> object:
    """Compute the cycle anew with `smallest` as its head; the value of `each` if that gave it, else NO_VALUE."""
    key = smallest.live_key()
    assert key is not None
    each.hot = memo.COLD
    execute(db, smallest, key, seed=final_reads(db, reads))
    if each.hot == memo.PROVISIONAL:
        entry = db.provisional[each]
        lower(db, depth - 1, entry.low)
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
                guess.value = _start(db, head, key)
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
        for edge in final_reads(db, all_reads)
        if edge not in members and edge not in keys and not (type(edge) is cells.Cell and edge.owner in members)
    ]
    # All comparisons come first: they may raise, storing does not.
    results = [(member, _kept(member, result), more) for member, result, more in results]
    for entry in entries:
        _drop(db, entry)
    for member in members:
        db.guesses.pop(member, None)
    _drop_guesses(db, depth)
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


def _above(db: runtime.Runtime, depth: int) -> list[runtime.Provisional]:
    """What was set aside by runs above `depth`, latest first."""
    found: list[runtime.Provisional] = []
    for entry in reversed(db.provisional.values()):
        if entry.depth <= depth:
            break
        found.append(entry)
    return found


def _members(db: runtime.Runtime, depth: int) -> list[runtime.Provisional]:
    """The members of the cycle headed by the query at `depth`, without itself."""
    return [entry for entry in _above(db, depth) if entry.low >= depth]


def _drop(db: runtime.Runtime, entry: runtime.Provisional) -> None:
    db.provisional.pop(entry.memo, None)
    if entry.memo.hot == memo.PROVISIONAL:
        entry.memo.hot = memo.COLD


def _drop_guesses(db: runtime.Runtime, depth: int) -> None:
    """A cycle at `depth` is done: forget what was guessed, unless it is part of the work of one that still runs below.

    Guesses of heads inside a larger cycle must outlive a member that raised, or nothing would ever converge.
    """
    if not any(guess.depth < depth and head.hot == memo.RUNNING for head, guess in db.guesses.items()):
        db.guesses.clear()
        db.entangled.clear()


def _path(members: list[memo.Memo], back: memo.Memo) -> str:
    names = [member.debug_name() for member in members[:_SHOWN]]
    if len(members) > _SHOWN:
        names.append(f"… {len(members) - _SHOWN} more …")
    return " → ".join([*names, back.debug_name()])
