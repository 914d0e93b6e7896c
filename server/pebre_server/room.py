"""Room for other processes beside this one: cores and memory that it may use.

In:  the system, which says what the machine has and what a container is allowed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pebre_analysis.source import system

MUCH: Final = 4_000_000_000  # bytes


def cores(on: system.System) -> int:
    """How many processes can run at once here: what the system, this process, or a container is allowed."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    allowed, _, period = _read(on, "/sys/fs/cgroup/cpu.max").partition(" ")
    if allowed.isdecimal() and period.strip().isdecimal():
        found = min(found, -(-int(allowed) // max(1, int(period))))
    return max(1, found)


def memory(on: system.System) -> int:
    """Bytes that are free here, also within what a container is allowed; much, where nothing says it."""
    found = MUCH
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
