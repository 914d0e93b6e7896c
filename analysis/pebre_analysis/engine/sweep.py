"""Drop results that nobody needs any more, one by one.

What is needed is what the results in use were made from: `reached` follows their reads. It does not see reads of FROZEN
things, which are not recorded; so only results on keys that are less durable may be dropped by it.
Always: what is dropped is computed again when somebody asks; whoever read it looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pebre_analysis.engine import cells, contents, memo, owners, runtime

_STEP = 500  # results between two looks at whether to stop, some 1 ms


def reached(roots: Iterable[memo.Memo], check: Callable[[], object]) -> set[memo.Memo]:
    """These results and all that they were made from; `check` is called now and then, and may raise."""
    found = set(roots)
    waiting = list(found)
    n = 0
    while waiting:
        n += 1
        if n % _STEP == 0:
            check()
        for edge in waiting.pop().edges:
            below = edge.owner if isinstance(edge, cells.Cell) else edge
            if isinstance(below, memo.Memo) and below not in found:
                found.add(below)
                waiting.append(below)
    return found


def drop(db: runtime.Runtime, key: memo.Keyed, needed: set[memo.Memo]) -> int:
    """Drop the results of a key that are not needed, and the entities they own; how many. Not while queries run."""
    known = contents.memos(key)
    kept = [each for each in known if each in needed]
    if len(kept) == len(known):
        return 0
    if not kept:
        owners.drop_memos(db, key)
        return len(known)
    for at, each in enumerate(key.memos):
        if each is not memo.ABSENT and each not in needed:
            owners.drop_memo(db, each)
            key.memos[at] = memo.ABSENT
    return len(known) - len(kept)
