"""`python -m tests.dev renewals FOLDER [FILE…]`: does a client notice that its server begins anew?

A server that does so in each short rest is sent random edits, questions, cancellations and rests; documents are opened
and closed. Each question must be answered once, and in the end all that is told of the open documents must be what a
fresh server tells of the same texts. Files: some of the folder's, if not said. The exit code says whether all was so.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from tests.dev import edits, restless_server, wear
from tests.server.client import PULL, Client

_ALWAYS: Final = 60.0  # seconds for an answer
_N_HOVERS: Final = 30  # that are compared, of each document
_N_FILES: Final = 4
_RESTS: Final = (0.0, 0.05, 0.3, restless_server.REST, restless_server.REST + 0.15, 0.7, 1.0, 2.0)
_OF_PLACES: Final = ("hover", "definition", "completion", "references", "signatureHelp", "documentHighlight")
_OF_DOCUMENTS: Final = ("documentSymbol", "semanticTokens/full", "semanticTokens/full/delta", "foldingRange")
_TOKENS: Final = {"requests": {"full": {"delta": True}}, "tokenTypes": [], "tokenModifiers": [], "formats": []}
_MAY_FAIL: Final = (-32800, -32801, -32802)  # cancelled, on either side, or out of date


class Session:
    """One client, with what it has open."""

    def __init__(self, client: Client, chance: random.Random, paths: Sequence[Path], *, pulls: bool) -> None:
        self.client = client
        self.walks: dict[str, edits.Walk] = {}  # by URI
        self.versions: dict[str, int] = {}
        self.asked: list[int] = []
        self._chance = chance
        self._texts = {path.as_uri(): path.read_text(encoding="utf-8") for path in paths}
        self._pulls = pulls

    def step(self) -> None:
        """Something that people do."""
        chance = self._chance.random()
        closed = [uri for uri in self._texts if uri not in self.walks]
        if not self.walks or (chance < 0.04 and closed):
            self._open(self._chance.choice(closed))
        elif chance < 0.07 and len(self.walks) > 1:
            uri = self._some()
            del self.walks[uri]
            self.client.close(uri)
        elif chance < 0.5:
            self._edit(self._some())
        elif chance < 0.8:
            self.asked.append(self._ask(self._some()))
        elif chance < 0.85 and self.asked:
            self.client.cancel(self._chance.choice(self.asked))
        else:
            time.sleep(self._chance.choice(_RESTS))

    def wrong_answers(self) -> list[str]:
        """Questions that were not answered once, or with an error of the server."""
        found = []
        for asked in self.asked:
            error = self.client.answer(asked, _ALWAYS).get("error")
            if error is not None and error["code"] not in _MAY_FAIL:
                found.append(f"{asked}: {error}")
            if sum(each.get("id") == asked and "method" not in each for each in self.client.messages) != 1:
                found.append(f"{asked} was answered several times")
        return found

    def _some(self) -> str:
        return self._chance.choice(list(self.walks))

    def _open(self, uri: str) -> None:
        self.walks[uri], self.versions[uri] = edits.Walk(self._texts[uri]), 1
        self.client.open(self._texts[uri], uri)

    def _edit(self, uri: str) -> None:
        walk = self.walks[uri]
        before = walk.text
        self.versions[uri] += 1
        self.client.change(self.versions[uri], wear.changed_range(before, walk.step()), uri=uri)

    def _ask(self, uri: str) -> int:
        document = {"textDocument": {"uri": uri}}
        method = self._chance.choice((*_OF_PLACES, *_OF_DOCUMENTS, *(("diagnostic",) if self._pulls else ())))
        if method in _OF_PLACES:
            place = self.client.at(*some_place(self.walks[uri].text, self._chance), uri)
            return self.client.request(f"textDocument/{method}", {**place, "context": {"includeDeclaration": True}})
        return self.client.request(f"textDocument/{method}", {**document, "previousResultId": "of before"})


def some_place(text: str, chance: random.Random) -> tuple[int, int]:
    lines = text.split("\n")
    line = chance.randrange(len(lines))
    return line, chance.randrange(len(lines[line]) + 1)


def told(client: Client, session: Session, *, pulls: bool) -> dict[tuple[object, ...], Any]:
    """What a server tells of what is open, by what it is."""

    def ask(method: str, **params: object) -> Any:
        return client.result(client.request(f"textDocument/{method}", params), _ALWAYS)

    found: dict[tuple[object, ...], Any] = {}
    for uri, walk in sorted(session.walks.items()):
        name, document = uri.rpartition("/")[2], {"uri": uri}
        if pulls:
            found[name, "diagnostics"] = ask("diagnostic", textDocument=document)["items"]
        found[name, "symbols"] = ask("documentSymbol", textDocument=document)
        found[name, "tokens"] = ask("semanticTokens/full", textDocument=document)["data"]
        chance = random.Random(1)
        for _ in range(_N_HOVERS):
            line, column = some_place(walk.text, chance)
            found[name, "hover", line, column] = ask("hover", **client.at(line, column, uri))
    if not pulls:
        time.sleep(4 * restless_server.REST)  # until it has been told
        published = {each["uri"]: each for each in client.all("textDocument/publishDiagnostics")}
        for uri in session.walks:
            last = published[uri]
            found[uri.rpartition("/")[2], "diagnostics"] = last["version"], last["diagnostics"]
    return found


def walk(folder: Path, paths: Sequence[Path], options: argparse.Namespace, seed: int, *, pulls: bool) -> bool:
    """Whether the client noticed nothing."""
    chance = random.Random(seed)
    capabilities = {
        **(PULL if pulls else {}),
        "general": {"positionEncodings": ["utf-32"]},
        "textDocument": {**(PULL["textDocument"] if pulls else {}), "semanticTokens": _TOKENS},
    }
    settings = {"logLevel": "info"} | ({"python": options.python} if options.python else {})
    clients: list[Client] = []

    def begun(module: str, *words: str) -> Client:
        client = Client(command=[sys.executable, "-m", module, *words])
        clients.append(client)
        return client.begin(capabilities, rootUri=folder.as_uri(), initializationOptions=settings)

    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        try:
            session = Session(begun("tests.dev.restless_server"), chance, paths, pulls=pulls)
            for _ in range(options.steps):
                session.step()
            wrong = session.wrong_answers()
            here = told(session.client, session, pulls=pulls)
            renewed = sum("begins anew" in each["message"] for each in session.client.all("window/logMessage"))
            fresh = begun("pebre_server", "server")
            for uri, of in session.walks.items():
                fresh.open(of.text, uri, session.versions[uri])
            there = told(fresh, session, pulls=pulls)
        finally:
            for client in clients:
                client.kill()
    wrong += [f"{what}: {here[what]!r:.300} is {there[what]!r:.300}" for what in here if here[what] != there[what]]
    told_how = "pulled" if pulls else "published"
    print(
        f"seed {seed}, {told_how}: {len(session.asked)} questions, {renewed} renewals, {len(wrong)} wrong", flush=True
    )
    for each in wrong:
        print(f"  {each}")
    return not wrong


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.dev renewals", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--walks", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--python", help="the environment of the code")
    options = parser.parse_args(words)
    folder = options.folder.resolve()
    paths = [folder / each for each in options.files] or _some_files(folder, random.Random(options.seed).sample)
    seeds = range(options.seed, options.seed + options.walks)
    n_wrong = sum(not walk(folder, paths, options, seed, pulls=pulls) for seed in seeds for pulls in (True, False))
    return int(n_wrong > 0)


def _some_files(folder: Path, sample: Callable[[list[Path], int], list[Path]]) -> list[Path]:
    found = sorted(folder.rglob("*.py"))
    return sample(found, min(_N_FILES, len(found)))
