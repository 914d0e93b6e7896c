"""Mutated messages: the server lives, and every request that can be answered is answered once."""

import copy
import json
import random
import time
from typing import Any

import pytest

from tests.server.client import URI, Client

PLACE = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 3}}
RANGE = {"start": {"line": 0, "character": 1}, "end": {"line": 1, "character": 2}}
SEEDS: list[dict[str, Any]] = [
    {
        "method": "textDocument/didOpen",
        "params": {
            "textDocument": {"uri": URI, "languageId": "python", "version": 1, "text": "error_1 word\nneeds_x\n"}
        },
    },
    {
        "method": "textDocument/didChange",
        "params": {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"range": RANGE, "text": "a\n😀"}]},
    },
    {"method": "textDocument/didClose", "params": {"textDocument": {"uri": URI}}},
    {"method": "textDocument/didSave", "params": {"textDocument": {"uri": URI}}},
    {"method": "workspace/didChangeConfiguration", "params": {"settings": {"pebre": {"python": "x"}}}},
    {"method": "workspace/didChangeWatchedFiles", "params": {"changes": [{"uri": "file:///w/b.py", "type": 1}]}},
    {
        "method": "workspace/didChangeWorkspaceFolders",
        "params": {"event": {"added": [{"uri": "file:///v", "name": "v"}], "removed": []}},
    },
    {
        "method": "notebookDocument/didOpen",
        "params": {
            "notebookDocument": {
                "uri": "file:///n.ipynb",
                "version": 1,
                "notebookType": "x",
                "cells": [{"kind": 2, "document": "cell:1"}],
            },
            "cellTextDocuments": [{"uri": "cell:1", "languageId": "python", "version": 1, "text": "x"}],
        },
    },
    {
        "method": "notebookDocument/didChange",
        "params": {
            "notebookDocument": {"uri": "file:///n.ipynb", "version": 2},
            "change": {
                "cells": {
                    "structure": {"array": {"start": 0, "deleteCount": 1, "cells": []}, "didOpen": [], "didClose": []},
                    "data": [{"kind": 2, "document": "cell:1"}],
                    "textContent": [{"document": {"uri": "cell:1", "version": 2}, "changes": [{"text": "y"}]}],
                }
            },
        },
    },
    {"method": "$/cancelRequest", "params": {"id": 3}},
    {"method": "$/setTrace", "params": {"value": "verbose"}},
    {"id": 1, "method": "textDocument/hover", "params": PLACE},
    {"id": 1, "method": "textDocument/definition", "params": PLACE},
    {"id": 1, "method": "textDocument/documentSymbol", "params": {"textDocument": {"uri": URI}}},
    {"id": 1, "method": "textDocument/diagnostic", "params": {"textDocument": {"uri": URI}, "previousResultId": "x"}},
    {"id": 1, "method": "textDocument/references", "params": {**PLACE, "context": {"includeDeclaration": True}}},
    {"id": 1, "method": "textDocument/rename", "params": {**PLACE, "newName": "x"}},
    {"id": 1, "method": "textDocument/signatureHelp", "params": PLACE},
    {"id": 1, "method": "textDocument/completion", "params": PLACE},
    {"id": 1, "method": "completionItem/resolve", "params": {"label": "x", "data": [1, 0]}},
    {"id": 1, "method": "workspace/executeCommand", "params": {"command": "pebre.debugInformation", "arguments": []}},
    {"id": "pebre-1", "result": [{"python": "x"}]},
]
ODD = [
    None,
    True,
    -1,
    0,
    2**31,
    2**64,
    1.5,
    "",
    "x",
    "\ud800",
    "\0",
    [],
    {},
    [[]],
    {"jsonrpc": "2.0"},
    "file:///w/b.py",
]


def mutated(chance: random.Random, message: Any) -> Any:
    """The message with some of its parts replaced, removed or doubled."""
    message = copy.deepcopy(message)
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        holder = message
        while isinstance(holder, dict | list) and holder:
            key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            inner = holder[key]
            if isinstance(inner, dict | list) and inner and chance.random() < 0.75:
                holder = inner
                continue
            if key == "method" and chance.random() < 0.7:
                break
            what = chance.random()
            if what < 0.6:
                holder[key] = copy.deepcopy(chance.choice(ODD))
            elif what < 0.8:
                holder.pop(key)
            elif isinstance(holder, dict):
                holder[str(chance.random())] = inner
            else:
                holder.append(inner)
            break
    return message


def fuzz(client: Client, seed: int, count: int) -> None:
    chance = random.Random(seed)
    asked: list[int] = []
    for n in range(count):
        message = mutated(chance, chance.choice(SEEDS))
        if isinstance(message, dict):
            if message.get("method") in ("exit", "shutdown"):
                continue
            if "id" in message and "method" in message and type(message["id"]) in (int, str):
                message["id"] = 1000 + n
                if message["method"] is not None:
                    asked.append(1000 + n)
        if chance.random() < 0.02:
            body = json.dumps(message).encode()
            cut = chance.randrange(len(body))
            message = {"jsonrpc": "2.0", "method": "textDocument/didSave", "params": {"textDocument": {"uri": URI}}}
            client.raw(b"Content-Length: %d\r\n\r\n%b" % (len(body[:cut]), body[:cut]))
            if asked and asked[-1] == 1000 + n:
                asked.pop()
        client.send(message)
    client.open("word", "file:///w/last.py")
    assert client.word(0, 0, "file:///w/last.py") == "word"
    client.settle()
    end = time.monotonic() + 5
    answers: list[Any] = []
    while time.monotonic() < end:
        ids = [m.get("id") for m in client.messages if "method" not in m]
        answers = [id_ for id_ in ids if type(id_) is int and id_ >= 1000]
        if len(answers) >= len(asked):
            break
        time.sleep(0.02)
    assert sorted(answers) == sorted(asked)
    assert client.process.poll() is None


@pytest.mark.parametrize("seed", range(3))
def test_mutated_messages(puller: Client, seed: int) -> None:
    fuzz(puller, seed, 400)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_mutated_messages(puller: Client, seed: int) -> None:
    fuzz(puller, seed, 5000)
