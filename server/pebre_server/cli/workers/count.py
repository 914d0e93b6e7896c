"""How many workers check the files of a run.

Each has to read what all of them import, and takes memory of its own: two do 1.2 to 1.4 times the work of one process,
the more the smaller a project is. So unless somebody asks for them there are some only where there is much to check,
and room: cores and memory that this process may use.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

from pebre_analysis.source import system

SHARE: Final = 1_000_000  # bytes of code for each worker: with less two cores bring too little
ROOM: Final = 500_000_000  # bytes of free memory for each
MOST: Final = 8  # unless more are asked for
LEAST_LIMIT: Final = 150  # MB that each may take at least, where memory is limited


def workers(wanted: int | None, sizes: Sequence[int], memory_limit: int, on: system.System) -> int:
    """How many to use for files of these sizes (bytes); 0: this process checks alone.

    `wanted`: None for as many as pay, 0 for one per core. `memory_limit`: MB for all together, also for the process
    that waits for the others; 0 for none.
    """
    found = len(sizes) if wanted is None else min(wanted or cores(on), len(sizes))
    if memory_limit:
        found = min(found, memory_limit // LEAST_LIMIT - 1)
    if wanted is None:
        found = min(found, MOST, sum(sizes) // SHARE)
        if found > 1:
            found = min(found, cores(on), memory(on) // ROOM)
    return found if found > 1 else 0


def cores(on: system.System) -> int:
    """How many processes can run at once here: what the system, this process, or a container is allowed."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    allowed, _, period = _read(on, "/sys/fs/cgroup/cpu.max").partition(" ")
    if allowed.isdecimal() and period.strip().isdecimal():
        found = min(found, -(-int(allowed) // max(1, int(period))))
    return max(1, found)


def memory(on: system.System) -> int:
    """Bytes that are free here, also within what a container is allowed; much, where nothing says it."""
    found = ROOM * MOST
    for line in _read(on, "/proc/meminfo").splitlines():
        word, _, value = line.partition(":")
        if word == "MemAvailable" and value.split()[:1] and value.split()[0].isdecimal():
            found = min(found, int(value.split()[0]) * 1024)
    allowed = _read(on, "/sys/fs/cgroup/memory.max").strip()
    used = _read(on, "/sys/fs/cgroup/memory.current").strip()
    if allowed.isdecimal() and used.isdecimal():
        found = min(found, max(0, int(allowed) - int(used)))
    return found


def _read(on: system.System, path: str) -> str:
    data = on.read_bytes(path, 4096)
    return data.decode("ascii", "replace") if isinstance(data, bytes) else ""
