"""Semantic tokens over stdio: all, of a range, and what has changed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.server.client import URI, Client

Make = Callable[..., Client]
NAMED = {"textDocument": {"uri": URI}}
ABLE: dict[str, Any] = {"textDocument": {"semanticTokens": {"requests": {"full": {"delta": True}}}}}
TEXT = "one TWO\n\n  '😀' three\n"


def begin(make: Make, text: str, encoding: str = "utf-16") -> Client:
    client = make().begin({**ABLE, "general": {"positionEncodings": [encoding]}})
    client.open(text)
    return client


def full(client: Client) -> Any:
    return client.ask("textDocument/semanticTokens/full", NAMED)


def delta(client: Client, previous: str) -> Any:
    return client.ask("textDocument/semanticTokens/full/delta", {**NAMED, "previousResultId": previous})


def applied(data: list[int], edits: list[dict[str, Any]]) -> list[int]:
    for edit in reversed(edits):
        data = data[: edit["start"]] + edit["data"] + data[edit["start"] + edit["deleteCount"] :]
    return data


@pytest.mark.parametrize(("encoding", "column"), [("utf-16", 7), ("utf-8", 9), ("utf-32", 6)])
def test_each_token_is_told_from_the_one_before(make: Make, encoding: str, column: int) -> None:
    found = full(begin(make, TEXT, encoding))
    assert found["data"] == [0, 0, 3, 5, 0, 0, 4, 3, 1, 1, 2, column, 5, 5, 0]


def test_tokens_of_a_range(make: Make) -> None:
    client = begin(make, TEXT)
    span = {"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 6}}
    assert client.ask("textDocument/semanticTokens/range", {**NAMED, "range": span})["data"] == [0, 4, 3, 1, 1]


@pytest.mark.parametrize(
    ("edit", "size"),
    [
        ((1, 0, 1, 0, "more"), 10),  # the word behind it stands elsewhere, seen from it
        ((0, 0, 0, 3, ""), 5),
        ((2, 0, 2, 0, " "), 5),
        ((2, 12, 2, 12, " end"), 5),
        ((0, 4, 0, 7, "two"), 5),
    ],
)
def test_a_difference_is_small_and_gives_what_all_would_be(make: Make, edit: tuple[Any, ...], size: int) -> None:
    client = begin(make, TEXT)
    before = full(client)
    client.change(2, edit)
    found = delta(client, before["resultId"])
    [change] = found["edits"]
    assert len(change["data"]) <= size
    assert applied(before["data"], found["edits"]) == full(client)["data"]
    assert full(client)["resultId"] == found["resultId"]


def test_no_difference_is_no_edit(make: Make) -> None:
    client = begin(make, TEXT)
    before = full(client)["resultId"]
    client.change(2, (1, 0, 1, 0, "  "))
    assert delta(client, before) == {"resultId": before, "edits": []}


def test_an_answer_that_is_not_the_last_is_not_built_on(make: Make) -> None:
    client = begin(make, TEXT)
    before = full(client)
    client.change(2, (1, 0, 1, 0, "more"))
    delta(client, before["resultId"])
    assert "data" in delta(client, before["resultId"])
    assert "data" in delta(client, "odd")


def test_it_is_not_offered_to_a_client_without_colours(make: Make) -> None:
    assert "semanticTokensProvider" not in make().initialize()["capabilities"]
