"""Faults, a slow client, much at once: no answer is lost, and the state stays that of a fresh server."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server.client import PULL, URI, Client

Make = Callable[..., Client]
METHODS = (
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/documentSymbol",
    "textDocument/diagnostic",
    "textDocument/references",
)


def replay(client: Client, n_steps: int, seed: int) -> list[int]:
    """Edits and requests, many of which meet a planted fault."""
    chance = random.Random(seed)
    text = "word crash leave error_1\n"
    client.open(text)
    client.open("needs_word crash", "file:///w/b.py")
    asked = []
    for n in range(n_steps):
        roll = chance.random()
        if roll < 0.4:
            at = chance.randrange(len(text))
            new = chance.choice(("x", "crash ", "\n", "😀", "leave "))
            before = text[:at]
            line = before.count("\n")
            column = len(before[before.rfind("\n") + 1 :].encode("utf-16-le")) // 2
            client.change(n + 2, (line, column, line, column, new))
            text = before + new + text[at:]
        else:
            uri = chance.choice((URI, "file:///w/b.py", "file:///w/none.py"))
            params: dict[str, Any] = client.at(0, chance.randrange(20), uri)
            params["context"] = {"includeDeclaration": True}
            asked.append(client.request(chance.choice(METHODS), params))
            if roll > 0.9:
                client.cancel(chance.choice(asked))
    return asked


def check(make: Make, n_steps: int, seed: int) -> None:
    client = make().begin(PULL)
    asked = replay(client, n_steps, seed)
    assert {client.answer(id_).get("error", {}).get("code") for id_ in asked} <= {None, -32603, -32800}
    texts = client.state()["texts"]
    report = client.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    ids = [m["id"] for m in client.messages if "method" not in m]
    assert len(ids) == len(set(ids)), "an answer was doubled"
    fresh = make().begin(PULL)
    fresh.open(texts["/w/a.py"])
    fresh.open(texts["/w/b.py"], "file:///w/b.py")
    assert fresh.state()["texts"] == texts
    assert fresh.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})["items"] == report["items"]


def test_faults_leave_the_state_of_a_fresh_server(make: Make) -> None:
    check(make, 200, 1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_faults_leave_the_state_of_a_fresh_server(make: Make, seed: int) -> None:
    check(make, 3000, seed)


@pytest.mark.long
def test_a_client_that_does_not_read_costs_bounded_memory(make: Make) -> None:
    client = make(reading=False)
    client.send({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}})
    client.notify("initialized")
    n = 20_000  # 130 MB of answers
    for _ in range(n):
        client.request("textDocument/documentColor", {"textDocument": {"uri": URI}})
    time.sleep(1)
    status = Path(f"/proc/{client.process.pid}/status").read_text(encoding="ascii")
    resident = int(status.partition("VmRSS:")[2].split()[0]) // 1024
    assert resident < 200, f"{resident} MB"
    client.begin_reading()
    assert len(client.result(n, 60)) == 200
    assert sum(1 for m in client.messages if "id" in m) == n + 1
