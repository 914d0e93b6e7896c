"""Tests marked `beside` come last; the tool that each of them waits for is started when the session begins."""

from __future__ import annotations

import pytest

from tests.tidy import beside


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("beside") is not None)


def pytest_collection_finish(session: pytest.Session) -> None:
    is_one_of_many = hasattr(session.config, "workerinput")  # each process of xdist collects all tests
    if is_one_of_many or session.config.getoption("collectonly"):
        return
    for item in session.items:
        mark = item.get_closest_marker("beside")
        if mark is not None:
            beside.start(*mark.args)


def pytest_sessionfinish() -> None:
    beside.end()
