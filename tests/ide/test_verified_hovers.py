"""What was kept of hovers is compared with what they show."""

from __future__ import annotations

import pytest

from pebre_analysis.ide import api
from pebre_analysis.ide.common import kept_hovers, verified_hovers
from pebre_analysis.project import remembered
from pebre_analysis.source import system
from tests.harness import project
from tests.ide.test_kept_hovers import FILES, world
from tests.ide.test_reopened import SETTINGS, World, path

__all__ = ["world"]  # a fixture


def compare(world: World) -> tuple[int, list[tuple[str, int]]]:
    host = api.Host([project.ROOT], SETTINGS, print, world.disk)
    found = host._workspaces.all()[0].project
    rows = remembered.open_store(world.disk)
    try:
        return verified_hovers.compare(world.disk, found, remembered.open_recall(world.disk, found, rows))
    finally:
        rows.close()
        host.close()


def test_what_was_kept_is_right(world: World) -> None:
    n_right, wrong = compare(world)
    assert n_right > 10
    assert wrong == []


def test_nothing_is_compared_that_would_not_be_shown(world: World) -> None:
    world.write("lib.py", FILES["lib.py"].replace("What", "WHAT"))
    assert compare(world) == (0, [])


def test_what_is_wrong_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    n_kept, _ = compare(world)
    held = kept_hovers.held
    at = FILES["main.py"].index("area")

    def wrong(data: bytes, disk: system.System) -> kept_hovers.Held | None:
        found = held(data, disk)
        return None if found is None else found._replace(shown=found.shown | {at: "something else"})

    monkeypatch.setattr(kept_hovers, "held", wrong)
    assert compare(world) == (n_kept - 1, [(path("main.py"), at)])
