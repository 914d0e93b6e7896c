"""Each row of `docs/features.md` is what the server does; the page says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dev import features_page
from tests.features import asking, rows


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[asking.Session]:
    found = asking.Session(Path(tmp_path_factory.mktemp("features")))
    yield found
    found.client.kill()


@pytest.mark.slow
@pytest.mark.parametrize("row", [*rows.METHODS, *rows.BEHAVIOUR], ids=lambda row: row.title)
def test_row(session: asking.Session, row: rows.Row) -> None:
    assert row.check(session) == row.expected


def test_the_page_is_up_to_date() -> None:
    found = features_page.PAGE.read_text(encoding="utf-8")
    assert found == features_page.text(), "write it: python -m tests.dev update"
