"""How many workers there are."""

from __future__ import annotations

from pebre_analysis.source import system
from pebre_server import room
from pebre_server.cli.workers import count

MUCH = [count.SHARE // 10] * 200
PLENTY = "MemTotal:  90000000 kB\nMemAvailable:  80000000 kB\n"


def disk(**files: str) -> system.MemorySystem:
    """A machine; what its system says, by the last part of the file's name."""
    texts = {f"/sys/fs/cgroup/{name.replace('_', '.')}": text for name, text in files.items()}
    return system.MemorySystem({**texts, "/proc/meminfo": files.get("meminfo", PLENTY)})


def test_as_many_as_were_asked_for() -> None:
    assert count.workers(3, MUCH, 0, disk()) == 3
    assert count.workers(3, [1, 1], 0, disk()) == 2
    assert count.workers(3, [1], 0, disk()) == 0


def test_one_for_each_core() -> None:
    assert count.workers(0, MUCH, 0, disk(cpu_max="100000 100000\n")) == 0
    n_cores = room.cores(disk())
    assert count.workers(0, MUCH, 0, disk()) == (n_cores if n_cores > 1 else 0)
    assert room.cores(disk(cpu_max="max 100000\n")) == n_cores
    assert room.cores(disk(cpu_max="?")) == n_cores


def test_as_many_as_pay() -> None:
    n_cores = room.cores(disk())
    assert count.workers(None, MUCH, 0, disk()) == (min(n_cores, count.MOST) if n_cores > 1 else 0)
    assert count.workers(None, [count.SHARE // 10] * 19, 0, disk()) == 0
    assert count.workers(None, [count.SHARE * 9], 0, disk()) == 0
    assert count.workers(None, MUCH, 0, disk(meminfo="MemAvailable:  900000 kB\n")) == 0
    assert count.workers(None, MUCH, 0, disk(memory_max="512000000\n", memory_current="100000000\n")) == 0


def test_memory_is_shared_with_the_process_that_waits() -> None:
    assert count.workers(3, MUCH, 4 * count.LEAST_LIMIT, disk()) == 3
    assert count.workers(3, MUCH, 3 * count.LEAST_LIMIT, disk()) == 2
    assert count.workers(3, MUCH, 2 * count.LEAST_LIMIT, disk()) == 0


def test_where_nothing_says_how_much_memory_there_is() -> None:
    assert room.memory(system.MemorySystem({})) == room.MUCH
    assert room.memory(disk(meminfo="MemAvailable:\n")) == room.MUCH
