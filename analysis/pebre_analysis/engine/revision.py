"""The clock: revisions of one database, and epochs of the process.

A revision numbers the state of the inputs; it grows by one per change. 0 is before all.
An epoch is what a memo's validity flag is compared with. A write of a LOW or MEDIUM cell keeps the epoch, because it
finds and marks the memos it may concern; one of a HIGH cell begins a new one, so that every memo is verified before its
next use.
Epochs are unique in the process: a memo of one database is never taken for valid by another.
"""

import itertools
from typing import Final

NEVER: Final = 0
FIRST: Final = 1

_epochs = itertools.count(1)


def new_epoch() -> int:
    return next(_epochs)
