"""How many workers check the files of a run.

Each has to read what all of them import, and takes memory of its own: two do 1.2 to 1.4 times the work of one process,
the more the smaller a project is. So unless somebody asks for them there are some only where there is much to check,
and room: cores and memory that this process may use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pebre_analysis.source import system
from pebre_server import room

SHARE: Final = 1_000_000  # bytes of code for each worker: with less two cores bring too little
ROOM: Final = 500_000_000  # bytes of free memory for each
MOST: Final = 8  # unless more are asked for
LEAST_LIMIT: Final = 150  # MB that each may take at least, where memory is limited


def workers(wanted: int | None, sizes: Sequence[int], memory_limit: int, on: system.System) -> int:
    """How many to use for files of these sizes (bytes); 0: this process checks alone.

    `wanted`: None for as many as pay, 0 for one per core. `memory_limit`: MB for all together, also for the process
    that waits for the others; 0 for none.
    """
    found = len(sizes) if wanted is None else min(wanted or room.cores(on), len(sizes))
    if memory_limit:
        found = min(found, memory_limit // LEAST_LIMIT - 1)
    if wanted is None:
        found = min(found, MOST, sum(sizes) // SHARE)
        if found > 1:
            found = min(found, room.cores(on), room.memory(on) // ROOM)
    return found if found > 1 else 0
