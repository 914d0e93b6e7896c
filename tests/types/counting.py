"""What a check costs, counted in calls of a function: a figure that no other work on the machine changes."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.harness import project


class Calls:
    """How often a function or method, an attribute of a module or class, is called from now on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
        self.n = 0
        plain = getattr(owner, name)

        def counted(*args: object, **options: object) -> object:
            self.n += 1
            return plain(*args, **options)

        monkeypatch.setattr(owner, name, counted)


def calls(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, texts: Iterable[str], *, freeze_all: bool = False
) -> list[int]:
    """How often it is called to check each of the texts, of which nothing is to be reported."""
    found: list[int] = []
    for text in texts:
        with monkeypatch.context() as patched:
            counted = Calls(patched, owner, name)
            assert project.report(project.open_project({"main.py": text}, freeze_all=freeze_all), "main.py") == []
        found.append(counted.n)
    return found
