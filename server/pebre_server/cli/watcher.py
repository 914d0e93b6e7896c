"""Waiting until files change, by asking for their stamps: no threads, nothing to install, the same on all systems.

In:  a System; paths that matter now (`near`: what is checked, with its folders) and paths that rarely change (`far`).
Out: the paths that changed, when nothing has changed any more for SETTLED seconds (an editor writes a file in steps, a
branch is switched in many).
Always
  - a change after `watch` was told of a path is seen, whatever is done in the meantime;
  - looking takes at most one part in SHARE of the time; a far path is looked at with every FAR-th look.
Does not know: a file that is written twice within one tick of the file system's clock, with the same size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from pebre_analysis.source import system

INTERVAL: Final = 0.2  # seconds between two looks, at least
SETTLED: Final = 0.05
PATIENCE: Final = 2.0  # seconds after which changes that do not end are told
SHARE: Final = 50
FAR: Final = 10
REST: Final = 5.0  # seconds without a change after which `rest` is called


class Watcher:
    """See the module's text. `clock`, `sleep`: as in `time`."""

    def __init__(self, on: system.System, clock: Callable[[], float], sleep: Callable[[float], object]) -> None:
        self._on = on
        self._clock = clock
        self._sleep = sleep
        self._near: dict[str, system.Stat] = {}
        self._far: dict[str, system.Stat] = {}

    def watch(self, near: Iterable[str], far: Iterable[str] = ()) -> None:
        """Look at these from now on. What is known of a path that is watched already is kept."""
        known = {**self._far, **self._near}
        self._near = {path: known.get(path) or self._on.stat(path) for path in near}
        self._far = {path: known.get(path) or self._on.stat(path) for path in far if path not in self._near}

    def wait(self, rest: Callable[[], object]) -> list[str]:
        """Return when something has changed. `rest`: called once if that takes long."""
        began = self._clock()
        is_rested = False
        count = 0
        while True:
            before = self._clock()
            found = self._changed(self._near)
            if count % FAR == 0:
                found += self._changed(self._far)
            if found:
                return self._settle(found)
            count += 1
            now = self._clock()
            if not is_rested and now - began > REST:
                is_rested = True
                rest()
            self._sleep(max(INTERVAL, (now - before) * SHARE))

    def _settle(self, found: list[str]) -> list[str]:
        began = self._clock()
        changed = dict.fromkeys(found)
        while self._clock() - began < PATIENCE:
            self._sleep(SETTLED)
            more = self._changed(self._near)
            if not more:
                break
            changed.update(dict.fromkeys(more))
        return list(changed)

    def _changed(self, stamps: dict[str, system.Stat]) -> list[str]:
        """The paths whose stamp is another one now; the new stamps are known from here on."""
        stat = self._on.stat
        found = [(path, now) for path, before in stamps.items() if (now := stat(path)) != before]
        stamps.update(found)
        return [path for path, _ in found]
