"""Cycles: queries that need their own result.

A query met again on its own stack is a *head*. While it runs, readers get a *guess* of it: `cycle_initial` first, then
what the last iteration gave. Everything computed from a guess is *provisional*: kept apart from the memos, seen only
inside the cycle, thrown away between iterations. When a head depends on nothing running below it on the stack, it
closes the cycle: if every head inside returned what was guessed of it, the results of that last iteration are final
and stored together; else the guesses are renewed and the head runs again (iterate.py).

Always
  - nothing provisional is ever stored in a memo, so an exception or a cancellation leaves nothing behind;
  - heads inside a larger cycle do not iterate by themselves: one fixed point for the whole component;
  - the outermost head is the smallest FIXPOINT member by name path, whoever was asked first, so that answers do not
    depend on the order of questions (as far as the first iteration shows the members);
  - members share one record of all reads that left the cycle, in all iterations; verification never walks into it;
  - a cycle that has not converged after LIMIT iterations takes fallback values, with an event, never an exception.
Strategies: see ingredient.py. A PANIC query may be a member, as long as some member on the way back to it handles the
cycle.
"""

from __future__ import annotations

from typing import Final, Protocol

from pebre_analysis.engine import errors, ingredient, memo, runtime

LIMIT: Final = 16
_SHOWN: Final = 40  # members named in a CycleError


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
        guess = db.guesses[each] = runtime.Guess(first_guess(db, each, key), depth)
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
    for entry in set_aside_above(db, depth):
        drop(db, entry)
        reads.extend(entry.reads)
    drop_guesses(db, depth)
    if depth <= db.pinned_depth:
        db.pinned_depth = runtime.NO_LOW
    for above in [each for each in db.notes if each >= depth]:
        del db.notes[above]
    return reads


def final_reads(db: runtime.Runtime, reads: list[memo.AnyEdge]) -> list[memo.AnyEdge]:
    """Those reads that are no members of a cycle that is being computed, or was given up."""
    return [edge for edge in reads if type(edge) is not memo.Memo or edge.valid == db.true_epoch]


# What is set aside


def first_guess(db: runtime.Runtime, each: memo.Memo, key: memo.Keyed) -> object:
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


def set_aside_above(db: runtime.Runtime, depth: int) -> list[runtime.Provisional]:
    """What was set aside by runs above `depth`, latest first."""
    found: list[runtime.Provisional] = []
    for entry in reversed(db.provisional.values()):
        if entry.depth <= depth:
            break
        found.append(entry)
    return found


def members_above(db: runtime.Runtime, depth: int) -> list[runtime.Provisional]:
    """The members of the cycle headed by the query at `depth`, without itself."""
    return [entry for entry in set_aside_above(db, depth) if entry.low >= depth]


def drop(db: runtime.Runtime, entry: runtime.Provisional) -> None:
    db.provisional.pop(entry.memo, None)
    if entry.memo.hot == memo.PROVISIONAL:
        entry.memo.hot = memo.COLD


def drop_guesses(db: runtime.Runtime, depth: int) -> None:
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
