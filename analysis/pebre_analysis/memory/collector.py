"""When cyclic garbage is looked for.

Nearly all that is made stays, or goes without the collector; a look over a whole project takes a second. So the
collector is off, and what a batch of work has made is put out of its sight (*frozen*) when the work is done. What
was made since is looked through when the user rests. Only when a whole database was dropped is everything looked at.
Always: nothing here is called while somebody waits for an answer.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Final

from pebre_analysis.memory import process

_BATCH: Final = 200_000  # blocks that were allocated since: so many are not looked through at once (50 ms)


class Collector:
    """The policy for one process."""

    __slots__ = ("_blocks",)

    def __init__(self) -> None:
        self._blocks = 0

    def freeze(self) -> None:
        """What is there now stays."""
        gc.freeze()
        self._blocks = sys.getallocatedblocks()

    def batch_done(self, settle: Callable[[], object] = lambda: None) -> None:
        """A while without questions: if much was made, it stays; before that it is settled."""
        if sys.getallocatedblocks() - self._blocks > _BATCH:
            settle()
            self.freeze()

    def collect_new(self) -> None:
        """A long while without questions: look through what was made since the last freeze, and give back free room."""
        self.batch_done()
        gc.collect()
        process.trim()  # 0.3 ms
        self.freeze()

    def collect_all(self) -> None:
        """After much was dropped: look through everything."""
        gc.unfreeze()
        gc.collect()
        process.trim()
        self.freeze()
