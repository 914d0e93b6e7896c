"""Changes of files are seen, all together, and looking for them takes little."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pebre_analysis.source import system
from pebre_server.cli import watcher


class Time:
    """A clock that only `sleep` moves; `script`: what happens while the n-th sleep lasts."""

    def __init__(self, script: dict[int, Callable[[], object]]) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self._script = script

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self._script.get(len(self.slept), lambda: None)()
        self.slept.append(seconds)
        self.now += seconds


def waited(
    disk: system.MemorySystem,
    near: list[str],
    script: dict[int, Callable[[], object]],
    far: list[str] | None = None,
    rest: Callable[[], object] = lambda: None,
) -> tuple[list[str], list[float]]:
    """What changed, and the sleeps until then."""
    time = Time(script)
    made = watcher.Watcher(disk, time.clock, time.sleep)
    made.watch(near, far or [])
    return made.wait(rest), time.slept


@pytest.fixture
def disk() -> system.MemorySystem:
    return system.MemorySystem({"/p/a.py": "x", "/p/b.py": "x", "/lib/c.py": "x"})


NEAR = ["/p", "/p/a.py", "/p/b.py", "/p/new.py"]


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda disk: disk.write("/p/a.py", "y"), ["/p/a.py"]),
        (lambda disk: disk.remove("/p/a.py"), ["/p", "/p/a.py"]),
        (lambda disk: disk.write("/p/new.py", ""), ["/p", "/p/new.py"]),
        (lambda disk: disk.write("/p/other.py", ""), ["/p"]),
    ],
)
def test_a_change_is_seen(
    disk: system.MemorySystem, change: Callable[[system.MemorySystem], None], seen: list[str]
) -> None:
    assert waited(disk, NEAR, {2: lambda: change(disk)}) == (seen, [watcher.INTERVAL] * 3 + [watcher.SETTLED])


def test_a_change_before_the_waiting_is_seen_at_once(disk: system.MemorySystem) -> None:
    made = watcher.Watcher(disk, lambda: 0.0, lambda seconds: None)
    made.watch(["/p/a.py"])
    disk.write("/p/a.py", "y")
    made.watch(["/p/a.py", "/p/b.py"])  # what is known of a path is kept
    assert made.wait(lambda: None) == ["/p/a.py"]


def test_changes_that_follow_each_other_are_told_together(disk: system.MemorySystem) -> None:
    def write(path: str) -> Callable[[], None]:
        return lambda: disk.write(path, "y")

    script = {0: write("/p/a.py"), 1: write("/p/b.py"), 2: write("/p/a.py")}
    assert waited(disk, NEAR, script)[0] == ["/p/a.py", "/p/b.py"]


def test_changes_without_end_are_told_after_a_while(disk: system.MemorySystem) -> None:
    script = {n: (lambda: disk.write("/p/a.py", "y")) for n in range(1_000)}
    found, slept = waited(disk, NEAR, script)
    assert found == ["/p/a.py"]
    assert watcher.PATIENCE <= sum(slept) < watcher.PATIENCE + 1


def test_what_rarely_changes_is_looked_at_rarely(disk: system.MemorySystem) -> None:
    found, slept = waited(disk, NEAR, {1: lambda: disk.write("/lib/c.py", "y")}, ["/lib/c.py"])
    assert found == ["/lib/c.py"]
    assert len(slept) == watcher.FAR + 1
    assert disk.log.count("stat /lib/c.py") == 3  # when it was told of, at the first look, and at this one


def test_looking_takes_a_small_part_of_the_time(disk: system.MemorySystem) -> None:
    time = Time({3: lambda: disk.write("/p/a.py", "y")})
    stat = disk.stat

    def slow(path: str) -> system.Stat:
        time.now += 0.1
        return stat(path)

    disk.stat = slow  # type: ignore[method-assign]  # a slow disk
    made = watcher.Watcher(disk, time.clock, time.sleep)
    made.watch(["/p/a.py"])
    made.wait(lambda: None)
    assert time.slept[:3] == [pytest.approx(0.1 * watcher.SHARE)] * 3


def test_after_a_while_without_changes_there_is_time_to_rest_once(disk: system.MemorySystem) -> None:
    rests: list[float] = []
    waited(disk, NEAR, {60: lambda: disk.write("/p/a.py", "y")}, rest=lambda: rests.append(1))
    assert rests == [1]
